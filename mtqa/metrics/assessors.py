"""Assessors: what pair critics become that were trained further on what people rated.

A critic learns five things of all language pairs together. For a language pair that people have
rated thousands of translations of, each critic was trained further on these ratings alone, and
what it then says of a pair corrects the quality estimate. Nothing else asks it: it has forgotten
what it knew of single words. See `benchmarks/training/train_assessor.py`, and
`benchmarks/training/calibrate_assessors.py` for how much each counts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from mtqa.engines.store import ModelStore
from mtqa.metrics.pair_critic import CRITIC_PARAMETERS, PairCritic, critics_of

ASSESSED: Final = ("ru-en",)
"""Language pairs that have assessors."""
CORRECTIONS: Final = "assessors.json"
"""File of how much they count."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What assessors change in the quality estimate of a language pair."""

    intercept: float
    """What is added to every raw prediction."""
    own: float
    """How much the raw prediction counts."""
    weights: tuple[float, ...]
    """How much each assessor's assessment counts."""
    calibration: Mapping[str, Any]
    """How a corrected prediction becomes a result, as in `LinearTask`."""

    def corrected(self, raw: float, assessments: Sequence[float]) -> float:
        """Return the corrected prediction.

        Args:
            raw: The raw prediction.
            assessments: What each assessor says.
        """
        told = zip(self.weights, assessments, strict=True)
        return self.intercept + self.own * raw + sum(weight * one for weight, one in told)


def assessor_parameters(pair: str) -> tuple[str, ...]:
    """Return the files of what was trained for a language pair, one for each critic.

    Args:
        pair: One of `ASSESSED`.
    """
    return tuple(name.replace("pair_critic", f"assessor_{pair}") for name in CRITIC_PARAMETERS)


def assessors_of(model: object, store: ModelStore | None, pair: str) -> tuple[PairCritic, ...]:
    """Return the assessors of a language pair, in the order of the critics.

    None where it has none, or where the language model has no critics.

    Args:
        model: The language model.
        store: Where to look for EmbeddingGemma; None goes without.
        pair: Language pair such as `ru-en`.
    """
    return critics_of(model, store, assessor_parameters(pair)) if pair in ASSESSED else ()


def correction_of(pair: str, assessors: int) -> Correction | None:
    """Return what so many assessors change in the estimates of a language pair, None if nothing.

    Args:
        pair: Language pair such as `ru-en`.
        assessors: How many have read a pair.
    """
    return _corrections().get((pair, assessors))


@cache
def _corrections() -> dict[tuple[str, int], Correction]:
    text = files("mtqa.metrics").joinpath("data").joinpath(CORRECTIONS).read_text("utf-8")
    return {
        (pair, int(number)): Correction(
            one["intercept"], one["own"], tuple(one["weights"]), one["calibration"]
        )
        for pair, numbers in json.loads(text).items()
        for number, one in numbers.items()
    }
