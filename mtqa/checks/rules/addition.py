"""Addition: target material without source."""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.checks.gap_findings import gap_suspicions
from mtqa.checks.gaps import GapKind
from mtqa.checks.inspection import Context
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Example, Need, Scope, Suspicion, rule
from mtqa.mqm import Severity


@rule(
    id="addition",
    title="Something added that the source does not say",
    category="accuracy/addition",
    severity=Severity.MAJOR,
    scope=Scope.PAIR,
    needs=(Need.WORD_ENCODER, Need.SOURCE),
    examples=[
        Example(
            "The two delegations left the city on Wednesday evening after the Swiss authorities "
            "refused to extend the visas of journalists.",
            ("after the Swiss authorities refused to extend the visas of journalists",),
            source="غادر الوفدان المدينة مساء الأربعاء.",
        ),
        Example(
            "The two delegations left the city on Wednesday evening.",
            (),
            source="غادر الوفدان المدينة مساء الأربعاء.",
        ),
    ],
)
def addition(pair: Pair, context: Context) -> Iterator[Suspicion]:
    """A stretch of the translation that no words of the source answer.

    The mirror of `omission`. A single added word is beyond what the encoder can tell from a free
    translation. A stretch that the language model finds said there in other words is at most minor.
    """
    yield from gap_suspicions(pair, context, GapKind.ADDITION)
