"""Passages read as a whole: a model with trained changes that looks both ways.

A causal model's state for a word knows only what stands before it. With its upper layers changed
(`low_rank`) and seeing the whole passage, the state of a word in a translation knows the source and
all of the translation, and that of a word in the source knows the translation. An encoder sees both
ways anyway. The states are what trained heads judge; a language model tells no probabilities then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from mtqa.engines.base import ModelIdentity
from mtqa.engines.language_model import Piece
from mtqa.engines.low_rank import LowRankChanges

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer
    from torch import Tensor

LONGEST = 1024
"""Tokens of a passage at most, unless a network says less."""
_BATCH_TOKENS = 768
"""Tokens in one forward pass."""


class TwoWayNetwork(Protocol):
    """What is needed of the network."""

    def run(self, passages: Sequence[Sequence[int]]) -> list[Tensor]:
        """Return the states of each passage's tokens, shape (tokens, hidden size) each."""


@dataclass(frozen=True, slots=True)
class PieceStates:
    """What became of one scored piece."""

    spans: tuple[tuple[int, int], ...]
    """Offsets of its tokens in the piece."""
    states: NDArray[np.float32]
    """State of each token, shape (tokens, hidden size)."""


@dataclass(frozen=True, slots=True)
class PassageStates:
    """What became of one passage."""

    pieces: tuple[PieceStates, ...]
    """Its scored pieces, in order."""
    last: NDArray[np.float32]
    """State of its last token, shape (hidden size,)."""


class TwoWayModel:
    """A changed model, ready to read passages as a whole."""

    def __init__(
        self,
        network: TwoWayNetwork,
        tokenizer: Tokenizer,
        start: int | None,
        longest: int = LONGEST,
    ) -> None:
        """Put a network and its tokenizer together.

        Args:
            network: The network.
            tokenizer: Its tokenizer.
            start: Id of the token that every sequence begins with, if there is one.
            longest: Tokens of a passage at most.
        """
        self._network = network
        self._longest = longest
        self._tokenizer = tokenizer
        self._start = start

    def read(self, passages: Sequence[Sequence[Piece]]) -> list[PassageStates | None]:
        """Read passages.

        Args:
            passages: Each a sequence of pieces; the states of its scored pieces are wanted.

        Returns:
            For each passage its states; None if it has too many tokens.
        """
        laid = [self._lay(passage) for passage in passages]
        found: list[PassageStates | None] = [None] * len(laid)
        for batch in _batches([len(tokens) for tokens, _ in laid], self._longest):
            states = self._network.run([laid[at][0] for at in batch])
            for at, own in zip(batch, states, strict=True):
                whole = own.float().cpu().numpy()
                found[at] = PassageStates(
                    tuple(
                        PieceStates(spans, whole[first : first + len(spans)])
                        for first, spans in laid[at][1]
                    ),
                    whole[-1],
                )
        return found

    def _lay(
        self, passage: Sequence[Piece]
    ) -> tuple[list[int], list[tuple[int, tuple[tuple[int, int], ...]]]]:
        """Return the tokens of a passage, and where each scored piece begins with its spans."""
        tokens = [] if self._start is None else [self._start]
        pieces = []
        encodings = self._tokenizer.encode_batch(
            [piece.text for piece in passage], add_special_tokens=False
        )
        for piece, encoding in zip(passage, encodings, strict=True):
            if piece.scored:
                pieces.append((len(tokens), tuple(encoding.offsets)))
            tokens += encoding.ids
        return tokens, pieces


@runtime_checkable
class AdaptableModel(Protocol):
    """A model whose layers can be changed; `ScoringModel` and `E5Encoder` are such."""

    @property
    def identity(self) -> ModelIdentity:
        """Which model this is."""

    def two_way(self, changes: LowRankChanges) -> TwoWayModel | None:
        """Return the model with the changes, None if its network does not take any."""


def _batches(lengths: Sequence[int], longest: int) -> Iterator[list[int]]:
    """Yield batches of the passages that are not too long, by number."""
    batch: list[int] = []
    size = 0
    for at, length in enumerate(lengths):
        if not 0 < length <= longest:
            continue
        if batch and size + length > _BATCH_TOKENS:
            yield batch
            batch, size = [], 0
        batch.append(at)
        size += length
    if batch:
        yield batch
