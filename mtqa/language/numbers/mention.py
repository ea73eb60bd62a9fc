"""What a number mention is: its span, its value and how firmly the text states it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class NumberKind(StrEnum):
    """What a number does in its sentence."""

    CARDINAL = "cardinal"
    ORDINAL = "ordinal"
    PERCENT = "percent"
    FRACTION = "fraction"
    """A part of a whole: "two-thirds", "نصف"; the value is the quotient."""
    MULTIPLE = "multiple"
    """"twice", "threefold", "doubled"."""
    RANGE = "range"
    """Two ends: `values[0]` is the lower, `second` the upper one."""
    SCORE = "score"
    """Two figures set against each other: "3-1", "2:1"; `values[0]` and `second`."""
    YEAR = "year"
    DECADE = "decade"
    """The value is the first year (1990), or 90 where the century is not said."""
    CENTURY = "century"
    """The value is the ordinal of the century (21)."""
    AGE = "age"
    TIME = "time"
    """A time of day; the value is in minutes after midnight."""
    DATE = "date"
    """A date in figures; it has no value here, `mtqa.language.dates` reads it."""
    IDENTIFIER = "identifier"
    """Digits inside a name ("F-16", "G7", "COVID-19"); the values are its digit groups."""


@dataclass(frozen=True, slots=True)
class NumberMention:
    """A number in a text. `text` is the span `[start:end]` of what was searched."""

    start: int
    """Offset of the first character."""
    end: int
    """Offset after the last character."""
    text: str
    """The characters of the span."""
    values: tuple[Decimal, ...]
    """Possible readings, the most likely first; see `NumberKind` for what they measure."""
    kind: NumberKind = NumberKind.CARDINAL
    """What the number does in its sentence."""
    spelled: bool = False
    """Whether it is written in words, at least partly ("3 million" is; "25" is not)."""
    approximate: bool = False
    """Whether the text does not give an exact value: "dozens", "about 300", "عشرات"."""
    weak: bool = False
    """Whether the words often mean no number at all ("one", "second", "ثانية", a dual noun).

    A weak mention may explain a number on the other side but proves nothing by itself.
    """
    second: Decimal | None = None
    """The upper end of a range or the second figure of a score; None otherwise."""

    @property
    def value(self) -> Decimal | None:
        """The most likely reading, None for a mention that has no value of its own."""
        return self.values[0] if self.values else None
