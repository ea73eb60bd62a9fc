"""Alignment of words by their vectors: which words of one text the other does not answer.

Each word is compared with every word and token of the other text; its fit is the highest cosine.
A stretch of words with low fits has no counterpart (Jalili Sabet et al. 2020, "SimAlign", for
the use of contextual vectors; the stretch is the maximum-sum segment of Kadane's algorithm).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from mtqa.engines.word_vectors import WordEncoder, WordVectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PAIRS_AT_ONCE: Final = 64
"""Pairs encoded together: enough for speed, few enough for a flat memory."""
EXPECTED_FIT: Final = 0.42
"""Fit below which a word counts as unanswered, in proportion to what is lacking."""
_CLAIMED_FIT: Final = 0.28
"""The same for a word that the other side's word fits best as well: each is the other's
counterpart, so that less is asked of them."""
_COUNTERPART: Final = 2.0
"""How much more a word counts that surely has its counterpart where a stretch is cut to size."""
_LAST_WORD_FIT: Final = 0.65
"""Fit from which the last word of a text has its counterpart. The full stop makes last words fit
each other: between unrelated sentences half of them have 0.38 to 0.45, a quarter 0.5 to 0.6."""
_TYPICAL_NORM: Final = 6.0
_COMMONNESS_SCALE: Final = 3.0


@dataclass(frozen=True, slots=True)
class Side:
    """The words of one text beside those of the other."""

    spans: tuple[tuple[int, int], ...]
    """Offsets of each word."""
    fit: NDArray[np.float32]
    """Highest cosine of each word with anything on the other side."""
    best: NDArray[np.int64]
    """Index of the other side's word that fits best."""
    weight: NDArray[np.float32]
    """How much each word matters: near 0 for function words, up to about 6."""


@dataclass(frozen=True, slots=True)
class WordAlignment:
    """Both sides of a pair."""

    source: Side
    """The source's words."""
    target: Side
    """The target's words."""
    cosine: float
    """Cosine of both sentence embeddings."""

    @property
    def literalness(self) -> float:
        """Mean fit of the source's words by weight: high where it was translated word by word."""
        total = float(self.source.weight.sum())
        return float((self.source.fit * self.source.weight).sum()) / total if total > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of words that the other text does not answer."""

    start: int
    """Offset of the first word."""
    end: int
    """Offset after the last word."""
    words: int
    """Number of words."""
    mass: float
    """Sum over the words of weight times lacking fit: how much is unanswered."""


def align(source: WordVectors, target: WordVectors) -> WordAlignment:
    """Compare the words of two texts."""
    return WordAlignment(
        source=_side(source, target),
        target=_side(target, source),
        cosine=float(source.sentence @ target.sentence),
    )


def _side(own: WordVectors, other: WordVectors) -> Side:
    import numpy as np

    weight = np.minimum(own.norms, _TYPICAL_NORM) * (1 - np.exp(own.commonness / _COMMONNESS_SCALE))
    if len(own.spans) and len(other.spans):
        words = own.words @ other.words.T
        fit = np.maximum(words.max(axis=1), (own.words @ other.tokens.T).max(axis=1))
        best = words.argmax(axis=1)
    else:
        fit = np.zeros(len(own.spans), dtype=np.float32)
        best = np.zeros(len(own.spans), dtype=np.int64)
    return Side(own.spans, fit, best, weight)


def widest_gap(side: Side) -> Gap | None:
    """Return the stretch of words with the most unanswered mass, None if every word fits."""
    return _greatest_sum(side, (EXPECTED_FIT - side.fit) * side.weight)


def unclaimed_part(gap: Gap, side: Side, other: Side) -> Gap | None:
    """Return what of a gap has no counterpart: without words at its ends that the other side has.

    The last word of the text belongs to it if the word before does, unless it surely has its
    counterpart.

    Args:
        gap: The widest gap of a side.
        side: The side with the gap.
        other: The side across.
    """
    import numpy as np

    if not len(other.best):
        return gap
    mutual = claimed(side, other)
    lacking = (np.where(mutual, _CLAIMED_FIT, EXPECTED_FIT) - side.fit) * side.weight
    # Such a word is no part of what is lacking, whatever stands on its other side.
    lacking = np.where(mutual & (side.fit >= EXPECTED_FIT), _COUNTERPART * lacking, lacking)
    inside = np.array([gap.start <= start < gap.end for start, _ in side.spans])
    part = _greatest_sum(side, np.where(inside, lacking, -np.inf))
    if part is None or len(side.spans) < 2 or part.end != side.spans[-2][1]:
        return part
    if mutual[-1] and side.fit[-1] >= _LAST_WORD_FIT:
        return part
    return replace(part, end=side.spans[-1][1], words=part.words + 1)


def claimed(side: Side, other: Side) -> NDArray[np.bool_]:
    """Return for each word of a side whether the word that fits it best is fitted best by it."""
    import numpy as np

    return np.array([other.best[best] == word for word, best in enumerate(side.best)], bool)


def _greatest_sum(side: Side, lacking: NDArray[np.float32]) -> Gap | None:
    """Return the stretch of words that lack most together."""
    best: tuple[float, int, int] = (0.0, 0, 0)
    total, begin = 0.0, 0
    for index, value in enumerate(lacking):
        if total <= 0:
            total, begin = 0.0, index
        total += float(value)
        if total > best[0]:
            best = (total, begin, index + 1)
    mass, first, last = best
    if last == first:
        return None
    return Gap(side.spans[first][0], side.spans[last - 1][1], last - first, mass)


class PairAlignments:
    """The alignments of a list of pairs, computed some dozens at a time when first asked for."""

    def __init__(self, encoder: WordEncoder, pairs: Sequence[tuple[str, str, str]]) -> None:
        """Take the pairs as (id, source, target), in the order in which they will be asked for."""
        self._encoder = encoder
        self._pairs = pairs
        self._places = {pair[0]: place for place, pair in enumerate(pairs)}
        self._done: dict[str, WordAlignment] = {}

    def of(self, segment: str) -> WordAlignment:
        """Return the alignment of one pair."""
        if segment not in self._done:
            place = self._places[segment]
            chunk = self._pairs[place : place + PAIRS_AT_ONCE]
            vectors = self._encoder.encode_words([text for pair in chunk for text in pair[1:]])
            for (name, _, _), source, target in zip(
                chunk, vectors[::2], vectors[1::2], strict=True
            ):
                self._done[name] = align(source, target)
        return self._done[segment]
