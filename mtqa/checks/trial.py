"""Trials: how sure is it that a translation is wrong because another wording is more probable?

Rules that propose a wording ask here. The language model, which has read the source, compares the
translation with each wording put in; see `metrics.repair`. How sure a gain makes was fitted for
each kind of wording on good translations and on the same with an error, by the scripts
`calibrate_exchange.py` and `calibrate_contraries.py` in `benchmarks/training/`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final, Literal

from mtqa.checks.passage import Pair, Relation
from mtqa.engines.base import LanguageModel
from mtqa.language.rewording import Rewording
from mtqa.metrics.logistic import probability
from mtqa.metrics.repair import Repair, best_repair, bounded_gain

Kind = Literal["exchange", "contrary"]
"""What is tried: two numbers in each other's place, or a word's opposite."""
MOST_WORDINGS: Final = 40
"""Beyond these, a segment is a table or a list, and asking would take long."""
_LEAST_NEAR: Final = 0.0
"""Nats that a wording gains near its place before it is compared to the end: most gain nothing, and
those that are right gain most there."""
_WORTH_A_LINE: Final = 0.4
"""Confidence from which a wording is worth a line."""


def best_wording(
    pair: Pair, wordings: Sequence[Rewording], model: LanguageModel | None
) -> Repair | None:
    """Return the wording that makes a translation most probable beside its source.

    None where the model is not asked: without one, in a round trip, in an unknown language, and
    where there is nothing or too much to try.

    Args:
        pair: The pair.
        wordings: What could stand in the translation.
        model: The language model.
    """
    source, target = pair.source, pair.target
    if model is None or pair.relation is not Relation.TRANSLATION:
        return None
    if not source.language or not target.language or len(wordings) > MOST_WORDINGS:
        return None
    languages = source.language, target.language
    return best_repair(source.text, target.text, languages, wordings, model, least=_LEAST_NEAR)


def suspected_wording(
    pair: Pair, wordings: Sequence[Rewording], model: LanguageModel | None, kind: Kind
) -> tuple[Repair, float] | None:
    """Return the best wording and how sure it is; None if that is not worth a line.

    Args:
        pair: The pair.
        wordings: What could stand in the translation.
        model: The language model.
        kind: What is tried.
    """
    repair = best_wording(pair, wordings, model)
    if repair is None:
        return None
    confidence = gain_confidence(repair.gain, kind)
    return (repair, confidence) if confidence >= _WORTH_A_LINE else None


def gain_confidence(gain: float, kind: Kind) -> float:
    """Return how sure it is that a wording which gains so many nats is right, 0–1."""
    slope, intercept = _weights()[kind]
    return probability(slope * bounded_gain(gain) + intercept)


@cache
def _weights() -> dict[str, tuple[float, float]]:
    """Return for each kind the weight of the gain, and the intercept."""
    text = files("mtqa.checks.data").joinpath("trials.json").read_text(encoding="utf-8")
    return {kind: tuple(weights) for kind, weights in json.loads(text).items()}
