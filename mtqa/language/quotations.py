"""Quotations: where someone else is speaking, and who is said to.

Marks are paired with a stack; marks that are the same at both ends (" and ') open if they
stand before a word and close if they stand after one. An apostrophe within a word is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from mtqa.language.names_lexicon import load_sections
from mtqa.language.scripts import primary_subtag

_PAIRS: Final = {
    pair[0]: pair[1:]
    for pair in "“” ‘’ «» ‹› „“” ‚‘’ 「」 『』 《》 〈〉 ″″ ״״ ＂＂ ”” »« ›‹".split(" ")  # noqa: SIM905
}
"""Opening mark to the marks that close it."""
_STRAIGHT: Final = frozenset("\"'＂״")
_CLOSERS: Final = frozenset("”’»›“‘」』》〉«")
_MARKS: Final = frozenset(_PAIRS) | _STRAIGHT | _CLOSERS
_REVERSED_GUILLEMETS: Final = frozenset({"de", "da", "sl", "hr"})
"""Languages that may quote »so«."""
_VERB_FIRST: Final = frozenset({"ar"})
"""Languages that name the speaker before the quotation."""
_ATTRIBUTION_REACH: Final = 90


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who is said to speak."""

    speaker: str | None
    """The words beside the verb that name the speaker; None if it is a pronoun or nothing."""
    verb: str
    """The verb of speech."""
    start: int
    """Offset of the verb."""
    end: int
    """Offset after the verb."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch between quotation marks."""

    start: int
    """Offset of the opening mark."""
    end: int
    """Offset after the closing mark, or the end of the text if it was never closed."""
    text: str
    """What stands between the marks."""
    opening: str
    """The opening mark."""
    closing: str | None
    """The closing mark; None if it was never closed."""
    depth: int
    """0 for an outer quotation, 1 for one within another, …"""
    attribution: Attribution | None
    """Who is said to speak, if it stands near; outer quotations only."""


@dataclass(slots=True)
class _Open:
    position: int
    mark: str


def _is_apostrophe(text: str, position: int) -> bool:
    """Whether a mark belongs to a word: don't, l'eau, ארה"ב, the boys' room."""
    before = text[position - 1] if position else " "
    after = text[position + 1] if position + 1 < len(text) else " "
    if text[position] not in "'’‘\"״“":
        return False
    if text[position] in '"״“' and not ("\u0590" <= before <= "\u05ff"):
        return False
    return before.isalnum() and after.isalnum()


def _can_open(text: str, position: int) -> bool:
    before = text[position - 1] if position else " "
    after = text[position + 1] if position + 1 < len(text) else " "
    return not before.isalnum() and not after.isspace()


def _inches(text: str, position: int) -> bool:
    return text[position] in "\"'″" and bool(re.search(r"\d$", text[:position]))


@lru_cache(maxsize=4096)
def find_quotations(text: str, language: str) -> tuple[Quotation, ...]:
    """Find the quotations in a text.

    Args:
        text: The text; quotations may run over several sentences.
        language: BCP 47 tag; it decides what a lone ’ or » means and which verbs of speech count.

    Returns:
        Quotations in the order of their opening marks, unclosed ones included.
    """
    language = primary_subtag(language)
    stack: list[_Open] = []
    found: list[Quotation] = []
    for position, char in enumerate(text):
        if char not in _MARKS or _is_apostrophe(text, position):
            continue
        index = _closes(text, position, stack)
        if index is not None:
            opened = stack[index]
            # A mark inside that never closed was an apostrophe ("the boys’ room").
            for orphan in stack[index + 1 :]:
                if orphan.mark not in "'‘’":
                    found.append(_quotation(text, orphan, None, index + 1, language))
            del stack[index:]
            found.append(_quotation(text, opened, position, index, language))
        elif _opens(text, position, language):
            stack.append(_Open(position, char))
    for depth, orphan in enumerate(stack):
        if orphan.mark not in "'‘’‚":
            found.append(_quotation(text, orphan, None, depth, language))
    return tuple(sorted(found, key=lambda quotation: quotation.start))


def _closes(text: str, position: int, stack: list[_Open]) -> int | None:
    """Index in the stack of the quotation that a mark closes, None if it closes none."""
    char = text[position]
    for index in range(len(stack) - 1, -1, -1):
        mark = stack[index].mark
        if mark in _STRAIGHT and char in _STRAIGHT:
            fits = mark == char
        else:
            # Typists mix: “ … " is closed all the same.
            fits = char in _PAIRS.get(mark, "") or (mark in "“„”" and char in '"”“')
        if fits and stack[index].position < position - 1:
            before = text[position - 1]
            if char in _STRAIGHT and before.isspace() and _can_open(text, position):
                return None
            return index
    return None


def _opens(text: str, position: int, language: str) -> bool:
    char = text[position]
    if _inches(text, position):
        return False
    if char in "’'":
        return _can_open(text, position) and char == "'"
    if char == "»":
        return language in _REVERSED_GUILLEMETS and _can_open(text, position)
    if char in {"”", "‹", "›", "״"}:
        return _can_open(text, position)
    return char in _PAIRS or (char in _STRAIGHT and _can_open(text, position))


def _quotation(
    text: str, opened: _Open, closed: int | None, depth: int, language: str
) -> Quotation:
    end = len(text) if closed is None else closed + 1
    inside = text[opened.position + 1 : end if closed is None else closed]
    attribution = find_attribution(text, opened.position, end, language) if depth == 0 else None
    closing = None if closed is None else text[closed]
    return Quotation(opened.position, end, inside, opened.mark, closing, depth, attribution)


@lru_cache(maxsize=32)
def _speech_verbs(language: str) -> re.Pattern[str] | None:
    verbs = load_sections("quotation_verbs.txt").get(language)
    if not verbs:
        return None
    prefix = "[وف]?" if language == "ar" else ""
    longest_first = sorted(verbs, key=len, reverse=True)
    body = "|".join(
        re.escape(v.rstrip("+")) + (r"\w*" if v.endswith("+") else "") for v in longest_first
    )
    if language in {"zh", "ja"}:
        return re.compile(body)
    return re.compile(rf"(?<!\w){prefix}(?:{body})(?!\w)", re.IGNORECASE)


def find_attribution(text: str, start: int, end: int, language: str) -> Attribution | None:
    """The verb of speech beside a quotation, with its speaker.

    Args:
        text: The text.
        start: Offset of the opening mark.
        end: Offset after the closing mark.
        language: BCP 47 tag.

    Returns:
        The nearest verb before or after in the same sentence, None if there is none.
    """
    pattern = _speech_verbs(primary_subtag(language))
    if pattern is None:
        return None
    before_start = max(0, start - _ATTRIBUTION_REACH)
    before = list(pattern.finditer(text, before_start, start))
    after = pattern.search(text, end, min(len(text), end + _ATTRIBUTION_REACH))
    broken = re.compile(r"[.!?؟。！？](?:\s|$)")
    if before and broken.search(text, before[-1].end(), start):
        before = []
    if after and broken.search(text, end, after.start()):
        after = None
    verb: re.Match[str] | None
    if before and primary_subtag(language) in _VERB_FIRST:
        verb = before[-1]
    elif before and after:
        verb = before[-1] if start - before[-1].end() <= after.start() - end else after
    else:
        verb = before[-1] if before else after
    if verb is None:
        return None
    left = before_start if verb.start() < start else end
    right = start if verb.start() < start else min(len(text), end + _ATTRIBUTION_REACH)
    speaker = _speaker(text, verb, left, right, language)
    return Attribution(speaker, verb.group(), verb.start(), verb.end())


def _speaker(text: str, verb: re.Match[str], left: int, right: int, language: str) -> str | None:
    """The words between the verb and the next punctuation that look like a speaker."""
    after = re.split(r"[,;:.!?،؛؟\"“”«»„]", text[verb.end() : right])[0].strip()
    before = re.split(r"[,;:.!?،؛؟\"“”«»„]", text[left : verb.start()])[-1].strip()
    if primary_subtag(language) in {"ar", "he"}:
        # The subject follows the verb, and إن introduces what was said.
        after = re.split(r"\s(?:إن|أن|بأن|إنه|إنها|أنه|أنها|ל|כי|ש)\b", " " + after)[0].strip()
        candidates = (after, before)
    else:
        candidates = (before, after)
    for candidate in candidates:
        words = candidate.split()
        if words and len(words) <= 12 and any(len(word) > 3 or word[0].isupper() for word in words):
            return candidate
    return None
