"""Length ratio: a translation far longer or shorter than its source allows."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from mtqa.checks.inspection import Context, primary
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.mqm import Severity

RELATIVE_LENGTH: Final[dict[str, float]] = {
    "en": 1.0, "ar": 0.92, "ru": 1.1, "de": 1.18, "fr": 1.18, "es": 1.15, "pt": 1.13,
    "it": 1.13, "nl": 1.09, "pl": 1.07, "cs": 0.98, "uk": 1.05, "tr": 1.07, "fa": 0.98,
    "he": 0.81, "hi": 0.98, "zh": 0.34, "ja": 0.46, "ko": 0.5, "th": 0.95,
}  # fmt: skip
"""Characters that say what one English character says, on professional news translations."""
DEVIATION: Final = 0.15
"""Standard deviation of the logarithm of the ratio for long sentences; short ones vary more."""
_SHORTEST: Final = 12


@rule(
    id="length-ratio",
    title="A translation far longer or shorter than its source",
    category="design-and-markup/truncation",
    severity=Severity.MINOR,
    scope=Scope.PAIR,
    examples=[
        Example(
            "The talks ended.",
            ("The talks ended.",),
            source="انتهت المحادثات بين الوفدين الروسي والأوكراني في مدينة جنيف السويسرية يوم "
            "الأربعاء بعد يومين من النقاشات التي وصفها الطرفان بأنها صعبة ولكنها جدية.",
        ),
        Example("The talks ended in Geneva.", (), source="انتهت المحادثات في جنيف."),
    ],
)
def length_ratio(pair: Pair, context: Context) -> Iterator[Suspicion]:
    """The length of both sides in characters against what is usual between both languages.

    The usual ratio is the quotient of two language constants, its spread shrinks with length
    (Gale and Church 1993, "A Program for Aligning Sentences in Bilingual Corpora"). Reported
    from four standard deviations on: the text was probably cut off or spun out.
    """
    source, target = pair.source.text.strip(), pair.target.text.strip()
    if max(len(source), len(target)) < 3 * _SHORTEST or not source or not target:
        return
    score = length_score(source, target, context.source_language, context.language)
    if score is None or abs(score) < 4:
        return
    usual = expected_length(source, context.source_language, context.language) or 0
    yield Suspicion(
        0,
        len(pair.target.text),
        f"The translation has {len(target)} characters where about {usual:.0f} are usual.",
        confidence=min(0.9, 0.4 + 0.08 * (abs(score) - 4)),
        severity=Severity.MAJOR if abs(score) >= 7 else Severity.MINOR,
        category=None if score < 0 else "accuracy/addition",
        source_start=0,
        source_end=len(pair.source.text),
        evidence={"deviations": round(score, 1), "expected": round(usual)},
        cause="detached",
    )


def expected_length(
    source: str, source_language: str | None, target_language: str | None
) -> float | None:
    """Return the usual length in characters of a translation; None for unknown languages."""
    from_ratio = RELATIVE_LENGTH.get(primary(source_language) or "")
    to_ratio = RELATIVE_LENGTH.get(primary(target_language) or "")
    if from_ratio is None or to_ratio is None:
        return None
    return len(source) * to_ratio / from_ratio


def length_score(
    source: str, target: str, source_language: str | None, target_language: str | None
) -> float | None:
    """Return by how many standard deviations the target is too long (or short, negative)."""
    usual = expected_length(source, source_language, target_language)
    if not usual or not target:
        return None
    spread = DEVIATION * math.sqrt(1 + 50 / usual)
    return math.log(len(target) / usual) / spread
