"""Floors: what methods reach that understand nothing. A score means as much as it is above them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from mtqa.runs.record import ItemRecord


def length_ratio(item: ItemRecord) -> float:
    """Return how close in length source and target are: minus |log ratio|, 0 at best."""
    source, target = len(item.source or ""), len(item.target or "")
    return -abs(math.log((target + 1) / (source + 1)))


def brevity(item: ItemRecord) -> float:
    """Return minus the length of the source in characters: short sentences translate well."""
    return -float(len(item.source or ""))


def copy_rate(item: ItemRecord, order: int = 1) -> float:
    """Return the share of the target's word n-grams that stand in the source, 0–1."""
    target = _ngrams(item.target or "", order)
    total = target.total()
    return (target & _ngrams(item.source or "", order)).total() / total if total else 0.0


def _ngrams(text: str, order: int) -> Counter[tuple[str, ...]]:
    words = text.casefold().split()
    return Counter(tuple(words[i : i + order]) for i in range(len(words) - order + 1))


FLOORS: Final[Mapping[str, Callable[[ItemRecord], float]]] = {
    "length-ratio": length_ratio,
    "brevity": brevity,
    "copy-rate": copy_rate,
    "trigram-copy-rate": partial(copy_rate, order=3),
}
"""The floors that a suite can name; higher stands for better, more faithful text."""
