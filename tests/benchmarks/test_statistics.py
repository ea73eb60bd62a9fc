"""The statistics agree with their definitions."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.benchmarks.intervals import bootstrap, poisson_rate, wilson
from mtqa.benchmarks.statistics import (
    auroc,
    balanced_accuracy,
    best_threshold,
    mcc,
    pearson,
    precision_at_recall,
    ranks,
    spearman,
)

numbers = st.lists(st.integers(-20, 20).map(float), min_size=2, max_size=30)


@given(numbers, st.randoms(use_true_random=False))
def test_auroc_is_the_share_of_pairs_in_order(scores, chance):
    labels = [chance.random() < 0.4 for _ in scores]
    good = [s for s, label in zip(scores, labels, strict=True) if label]
    bad = [s for s, label in zip(scores, labels, strict=True) if not label]
    pairs = [(g > b) + 0.5 * (g == b) for g, b in product(good, bad)]
    assert auroc(labels, scores) == pytest.approx(np.mean(pairs) if pairs else 0.5)


@given(numbers)
def test_ranks_share_ties_and_keep_their_sum(values):
    ranked = ranks(values)
    assert ranked.sum() == pytest.approx(len(values) * (len(values) + 1) / 2)
    assert [r for _, r in sorted(zip(values, ranked, strict=True))] == sorted(ranked)


def test_correlations():
    x = [1.0, 2.0, 3.0, 4.0]
    assert pearson(x, [2.0, 4.0, 6.0, 8.0]) == pytest.approx(1)
    assert spearman(x, [1.0, 10.0, 100.0, 1000.0]) == pytest.approx(1)
    assert pearson(x, [5.0] * 4) == 0.0
    assert pearson(x, [4.0, 1.0, 3.0, 2.0]) == pytest.approx(np.corrcoef(x, [4, 1, 3, 2])[0, 1])


def test_mcc_follows_the_confusion_matrix():
    labels = [1, 1, 1, 0, 0, 0, 0, 0]
    guesses = [1, 1, 0, 1, 0, 0, 0, 0]
    tp, fn, fp, tn = 2, 1, 1, 4
    expected = (tp * tn - fp * fn) / np.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
    assert mcc(labels, guesses) == pytest.approx(expected)
    assert balanced_accuracy(labels, guesses) == pytest.approx((2 / 3 + 4 / 5) / 2)
    assert balanced_accuracy([1, 1], [1, 0]) == 0.5


def test_threshold_and_precision_at_recall():
    labels = [0] * 50 + [1] * 10
    scores = [i / 100 for i in range(50)] + [0.9] * 9 + [0.1]
    assert 0.49 < best_threshold(labels, scores) <= 0.9
    assert precision_at_recall(labels, scores, 0.9) == 1.0
    assert precision_at_recall(labels, scores, 1.0) == pytest.approx(10 / 50)


def test_wilson_matches_the_published_example():
    # Newcombe 1998, table I: 81 of 263 and 0 of 20.
    low, high = wilson(81, 263)
    assert (low, high) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)
    assert wilson(0, 0) is None


def test_poisson_interval_of_no_events_reaches_three():
    low, high = poisson_rate(0, 10.0)
    assert (low, high) == (0.0, pytest.approx(0.369, abs=0.005))
    assert poisson_rate(5, 0) is None


def test_bootstrap_covers_the_value_and_repeats_itself():
    values = np.arange(200) / 199

    def mean(drawn):
        return float(values[drawn].mean())

    interval = bootstrap(mean, 200, seed=1)
    assert interval.low < 0.5 < interval.high
    assert interval.high - interval.low == pytest.approx(4 * 0.29 / np.sqrt(200), rel=0.15)
    assert bootstrap(mean, 200, seed=1) == interval
    assert bootstrap(mean, 1, seed=1) is None


def test_clusters_widen_the_interval_of_dependent_items():
    values = np.repeat(np.arange(20) / 19, 10)

    def mean(drawn):
        return float(values[drawn].mean())

    alone = bootstrap(mean, 200, seed=1)
    together = bootstrap(mean, 200, seed=1, clusters=np.repeat(np.arange(20), 10))
    assert together.high - together.low > 2 * (alone.high - alone.low)


@pytest.mark.parametrize("trials", [1, 7, 28, 49])
def test_wilson_ends_exactly_at_none_and_all(trials: int) -> None:
    none, every = wilson(0, trials), wilson(trials, trials)
    assert none is not None
    assert every is not None
    assert (none.low, every.high) == (0.0, 1.0)
