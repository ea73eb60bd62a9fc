"""The statistics that benchmark scores are made of, on plain arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def pearson(x: ArrayLike, y: ArrayLike) -> float:
    """Return the linear correlation; 0 where a side does not vary or there are under two pairs."""
    a, b = np.asarray(x, float), np.asarray(y, float)
    if len(a) < 2:
        return 0.0
    a, b = a - a.mean(), b - b.mean()
    norm = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / norm if norm > 0 else 0.0


def ranks(x: ArrayLike) -> Array:
    """Return ranks from 1, ties sharing their mean rank."""
    values = np.asarray(x, float)
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    mean_rank: Array = (last - (counts - 1) / 2).astype(float)
    return mean_rank[inverse]


def spearman(x: ArrayLike, y: ArrayLike) -> float:
    """Return the rank correlation."""
    return pearson(ranks(x), ranks(y))


def auroc(labels: ArrayLike, scores: ArrayLike) -> float:
    """Return the chance that a positive scores above a negative, ties counting half.

    0.5 where one class is missing. Mann-Whitney U over the number of pairs.
    """
    positive = np.asarray(labels, float) > 0.5
    count = int(positive.sum())
    other = len(positive) - count
    if not count or not other:
        return 0.5
    total = float(ranks(scores)[positive].sum())
    return (total - count * (count + 1) / 2) / (count * other)


def mcc(labels: ArrayLike, predicted: ArrayLike) -> float:
    """Return Matthews' correlation coefficient of two binary series."""
    return pearson(np.asarray(labels, float) > 0.5, np.asarray(predicted, float) > 0.5)


def balanced_accuracy(labels: ArrayLike, predicted: ArrayLike) -> float:
    """Return the mean of the two classes' recalls; 0.5 where a class is missing."""
    truth, guess = np.asarray(labels, float) > 0.5, np.asarray(predicted, float) > 0.5
    if truth.all() or not truth.any():
        return 0.5
    return float((guess[truth].mean() + (~guess[~truth]).mean()) / 2)


def precision_at_recall(labels: ArrayLike, scores: ArrayLike, recall: float = 0.9) -> float:
    """Return the precision at the highest threshold that reaches the recall."""
    truth = np.asarray(labels, float) > 0.5
    if not truth.any():
        return 0.0
    values = np.asarray(scores, float)
    found = np.sort(values[truth])[::-1]
    threshold = found[int(np.ceil(recall * len(found))) - 1]
    alarmed = values >= threshold
    return float(truth[alarmed].mean())


def best_threshold(labels: ArrayLike, scores: ArrayLike) -> float:
    """Return the threshold (predict positive at or above) with the highest MCC, over quantiles."""
    values = np.asarray(scores, float)
    candidates = np.unique(np.quantile(values, np.linspace(0.02, 0.98, 97)))
    quality = [mcc(labels, values >= candidate) for candidate in candidates]
    return float(candidates[int(np.argmax(quality))])
