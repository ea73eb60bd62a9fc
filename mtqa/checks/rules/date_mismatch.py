"""Date mismatch: a day, month, year or time changed, lost or added."""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.checks.figure_findings import DATED, figure_suspicions
from mtqa.checks.inspection import Context
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.mqm import Severity


@rule(
    id="date-mismatch",
    title="A date or time changed, lost or added",
    category="accuracy/mistranslation",
    severity=Severity.MAJOR,
    scope=Scope.PAIR,
    round_trip=True,
    examples=[
        Example(
            "The treaty was signed on 12 March 2021.",
            ("12 March 2021",),
            source="وُقعت المعاهدة في 12 آذار/مارس 2020.",
        ),
        Example(
            "The treaty was signed on 12 March 2020.",
            (),
            source="وُقعت المعاهدة في 12 آذار 2020.",
            why="month names of the Levant",
        ),
        Example("They met on Thursday.", ("Thursday",), source="اجتمعوا يوم الأربعاء في العاصمة."),
        Example("They met on Wednesday.", (), source="اجتمعوا يوم الأربعاء في العاصمة."),
    ],
)
def date_mismatch(pair: Pair, context: Context) -> Iterator[Suspicion]:
    """Dates are compared by their parts: year, month, day, weekday, distance, time of day.

    Month names of all Arab countries, figures in either order and relative dates are
    understood; a Hijri date may stand for a Gregorian one.
    """
    yield from figure_suspicions(pair, lambda figure: figure.role in DATED)
