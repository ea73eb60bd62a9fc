"""The ranking of systems that translated the same sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from mtqa.errors import InputError, UsageError
from mtqa.metrics import CorpusMetric, Metric, MetricContext, Need, Sample, create_metric
from mtqa.metrics.mean import MeanOfSegments
from mtqa.metrics.significance import confidence_interval, paired_bootstrap, paired_randomisation


class SystemScore(BaseModel):
    """One system's score by one metric, beside the baseline's."""

    model_config = ConfigDict(frozen=True)

    system: str
    """Name of the system: its file's stem."""
    metric: str
    """Name of the metric."""
    rank: int
    """Place among the systems by this metric, from 1."""
    value: float
    """Score over all sentences."""
    low: float
    """Lower end of the 95 % bootstrap interval."""
    high: float
    """Upper end of the 95 % bootstrap interval."""
    signature: str
    """Signature of the metric."""
    p_bootstrap: float | None = None
    """Paired bootstrap p-value against the baseline; None for the baseline itself."""
    p_randomisation: float | None = None
    """Approximate randomisation p-value against the baseline; None for the baseline itself."""


@dataclass(frozen=True, slots=True)
class System:
    """A system's translations of the common sources."""

    name: str
    """What reports call it."""
    translations: tuple[str, ...]
    """One a source sentence, in order."""


def rank_systems(
    systems: Sequence[System],
    sources: Sequence[str],
    references: Sequence[str] | None,
    names: Sequence[str],
    context: MetricContext,
    *,
    seed: int,
) -> list[SystemScore]:
    """Score systems on the same sources and compare each with the first, the baseline.

    Args:
        systems: Two or more.
        sources: The source sentences.
        references: Reference translations, or None.
        names: Metrics.
        context: Languages and engines.
        seed: Seed of the resampling.

    Returns:
        For each metric its systems, best first.

    Raises:
        UsageError: Fewer than two systems, or a metric that needs a reference has none.
        InputError: A system has another number of sentences than the source.
    """
    if len(systems) < 2:
        raise UsageError("a ranking needs two systems or more: name them after --systems")
    for name, lines in [(s.name, s.translations) for s in systems] + [
        ("the reference", references or sources)
    ]:
        if len(lines) != len(sources):
            raise InputError(
                f"{name} has {len(lines)} lines and the source has {len(sources)}: "
                "line n of each must belong to the same sentence"
            )
    scores: list[SystemScore] = []
    for name in names:
        metric = create_metric(name, context)
        if Need.REFERENCE in metric.needs and references is None:
            raise UsageError(f"{name} needs --reference FILE")
        scores += _ranked(metric, systems, sources, references, seed)
    return scores


def _ranked(
    metric: Metric,
    systems: Sequence[System],
    sources: Sequence[str],
    references: Sequence[str] | None,
    seed: int,
) -> list[SystemScore]:
    samples = [
        [
            Sample(target=target, source=source, reference=references[i] if references else None)
            for i, (target, source) in enumerate(zip(system.translations, sources, strict=True))
        ]
        for system in systems
    ]
    resampled = metric if isinstance(metric, CorpusMetric) else MeanOfSegments(metric)
    rows = []
    for index, system in enumerate(systems):
        interval = confidence_interval(resampled, samples[index], seed=seed)
        first = index == 0
        tests = [
            None if first else test(resampled, samples[0], samples[index], seed=seed).p_value
            for test in (paired_bootstrap, paired_randomisation)
        ]
        rows.append((interval, system.name, tests, metric.document_score(samples[index]).signature))
    rows.sort(key=lambda row: row[0].score, reverse=metric.higher_is_better)
    return [
        SystemScore(
            system=name,
            metric=metric.name,
            rank=rank,
            value=round(interval.score, 4),
            low=round(interval.low, 4),
            high=round(interval.high, 4),
            signature=signature,
            p_bootstrap=tests[0],
            p_randomisation=tests[1],
        )
        for rank, (interval, name, tests, signature) in enumerate(rows, start=1)
    ]
