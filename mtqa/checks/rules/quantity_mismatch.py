"""Quantity mismatch: the amount is right, its currency or unit is not."""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.checks.grading import graded, the_other
from mtqa.checks.inspection import Context
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.mqm import Severity

_CONFIDENCE = 0.85


@rule(
    id="quantity-mismatch",
    title="A currency or unit changed",
    category="accuracy/mistranslation",
    severity=Severity.MAJOR,
    scope=Scope.PAIR,
    round_trip=True,
    examples=[
        Example("It cost 40 million euros.", ("40 million euros",), source="كلف 40 مليون دولار."),
        Example("It cost 40 million dollars.", (), source="كلف 40 مليون دولار."),
        Example("The road is 5 miles long.", ("5 miles",), source="يبلغ طول الطريق 5 كيلومترات."),
        Example(
            "The road is 3.1 miles long.",
            (),
            source="يبلغ طول الطريق 5 كيلومترات.",
            why="converted",
        ),
    ],
)
def quantity_mismatch(pair: Pair, context: Context) -> Iterator[Suspicion]:
    """The same amount with another currency or another unit of measurement.

    Values that were converted along with their unit are fine. "Dollars" may stand for any
    dollar, since texts name the country only once.
    """
    target_quantities = {(q.amount.start, q.amount.end): q for q in pair.target.quantities}
    for match in pair.figure_matching.matched:
        if not match.unit_changed:
            continue
        quantity = target_quantities.get((match.target.start, match.target.end))
        start = min(match.target.start, quantity.start) if quantity else match.target.start
        end = max(match.target.end, quantity.end) if quantity else match.target.end
        yield Suspicion(
            start,
            end,
            f"“{match.source.unit}” in {the_other(pair.relation)} is “{match.target.unit}” here.",
            confidence=_CONFIDENCE,
            source_start=match.source.start,
            source_end=match.source.end,
            severity=graded(_CONFIDENCE),
            evidence={"source": match.source.unit, "target": match.target.unit},
            cause=f"unit:{match.target.start}",
        )
