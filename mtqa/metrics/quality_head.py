"""The small trained model that turns features and hidden states into a quality estimate.

It is linear: weights that all language pairs share plus a correction for each pair it was trained
on, over standardised features and the hidden states of a few layers, each layer's mean vector
standardised and scaled to unit length. Its parameters are read from an `.npz` file without pickle
that `benchmarks/training/train_quality.py` writes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_HEAD = "quality_head.npz"


@dataclass(frozen=True, slots=True)
class LinearTask:
    """One thing that is predicted: the direct assessment, or a critical error."""

    weights: dict[str, NDArray[np.float32]]
    """Weights by language pair such as `ru-en`, with the shared ones under the empty string; the
    last one is the intercept."""
    calibration: dict[str, dict[str, Any]]
    """For each language pair and the empty string, how a raw prediction becomes a result."""


@dataclass(frozen=True, slots=True)
class QualityHead:
    """All parameters."""

    features: tuple[str, ...]
    """Names of the features, in order."""
    layers: tuple[int, ...]
    """Layers of the language model whose states are used; empty for none."""
    center: NDArray[np.float32]
    """Mean of each feature in training."""
    scale: NDArray[np.float32]
    """Standard deviation of each feature in training."""
    state_center: NDArray[np.float32]
    """Mean of the states, shape (4, layers, hidden size)."""
    state_scale: NDArray[np.float32]
    """Their standard deviation, same shape."""
    model_sha256: str
    """Hash of the language model that it was trained on."""
    tasks: dict[str, LinearTask]
    """`assessment` and `critical`."""

    def inputs(
        self, features: NDArray[np.float64], states: NDArray[np.float32] | None
    ) -> NDArray[np.float64]:
        """Return what the weights are multiplied with, shape (pairs, inputs).

        Args:
            features: Shape (pairs, features); missing ones are NaN and count as average.
            states: Shape (pairs, 4, layers, hidden size); None if there are none, which counts as
                average too.
        """
        import numpy as np

        standard = np.clip((features - self.center) / self.scale, -4, 4)
        standard = np.nan_to_num(standard, nan=0.0) / np.sqrt(len(self.features))
        if states is None:
            flat = np.zeros((len(features), self.state_center.size))
        else:
            centred = (states - self.state_center) / self.state_scale
            length = np.linalg.norm(centred, axis=-1, keepdims=True) + 1e-6
            flat = (centred / length / np.sqrt(4 * len(self.layers))).reshape(len(features), -1)
        return np.concatenate([standard, flat, np.ones((len(features), 1))], axis=1)

    def predict(self, task: str, pair: str, inputs: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the raw prediction for pairs of one language pair, shape (pairs,).

        Args:
            task: `assessment` or `critical`.
            pair: Language pair such as `ru-en`; one without training uses the shared weights.
            inputs: See `inputs`.
        """
        weights = self.tasks[task].weights
        predicted: NDArray[np.float64] = inputs @ (weights[""] + weights.get(pair, 0.0))
        return predicted


@cache
def load_head() -> QualityHead:
    """Return the trained parameters that come with mtqa."""
    import numpy as np

    with (
        files("mtqa.metrics").joinpath("data").joinpath(_HEAD).open("rb") as stream,
        np.load(stream, allow_pickle=False) as arrays,
    ):
        described = json.loads(str(arrays["description"]))
        return QualityHead(
            features=tuple(described["features"]),
            layers=tuple(described["layers"]),
            center=arrays["center"],
            scale=arrays["scale"],
            state_center=arrays["state_center"].astype(np.float32),
            state_scale=arrays["state_scale"].astype(np.float32),
            model_sha256=described["model_sha256"],
            tasks={
                task: LinearTask(
                    {pair: arrays[f"{task}:{pair}"].astype(np.float32) for pair in calibration},
                    calibration,
                )
                for task, calibration in described["tasks"].items()
            },
        )


def critical_threshold(pair: str) -> float:
    """Return the probability from which a critical error is likelier than not to be flagged.

    Args:
        pair: Language pair such as `en-de`; one without training has the general threshold.
    """
    calibration = load_head().tasks["critical"].calibration
    return float(calibration.get(pair, calibration[""])["threshold"])
