"""British and American spelling: which of the two a word of English follows.

Both the word list (`data/spelling_variants.txt`) and the class of -ise/-yse verbs are known;
words that both spellings share are not variants of anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from mtqa.language.names_lexicon import load_sections

_WORD: Final = re.compile(r"[A-Za-z]+")


class Variety(StrEnum):
    """A standard of English spelling."""

    BRITISH = "British"
    AMERICAN = "American"


class SpellingClass(StrEnum):
    """What distinguishes two spellings of a word."""

    OUR = "-our/-or"
    RE = "-re/-er"
    ISE = "-ise/-ize"
    YSE = "-yse/-yze"
    OGUE = "-ogue/-og"
    CE = "-ce/-se"
    DOUBLED = "-ll-/-l-"
    SINGLE = "-l-/-ll-"
    AE = "-ae-, -oe-/-e-"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class SpellingVariant:
    """A word of a text that has another spelling across the Atlantic."""

    start: int
    """Offset of the word."""
    end: int
    """Offset after the word."""
    text: str
    """The word as written."""
    variety: Variety
    """The variety that spells it so."""
    other: str
    """The spelling of the other variety, in lower case."""
    spelling_class: SpellingClass
    """What distinguishes the two; -ize is also Oxford spelling in Britain."""


@lru_cache(maxsize=1)
def _variants() -> dict[str, tuple[Variety, str, SpellingClass]]:
    variants: dict[str, tuple[Variety, str, SpellingClass]] = {}
    for section, entries in load_sections("spelling_variants.txt").items():
        kind = SpellingClass(section)
        for entry in entries:
            british, _, american = entry.partition("/")
            for suffix in _suffixes(kind, british):
                ours, theirs = _inflected(british, suffix), _inflected(american, suffix)
                if ours != theirs:
                    variants.setdefault(ours, (Variety.BRITISH, theirs, kind))
                    variants.setdefault(theirs, (Variety.AMERICAN, ours, kind))
    return variants


def _suffixes(kind: SpellingClass, word: str) -> tuple[str, ...]:
    if kind in {SpellingClass.ISE, SpellingClass.YSE}:
        return ("", "s", "d", "ing", "r", "rs") + (
            ("ation", "ations") if kind is SpellingClass.ISE else ()
        )
    if kind is SpellingClass.OUR:
        return ("", "s", "ed", "ing", "able", "ful", "ite", "ites", "less", "er", "ers")
    if kind is SpellingClass.RE:
        return ("", "s", "d")
    if kind in {SpellingClass.DOUBLED, SpellingClass.OTHER}:
        return ("",)
    return ("", "s", "d") if word.endswith("e") else ("", "s", "ed", "ing", "ment", "ments")


def _inflected(word: str, suffix: str) -> str:
    if suffix in {"ing", "ation", "ations"} and word.endswith("e"):
        return word[:-1] + suffix
    return word + (
        "ed"[1:] if suffix == "d" and word.endswith("e") else "ed" if suffix == "d" else suffix
    )


def find_spelling_variants(text: str) -> tuple[SpellingVariant, ...]:
    """Find the words of an English text whose spelling is British or American, in text order.

    Capitalised words within a sentence are left out: "Pearl Harbor" and "the Labour Party" keep
    their spelling everywhere.
    """
    variants = _variants()
    found: list[SpellingVariant] = []
    for match in _WORD.finditer(text):
        word = match.group()
        known = variants.get(word.lower())
        if known is None:
            continue
        initial = not text[: match.start()].strip(" \"“'‘(") or bool(
            re.search(r"[.!?:]\W*$", text[max(0, match.start() - 4) : match.start()])
        )
        if word[0].isupper() and not initial:
            continue
        variety, other, kind = known
        found.append(SpellingVariant(match.start(), match.end(), word, variety, other, kind))
    return tuple(found)
