"""Modality: an obligation that became a possibility, or the reverse."""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.checks.grading import the_other
from mtqa.checks.inspection import Context
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.language.modals import Modal, Modality, find_modals
from mtqa.mqm import Severity


@rule(
    id="modality",
    title="“Must” for “may”, or the reverse",
    category="accuracy/mistranslation",
    severity=Severity.MINOR,
    scope=Scope.PAIR,
    round_trip=True,
    examples=[
        Example("The talks must resume soon.", ("must",), source="ربما تستأنف المحادثات قريبا."),
        Example("The talks may resume soon.", (), source="ربما تستأنف المحادثات قريبا."),
        Example("The ministers may meet.", ("may",), source="يجب أن يجتمع الوزراء."),
    ],
)
def modality(pair: Pair, context: Context) -> Iterator[Suspicion]:
    """A sentence that only obliges on one side and only supposes on the other.

    Other shifts (can, should, will) are too common between languages to be worth a finding.
    """
    if pair.source.language is None or pair.target.language is None:
        return
    source = find_modals(pair.source.text, pair.source.language)
    target = find_modals(pair.target.text, pair.target.language)
    if len(source) != 1 or len(target) != 1:
        return
    ours, theirs = target[0], source[0]
    if {ours.modality, theirs.modality} == {Modality.OBLIGATION, Modality.POSSIBILITY}:
        yield Suspicion(
            ours.start,
            ours.end,
            f"“{ours.text}” {_says(ours)}, “{theirs.text}” in {the_other(pair.relation)} "
            f"{_says(theirs)}.",
            confidence=0.5,
            source_start=theirs.start,
            source_end=theirs.end,
            evidence={"source": theirs.modality.value, "target": ours.modality.value},
            cause="modality",
        )


def _says(modal: Modal) -> str:
    return "obliges" if modal.modality is Modality.OBLIGATION else "supposes"
