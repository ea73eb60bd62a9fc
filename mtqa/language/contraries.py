"""Ways to turn an English sentence round by one word: "rose" for "fell", "to" for "by".

For whoever asks whether one of them is what the source says. Most are no sense at all ("after all"
becomes "before all"): who asks has to choose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from mtqa.language.names_lexicon import load_sections
from mtqa.language.rewording import Rewording, begins_sentence

_FILE: Final = "contraries_en.txt"
_LISTS: Final = ("offices", "change verbs", "parts of names")
"""Sections that are no pairs."""
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_CAPITAL: Final = re.compile(r"\s[A-Z]")
_RANK: Final = re.compile(r"\b(?:former|ex|deputy|vice|acting|then|late)[\s-]+(?:\w+\s)?$", re.I)
_RANKS: Final = ("former", "deputy")
"""What an office is said with or without."""
_AMOUNT: Final = re.compile(r"\s(?:[$€£]?\d|(?:a|one) (?:third|quarter|half)\b|half\b)")
_NEAR: Final = 40
"""Characters before "by" or "to" in which the verb stands that it belongs to."""


def contrary_wordings(text: str) -> tuple[Rewording, ...]:
    """Return what would turn an English text round, in text order; names are left alone.

    Args:
        text: A sentence.
    """
    return tuple(
        rewording for word in _WORD.finditer(text) for rewording in _contraries(text, word)
    )


def _contraries(text: str, word: re.Match[str]) -> Iterator[Rewording]:
    start, end = word.span()
    own = word[0].lower()
    if word[0] != own and not begins_sentence(text, start):
        return
    if _CAPITAL.match(text, end) and own in load_sections(_FILE)["parts of names"]:
        return
    for other in _pairs().get(own, ()):
        yield Rewording(start, end, other.capitalize() if word[0] != own else other)
    if own in ("by", "to") and _AMOUNT.match(text, end) and _has_change_verb(text, start):
        yield Rewording(start, end, "to" if own == "by" else "by")
    if own in load_sections(_FILE)["offices"]:
        yield from _ranked(text, start, end)


def _ranked(text: str, start: int, end: int) -> Iterator[Rewording]:
    """Yield an office with a rank before it, or without the one that it has."""
    held = _RANK.search(text, 0, start)
    if held is None:
        for rank in _RANKS:
            yield Rewording(start, end, f"{rank} {text[start:end]}")
    elif held[0].split()[0].lower() in _RANKS:
        rest = text[held.start() : end].split(maxsplit=1)[1]
        yield Rewording(held.start(), end, rest)


def _has_change_verb(text: str, place: int) -> bool:
    before = _WORD.findall(text[max(0, place - _NEAR) : place].lower())
    return not set(before).isdisjoint(load_sections(_FILE)["change verbs"])


@cache
def _pairs() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for section, entries in load_sections(_FILE).items():
        if section in _LISTS:
            continue
        for entry in entries:
            one, other = entry.split("/")
            found.setdefault(one, {})[other] = None
            found.setdefault(other, {})[one] = None
    return {word: tuple(others) for word, others in found.items()}
