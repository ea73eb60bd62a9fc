"""Omission: source material without counterpart."""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.checks.gap_findings import gap_suspicions
from mtqa.checks.gaps import GapKind
from mtqa.checks.inspection import Context
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Example, Need, Scope, Suspicion, rule
from mtqa.mqm import Severity


@rule(
    id="omission",
    title="A part of the source left out",
    category="accuracy/omission",
    severity=Severity.MAJOR,
    scope=Scope.PAIR,
    needs=(Need.WORD_ENCODER, Need.SOURCE),
    examples=[
        Example(
            "The two delegations left the city on Wednesday evening.",
            ("",),
            source="غادر الوفدان المدينة مساء الأربعاء بعد أن رفضت السلطات السويسرية طلب تمديد "
            "التأشيرات الممنوحة للصحفيين المرافقين لهما.",
        ),
        Example(
            "The two delegations left the city on Wednesday evening.",
            (),
            source="غادر الوفدان المدينة مساء الأربعاء.",
        ),
        Example(
            "认为提高关税就能拖垮我们的经济，那不过是不了解我们的人的幻想。",
            (),
            source="The fear that higher tariffs could bring the economy to its knees is the dream "
            "of people who know little about us.",
            language="zh",
            source_language="en",
        ),
        Example(
            "两个代表团周三晚上离开了这座城市。",
            ("",),
            source="The two delegations left the city on Wednesday evening after the Swiss "
            "authorities refused to extend the visas of the reporters.",
            language="zh",
            source_language="en",
        ),
    ],
)
def omission(pair: Pair, context: Context) -> Iterator[Suspicion]:
    """A stretch of the source that no words of the translation answer.

    Words are compared by their vectors in context. The stretch with the most unanswered weight
    is judged by a model that knows how much professional translations leave unanswered, how
    long both sides are and how close in meaning; translations of English have one of their own.
    Single words and free translations stay below what it reports as major, and so does a stretch
    that the language model finds said in other words.
    """
    yield from gap_suspicions(pair, context, GapKind.OMISSION)
