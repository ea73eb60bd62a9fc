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
_BLANK_LINE: Final = re.compile(r"(?:\r\n|\r(?!\n)|\n)[^\S\r\n]*[\r\n]\s*")
_LAST_TOKEN: Final = re.compile(r"[^\s\"'“”„«»‹›(\[{—–/]+$")
_INITIALS: Final = re.compile(r"(?:[^\W\d_]\.-?)*[^\W\d_]")
_WORD: Final = re.compile(r"[\w'’]+")
_ORDINAL: Final = re.compile(r"\d{1,2}|[IVX]+")
_LONGEST_TOKEN: Final = 40
_LONGEST_FOR_SENTENCEX: Final = 20_000
"""Characters of a block; its time grows with the square of some inputs."""
_CONTINUING: Final = frozenset(",;:،؛、，；：")
_CALENDAR_MARKS: Final = frozenset({"م", "هـ"})
"""Arabic for "AD" and "AH"; after a year they may end a sentence."""


@dataclass(frozen=True, slots=True)
class _Conventions:
    """What is known of one language; every word without its final full stop."""

    titles: frozenset[str]
    numbered: frozenset[str]
    open: frozenset[str]
    starters: frozenset[str]
    speech: tuple[str, ...]
    ordinals: bool


_NOTHING_KNOWN: Final = _Conventions(frozenset(), frozenset(), frozenset(), frozenset(), (), False)


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


@dataclass(frozen=True, slots=True)
class _Stop:
    """A place where a sentence could end."""

    marks: str
    """The terminators, such as `.` or `?!`."""
    closers: str
    """Closing quotation marks and brackets directly after them."""
    before: str
    """What stands before them in the sentence, the last 40 characters at most."""
    following: str
    """What stands after them, without white space at its start; 80 characters at most."""
    spaced: bool
    """Whether white space or the end of the block follows."""

    @property
    def first(self) -> str:
        """The first character after that is no opening mark, empty if there is none."""
        return self.following.lstrip(_OPENERS + " \u00a0\u202f")[:1]


def _split_block(text: str, start: int, end: int, language: str) -> list[tuple[int, int]]:
    """Split text[start:end], which has no blank line."""
    block = text[start:end]
    conventions = _conventions(language)
    allowed = None
    if conventions is None and len(block) <= _LONGEST_FOR_SENTENCEX:
        allowed = _sentencex_stops(block, language)
    spans: list[tuple[int, int]] = []
    begin = 0
    quotations = _OpenQuotations(block)
    for candidate in _CANDIDATE.finditer(block):
        after = quotations.take_spaced_closer(candidate.end())
        position = candidate.start()
        if after <= begin or (
            allowed is not None and block[position] == "." and position not in allowed
        ):
            continue
        marks = candidate[0].rstrip(_CLOSERS)
        stop = _Stop(
            marks=marks,
            closers=block[position + len(marks) : after],
            before=block[max(begin, position - _LONGEST_TOKEN) : position],
            following=block[after : after + 2 * _LONGEST_TOKEN].lstrip(),
            spaced=block[after : after + 1].isspace() or after == len(block),
        )
        if _ends_sentence(stop, conventions or _NOTHING_KNOWN):
            _append_trimmed(spans, block, begin, after, start)
            begin = after
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


class _OpenQuotations:
    """Knows which quotations are open at a place in a block that only moves on."""

    def __init__(self, block: str) -> None:
        self._block = block
        self._place = 0
        self._guillemets = 0
        self._plain = 0

    def take_spaced_closer(self, stop: int) -> int:
        """Include a closing mark after a space: French « Oui. », or a stray ` "` that closes."""
        block = self._block
        mark = stop
        while mark < len(block) and block[mark].isspace():
            mark += 1
        if mark == stop or block[mark : mark + 1] not in ("»", '"'):
            return stop
        self._guillemets += block.count("«", self._place, stop)
        self._guillemets -= block.count("»", self._place, stop)
        self._plain += block.count('"', self._place, stop)
        self._place = stop
        if block[mark] == "»":
            return mark + 1 if self._guillemets > 0 else stop
        return mark + 1 if self._plain % 2 and block[mark + 1 : mark + 2].isspace() else stop


def _ends_sentence(stop: _Stop, conventions: _Conventions) -> bool:
    """Whether a sentence ends at this stop."""
    first = stop.first
    if not first or not (stop.spaced or stop.marks[-1] in _WIDE):
        return False
    if first.islower() or first in _CONTINUING or stop.following[0] in _CONTINUING:
        return False
    if _is_quoted(stop.closers) and not first.isupper():
        # Where no small letter tells, a verb of saying shows that the sentence goes on.
        return not stop.following.startswith(conventions.speech)
    if set(stop.marks) == {"."}:
        return _full_stop_ends(stop, conventions)
    return stop.marks[-1] != "…" or first.isupper()


def _is_quoted(closers: str) -> bool:
    return any(mark in _QUOTATION_MARKS for mark in closers)


def _full_stop_ends(stop: _Stop, conventions: _Conventions) -> bool:
    """Decide for one or more full stops, the only mark that has other uses."""
    first = stop.first
    if len(stop.marks) > 1:
        return first.isupper() or (len(stop.marks) > 2 and first.isalpha() and not first.isascii())
    match = _LAST_TOKEN.search(stop.before)
    if stop.closers or match is None:
        return True
    token = match[0]
    if token.isdigit() and stop.before.strip() == token:
        return False  # the number of a list item
    if token in conventions.numbered and first.isdigit():
        return False
    if conventions.ordinals and _ORDINAL.fullmatch(token):
        return stop.following[0] in _QUOTATION_MARKS or _starts_sentence(stop, conventions)
    return not _is_abbreviation(token, stop, conventions)


def _is_abbreviation(token: str, stop: _Stop, conventions: _Conventions) -> bool:
    """Whether the full stop after `token` belongs to an abbreviation within the sentence."""
    if token in conventions.open:
        if token in _CALENDAR_MARKS and stop.before[: -len(token)].rstrip()[-1:].isdigit():
            return stop.following.startswith("الموافق")
        return not _starts_sentence(stop, conventions)
    if token in conventions.titles:
        return True
    # J. K. Rowling and Washington, D.C. go on; "Vitamin C. The …" ends.
    return bool(_INITIALS.fullmatch(token)) and not _starts_sentence(stop, conventions)


def _starts_sentence(stop: _Stop, conventions: _Conventions) -> bool:
    """Whether the word after a stop is one that usually starts a sentence."""
    match = _WORD.search(stop.following)
    if match is None:
        return False
    word = match[0]
    if len(word) == 1 and stop.following[match.end() : match.end() + 1] == ".":
        return False  # "A" is an article, but "A." is an initial
    return word in conventions.starters or (len(word) > 2 and word.startswith("و"))


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
