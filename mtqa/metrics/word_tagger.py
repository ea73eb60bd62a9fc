"""A small network that tags words from what the language model made of them while reading.

The state of a causal model after a word holds the source, the text so far and the word itself, so
a shallow network can tell from it whether they fit together (frozen features with a trained head,
as in Lee 2020, "Two-Phase Cross-Lingual Language Model Fine-Tuning for Machine Translation Quality
Estimation"). It is trained by `benchmarks/training/`, and belongs to the one language model whose
states it was trained on.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from mtqa.engines.base import TokenScore

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FEATURE_LIMIT = 5.0
"""Standard deviations at which inputs are cut: a few dimensions have extreme values."""


@dataclass(frozen=True, slots=True)
class WordTagger:
    """One hidden layer with as many outputs as there are tags."""

    tags: tuple[str, ...]
    """What each output is the probability of."""
    calibration: dict[str, Any]
    """Thresholds and whatever else belongs to the outputs, JSON-serialisable."""
    model_sha256: str
    """Hash of the language model whose states it was trained on."""
    center: NDArray[np.float32]
    """Mean of each input in training."""
    scale: NDArray[np.float32]
    """Standard deviation of each input in training."""
    hidden: NDArray[np.float32]
    """Weights of the hidden layer, shape (inputs + 1, units); the last row is the bias."""
    output: NDArray[np.float32]
    """Weights of the output layer, shape (units + 1, tags); the last row is the bias."""

    def inputs(
        self, features: NDArray[np.float64], states: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Return standardised inputs, shape (words, inputs), from features and word states."""
        import numpy as np

        return standardised(
            np.concatenate([features, states], axis=1).astype(np.float32), self.center, self.scale
        )

    def logits(
        self, features: NDArray[np.float64], states: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Return the log-odds of each tag, shape (words, tags)."""
        import numpy as np

        inputs = self.inputs(features, states)
        units = np.maximum(inputs @ self.hidden[:-1] + self.hidden[-1], 0.0)
        found: NDArray[np.float32] = units @ self.output[:-1] + self.output[-1]
        return found


def standardised(
    inputs: NDArray[np.float32], center: NDArray[np.float32], scale: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return inputs in standard deviations from their mean, cut at both ends."""
    import numpy as np

    cut: NDArray[np.float32] = np.clip((inputs - center) / scale, -_FEATURE_LIMIT, _FEATURE_LIMIT)
    return cut


def word_states(
    words: Sequence[tuple[int, int]],
    tokens: Sequence[TokenScore],
    states: NDArray[np.float16],
) -> NDArray[np.float32]:
    """Return the states that speak of each word, shape (words, 2 × layers × hidden size).

    Those after the word's last token, and those after the next one: what follows a word shows how
    the model took it.

    Args:
        words: Spans of the words.
        tokens: Tokens of the text.
        states: State of each token, shape (layers, tokens, hidden size).
    """
    import numpy as np

    if not len(tokens):
        return np.zeros((len(words), 2 * states.shape[0] * states.shape[2]), np.float32)
    last = [last_token(span, tokens) for span in words]
    following = [min(at + 1, len(tokens) - 1) for at in last]
    rows = [layer[places] for places in (last, following) for layer in states]
    return np.concatenate(rows, axis=1).astype(np.float32)


def last_token(span: tuple[int, int], tokens: Sequence[TokenScore]) -> int:
    """Return the number of the last token that overlaps a span, 0 if none does."""
    inside = [n for n, token in enumerate(tokens) if token.start < span[1] and token.end > span[0]]
    return inside[-1] if inside else 0


@cache
def load_word_tagger(name: str) -> WordTagger:
    """Return a trained tagger that comes with mtqa, `data/<name>.npz`."""
    import numpy as np

    path = files("mtqa.metrics").joinpath("data").joinpath(f"{name}.npz")
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
        described = json.loads(str(arrays["description"]))
        return WordTagger(
            tags=tuple(described["tags"]),
            calibration=described["calibration"],
            model_sha256=described["model_sha256"],
            **{
                part: arrays[part].astype(np.float32)
                for part in ("center", "scale", "hidden", "output")
            },
        )
