"""Direction: a word that became its opposite."""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.checks.grading import graded, the_other
from mtqa.checks.inspection import Context
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.language.polarity_comparison import PolarityChange
from mtqa.mqm import Severity


@rule(
    id="direction",
    title="A word that became its opposite",
    category="accuracy/mistranslation",
    severity=Severity.CRITICAL,
    scope=Scope.PAIR,
    round_trip=True,
    examples=[
        Example("Oil prices fell on Monday.", ("fell",), source="ارتفعت أسعار النفط يوم الاثنين."),
        Example("Oil prices rose on Monday.", (), source="ارتفعت أسعار النفط يوم الاثنين."),
        Example("The ministry denied the report.", (), source="نفت الوزارة الخبر."),
    ],
)
def direction(pair: Pair, context: Context) -> Iterator[Suspicion]:
    """Rise and fall, confirm and deny, win and lose: one pole in one text, the other here.

    Only pairs of opposites from a list are compared, and only if each side has one pole alone.
    """
    for difference in pair.polarity_differences:
        if difference.change is not PolarityChange.DIRECTION_SWAPPED:
            continue
        if difference.target_start is None or difference.target_end is None:
            continue
        word = pair.target.text[difference.target_start : difference.target_end]
        source = pair.source.text[difference.source_start : difference.source_end]
        yield Suspicion(
            difference.target_start,
            difference.target_end,
            f"“{word}” seems to be the opposite of “{source}” in {the_other(pair.relation)}.",
            confidence=difference.confidence,
            source_start=difference.source_start,
            source_end=difference.source_end,
            severity=graded(difference.confidence, Severity.CRITICAL),
            evidence={"reason": difference.evidence},
            cause=f"direction:{difference.target_start}",
        )
