"""From measured items to scores of a run: statistic, interval, floors and signature together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mtqa.benchmarks.floors import FLOORS
from mtqa.benchmarks.intervals import Interval, bootstrap, poisson_rate, wilson
from mtqa.benchmarks.statistics import Array
from mtqa.runs.record import ItemRecord, RunScore

ALL: Final = "all"
"""What the group of all items is called in the name of a score."""

Statistic = Callable[[Array, Array], float]
"""Maps gold labels and predictions, both of shape (items,), to a number."""


def agreement(
    statistic: Statistic,
    items: Sequence[ItemRecord],
    gold: Callable[[ItemRecord], float],
    predicted: Callable[[ItemRecord], float],
    *,
    signature: str,
    seed: int,
    floors: Iterable[str] = (),
    floor_sign: float = 1.0,
    clusters: Callable[[ItemRecord], str] | None = None,
) -> RunScore:
    """Score how well predictions agree with gold labels, with a bootstrap interval and floors.

    Args:
        statistic: What measures the agreement.
        items: The items.
        gold: Reads the label of an item.
        predicted: Reads the prediction for it.
        signature: Signature of the score.
        seed: Seed of the bootstrap.
        floors: Names of floors; they rise with faithfulness.
        floor_sign: -1 where the labels rise with danger instead.
        clusters: Reads the name of the cluster of items that are not independent.
    """
    truth = np.array([gold(item) for item in items], float)
    guess = np.array([predicted(item) for item in items], float)
    interval = bootstrap(
        lambda drawn: statistic(truth[drawn], guess[drawn]),
        len(items),
        seed=seed,
        clusters=_numbers([clusters(item) for item in items]) if clusters else None,
    )
    return RunScore(
        value=statistic(truth, guess),
        signature=signature,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        items=len(items),
        floors={
            name: statistic(truth, floor_sign * np.array([FLOORS[name](item) for item in items]))
            for name in floors
        },
    )


def proportion(
    successes: int,
    trials: int,
    *,
    signature: str,
    floors: Mapping[str, float] | None = None,
    higher_is_better: bool = True,
) -> RunScore:
    """Score a share of items, in percent, with Wilson's interval."""
    return _with(
        100 * successes / trials if trials else 0.0,
        _scaled(wilson(successes, trials), 100),
        signature=signature,
        items=trials,
        unit="%",
        floors=dict(floors or {}),
        higher_is_better=higher_is_better,
    )


def rate(events: int, exposure: float, *, per: float, signature: str, unit: str) -> RunScore:
    """Score how often something unwanted happens per so much text, with a Poisson interval."""
    return _with(
        per * events / exposure if exposure else 0.0,
        _scaled(poisson_rate(events, exposure), per),
        signature=signature,
        items=round(exposure),
        unit=unit,
        floors={},
        higher_is_better=False,
    )


def by_group(
    items: Iterable[ItemRecord], key: Callable[[ItemRecord], str] = lambda item: item.group or ""
) -> dict[str, list[ItemRecord]]:
    """Return the items of each group, groups sorted by name, items in their order."""
    ordered = sorted(items, key=key)
    return {name: list(members) for name, members in groupby(ordered, key=key)}


def gold_of(name: str) -> Callable[[ItemRecord], float]:
    """Return the function that reads the gold label `name` of an item."""
    return lambda item: item.scores[f"gold:{name}"]


def score_of(name: str) -> Callable[[ItemRecord], float]:
    """Return the function that reads the score `name` of an item."""
    return lambda item: item.scores[name]


def _with(
    value: float,
    interval: Interval | None,
    *,
    signature: str,
    items: int,
    unit: str,
    floors: dict[str, float],
    higher_is_better: bool,
) -> RunScore:
    return RunScore(
        value=value,
        signature=signature,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        items=items,
        unit=unit,
        floors=floors,
        higher_is_better=higher_is_better,
    )


def _scaled(interval: Interval | None, factor: float) -> Interval | None:
    return Interval(interval.low * factor, interval.high * factor) if interval else None


def _numbers(names: Sequence[str]) -> NDArray[np.int64]:
    order = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return np.array([order[name] for name in names], dtype=np.int64)
