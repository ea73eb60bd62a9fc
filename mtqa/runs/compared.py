"""The result of a comparison: typed, so that every rendering and pipeline reads the same."""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from mtqa.mqm import Severity
from mtqa.runs.paired import BOOTSTRAP_SAMPLES, RANDOMISATION_TRIALS, SEED

SIGNIFICANT: Final = 0.05
"""Differences with a smaller p are called significant."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ComparedRun(_Record):
    """A run that takes part."""

    id: str
    """The run's id."""
    name: str
    """What a person knows it by."""
    created: str
    """ISO time with zone."""
    config_name: str | None
    """Name of its configuration."""


class Contrast(_Record):
    """One run against the baseline on one metric."""

    run: str
    """Id of the run."""
    value: float
    """Its score over the compared items."""
    difference: float
    """Its score minus the baseline's."""
    low: float
    """Lower end of the 95 % interval of the difference (paired bootstrap)."""
    high: float
    """Upper end of that interval."""
    p_bootstrap: float
    """p of the paired bootstrap."""
    p_randomisation: float
    """p of approximate randomisation."""
    won: int
    """Items on which it is better than the baseline."""
    lost: int
    """Items on which it is worse."""
    tied: int
    """Items on which both are equal."""

    @property
    def significant(self) -> bool:
        """Whether both tests call the difference real."""
        return max(self.p_bootstrap, self.p_randomisation) < SIGNIFICANT


class MetricComparison(_Record):
    """All runs on one metric."""

    metric: str
    """Name of the metric."""
    higher_is_better: bool
    """Direction of its scale."""
    baseline: float
    """Score of the first run over the compared items."""
    aggregate: str
    """How item scores become the run's score: `mean` or `corpus`."""
    contrasts: tuple[Contrast, ...]
    """Every other run against the first."""


class ScoreComparison(_Record):
    """A score that belongs to the run as a whole, such as a correlation."""

    name: str
    """Name of the score."""
    higher_is_better: bool
    """Direction of its scale."""
    values: tuple[float | None, ...]
    """Value in each run; None where a run does not have it."""
    intervals: tuple[tuple[float, float] | None, ...]
    """95 % interval in each run, where it has one."""


class FindingChange(_Record):
    """How the findings of one check and cause differ from the baseline's."""

    run: str
    """Id of the run."""
    check: str
    """Rule that raised them."""
    cause: str
    """Their MQM type."""
    severity: Severity
    """Their severity."""
    gained: int
    """Findings that only this run has."""
    lost: int
    """Findings that only the baseline has."""
    kept: int
    """Findings that both have."""


class ItemChange(_Record):
    """An item whose score changed."""

    id: str
    """The item's id."""
    metric: str
    """The metric on which it changed."""
    run: str
    """The run in which it changed."""
    before: float
    """Score in the baseline."""
    after: float
    """Score in the run."""
    source: str | None
    """What was translated."""
    target_before: str | None
    """The text in the baseline."""
    target_after: str | None
    """The text in the run."""


class SettingDifference(_Record):
    """A setting in which the runs differ."""

    key: str
    """Key of the configuration, or `models`, `versions.…`, `commit`."""
    values: tuple[Any, ...]
    """Value in each run; None where it is not set."""


class Comparison(_Record):
    """Everything in which runs differ."""

    runs: tuple[ComparedRun, ...]
    """The runs, the baseline first."""
    items: int
    """Items compared."""
    left_out: int
    """Items that not every run has."""
    metrics: tuple[MetricComparison, ...]
    """Metrics that every item has a score of, by name."""
    scores: tuple[ScoreComparison, ...]
    """Scores of the runs as a whole, by name."""
    findings: tuple[FindingChange, ...]
    """Findings gained and lost, the most changed first."""
    changes: tuple[ItemChange, ...]
    """The items that changed most."""
    settings: tuple[SettingDifference, ...]
    """What was set differently."""
    tests: str = (
        f"paired-bootstrap:{BOOTSTRAP_SAMPLES}|approximate-randomisation:{RANDOMISATION_TRIALS}"
        f"|seed:{SEED}"
    )
    """How significance was tested."""
