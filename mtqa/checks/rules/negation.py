"""Negation: a "not" lost or gained."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mtqa.checks.corroboration import Subject, corroborated
from mtqa.checks.grading import graded, the_other
from mtqa.checks.inspection import Context
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.language.polarity_comparison import PolarityChange
from mtqa.mqm import Severity

_NEGATIONS: Final = (PolarityChange.NEGATION_LOST, PolarityChange.NEGATION_GAINED)
_LEAST: Final = 0.65
_WORTH_A_LINE: Final = 0.3
_USUAL_LITERALNESS: Final = 0.4
_LEVERAGE: Final = 0.6
"""Confidence gained or lost for each point of literalness above or below the usual."""
_MOST_LOST, _MOST_GAINED = -0.15, 0.1


@rule(
    id="negation",
    title="A negation lost or gained",
    category="accuracy/mistranslation",
    severity=Severity.CRITICAL,
    scope=Scope.PAIR,
    round_trip=True,
    examples=[
        Example("The minister did attend the meeting.", ("",), source="لم يحضر الوزير الاجتماع."),
        Example(
            "The minister did not attend the meeting.", ("not",), source="حضر الوزير الاجتماع."
        ),
        Example("The minister did not attend the meeting.", (), source="لم يحضر الوزير الاجتماع."),
        Example("The minister failed to attend.", (), source="لم يتمكن الوزير من الحضور."),
    ],
)
def negation(pair: Pair, context: Context) -> Iterator[Suspicion]:
    """A negated sentence whose counterpart has nothing that could negate it, or the reverse.

    Words with a negation in their meaning (without, refuse, unable, فشل) can carry it, so the
    rule speaks up only where one side has neither these nor a "not". The closer the wording
    follows the source (as far as an encoder of words can tell), the surer it is: a free
    translation turns "did not win" into "lost" or into something yet more distant.
    """
    for difference in pair.polarity_differences:
        if difference.change not in _NEGATIONS or difference.confidence < _LEAST:
            continue
        lost = difference.change is PolarityChange.NEGATION_LOST
        confidence = _weighed(pair, difference.confidence)
        if not lost:
            confidence = corroborated(
                pair,
                Subject.NEGATION_GAINED,
                confidence,
                difference.target_start,
                difference.target_end,
            )
        if confidence < _WORTH_A_LINE:
            continue
        end = len(pair.target.text)
        start = end if difference.target_start is None else difference.target_start
        stop = end if difference.target_end is None else difference.target_end
        other = the_other(pair.relation)
        yield Suspicion(
            start,
            stop,
            f"The negation of {other} is lost."
            if lost
            else f"This negation has no counterpart in {other}.",
            confidence=confidence,
            source_start=difference.source_start,
            source_end=difference.source_end,
            severity=graded(confidence, Severity.CRITICAL),
            evidence={"reason": difference.evidence},
            cause="negation",
        )


def _weighed(pair: Pair, confidence: float) -> float:
    alignment = pair.alignment()
    if alignment is None:
        return confidence
    change = _LEVERAGE * (alignment.literalness - _USUAL_LITERALNESS)
    return min(0.95, confidence + max(_MOST_LOST, min(_MOST_GAINED, change)))
