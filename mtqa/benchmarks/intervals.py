"""95 % intervals: the bootstrap for any statistic of items, Wilson's for a proportion."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

RESAMPLES: Final = 1000
"""Resamples of the bootstrap."""

_Z95: Final = 1.959963984540054
"""Standard normal quantile of 97.5 %."""


class Interval(NamedTuple):
    """A 95 % interval."""

    low: float
    """Lower end."""
    high: float
    """Upper end."""


def bootstrap(
    statistic: Callable[[NDArray[np.int64]], float],
    items: int,
    *,
    seed: int,
    clusters: NDArray[np.int64] | None = None,
) -> Interval | None:
    """Return the percentile interval of a statistic under resampling of items (Efron 1979).

    Args:
        statistic: Maps indices of items, with repetitions, to the statistic.
        items: How many items there are.
        seed: Seed of the resamples.
        clusters: Number of each item's cluster; whole clusters are drawn then, for items that are
            not independent, such as several systems' translations of one sentence.

    Returns:
        The interval, or None for fewer than two items or clusters.
    """
    rng = np.random.default_rng(seed)
    members = _members(items, clusters)
    if len(members) < 2:
        return None
    values = [
        statistic(np.concatenate([members[i] for i in drawn]))
        for drawn in rng.integers(len(members), size=(RESAMPLES, len(members)))
    ]
    low, high = np.percentile(values, (2.5, 97.5))
    return Interval(float(low), float(high))


def _members(items: int, clusters: NDArray[np.int64] | None) -> list[NDArray[np.int64]]:
    if clusters is None:
        return list(np.arange(items)[:, None])
    return [np.flatnonzero(clusters == cluster) for cluster in np.unique(clusters)]


def wilson(successes: int, trials: int) -> Interval | None:
    """Return Wilson's score interval of a proportion (Wilson 1927), None without trials."""
    if trials == 0:
        return None
    share = successes / trials
    spread = _Z95**2 / trials
    centre = (share + spread / 2) / (1 + spread)
    half = _Z95 / (1 + spread) * math.sqrt(share * (1 - share) / trials + spread / (4 * trials))
    # At the ends the two terms are equal but for rounding.
    low = centre - half if successes else 0.0
    high = centre + half if successes < trials else 1.0
    return Interval(low, high)


def poisson_rate(events: int, exposure: float) -> Interval | None:
    """Return the interval of a rate of rare events, by Byar's approximation; None at no exposure.

    Breslow and Day 1987, Statistical Methods in Cancer Research II, p. 69.
    """
    if exposure <= 0:
        return None
    low = 0.0
    if events:
        low = events * (1 - 1 / (9 * events) - _Z95 / (3 * math.sqrt(events))) ** 3
    more = events + 1
    high = more * (1 - 1 / (9 * more) + _Z95 / (3 * math.sqrt(more))) ** 3
    return Interval(low / exposure, high / exposure)
