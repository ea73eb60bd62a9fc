"""Weekday against date: "Monday, 3 March 2026" was a Tuesday."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from mtqa.checks.inspection import Context
from mtqa.checks.passage import Passage
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.language.dates import Calendar, DateMention
from mtqa.mqm import Severity

_WEEKDAYS: Final = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
_BETWEEN: Final = re.compile(r"\s*[,،(]?\s*(?:the\s+|den\s+|le\s+|في\s+)?")
_FIRST_YEAR: Final = 1900
"""Before this year the calendar in use is not certain."""


@rule(
    id="weekday-date",
    title="A day of the week that does not fit the date",
    category="custom/inner-contradiction",
    severity=Severity.MAJOR,
    scope=Scope.SEGMENT,
    examples=[
        Example("They met on Monday, 4 March 2025.", ("Monday, 4 March 2025",)),
        Example("They met on Tuesday, 4 March 2025.", ()),
        Example(
            "اجتمعوا يوم الاثنين 4 مارس 2025.",
            ("الاثنين 4 مارس 2025",),
            language="ar",
        ),
    ],
)
def weekday_date(passage: Passage, context: Context) -> Iterator[Suspicion]:
    """A date that names its weekday is looked up in the calendar.

    Without a year the rule is silent: most years would fit.
    """
    for start, end, weekday, day in _days(passage):
        if day.year < _FIRST_YEAR or day.weekday() == weekday:
            continue
        yield Suspicion(
            start,
            end,
            f"{day.isoformat()} was a {_WEEKDAYS[day.weekday()]}.",
            confidence=0.9,
            evidence={"weekday": weekday, "calendar": day.weekday()},
        )


def _days(passage: Passage) -> Iterator[tuple[int, int, int, date]]:
    """Yield the span, the weekday and the day of each full date that stands with a weekday."""
    previous: DateMention | None = None
    for mention in passage.dates:
        day = _day(mention)
        if day and mention.weekday is not None:
            yield mention.start, mention.end, mention.weekday, day
        elif day and previous and previous.weekday is not None and _day(previous) is None:
            between = passage.text[previous.end : mention.start]
            if previous.month is None and _BETWEEN.fullmatch(between):
                yield previous.start, mention.end, previous.weekday, day
        previous = mention


def _day(mention: DateMention) -> date | None:
    if mention.calendar is not Calendar.GREGORIAN:
        return None
    if mention.year is None or mention.month is None or mention.day is None:
        return None
    try:
        return date(mention.year, mention.month, mention.day)
    except ValueError:
        return None
