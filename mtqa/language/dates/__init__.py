"""Dates and times by value, in the Gregorian and the Hijri calendar."""

from mtqa.language.dates.find import find_dates
from mtqa.language.dates.mention import Calendar, CalendarDay, DateMention, Relative, TimeMention
from mtqa.language.dates.times import find_times

__all__ = [
    "Calendar",
    "CalendarDay",
    "DateMention",
    "Relative",
    "TimeMention",
    "find_dates",
    "find_times",
]
