"""Negation: a "not" lost or gained."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mtqa.checks.grading import graded, the_other
from mtqa.checks.inspection import Context
from mtqa.checks.negation_repair import repaired
from mtqa.checks.passage import Pair, Passage
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.language.polarity_comparison import PolarityChange, PolarityDifference
from mtqa.language.scripts import primary_subtag
from mtqa.metrics.repair import Repair
from mtqa.mqm import Severity

NEGATIONS: Final = (PolarityChange.NEGATION_LOST, PolarityChange.NEGATION_GAINED)
"""The changes that this rule is about."""
LEAST: Final = 0.6
"""Confidence from which a difference is looked at, if the language model can be asked."""
_LEAST_ALONE: Final = 0.65
"""Confidence from which the rule is believed without an answer."""
_UNTRIED: Final = 0.12
"""Confidence that a gained negation loses in a language other than English, in which it cannot be
tried out: of professional translations into these, one in fifty brings in a negation of its own."""
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
    translation turns "did not win" into "lost" or into something yet more distant. With a language
    model an English text is also compared with itself put right: where "did not attend" makes the
    sentence no more probable than "attended", given the source, nothing is lost. In other languages
    a gained negation is doubted, for it cannot be tried out.
    """
    for difference in pair.polarity_differences:
        if difference.change not in NEGATIONS or difference.confidence < LEAST:
            continue
        confidence = rule_confidence(pair, difference)
        answer = repaired(pair, difference, confidence, context.language_model)
        if answer is None and difference.confidence < _LEAST_ALONE:
            continue
        if answer is not None:
            confidence = answer.confidence
        elif difference.change is PolarityChange.NEGATION_GAINED and not _in_english(pair.target):
            confidence -= _UNTRIED
        if confidence >= _WORTH_A_LINE:
            yield _suspicion(pair, difference, confidence, answer.repair if answer else None)


def _in_english(passage: Passage) -> bool:
    return primary_subtag(passage.language or "") == "en"


def _suspicion(
    pair: Pair,
    difference: PolarityDifference,
    confidence: float,
    repair: Repair | None,
) -> Suspicion:
    end = len(pair.target.text)
    start = end if difference.target_start is None else difference.target_start
    stop = end if difference.target_end is None else difference.target_end
    evidence: dict[str, object] = {"reason": difference.evidence}
    suggestion = None
    if repair:
        evidence["more_probable_by_nats"] = round(repair.gain, 2)
        if repair.gain > 0:
            wording = repair.rewording
            start, stop, suggestion = wording.start, wording.end, wording.text
    lost = difference.change is PolarityChange.NEGATION_LOST
    other = the_other(pair.relation)
    return Suspicion(
        start,
        stop,
        f"The negation of {other} is lost."
        if lost
        else f"This negation has no counterpart in {other}.",
        confidence=confidence,
        source_start=difference.source_start,
        source_end=difference.source_end,
        severity=graded(confidence, Severity.CRITICAL),
        suggestion=suggestion,
        evidence=evidence,
        cause="negation",
    )


def rule_confidence(pair: Pair, difference: PolarityDifference) -> float:
    """Return how sure the rule is on its own, 0–1."""
    alignment = pair.alignment()
    if alignment is None:
        return difference.confidence
    change = _LEVERAGE * (alignment.literalness - _USUAL_LITERALNESS)
    return min(0.95, difference.confidence + max(_MOST_LOST, min(_MOST_GAINED, change)))
