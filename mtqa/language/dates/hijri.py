"""Conversion between the Hijri and the Gregorian calendar by the tabular Islamic calendar.

The civil epoch (16 July 622 Julian) and the usual leap years 2, 5, 7, 10, 13, 16, 18, 21,
24, 26 and 29 of each cycle of 30 (R. H. van Gent, "The Islamic calendar"). Sightings of
the moon and the Umm al-Qura calendar differ from it by a day or two.
"""

from __future__ import annotations

from datetime import date

_EPOCH = 227014
"""Proleptic Gregorian ordinal of the last day before 1 Muharram of the year 1."""
_FIRST_YEAR, _LAST_YEAR = 1, 9000


def to_gregorian(year: int, month: int, day: int) -> date | None:
    """Return the Gregorian day of a Hijri one, a day or two off; None if there is no such day."""
    if not (_FIRST_YEAR <= year <= _LAST_YEAR and 1 <= month <= 12 and 1 <= day <= 30):
        return None
    days = (11 * year + 3) // 30 + 354 * (year - 1) + (month - 1) * 29 + month // 2 + day
    return date.fromordinal(_EPOCH + days)


def from_gregorian(day: date) -> tuple[int, int, int]:
    """Return the tabular Hijri year, month and day of a Gregorian day after the year 622."""
    days = day.toordinal() - _EPOCH
    year = (30 * days + 10646) // 10631
    for month in range(12, 0, -1):
        first = to_gregorian(year, month, 1)
        if first is not None and first <= day:
            return year, month, (day - first).days + 1
    return _in_previous_year(year, day)


def _in_previous_year(year: int, day: date) -> tuple[int, int, int]:
    """Return the Hijri day when the estimate of the year was one too high."""
    first = to_gregorian(year - 1, 12, 1)
    if first is None:
        raise ValueError(f"{day} lies before the Hijri calendar")
    return year - 1, 12, (day - first).days + 1
