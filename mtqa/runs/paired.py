"""Paired significance tests between two runs over the same items.

The paired bootstrap (Koehn 2004) and two-sided approximate randomisation (Riezler and Maxwell 2005)
as in sacreBLEU (Post 2018; `sacrebleu.significance`), drawn with the same generator in the same
order, so that for its metrics they give its numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from mtqa.errors import ModelError
from mtqa.metrics import CorpusMetric, MetricContext, Sample, create_metric, metric_names
from mtqa.runs.alignment import AlignedItems
from mtqa.runs.record import ItemRecord

_Draw = TypeVar("_Draw", np.uint16, np.bool_)

Scorer = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""Maps summed statistics of shape (…, k) to scores of shape (…)."""

BOOTSTRAP_SAMPLES: Final = 1000
"""Resamples of the bootstrap, sacreBLEU's default."""

RANDOMISATION_TRIALS: Final = 10_000
"""Trials of approximate randomisation, sacreBLEU's default."""

SEED: Final = 12345
"""Seed of the draws, sacreBLEU's default."""

_EQUAL: Final = 1e-9
"""Scores that differ by less are equal."""

_BLOCK: Final = 500
"""Samples whose weights are held at a time, to bound memory on long data."""


@dataclass(frozen=True, slots=True)
class PairedTest:
    """A run against the baseline."""

    baseline: float
    """Score of the baseline."""
    value: float
    """Score of the run."""
    low: float
    """Lower end of the 95 % interval of the difference (bootstrap percentiles)."""
    high: float
    """Upper end of that interval."""
    p_bootstrap: float
    """p of the paired bootstrap."""
    p_randomisation: float
    """p of approximate randomisation."""
    aggregate: str
    """How items become a score: `mean` of item scores, or `corpus` statistics."""


def paired_test(metric: str, items: AlignedItems, column: int, language: str | None) -> PairedTest:
    """Test whether a column of aligned items differs from the first one on a metric.

    BLEU, chrF++ and TER are not means of sentence scores: where target and reference are kept,
    their corpus statistics are resampled. Every other metric is the mean of its item scores.

    Args:
        metric: Name of an item score that every item has.
        items: The items of all runs.
        column: Which run; the first is the baseline.
        language: BCP 47 language of the targets, which decides the tokenisation.
    """
    columns = [[row[index] for row in items.rows] for index in (0, column)]
    corpus = _corpus_metric(metric, columns, language)
    if corpus is not None:
        old, new = (
            corpus.statistics([Sample(i.target or "", reference=i.reference) for i in items])
            for items in columns
        )
        return resample(old, new, corpus.score_statistics, "corpus")
    old, new = (np.array([(item.scores[metric], 1.0) for item in items]) for items in columns)
    return resample(old, new, _mean, "mean")


def resample(
    old: NDArray[np.float64], new: NDArray[np.float64], score: Scorer, aggregate: str
) -> PairedTest:
    """Run both tests on the sufficient statistics, shape (items, k), of two systems."""
    before, after = (float(score(statistics.sum(axis=0))) for statistics in (old, new))
    differences = _bootstrap(old, new, score)
    spread = np.abs(differences)
    low, high = np.percentile(differences, (2.5, 97.5))
    return PairedTest(
        baseline=before,
        value=after,
        low=float(low),
        high=float(high),
        p_bootstrap=_p_value(spread - spread.mean(), abs(after - before)),
        p_randomisation=_p_value(_randomise(old, new, score), abs(after - before)),
        aggregate=aggregate,
    )


def _mean(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    means: NDArray[np.float64] = sums[..., 0] / sums[..., 1]
    return means


def _bootstrap(
    old: NDArray[np.float64], new: NDArray[np.float64], score: Scorer
) -> NDArray[np.float64]:
    """Return new minus old on samples of items drawn with replacement."""
    found = []
    for block in _blocks(_counts(len(old))):
        weights = block.astype(float)
        found.append(score(weights @ new) - score(weights @ old))
    return np.concatenate(found)


def _randomise(
    old: NDArray[np.float64], new: NDArray[np.float64], score: Scorer
) -> NDArray[np.float64]:
    """Return the absolute differences after swapping the systems on random items."""
    total, theirs, excess = old.sum(axis=0) + new.sum(axis=0), new.sum(axis=0), old - new
    found = []
    for block in _blocks(_choices(len(old))):
        mixed = block.astype(float) @ excess + theirs
        found.append(np.abs(score(mixed) - score(total - mixed)))
    return np.concatenate(found)


@lru_cache(maxsize=1)
def _counts(items: int) -> NDArray[np.uint16]:
    """Return how often each item is in each bootstrap sample, shape (samples, items)."""
    size = (BOOTSTRAP_SAMPLES, items)
    draws = np.random.default_rng(SEED).choice(items, size=size, replace=True)
    return np.stack([np.bincount(row, minlength=items) for row in draws]).astype(np.uint16)


@lru_cache(maxsize=1)
def _choices(items: int) -> NDArray[np.bool_]:
    """Return which items keep their system in each trial, shape (trials, items)."""
    size = (RANDOMISATION_TRIALS, items)
    return np.random.default_rng(SEED).integers(2, size=size, dtype=bool)


def _blocks(draws: NDArray[_Draw]) -> Iterator[NDArray[_Draw]]:
    for start in range(0, len(draws), _BLOCK):
        yield draws[start : start + _BLOCK]


def _p_value(statistics: NDArray[np.float64], difference: float) -> float:
    # Equal scores that were added up in another order differ in their last digits.
    if difference < _EQUAL:
        return 1.0
    extreme = int((statistics > difference + _EQUAL).sum())
    return (extreme + 1) / (len(statistics) + 1)


def _corpus_metric(
    name: str, columns: list[list[ItemRecord]], language: str | None
) -> CorpusMetric | None:
    complete = all(i.target is not None and i.reference is not None for c in columns for i in c)
    if not complete or name not in metric_names():
        return None
    try:
        metric = create_metric(name, MetricContext(target_language=language))
    except ModelError:
        return None
    return metric if isinstance(metric, CorpusMetric) else None
