"""Number mismatch: a value changed, lost or added."""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.checks.figure_findings import DATED, figure_suspicions
from mtqa.checks.inspection import Context
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.mqm import Severity


@rule(
    id="number-mismatch",
    title="A number changed, lost or added",
    category="accuracy/mistranslation",
    severity=Severity.MAJOR,
    scope=Scope.PAIR,
    round_trip=True,
    examples=[
        Example("The strike killed 52 people.", ("52",), source="أسفرت الغارة عن مقتل ٢٥ شخصا."),
        Example("The strike killed 25 people.", (), source="أسفرت الغارة عن مقتل ٢٥ شخصا."),
        Example(
            "The plan costs 3.5 billion dollars.",
            ("3.5 billion",),
            source="تبلغ تكلفة الخطة ثلاثة ملايين ونصف مليون دولار.",
            why="million became billion",
        ),
        Example(
            "The plan costs three and a half million dollars.",
            (),
            source="تبلغ تكلفة الخطة 3,5 ملايين دولار.",
            why="digits and words are compared by value",
        ),
        Example("Half of the voters stayed away.", (), source="تغيب 50٪ من الناخبين."),
    ],
)
def number_mismatch(pair: Pair, context: Context) -> Iterator[Suspicion]:
    """Numbers of both sides are compared by value, in any script, in digits and in words.

    Percentages and fractions, ranges, scales (million, مليار), duals and roundings are
    understood, so "half" may stand for ٥٠٪ and 2.5 million for 2,500,000. A value on one side
    with a different one on the other is a change; a factor of a hundred or more between them is
    critical. Small numbers in words that only one side has are often style and reported low.
    """
    yield from figure_suspicions(pair, lambda figure: figure.role not in DATED)
