"""What the language model thinks of what a rule suspects: two witnesses, one confidence.

A rule sees a name without counterpart, the pair critic doubts a word that it has read beside its
source. They fail in different places, so a logistic model weighs both; `benchmarks/training/`
fitted it to good translations and to the same with planted errors.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

from mtqa.checks.passage import Pair
from mtqa.metrics.fidelity import WordDoubt
from mtqa.metrics.logistic import log_odds, probability
from mtqa.metrics.pair_critic import calibrated_number

_UTMOST: Final = 8.0
"""Log-odds at which both witnesses are cut."""


class Subject(StrEnum):
    """What kind of suspicion is weighed; each has weights of its own.

    Negations are not among them: `negation_repair` knows better.
    """

    NAME = "name"
    """A name changed or added."""
    NAME_MISSING = "name-missing"
    """A name left out."""
    FIGURE = "figure"
    """A value changed or added."""
    FIGURE_MISSING = "figure-missing"
    """A value left out."""
    ADDITION = "addition"
    """A stretch that the source does not have."""
    OMISSION = "omission"
    """A stretch of the source without counterpart."""


_FIRM: Final = {Subject.FIGURE: 0.0, Subject.OMISSION: 0.9}
"""Confidence from which a rule's word is not lowered: one that compares by value knows more than a
model that reads, and a whole clause may be left out so smoothly that no word gives it away."""
FEATURES: Final = ("rule", "span wrong", "wrong", "gap")
"""What is weighed: the rule's log-odds, the greatest doubt about the words of the span, and the
greatest doubts about a word and about a gap in the whole segment."""


def corroborated(
    pair: Pair, subject: Subject, confidence: float, start: int | None, end: int | None
) -> float:
    """Return a rule's confidence with the language model's doubts weighed in.

    Args:
        pair: The pair.
        subject: What is suspected.
        confidence: The rule's own confidence, 0–1.
        start: Offset of the span in the target; None or equal to `end` for something missing.
        end: Offset after it.
    """
    doubts, judgement = pair.doubts, pair.judgement()
    if not doubts or judgement is None:
        return confidence
    weights = _weights()[str(calibrated_number(judgement.critics))].get(subject)
    if weights is None:
        return confidence
    values = corroboration_features(doubts, confidence, start, end)
    *slopes, intercept = weights
    total = intercept + sum(w * v for w, v in zip(slopes, values, strict=True))
    weighed = probability(total)
    return max(weighed, confidence) if confidence >= _FIRM.get(subject, math.inf) else weighed


def corroboration_features(
    doubts: Sequence[WordDoubt], confidence: float, start: int | None, end: int | None
) -> tuple[float, ...]:
    """Return one value for each of `FEATURES`."""
    wrong = max(doubt.wrong for doubt in doubts)
    inside = [
        doubt.wrong
        for doubt in doubts
        if start is not None and end is not None and doubt.start < end and doubt.end > start
    ]
    values = (
        log_odds(confidence),
        max(inside, default=wrong),
        wrong,
        max(doubt.gap for doubt in doubts),
    )
    return tuple(max(-_UTMOST, min(_UTMOST, value)) for value in values)


@cache
def _weights() -> dict[str, dict[str, tuple[float, ...]]]:
    """Return by number of critics and subject a weight for each of `FEATURES`, then a constant."""
    text = files("mtqa.checks.data").joinpath("corroboration.json").read_text(encoding="utf-8")
    stored = json.loads(text)
    if tuple(stored["features"]) != FEATURES:
        raise ValueError("corroboration.json was fitted to other features: fit it again")
    return {
        critics: {subject: tuple(weights) for subject, weights in own.items()}
        for critics, own in stored["weights"].items()
    }
