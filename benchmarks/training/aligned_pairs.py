"""Pairs as the rules see them, aligned in batches; targets are English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mtqa.checks.passage import Pair, Passage
from mtqa.checks.word_alignment import PAIRS_AT_ONCE, PairAlignments
from mtqa.engines.base import Encoder


def aligned_pairs(
    texts: Sequence[tuple[str, str]], source_language: str, encoder: Encoder
) -> Iterator[Pair]:
    """Yield one pair for each source and target, in order."""
    for begin in range(0, len(texts), PAIRS_AT_ONCE):
        part = texts[begin : begin + PAIRS_AT_ONCE]
        alignments = PairAlignments(encoder, [(str(n), *pair) for n, pair in enumerate(part)])
        for number, (source, target) in enumerate(part):
            yield Pair(
                Passage(target, "en"),
                Passage(source, source_language),
                alignment=lambda a=alignments, n=number: a.of(str(n)),
            )
