"""Extractive summary: the sentences of a text that say most of what it says, verbatim.

Each sentence gets a worth of 0.65 · centrality + 0.35 · position, both scaled to 0–1 over the
document:

* centrality: its mean cosine with the other sentences and with the headline, which counts as
  much as all sentences together (degree centrality as in LexRank, Erkan and Radev 2004, over
  sentence embeddings);
* position: 1 / √rank, since newswire tells the main thing first.

Sentences are then taken one by one by maximal marginal relevance (Carbonell and Goldstein 1998):
0.7 · worth − 0.3 · largest cosine with one already taken; a sentence that repeats one already
taken comes last. Without an encoder the vectors are words weighted by how few sentences they occur
in. The weights were set by hand.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mtqa.document import Document, Role, Segment
from mtqa.engines.base import Encoder
from mtqa.errors import UsageError
from mtqa.language.identification import function_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_CENTRALITY_WEIGHT: Final = 0.65
_RELEVANCE: Final = 0.7
_SAME: Final = 0.95
"""Cosine from which a sentence repeats another one; it is then taken last."""
_FEWEST_LETTERS: Final = 20
_FEWEST_WIDE_LETTERS: Final = 8
_WORD: Final = re.compile(r"[^\W_]+")
_QUOTATION_PAIRS: Final = ("“”", "«»", "「」", "『』", "()")


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """A sentence of the summary."""

    text: str
    """The sentence, verbatim."""
    start: int
    """Offset in `Document.text`."""
    end: int
    """Offset after its last character."""
    segment: str
    """Id of its segment."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The chosen sentences and how they were chosen."""

    method: str
    """The method with its parameters and model."""
    sentences: tuple[SummarySentence, ...]
    """In reading order."""


def summarise(
    document: Document,
    encoder: Encoder | None,
    *,
    sentences: int = 3,
    ratio: float | None = None,
) -> Summary:
    """Choose the sentences that sum a document up.

    Headline and headings are never chosen; nor are fragments and sentences that open or close a
    quotation they do not hold whole, unless there is nothing else.

    Args:
        document: Any document with a target side.
        encoder: Multilingual encoder; None compares words instead.
        sentences: How many sentences to choose; all of them if there are fewer.
        ratio: Share of the sentences to choose instead, above 0 and at most 1; rounded, at
            least one.

    Raises:
        UsageError: `sentences` or `ratio` is out of range.
    """
    if ratio is not None and not 0 < ratio <= 1:
        raise UsageError(f"ratio must be above 0 and at most 1, not {ratio:g}.")
    if sentences < 1:
        raise UsageError(f"sentences must be 1 or more, not {sentences}.")
    running = [s for s in document.segments if s.target and _is_running_text(s)]
    count = max(1, round(ratio * len(running))) if ratio is not None else sentences
    candidates = [s for s in running if _stands_alone(s.target or "")]
    if len(candidates) < count:
        candidates = running
    method = _method(encoder, sentences, ratio)
    if not candidates:
        return Summary(method, ())
    texts = [s.target or "" for s in candidates]
    headline = next(
        (s.target for s in document.segments if s.role is Role.HEADLINE and s.target), None
    )
    vectors = _vectors([*texts, headline] if headline else texts, encoder, document.language)
    chosen = _choose(vectors, len(texts), min(count, len(texts)))
    return Summary(
        method,
        tuple(
            SummarySentence(s.target or "", s.start, s.end, s.id)
            for s in (candidates[index] for index in chosen)
        ),
    )


def _is_running_text(segment: Segment) -> bool:
    return segment.role in (Role.PARAGRAPH, Role.QUOTATION)


def _stands_alone(text: str) -> bool:
    """Whether a sentence is long enough and holds its quotations and brackets whole."""
    letters = sum(char.isalpha() for char in text)
    fewest = _FEWEST_LETTERS if text.count(" ") > 1 else _FEWEST_WIDE_LETTERS
    whole = all(text.count(pair[0]) == text.count(pair[1]) for pair in _QUOTATION_PAIRS)
    return letters >= fewest and whole and text.count('"') % 2 == 0


def _method(encoder: Encoder | None, sentences: int, ratio: float | None) -> str:
    size = f"sentences={sentences}" if ratio is None else f"ratio={ratio:g}"
    model = f"embeddings={encoder.identity.signature}" if encoder else "words only, no encoder"
    return f"extractive: centrality + position, redundancy removed | {size} | {model}"


def _choose(vectors: NDArray[np.float32], candidates: int, count: int) -> list[int]:
    """Indices of the sentences to take, in reading order; a last extra row is the headline."""
    import numpy as np

    similarity = vectors[:candidates] @ vectors[:candidates].T
    centrality = (similarity.sum(axis=1) - similarity.diagonal()) / max(candidates - 1, 1)
    if len(vectors) > candidates:
        centrality = centrality + vectors[:candidates] @ vectors[candidates]
    position = 1 / np.sqrt(np.arange(1, candidates + 1))
    worth = _CENTRALITY_WEIGHT * _scaled(centrality) + (1 - _CENTRALITY_WEIGHT) * _scaled(position)
    chosen: list[int] = []
    while len(chosen) < count:
        marginal = _RELEVANCE * worth
        if chosen:
            nearest = similarity[:, chosen].max(axis=1)
            marginal = marginal - (1 - _RELEVANCE) * nearest - (nearest >= _SAME)
            marginal[chosen] = -np.inf
        chosen.append(int(marginal.argmax()))
    return sorted(chosen)


def _scaled(values: NDArray[np.floating]) -> NDArray[np.floating]:
    """Scale to 0–1; all zero if the values are the same."""
    low, high = float(values.min()), float(values.max())
    return (values - low) / (high - low) if high > low else values * 0


def _vectors(
    texts: Sequence[str], encoder: Encoder | None, language: str | None
) -> NDArray[np.float32]:
    """One L2-normalised row a text."""
    if encoder is not None:
        return encoder.encode(texts)
    import numpy as np

    stop_words = function_words(language) if language else frozenset()
    bags = [Counter(w for w in _tokens(text) if w not in stop_words) for text in texts]
    frequency = Counter(word for bag in bags for word in bag)
    column = {word: index for index, word in enumerate(frequency)}
    rows = np.zeros((len(texts), max(len(column), 1)), dtype=np.float32)
    for row, bag in zip(rows, bags, strict=True):
        for word, times in bag.items():
            row[column[word]] = times * math.log(1 + len(texts) / frequency[word])
    norms: NDArray[np.float32] = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(norms, 1e-9), dtype=np.float32)


def _tokens(text: str) -> list[str]:
    """Words; pairs of characters where words are not separated by spaces."""
    tokens: list[str] = []
    for word in _WORD.findall(text.lower()):
        if ord(word[0]) >= 0x2E80:  # Chinese and Japanese
            tokens.extend(word[i : i + 2] for i in range(max(len(word) - 1, 1)))
        else:
            tokens.append(word)
    return tokens
