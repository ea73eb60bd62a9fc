"""Chronology: something dated before what it followed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final, NamedTuple

from mtqa.checks.inspection import Context
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.document import Document, Kind
from mtqa.language.dates import Calendar, find_dates
from mtqa.language.numbers import NumberKind, find_numbers
from mtqa.mqm import Severity

_RANGE: Final = re.compile(
    r"\b(?:from|between|من|بين)\s+(?:عام\s+|عامي\s+)?(?P<first>(?:1[5-9]|20)\d\d)\s*"
    r"(?:to|until|and|إلى|حتى|و)\s*(?:عام\s+)?(?P<second>(?:1[5-9]|20)\d\d)\b",
    re.I,
)
_BEGINNING: Final = re.compile(
    r"(?:dat(?:es|ed|ing) back to|beg[au]n in|started in|since|broke out in|founded in|"
    r"established in|يعود إلى|تعود إلى|بدأت? في|اندلعت? في|منذ|تأسست? في)"
    r"(?:\s+(?:the|early|late|عام|العام|سنة))*\s*$",
    re.I,
)
_CONTINUING: Final = re.compile(
    r"\b(?:escalat|intensif|worsen|deteriorat|resum|subsequent|plung)\w*|"
    r"\b(?:then|later|afterwards|since then)\b|تصاعد|تفاقم|استأنف|لاحقا",
    re.I,
)
_LONGEST_GAP: Final = 30
"""Years before the beginning from which a year is history rather than a slip."""
_BORN_DIED: Final = re.compile(
    r"\bborn\b[^.;]{0,80}?\b(?P<first>(?:1[5-9]|20)\d\d)\b[^.;]{0,120}?"
    r"\bdied\b[^.;]{0,80}?\b(?P<second>(?:1[5-9]|20)\d\d)\b",
    re.I,
)


@rule(
    id="chronology",
    title="Something dated before what it followed",
    category="custom/inner-contradiction",
    severity=Severity.MAJOR,
    scope=Scope.DOCUMENT,
    examples=[
        Example(
            "The conflict has deep roots, dating back to 2014. Tensions escalated with the "
            "invasion in February 2012.",
            ("February 2012",),
        ),
        Example("He ruled the country from 2015 to 2009.", ("2015 to 2009",)),
        Example(
            "The conflict has deep roots, dating back to 2014. Tensions escalated with the "
            "invasion in February 2022.",
            (),
        ),
        Example("استمرت الحرب من عام 2015 إلى عام 2009.", ("2015 إلى عام 2009",), language="ar"),
    ],
)
def chronology(document: Document, context: Context) -> Iterator[Suspicion]:
    """Spans of years that run backwards, and developments dated before the beginning they had.

    Within a paragraph, a sentence that says when something began ("dating back to 2014") is held
    against later sentences that say how it went on ("escalated", "resumed") with an earlier
    year. Independent pairs are only read for spans of years.
    """
    for pattern in (_RANGE, _BORN_DIED):
        for match in pattern.finditer(document.text):
            if int(match["first"]) > int(match["second"]):
                yield Suspicion(
                    match.start("first"),
                    match.end("second"),
                    f"{match['second']} comes before {match['first']}.",
                    confidence=0.8,
                    evidence={"first": int(match["first"]), "second": int(match["second"])},
                )
    if document.kind is Kind.PAIRS:
        return
    for _, group in groupby(document.segments, key=lambda s: s.block):
        beginning: int | None = None
        for segment in group:
            text = segment.target or ""
            years = _years(text, context.language)
            if beginning is not None and _CONTINUING.search(text):
                yield from _earlier(years, beginning, segment.start)
            for year in years:
                if _BEGINNING.search(text[: year.start]):
                    beginning = year.year


class _Year(NamedTuple):
    """A year in a text, with the month and day that stand with it."""

    start: int
    end: int
    year: int


def _years(text: str, language: str | None) -> list[_Year]:
    dates = [
        _Year(m.start, m.end, m.year)
        for m in find_dates(text, language)
        if m.year is not None and m.calendar is Calendar.GREGORIAN
    ]
    alone = [
        _Year(n.start, n.end, int(n.values[0]))
        for n in find_numbers(text, language)
        if n.kind is NumberKind.YEAR
        and n.values
        and not any(d.start <= n.start and n.end <= d.end for d in dates)
    ]
    return sorted(dates + alone)


def _earlier(years: list[_Year], beginning: int, base: int) -> Iterator[Suspicion]:
    for year in years:
        if beginning - _LONGEST_GAP < year.year < beginning:
            yield Suspicion(
                base + year.start,
                base + year.end,
                f"This lies before {beginning}, when it began according to the text.",
                confidence=0.6,
                evidence={"year": year.year, "beginning": beginning},
            )
