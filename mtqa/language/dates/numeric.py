"""Dates written in figures: 12/03/2024, 2024-03-12, 2024年3月12日, 3월 12일."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from mtqa.language.dates.mention import CalendarDay, DateMention
from mtqa.language.numbers.digits import ascii_digits
from mtqa.language.numbers.hanzi import numeral_value

_FIGURES = re.compile(
    r"(?<![\d.,/-])(?:(?P<ymd>\d{4}[-/.]\d{1,2}[-/.]\d{1,2})"
    r"|(?P<other>\d{1,2}(?P<sep>[-/.])\d{1,2}(?P=sep)(?:\d{4}|\d{2})))(?![\d/-]|[.,]\d)"
)
_HAN = r"[\d〇零一二三四五六七八九十]"
_EAST_ASIAN = re.compile(
    rf"(?:(?P<year>(?:\d{{2,4}}|[〇零一二三四五六七八九]{{4}}))\s?[年년](?![代間间度])\s?)?"
    rf"(?P<month>{_HAN}{{1,3}})\s?[月월](?!曜|号線)(?:\s?(?P<day>{_HAN}{{1,3}})\s?[日号號일](?!間))?"
)
_PIVOT = 50
"""Two-digit years up to here belong to the 2000s."""


def find_numeric_dates(text: str, language: str | None, order: str) -> Iterator[DateMention]:
    """Yield the dates in figures; the order of the language decides between the readings."""
    for match in _FIGURES.finditer(text):
        readings = _readings(ascii_digits(match[0]), order)
        if readings:
            first, *others = readings
            yield DateMention(
                match.start(), match.end(), match[0], first.year, first.month, first.day,
                alternatives=tuple(others), resolved=_as_date(first) if not others else None,
            )  # fmt: skip
    if (language or "").split("-")[0] in ("zh", "ja", "ko"):
        yield from _east_asian(text)


def _readings(figures: str, order: str) -> list[CalendarDay]:
    a, b, c = (int(part) for part in re.split(r"[-/.]", figures))
    if a > 31:
        return _possible([CalendarDay(a, b, c)])
    year = c if c >= 100 else c + (2000 if c <= _PIVOT else 1900)
    day_first, month_first = CalendarDay(year, b, a), CalendarDay(year, a, b)
    both = [month_first, day_first] if order.startswith("mdy") else [day_first, month_first]
    return _possible(list(dict.fromkeys(both)))


def _possible(readings: list[CalendarDay]) -> list[CalendarDay]:
    return [reading for reading in readings if _as_date(reading) is not None]


def _as_date(reading: CalendarDay) -> date | None:
    if reading.year is None or reading.month is None or reading.day is None:
        return None
    try:
        return date(reading.year, reading.month, reading.day)
    except ValueError:
        return None


def _east_asian(text: str) -> Iterator[DateMention]:
    for match in _EAST_ASIAN.finditer(text):
        year, month, day = (_value(match[part]) for part in ("year", "month", "day"))
        if month is None or not 1 <= month <= 12 or (day is not None and not 1 <= day <= 31):
            continue
        if year is not None and year < 100:
            year = None
        resolved = _as_date(CalendarDay(year, month, day))
        end = match.end()
        span = text[match.start() : end].rstrip()
        yield DateMention(
            match.start(), match.start() + len(span), span, year, month, day, resolved=resolved
        )


def _value(numeral: str | None) -> int | None:
    if not numeral:
        return None
    value = numeral_value(numeral)
    return None if value is None else int(value)
