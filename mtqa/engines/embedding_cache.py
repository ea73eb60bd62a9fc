"""Embeddings of one run, kept by text so that no sentence is encoded twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CAPACITY = 20_000
"""Texts kept at most; at 512 dimensions about 40 MB."""


class EmbeddingCache:
    """Remembers the row of each text; starts afresh when it is full."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        """Make an empty cache for `capacity` texts."""
        self._capacity = capacity
        self._rows: dict[str, NDArray[np.float32]] = {}

    def encode(
        self,
        texts: Sequence[str],
        dimensions: int,
        compute: Callable[[list[str]], NDArray[np.float32]],
    ) -> NDArray[np.float32]:
        """Return one L2-normalised row per text, computing only those not seen before.

        Args:
            texts: What to encode.
            dimensions: Length of a row, for the shape of an empty answer.
            compute: Encodes distinct texts, one row each; need not normalise.
        """
        import numpy as np

        wanted = list(dict.fromkeys(texts))
        missing = [text for text in wanted if text not in self._rows]
        if len(self._rows) + len(missing) > self._capacity:
            self._rows.clear()
            missing = wanted
        if missing:
            rows = np.asarray(compute(missing), dtype=np.float32)
            norms = np.linalg.norm(rows, axis=1, keepdims=True)
            rows = rows / np.maximum(norms, np.finfo(np.float32).tiny)
            self._rows.update(zip(missing, rows, strict=True))
        if not texts:
            return np.empty((0, dimensions), dtype=np.float32)
        return np.stack([self._rows[text] for text in texts])
