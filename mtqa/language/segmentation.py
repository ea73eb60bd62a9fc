"""Sentence segmentation of news text, with offsets.

A scanner finds every mark that could end a sentence (. ! ? … ؟ ۔ । 。！？) together with the
closing quotation marks and brackets after it, and decides from what stands before and after.
What it knows of a language (titles, abbreviations, typical first words) lies in
`data/segmentation.tsv`; for a language that is not there, full stops that the `sentencex`
library takes for an abbreviation's are left alone.

Two decisions that are a matter of convention:

* The Arabic semicolon ؛ does not end a sentence. Newswire uses it before an explanation or a
  consequence, where English has a comma, and a translator works on both halves at once.
* A quotation of several sentences is split like running text, as the news test sets of WMT do;
  the closing mark stays with the last of its sentences, and what introduces or follows the
  quotation stays with the nearest one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final

from mtqa.language.scripts import dominant_script, primary_subtag

_TERMINATORS: Final = ".!?…؟۔।॥。！？｡"
_WIDE: Final = frozenset("。！？｡")
_CLOSERS: Final = "\"'”’“‘»«›‹)]}」』）】〉》*_"
_OPENERS: Final = "\"'“”„«»‹›‘’‚([{「『（【〈《-–—•*_"
_QUOTATION_MARKS: Final = "\"'“”„«»‹›‘’‚「『"
_CANDIDATE: Final = re.compile(f"[{re.escape(_TERMINATORS)}]+[{re.escape(_CLOSERS)}]*")
_BLANK_LINE: Final = re.compile(r"(?:\r\n|\r|\n)[^\S\r\n]*(?:\r\n|\r|\n)\s*")
_LAST_TOKEN: Final = re.compile(r"[^\s\"'“”„«»‹›(\[{—–/]+$")
_INITIALS: Final = re.compile(r"(?:[^\W\d_]\.-?)*[^\W\d_]")
_WORD: Final = re.compile(r"[\w'’]+")
_ORDINAL: Final = re.compile(r"\d{1,2}|[IVX]+")
_LONGEST_TOKEN: Final = 40


@dataclass(frozen=True, slots=True)
class _Conventions:
    """What is known of one language; every word without its final full stop."""

    titles: frozenset[str]
    numbered: frozenset[str]
    open: frozenset[str]
    starters: frozenset[str]
    speech: tuple[str, ...]
    ordinals: bool


@lru_cache(maxsize=1)
def _knowledge() -> dict[str, dict[str, list[str]]]:
    table: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    data = resources.files("mtqa.language").joinpath("data/segmentation.tsv")
    for line in data.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            language, kind, words = line.split("\t")
            table[language][kind].extend(words.split())
    return table


@lru_cache(maxsize=64)
def _conventions(language: str) -> _Conventions | None:
    known = _knowledge().get(language)
    if known is None:
        return None
    return _Conventions(
        titles=frozenset(known["title"]),
        numbered=frozenset(known["numbered"]),
        open=frozenset(known["open"]),
        starters=frozenset(known["starter"]),
        speech=tuple(known["speech"]),
        ordinals=bool(known["ordinal"]),
    )


def split_sentences(text: str, language: str | None) -> list[tuple[int, int]]:
    """Split a text into sentences.

    Args:
        text: Running text. A single line break counts as a space, a blank line always ends a
            sentence.
        language: BCP 47 tag; None applies Arabic conventions to Arabic script and English ones
            to all else.

    Returns:
        Spans in order that do not overlap, each without white space at its edges; together they
        cover every character that is not white space.
    """
    if language is None:
        language = "ar" if dominant_script(text) == "Arabic" else "en"
    language = primary_subtag(language)
    spans: list[tuple[int, int]] = []
    start = 0
    for break_ in _BLANK_LINE.finditer(text):
        spans.extend(_split_block(text, start, break_.start(), language))
        start = break_.end()
    spans.extend(_split_block(text, start, len(text), language))
    return spans


def _split_block(text: str, start: int, end: int, language: str) -> list[tuple[int, int]]:
    """Split text[start:end], which has no blank line."""
    block = text[start:end]
    conventions = _conventions(language)
    allowed = _sentencex_stops(block, language) if conventions is None else None
    spans: list[tuple[int, int]] = []
    begin = 0
    for candidate in _CANDIDATE.finditer(block):
        stop = _take_spaced_closer(block, candidate.end())
        if stop <= begin:
            continue
        if allowed is not None and "." in candidate[0] and candidate.start() not in allowed:
            continue
        if _ends_sentence(block, begin, candidate, stop, conventions):
            _append_trimmed(spans, block, begin, stop, start)
            begin = stop
    _append_trimmed(spans, block, begin, len(block), start)
    return spans


def _append_trimmed(
    spans: list[tuple[int, int]], block: str, begin: int, end: int, offset: int
) -> None:
    sentence = block[begin:end]
    stripped = sentence.strip()
    if stripped:
        first = begin + len(sentence) - len(sentence.lstrip())
        spans.append((offset + first, offset + first + len(stripped)))


def _take_spaced_closer(block: str, stop: int) -> int:
    """Include a closing mark after a space: French « Oui. », or a stray ` "` that closes."""
    mark = stop
    while mark < len(block) and block[mark].isspace():
        mark += 1
    if mark == stop or mark >= len(block):
        return stop
    closes_guillemet = block[mark] == "»" and block.count("«", 0, stop) > block.count("»", 0, stop)
    closes_plain = (
        block[mark] == '"'
        and block[mark + 1 : mark + 2].isspace()
        and block.count('"', 0, stop) % 2 == 1
    )
    return mark + 1 if closes_guillemet or closes_plain else stop


def _ends_sentence(
    block: str,
    begin: int,
    candidate: re.Match[str],
    stop: int,
    conventions: _Conventions | None,
) -> bool:
    """Whether the sentence that starts at `begin` ends with this candidate."""
    marks = candidate[0].rstrip(_CLOSERS)
    closers = block[candidate.start() + len(marks) : stop]
    wide = marks[-1] in _WIDE
    if stop < len(block) and not block[stop].isspace() and not wide:
        return False
    following = block[stop : stop + 2 * _LONGEST_TOKEN].lstrip()
    first = following.lstrip(_OPENERS + " \u00a0\u202f")[:1]
    if not first:
        # Only marks are left: they belong to this sentence if nothing but closers follows.
        return False
    if first.islower() or first in ",;:،؛,、，；：" or following[:1] in ",;:،؛、，；：":
        return False
    quoted = any(mark not in ")]}）】*_" for mark in closers)
    if quoted and conventions and _carries_on(following, first, conventions):
        return False
    if set(marks) == {"."}:
        return _full_stop_ends(block, begin, candidate, following, first, closers, conventions)
    return not (marks[-1] == "…" and not first.isupper())


def _carries_on(following: str, first: str, conventions: _Conventions) -> bool:
    """Whether a verb of saying after a quotation continues the sentence, in uncased scripts."""
    return not first.isupper() and following.startswith(conventions.speech)


def _full_stop_ends(
    block: str,
    begin: int,
    candidate: re.Match[str],
    following: str,
    first: str,
    closers: str,
    conventions: _Conventions | None,
) -> bool:
    """Decide for one or more full stops, the only mark that has other uses."""
    dots = len(candidate[0].rstrip(_CLOSERS))
    if dots > 1:
        return first.isupper() or (dots > 2 and not first.isascii() and first.isalpha())
    if closers or conventions is None:
        return True
    before = block[max(begin, candidate.start() - _LONGEST_TOKEN) : candidate.start()]
    match = _LAST_TOKEN.search(before)
    if match is None:
        return True
    token = match[0]
    if token.isdigit() and not block[begin : candidate.start() - len(token)].strip():
        return False  # the number of a list item
    if token in conventions.numbered and first.isdigit():
        return False
    if conventions.ordinals and _ORDINAL.fullmatch(token):
        return following[0] in _QUOTATION_MARKS or _starts_sentence(following, conventions)
    return not _is_abbreviation(token, before[: match.start()], following, conventions)


def _is_abbreviation(token: str, before: str, following: str, conventions: _Conventions) -> bool:
    """Whether the full stop after `token` belongs to an abbreviation within the sentence."""
    starts = _starts_sentence(following, conventions)
    if token in conventions.open:
        if token in ("م", "هـ") and before.rstrip()[-1:].isdigit():
            return following.startswith("الموافق")
        return not starts
    if token in conventions.titles:
        return True
    # J. K. Rowling and Washington, D.C. go on; "Vitamin C. The …" ends.
    return bool(_INITIALS.fullmatch(token)) and not starts


def _starts_sentence(following: str, conventions: _Conventions) -> bool:
    word = _WORD.search(following)
    return word is not None and (
        word[0] in conventions.starters or (len(word[0]) > 2 and word[0].startswith("و"))
    )


def _sentencex_stops(block: str, language: str) -> frozenset[int]:
    """Offsets of the full stops in `block` that sentencex takes for the end of a sentence."""
    import sentencex

    # Inside quotation marks and brackets sentencex never splits, so it is shown none.
    plain = re.sub(f"[{re.escape(_CLOSERS + _OPENERS)}]", " ", block)
    stops: set[int] = set()
    for boundary in sentencex.get_sentence_boundaries(language, plain):
        sentence = plain[boundary["start_index"] : boundary["end_index"]].rstrip()
        stops.add(boundary["start_index"] + len(sentence) - 1)
    return frozenset(stops)
