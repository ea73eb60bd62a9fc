"""The small trained model that turns features of a pair into a quality estimate.

It is linear: weights that all language pairs share plus a correction for each pair it was trained
on, over standardised features. There are weights for every number of pair critics that may have a
say. Everything is in a JSON file that `benchmarks/training/train_quality.py` writes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, Literal

from mtqa.metrics.logistic import probability

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PARAMETERS: Final = "quality_head.json"
"""File of everything that was trained."""
HEADS: Final = (0, 2, 3)
"""Numbers of pair critics for which there are weights. One critic alone is taken for two of one
mind."""
Task = Literal["assessment", "critical"]
"""What is predicted: the direct assessment, or a critical error."""
DETACHED: Final = ("source gain mean", "target gain mean", "similarity")
"""Features that tell translations of other sentences apart, besides the critic's word: what each
side adds to the mean log-probability of a token of the other, and the encoder's cosine."""
_UTMOST: Final = 8.0
"""At which what tells them apart is cut."""
_LIMIT: Final = 6.0
"""Standard deviations at which features are cut."""


@dataclass(frozen=True, slots=True)
class LinearTask:
    """One prediction."""

    weights: Mapping[str, NDArray[np.float64]]
    """Weights by language pair such as `ru-en`, with the shared ones under the empty string; the
    last one is the intercept."""
    calibration: Mapping[str, dict[str, Any]]
    """For each language pair and the empty string, how a raw prediction becomes a result."""

    def predict(self, pair: str, inputs: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the raw prediction for pairs of one language pair, shape (pairs,).

        Args:
            pair: Language pair such as `ru-en`; one without training uses the shared weights.
            inputs: See `QualityHead.inputs`.
        """
        predicted: NDArray[np.float64] = inputs @ (self.weights[""] + self.weights.get(pair, 0.0))
        return predicted

    def calibrated(self, pair: str) -> dict[str, Any]:
        """Return the calibration of a language pair, the general one if it was not trained on."""
        return self.calibration.get(pair, self.calibration[""])


@dataclass(frozen=True, slots=True)
class DetachedTask:
    """Whether a target translates another sentence; one witness alone is wrong too often."""

    intercept: float
    """Log-odds where everything is 0."""
    weights: tuple[float, ...]
    """Weight of each of `detached_inputs`."""

    def probability(self, inputs: Sequence[float]) -> float:
        """Return the probability that it does, 0–1."""
        total = self.intercept + sum(w * x for w, x in zip(self.weights, inputs, strict=True))
        return probability(total)


def detached_inputs(log_odds: float, features: Mapping[str, float]) -> tuple[float, ...]:
    """Return what the weights of a `DetachedTask` are multiplied with.

    Three numbers, and as the fourth the similarity of the sides where the encoder knows both.

    Args:
        log_odds: What the critic says.
        features: Features of the pair, those of `DETACHED` among them.
    """
    told = (log_odds, *(features[name] for name in DETACHED))
    return tuple(max(-_UTMOST, min(_UTMOST, value)) for value in told if not math.isnan(value))


@dataclass(frozen=True, slots=True)
class QualityHead:
    """All parameters."""

    features: tuple[str, ...]
    """Names of the features, in order."""
    center: NDArray[np.float64]
    """Mean of each feature in training."""
    scale: NDArray[np.float64]
    """Standard deviation of each feature in training."""
    by_critics: Mapping[int, Mapping[Task, LinearTask]]
    """What is predicted, by one of `HEADS`."""
    detached: Mapping[int, DetachedTask]
    """Whether the target translates another sentence, by how many inputs there are."""

    def inputs(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what the weights are multiplied with, shape (pairs, inputs).

        Args:
            features: Shape (pairs, features); missing ones are NaN and count as average.
        """
        import numpy as np

        standard = np.clip((features - self.center) / self.scale, -_LIMIT, _LIMIT)
        standard = np.nan_to_num(standard, nan=0.0)
        return np.concatenate([standard, np.ones((len(features), 1))], axis=1)

    def detached_probability(self, log_odds: float | None, features: Mapping[str, float]) -> float:
        """Return the probability that the target translates another sentence.

        Args:
            log_odds: What a critic says; None where none can tell, which gives 0.
            features: Features of the pair.
        """
        if log_odds is None:
            return 0.0
        inputs = detached_inputs(log_odds, features)
        return self.detached[len(inputs)].probability(inputs)

    def tasks(self, critics: int) -> Mapping[Task, LinearTask]:
        """Return the predictions with the word of so many pair critics."""
        return self.by_critics[next(number for number in HEADS if number >= critics)]


@cache
def load_head() -> QualityHead:
    """Return the trained parameters that come with mtqa."""
    import numpy as np

    text = files("mtqa.metrics").joinpath("data").joinpath(PARAMETERS).read_text("utf-8")
    stored = json.loads(text)
    by_critics: dict[int, Mapping[Task, LinearTask]] = {
        number: {
            task: LinearTask(
                {pair: np.array(weights) for pair, weights in parts["weights"].items()},
                parts["calibration"],
            )
            for task, parts in stored["critics"][str(number)].items()
        }
        for number in HEADS
    }
    return QualityHead(
        features=tuple(stored["features"]),
        center=np.array(stored["center"]),
        scale=np.array(stored["scale"]),
        by_critics=by_critics,
        detached={
            len(one["weights"]): DetachedTask(one["intercept"], tuple(one["weights"]))
            for one in stored["detached"]
        },
    )


def critical_threshold(pair: str, critics: int) -> float:
    """Return the probability from which a critical error is likelier than not to be flagged.

    Args:
        pair: Language pair such as `en-de`; one without training has the general threshold.
        critics: How many pair critics have a say.
    """
    return float(load_head().tasks(critics)["critical"].calibrated(pair)["threshold"])
