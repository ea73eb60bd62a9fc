"""What a date or time mention is: its span and as much of its value as the text gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Calendar(StrEnum):
    """The calendar a date is written in."""

    GREGORIAN = "gregorian"
    HIJRI = "hijri"


@dataclass(frozen=True, slots=True)
class Relative:
    """A distance from the day of writing: yesterday is -1 day, next week +1 week."""

    unit: str
    """`day`, `week`, `month` or `year`."""
    amount: int
    """How many units; negative is the past."""


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """Year, month and day as far as they are said."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text. `text` is the span `[start:end]` of what was searched."""

    start: int
    """Offset of the first character."""
    end: int
    """Offset after the last character."""
    text: str
    """The characters of the span."""
    year: int | None = None
    """Year in `calendar`; None if the text does not say it."""
    month: int | None = None
    """Month 1–12 in `calendar`."""
    day: int | None = None
    """Day of the month."""
    weekday: int | None = None
    """Day of the week, Monday is 0."""
    calendar: Calendar = Calendar.GREGORIAN
    """What year, month and day are counted in."""
    relative: Relative | None = None
    """The distance from the day of writing for "yesterday", "two weeks ago"."""
    alternatives: tuple[CalendarDay, ...] = ()
    """Other readings of a date in figures: 03/04/2024 is March or April."""
    resolved: date | None = None
    """The Gregorian day, when the text gives it or the article's date makes it certain."""


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A time of day in a text. `text` is the span `[start:end]` of what was searched."""

    start: int
    """Offset of the first character."""
    end: int
    """Offset after the last character."""
    text: str
    """The characters of the span."""
    hour: int
    """Hour 0–23 in the most likely reading."""
    minute: int
    """Minute 0–59."""
    half_day_known: bool
    """Whether morning and afternoon are told apart; if not, `hour` may be twelve off."""
    zone: str | None = None
    """Time zone as `UTC`, `UTC+3`, `ET`, …; None if none is said."""
