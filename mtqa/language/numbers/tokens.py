"""What number words are read from and to: tokens that can be part of a number, and phrases."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from mtqa.language.numbers.lexicon import Roles
from mtqa.language.numbers.mention import NumberKind


@dataclass(frozen=True, slots=True)
class Token:
    """A word or figure that can be part of a number."""

    start: int
    """Offset of the first character."""
    end: int
    """Offset after the last character."""
    roles: Roles
    """What the word can do; empty for figures."""
    linked: bool = False
    """Whether "and" is written together with it (Arabic و, Hebrew ו)."""
    joined: bool = False
    """Whether only white space or a hyphen stands between it and the token before."""
    figures: tuple[Decimal, ...] = ()
    """Readings of a figure; empty for words."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A number read from tokens `[first:after]`."""

    first: int
    """Index of its first token."""
    after: int
    """Index after its last one."""
    values: tuple[Decimal, ...]
    """Possible readings, the most likely first."""
    kind: NumberKind
    """What the number does in its sentence, as far as its own words tell."""
    spelled: bool
    """Whether it is written in words, at least partly."""
    approximate: bool = False
    """Whether it gives no exact value: "dozens"."""
    weak: bool = False
    """Whether the words often mean no number at all: "second"."""
