"""Is one translation better than another, or was it luck: paired resampling tests.

Koehn 2004 (paired bootstrap) and Riezler & Maxwell 2005 (approximate randomisation), with the
conventions of sacreBLEU: the same seed, draws and p-value `(extreme + 1) / (trials + 1)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtqa.errors import InputError
from mtqa.metrics.base import CorpusMetric, Sample

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SEED = 12345
"""Seed of the random draws, sacreBLEU's default."""
BOOTSTRAP_SAMPLES = 1000
"""Resamples of a bootstrap, sacreBLEU's default."""
RANDOMISATION_TRIALS = 10_000
"""Trials of approximate randomisation, sacreBLEU's default."""

# Trials whose weights are held at once: at 2,000 segments and float64 about 8 MB.
_BLOCK = 500


@dataclass(frozen=True, slots=True)
class Interval:
    """A score with its bootstrap confidence interval."""

    score: float
    """Score of the segments as they are."""
    mean: float
    """Mean over the resamples."""
    low: float
    """2.5 % quantile of the resamples."""
    high: float
    """97.5 % quantile of the resamples."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One system against a baseline."""

    baseline: float
    """Score of the baseline."""
    system: float
    """Score of the system."""
    p_value: float
    """Probability of so great a difference, either way, if both were equally good."""
    trials: int
    """Resamples or shuffles that the p-value rests on."""
    signature: str
    """Test, number of trials and seed."""


def confidence_interval(
    metric: CorpusMetric,
    samples: Sequence[Sample],
    *,
    trials: int = BOOTSTRAP_SAMPLES,
    seed: int = SEED,
) -> Interval:
    """Return the 95 % bootstrap interval of a document score.

    Raises:
        InputError: There are no samples.
    """
    import numpy as np

    statistics = _statistics(metric, samples)
    scores = _bootstrap(metric, statistics, _draws(len(statistics), trials, seed))
    ordered = np.sort(scores)
    tail = trials // 40
    return Interval(
        score=float(metric.score_statistics(statistics.sum(axis=0))),
        mean=float(scores.mean()),
        low=float(ordered[tail]),
        high=float(ordered[trials - tail - 1]),
    )


def paired_bootstrap(
    metric: CorpusMetric,
    baseline: Sequence[Sample],
    system: Sequence[Sample],
    *,
    trials: int = BOOTSTRAP_SAMPLES,
    seed: int = SEED,
) -> Comparison:
    """Compare two translations of the same segments by paired bootstrap resampling.

    Raises:
        InputError: There are no samples, or not equally many.
    """
    import numpy as np

    ours, theirs = _paired_statistics(metric, baseline, system)
    draws = _draws(len(ours), trials, seed)
    differences = np.abs(_bootstrap(metric, theirs, draws) - _bootstrap(metric, ours, draws))
    centred = differences - differences.mean()
    return _compare(metric, ours, theirs, centred, f"paired-bootstrap|trials:{trials}|seed:{seed}")


def paired_randomisation(
    metric: CorpusMetric,
    baseline: Sequence[Sample],
    system: Sequence[Sample],
    *,
    trials: int = RANDOMISATION_TRIALS,
    seed: int = SEED,
) -> Comparison:
    """Compare two translations of the same segments by approximate randomisation.

    Raises:
        InputError: There are no samples, or not equally many.
    """
    import numpy as np

    ours, theirs = _paired_statistics(metric, baseline, system)
    chosen = np.random.default_rng(seed).integers(2, size=(trials, len(ours)), dtype=bool)
    differences = np.concatenate(
        [
            np.abs(
                metric.score_statistics(block @ ours + (1 - block) @ theirs)
                - metric.score_statistics((1 - block) @ ours + block @ theirs)
            )
            for block in _blocks(chosen)
        ]
    )
    return _compare(
        metric, ours, theirs, differences, f"paired-randomisation|trials:{trials}|seed:{seed}"
    )


def _statistics(metric: CorpusMetric, samples: Sequence[Sample]) -> NDArray[np.float64]:
    if not samples:
        raise InputError("there is nothing to resample: the document has no scored segment")
    return metric.statistics(samples)


def _paired_statistics(
    metric: CorpusMetric, baseline: Sequence[Sample], system: Sequence[Sample]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if len(baseline) != len(system):
        raise InputError(
            f"the two translations have {len(baseline)} and {len(system)} segments: "
            "a paired test needs the same segments in both"
        )
    return _statistics(metric, baseline), _statistics(metric, system)


def _draws(count: int, trials: int, seed: int) -> NDArray[np.int64]:
    """Return the segments drawn with replacement for each trial, shape (trials, count)."""
    import numpy as np

    return np.random.default_rng(seed).choice(count, size=(trials, count), replace=True)


def _bootstrap(
    metric: CorpusMetric, statistics: NDArray[np.float64], draws: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the score of each resample, shape (trials,)."""
    import numpy as np

    count = len(statistics)
    scores = []
    for start in range(0, len(draws), _BLOCK):
        block = draws[start : start + _BLOCK]
        # How often each segment was drawn: one matrix product replaces adding up its copies.
        rows = np.arange(len(block))[:, None] * count
        weights = np.bincount((block + rows).ravel(), minlength=len(block) * count)
        scores.append(
            metric.score_statistics(weights.reshape(len(block), count).astype(float) @ statistics)
        )
    return np.concatenate(scores)


def _blocks(chosen: NDArray[np.bool_]) -> Iterator[NDArray[np.float64]]:
    for start in range(0, len(chosen), _BLOCK):
        yield chosen[start : start + _BLOCK].astype(float)


def _compare(
    metric: CorpusMetric,
    baseline: NDArray[np.float64],
    system: NDArray[np.float64],
    differences: NDArray[np.float64],
    signature: str,
) -> Comparison:
    import numpy as np

    before = float(metric.score_statistics(baseline.sum(axis=0)))
    after = float(metric.score_statistics(system.sum(axis=0)))
    # sacreBLEU counts strictly greater differences, which would call two equal scores different.
    difference = abs(after - before)
    extreme = int(np.sum(differences > difference)) if difference > 0 else len(differences)
    return Comparison(
        baseline=before,
        system=after,
        p_value=(extreme + 1) / (len(differences) + 1),
        trials=len(differences),
        signature=signature,
    )
