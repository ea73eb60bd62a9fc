"""How likely a stretch without counterpart is an omission or an addition: a logistic model.

The weights lie in `data/gaps.json`; `benchmarks/training/gaps.py` made them from professional
translations with clauses cut out and put in. Omission and addition mirror each other, with a
model of their own each, and so have translations from English.
"""

from __future__ import annotations

import json
import math
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

from mtqa.checks.word_alignment import Side, WordAlignment, widest_gap
from mtqa.language.scripts import primary_subtag
from mtqa.metrics.logistic import probability

FEATURES: Final = (
    "mass", "other_mass", "root_mass", "other_root_mass", "share", "other_share", "words", "fit",
    "other_fit", "too_long", "cosine", "log_weight", "other_log_weight",
)  # fmt: skip


INTO_ENGLISH: Final = "into English"
"""Key of the models for translations into English, and between other languages."""
FROM_ENGLISH: Final = "from English"
"""Key of those for translations of English."""


class GapKind(StrEnum):
    """On which side the stretch without counterpart lies."""

    OMISSION = "omission"
    """In the source: the translation leaves it out."""
    ADDITION = "addition"
    """In the target: the translation adds it."""


def gap_features(
    alignment: WordAlignment, kind: GapKind, length_score: float
) -> tuple[float, ...] | None:
    """Return one value for each of `FEATURES`; None where there is no gap or no word.

    Args:
        alignment: The pair's words.
        kind: Which side's gap is judged; "other" in the names is the side across.
        length_score: Standard deviations by which the target is too long.
    """
    own, other = alignment.source, alignment.target
    if kind is GapKind.ADDITION:
        own, other, length_score = other, own, -length_score
    gap, across = widest_gap(own), widest_gap(other)
    weight, other_weight = float(own.weight.sum()), float(other.weight.sum())
    if gap is None or weight <= 0 or other_weight <= 0:
        return None
    other_mass = across.mass if across else 0.0
    return (
        gap.mass,
        other_mass,
        math.sqrt(gap.mass),
        math.sqrt(other_mass),
        gap.mass / weight,
        other_mass / other_weight,
        float(gap.words),
        _mean_fit(own),
        _mean_fit(other),
        length_score,
        alignment.cosine,
        math.log(weight),
        math.log(other_weight),
    )


@cache
def _models() -> dict[tuple[str, str], tuple[float, tuple[float, ...]]]:
    text = files("mtqa.checks.data").joinpath("gaps.json").read_text(encoding="utf-8")
    return {
        (direction, kind): (model["intercept"], tuple(model["weights"][n] for n in FEATURES))
        for direction, models in json.loads(text).items()
        for kind, model in models.items()
    }


def gap_probability(
    features: tuple[float, ...], kind: GapKind, source_language: str | None
) -> float:
    """Return the probability that a gap is an omission or addition an editor would mark, 0–1.

    Args:
        features: What `gap_features` returned.
        kind: On which side the gap lies.
        source_language: BCP 47 language of the source, if known.
    """
    english = primary_subtag(source_language or "") == "en"
    intercept, weights = _models()[FROM_ENGLISH if english else INTO_ENGLISH, kind.value]
    total = intercept + sum(w * x for w, x in zip(weights, features, strict=True))
    return probability(total)


def _mean_fit(side: Side) -> float:
    return float((side.fit * side.weight).sum() / side.weight.sum())
