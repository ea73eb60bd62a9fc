"""Detached translation: one that does not say what its source says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mtqa.checks.detachment import detachment, detachment_features
from mtqa.checks.inspection import Context
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Example, Need, Scope, Suspicion, rule
from mtqa.checks.rules.untranslated import COPY, copied_share, rightly_copied
from mtqa.mqm import Severity

_LEAST: Final = 0.01
"""Probability from which an independent pair gets a finding, so that pairs can be ranked by it."""
_MINOR: Final = 0.3
_MAJOR: Final = 0.7
_CRITICAL: Final = 0.9
_COPIED: Final = 0.95
"""Probability of a copied source, whose sentence embeddings are alike."""


@rule(
    id="detached",
    title="A translation that does not say what its source says",
    category="accuracy/mt-hallucination",
    severity=Severity.MAJOR,
    scope=Scope.PAIR,
    needs=(Need.WORD_ENCODER, Need.SOURCE),
    examples=[
        Example(
            "The staff were very friendly and helpful. The room was clean.",
            ("The staff were very friendly and helpful. The room was clean.",),
            source="انتهت المحادثات بين الوفدين في جنيف يوم الأربعاء دون الإعلان عن نتائج.",
        ),
        Example(
            "Help in time of need.",
            (),
            source="Help in time of need.",
            source_language="ru",
            why="the source is not in its language",
        ),
        Example(
            "The talks between the delegations ended in Geneva on Wednesday without results.",
            (),
            source="انتهت المحادثات بين الوفدين في جنيف يوم الأربعاء دون الإعلان عن نتائج.",
        ),
    ],
)
def detached(pair: Pair, context: Context) -> Iterator[Suspicion]:
    """The probability that a translation is a hallucination, from what can be measured.

    A logistic model over the cosine of both sentence embeddings, the share of source words that
    nothing answers, length, repetition, copied words and, with the default language model, how
    likely one side makes the other and how many words look wrong, and how EmbeddingGemma's critic
    rates the pair where it is there, trained on annotated translations from German. A second
    model tells whether anything of the source is left: where nothing is, the finding comes first.
    From 0.3 on it is minor, from 0.7 on major, from 0.9 on critical. In a list of pairs it says
    something from 0.01 on, as a neutral remark, so that the pairs can be ranked by it.
    """
    alignment = pair.alignment()
    if alignment is None or not alignment.source.spans or not alignment.target.spans:
        return
    if rightly_copied(pair, context):
        return
    features = detachment_features(
        pair.source.text,
        pair.target.text,
        alignment,
        context.source_language,
        context.language,
        pair.judgement(),
    )
    probability = detachment(features)
    if copied_share(pair, context) >= COPY:
        probability = max(probability, _COPIED)
    if probability < (_LEAST if context.independent else _MINOR):
        return
    yield Suspicion(
        0,
        len(pair.target.text),
        "This does not seem to say what the source says."
        if probability >= _MINOR
        else "This is not very close to the source.",
        confidence=probability,
        severity=_severity(probability),
        source_start=0,
        source_end=len(pair.source.text),
        evidence={name: round(float(value), 3) for name, value in features.items()},
        cause="detached",
    )


def _severity(probability: float) -> Severity:
    if probability >= _CRITICAL:
        return Severity.CRITICAL
    if probability >= _MAJOR:
        return Severity.MAJOR
    return Severity.MINOR if probability >= _MINOR else Severity.NEUTRAL
