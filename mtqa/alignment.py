"""Sentence alignment: which sentences of a translation render which sentences of its source.

Dynamic programming over beads of the types 1-1, 1-2, 2-1, 1-0 and 0-1 (source-target counts), as
in Gale and Church 1993, "A Program for Aligning Sentences in Bilingual Corpora". The score of a
bead, of which the path with the largest sum wins, is

    log P(type) + log P(|δ|) + λ · (cos(source, target) − μ)

* P(type): their priors, the one for 2-2 given up.
* P(|δ|) = 2·(1 − Φ(|δ|)) with δ = (t − c·s) / √(σ²·(s + t/c)/2): how well the lengths s and t in
  characters fit. c is the ratio of the two documents' lengths, σ² = 6.8 as they found.
* cos: cosine of the embeddings of both sides, joined sentences embedded as one text, as in
  Vecalign (Thompson and Koehn 2019); μ is the mean cosine of all sentence pairs of the two
  documents, so that chance similarity counts for nothing.

Without an encoder the last term is left out. A 1-0 or 0-1 bead has no cosine; with an encoder it
has no length term either, since its price is then the similarity that it forgoes, and P(type) is
0.04. That and λ = 40 were chosen on half of the NTREX documents, Arabic and Russian with English,
in which a tenth of the sentences were deleted and as many joined.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from mtqa.document import Document, Kind, Segment
from mtqa.engines.base import Encoder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LOG_PRIORS: Final = {
    (1, 1): math.log(0.89),
    (1, 2): math.log(0.0445),
    (2, 1): math.log(0.0445),
    (1, 0): math.log(0.00495),
    (0, 1): math.log(0.00495),
}
_LOG_MISSING: Final = math.log(0.04)
"""Prior of a sentence without counterpart when an encoder sees what belongs together."""
_VARIANCE: Final = 6.8
_SIMILARITY_WEIGHT: Final = 40.0
_LEAST_LOG: Final = -25.0
"""Floor of the length term, so that one odd pair cannot decide a whole path."""
_NARROWEST_BAND: Final = 60
_WIDEST_BAND: Final = 250


@dataclass(frozen=True, slots=True)
class Alignment:
    """Sentences that belong together."""

    source_indices: tuple[int, ...]
    """Indices of the source sentences, none to two of them."""
    target_indices: tuple[int, ...]
    """Indices of the target sentences, none to two of them."""
    score: float
    """Cosine of both sides with an encoder, P(|δ|) without; 0.0 if one side is empty."""

    @property
    def kind(self) -> str:
        """Counts of source and target sentences, such as `1-2`."""
        return f"{len(self.source_indices)}-{len(self.target_indices)}"


class _Side:
    """Lengths and embeddings of one side, for single sentences and for two joined."""

    def __init__(
        self, sentences: Sequence[str], joins: Sequence[bool] | None, encoder: Encoder | None
    ) -> None:
        joined = [f"{a} {b}" for a, b in pairwise(sentences)]
        self.lengths = {1: [len(s) for s in sentences], 2: [len(s) for s in joined]}
        self.joins = list(joins) if joins is not None else [True] * len(joined)
        self.vectors: dict[int, NDArray[np.float32]] = {}
        if encoder is not None and sentences:
            self.vectors[1] = encoder.encode(sentences)
            self.vectors[2] = encoder.encode(joined) if joined else self.vectors[1][:0]

    def __len__(self) -> int:
        return len(self.lengths[1])

    def allows(self, start: int, count: int) -> bool:
        """Whether `count` sentences from `start` on exist and may be joined."""
        return start >= 0 and (count < 2 or self.joins[start])


class _Scorer:
    """Scores beads of two sides."""

    def __init__(self, source: _Side, target: _Side) -> None:
        self._source = source
        self._target = target
        self._ratio = sum(target.lengths[1]) / max(sum(source.lengths[1]), 1) or 1.0
        self._background = 0.0
        self.semantic = bool(source.vectors and target.vectors)
        if self.semantic:
            mean_source = source.vectors[1].mean(axis=0)
            self._background = float(mean_source @ target.vectors[1].mean(axis=0))

    def bead(self, i: int, j: int, kind: tuple[int, int]) -> float:
        """Score of the bead that starts at source `i` and target `j`."""
        if self.semantic and 0 in kind:
            return _LOG_MISSING
        score = _LOG_PRIORS[kind] + self._log_length(i, j, kind)
        if self.semantic:
            score += _SIMILARITY_WEIGHT * (self.cosine(i, j, kind) - self._background)
        return score

    def cosine(self, i: int, j: int, kind: tuple[int, int]) -> float:
        """Cosine of the two sides of a bead."""
        return float(self._source.vectors[kind[0]][i] @ self._target.vectors[kind[1]][j])

    def _log_length(self, i: int, j: int, kind: tuple[int, int]) -> float:
        return max(math.log(max(self.length_probability(i, j, kind), 1e-300)), _LEAST_LOG)

    def length_probability(self, i: int, j: int, kind: tuple[int, int]) -> float:
        """P(|δ|) of a bead."""
        s = self._source.lengths[kind[0]][i] if kind[0] else 0
        t = self._target.lengths[kind[1]][j] if kind[1] else 0
        mean = (s + t / self._ratio) / 2
        delta = (t - self._ratio * s) / math.sqrt(_VARIANCE * max(mean, 1.0))
        return math.erfc(abs(delta) / math.sqrt(2))


def align(
    source_sentences: Sequence[str],
    target_sentences: Sequence[str],
    encoder: Encoder | None,
    *,
    source_joins: Sequence[bool] | None = None,
    target_joins: Sequence[bool] | None = None,
) -> list[Alignment]:
    """Align the sentences of two documents.

    Args:
        source_sentences: Sentences of the source, in reading order.
        target_sentences: Sentences of the translation, in reading order.
        encoder: Multilingual encoder; None aligns by lengths alone.
        source_joins: For each source sentence but the last, whether it may be taken together with
            the next; None allows all.
        target_joins: The same for the target.

    Returns:
        Beads in reading order in which every sentence of both sides occurs exactly once.
    """
    source = _Side(source_sentences, source_joins, encoder)
    target = _Side(target_sentences, target_joins, encoder)
    scorer = _Scorer(source, target)
    alignments = []
    for i, j, kind in _best_path(source, target, scorer):
        score = 0.0
        if 0 not in kind:
            measure = scorer.cosine if scorer.semantic else scorer.length_probability
            score = measure(i, j, kind)
        alignments.append(
            Alignment(tuple(range(i, i + kind[0])), tuple(range(j, j + kind[1])), score)
        )
    return alignments


def _best_path(
    source: _Side, target: _Side, scorer: _Scorer
) -> list[tuple[int, int, tuple[int, int]]]:
    """The beads of the best path: start in the source, start in the target, type."""
    n, m = len(source), len(target)
    reach = min(max(_NARROWEST_BAND, max(n, m) // 10), _WIDEST_BAND) + abs(n - m)
    best: dict[tuple[int, int], float] = {(0, 0): 0.0}
    steps: dict[tuple[int, int], tuple[int, int]] = {}
    for i in range(n + 1):
        middle = round(i * m / n) if n else 0
        low, high = (0, m) if not n else (max(0, middle - reach), min(m, middle + reach))
        for j in range(low, high + 1):
            for kind in _LOG_PRIORS:
                a, b = i - kind[0], j - kind[1]
                before = best.get((a, b))
                if before is None or not (source.allows(a, kind[0]) and target.allows(b, kind[1])):
                    continue
                score = before + scorer.bead(a, b, kind)
                if (i, j) not in steps or score > best[i, j]:
                    best[i, j] = score
                    steps[i, j] = kind
    path = []
    i, j = n, m
    while (i, j) != (0, 0):
        kind = steps[i, j]
        i, j = i - kind[0], j - kind[1]
        path.append((i, j, kind))
    return path[::-1]


def align_document(document: Document, encoder: Encoder | None) -> Document:
    """Pair the segments of a document with those of its source.

    Args:
        document: As a reader makes it from two files: the segments of the text, then those of the
            source without target. A document of pairs, without source, or paired before is
            returned as it is.
        encoder: Multilingual encoder; None aligns by lengths alone.

    Returns:
        The document with one segment a bead, in reading order, `alignment` set, ids counted anew.
        A segment whose counterpart is missing stays, without source or without target. Segments
        of different paragraphs are never joined.
    """
    sources = [s for s in document.segments if s.target is None]
    targets = [s for s in document.segments if s.target is not None]
    if document.kind is Kind.PAIRS or not sources or any(s.alignment for s in document.segments):
        return document
    alignments = align(
        [s.source or "" for s in sources],
        [s.target or "" for s in targets],
        encoder,
        source_joins=_joins(sources),
        target_joins=_joins(targets),
    )
    segments: list[Segment] = []
    for number, bead in enumerate(alignments, start=1):
        segment = _paired(
            document,
            [sources[i] for i in bead.source_indices],
            [targets[j] for j in bead.target_indices],
            segments[-1] if segments else None,
        )
        segments.append(replace(segment, id=f"s{number}", alignment=bead.kind))
    return replace(document, segments=tuple(segments))


def _joins(segments: Sequence[Segment]) -> list[bool]:
    return [a.block == b.block for a, b in pairwise(segments)]


def _paired(
    document: Document,
    sources: Sequence[Segment],
    targets: Sequence[Segment],
    previous: Segment | None,
) -> Segment:
    """One segment of the sentences of a bead; `previous` says where a missing target would be."""
    if targets:
        start, end = targets[0].start, targets[-1].end
        segment = replace(targets[0], target=document.text[start:end], end=end)
    else:
        place = previous.end if previous else 0
        block = previous.block if previous else 0
        segment = replace(sources[0], start=place, end=place, block=block)
    if not sources:
        return segment
    source_start, source_end = sources[0].source_start, sources[-1].source_end
    return replace(
        segment,
        source=(document.source_text or "")[source_start:source_end],
        source_start=source_start,
        source_end=source_end,
    )
