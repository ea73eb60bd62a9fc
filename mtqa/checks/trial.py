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
from mtqa.metrics.repair import Repair, Wordings, best_repairs, bounded_gain

Kind = Literal["exchange", "contrary"]
"""What is tried: two numbers in each other's place, or a word's opposite."""
MOST_WORDINGS: Final = 40
"""Beyond these, a segment is a table or a list, and asking would take long."""
_LEAST_NEAR: Final = 0.0
"""Nats that a wording gains near its place before it is compared to the end: most gain nothing, and
those that are right gain most there."""
_WORTH_A_LINE: Final = 0.4
"""Confidence from which a wording is worth a line."""


Tried = tuple[Pair, Sequence[Rewording]]
"""A pair, and what could stand in its translation."""


def best_wordings(tried: Sequence[Tried], model: LanguageModel | None) -> list[Repair | None]:
    """Return for each pair the wording that makes the translation most probable beside its source.

    None where the model is not asked: without one, in a round trip, in an unknown language, and
    where there is nothing or too much to try.

    Args:
        tried: The pairs, about which the model is asked together.
        model: The language model.
    """
    found: list[Repair | None] = [None] * len(tried)
    if model is None:
        return found
    asked = {at: own for at, one in enumerate(tried) if (own := _wordings(*one)) is not None}
    repairs = best_repairs(list(asked.values()), model, least=_LEAST_NEAR)
    for at, repair in zip(asked, repairs, strict=True):
        found[at] = repair
    return found


def suspected_wordings(
    tried: Sequence[Tried], model: LanguageModel | None, kind: Kind
) -> list[tuple[Repair, float] | None]:
    """Return the best wording of each pair and how sure it is; None if that is not worth a line.

    Args:
        tried: The pairs, about which the model is asked together.
        model: The language model.
        kind: What is tried.
    """
    found: list[tuple[Repair, float] | None] = []
    for repair in best_wordings(tried, model):
        confidence = 0.0 if repair is None else gain_confidence(repair.gain, kind)
        found.append((repair, confidence) if repair and confidence >= _WORTH_A_LINE else None)
    return found


def _wordings(pair: Pair, wordings: Sequence[Rewording]) -> Wordings | None:
    source, target = pair.source, pair.target
    if pair.relation is not Relation.TRANSLATION or not source.language or not target.language:
        return None
    if not 0 < len(wordings) <= MOST_WORDINGS:
        return None
    return Wordings(source.text, target.text, (source.language, target.language), tuple(wordings))


def gain_confidence(gain: float, kind: Kind) -> float:
    """Return how sure it is that a wording which gains so many nats is right, 0–1."""
    slope, intercept = _weights()[kind]
    return probability(slope * bounded_gain(gain) + intercept)


@cache
def _weights() -> dict[str, tuple[float, float]]:
    """Return for each kind the weight of the gain, and the intercept."""
    text = files("mtqa.checks.data").joinpath("trials.json").read_text(encoding="utf-8")
    return {kind: tuple(weights) for kind, weights in json.loads(text).items()}
