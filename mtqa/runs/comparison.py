"""Two or more runs side by side: scores with significance, items won and lost, findings changed.

The first run is the baseline. Whether a difference is real is tested twice, see `mtqa.runs.paired`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mtqa.errors import UsageError
from mtqa.finding import Finding
from mtqa.mqm import Severity
from mtqa.runs.alignment import AlignedItems, align_items
from mtqa.runs.compared import (
    ComparedRun,
    Comparison,
    Contrast,
    FindingChange,
    ItemChange,
    MetricComparison,
    ScoreComparison,
    SettingDifference,
)
from mtqa.runs.paired import PairedTest, paired_test
from mtqa.runs.record import ItemRecord
from mtqa.runs.stored import StoredRun

TIE: Final = 1e-9
"""Items whose scores differ by less are tied."""

SHOWN_ITEMS: Final = 50
"""Items kept of those that changed most, for each metric."""

GOLD_PREFIX: Final = "gold:"
"""Item scores that are a person's labels; they are the same in every run and not compared."""


def compare_runs(
    runs: Sequence[StoredRun], *, common: bool = False, items: AlignedItems | None = None
) -> Comparison:
    """Compare runs over the same items; the first is the baseline.

    Args:
        runs: Two or more runs.
        common: Compare the items they share if they are over different ones.
        items: Their items, where the caller has aligned them already.

    Raises:
        UsageError: Fewer than two runs, or they are over different items.
    """
    if len(runs) < 2:
        raise UsageError("a comparison needs two runs; see `mtqa runs list`")
    if len({run.id for run in runs}) < len(runs):
        raise UsageError("a run cannot be compared with itself; name different runs")
    items = items or align_items(runs, common=common)
    metrics = tuple(_compare_metric(name, runs, items) for name in _common_metrics(items))
    return Comparison(
        runs=tuple(
            ComparedRun(
                id=run.id,
                name=run.info.name,
                created=run.info.created,
                config_name=run.info.config.get("name"),
            )
            for run in runs
        ),
        items=len(items.rows),
        left_out=items.left_out,
        metrics=metrics,
        scores=_compare_scores(runs),
        findings=_compare_findings(runs, items),
        changes=_item_changes(runs, items, metrics),
        settings=_settings(runs),
    )


def regressions(comparison: Comparison) -> tuple[str, ...]:
    """Return why a run is worse than the baseline, a sentence each; empty if none is.

    A metric counts if it got significantly worse, findings if there are more critical ones.
    """
    reasons: list[str] = []
    for metric in comparison.metrics:
        for contrast in metric.contrasts:
            worse = contrast.difference < 0 if metric.higher_is_better else contrast.difference > 0
            if worse and contrast.significant:
                reasons.append(
                    f"{contrast.run}: {metric.metric} went from {metric.baseline:.4g} to "
                    f"{contrast.value:.4g} (p {contrast.p_randomisation:.3f})"
                )
    for run in comparison.runs[1:]:
        more = sum(
            change.gained - change.lost
            for change in comparison.findings
            if change.run == run.id and change.severity is Severity.CRITICAL
        )
        if more > 0:
            reasons.append(f"{run.id}: {more} more critical findings than the baseline")
    return tuple(reasons)


def _common_metrics(items: AlignedItems) -> list[str]:
    names = set(items.rows[0][0].scores)
    for row in items.rows:
        for item in row:
            names &= item.scores.keys()
    return sorted(name for name in names if not name.startswith(GOLD_PREFIX))


def _compare_metric(name: str, runs: Sequence[StoredRun], items: AlignedItems) -> MetricComparison:
    values = np.array([[item.scores[name] for item in row] for row in items.rows])
    higher = all(run.scores[name].higher_is_better for run in runs if name in run.scores)
    contrasts = []
    for column, run in enumerate(runs[1:], 1):
        test = paired_test(name, items, column, runs[0].info.target_language)
        gain = (values[:, column] - values[:, 0]) * (1 if higher else -1)
        contrasts.append(_contrast(run.id, test, gain))
    return MetricComparison(
        metric=name,
        higher_is_better=higher,
        baseline=test.baseline,
        aggregate=test.aggregate,
        contrasts=tuple(contrasts),
    )


def _contrast(run: str, test: PairedTest, gain: NDArray[np.float64]) -> Contrast:
    won, lost = int((gain > TIE).sum()), int((gain < -TIE).sum())
    return Contrast(
        run=run,
        value=test.value,
        difference=test.value - test.baseline,
        low=test.low,
        high=test.high,
        p_bootstrap=test.p_bootstrap,
        p_randomisation=test.p_randomisation,
        won=won,
        lost=lost,
        tied=len(gain) - won - lost,
    )


def _compare_scores(runs: Sequence[StoredRun]) -> tuple[ScoreComparison, ...]:
    names = sorted(set().union(*(run.scores for run in runs)))
    compared = []
    for name in names:
        found = [run.scores.get(name) for run in runs]
        compared.append(
            ScoreComparison(
                name=name,
                higher_is_better=all(score.higher_is_better for score in found if score),
                values=tuple(score.value if score else None for score in found),
                intervals=tuple(
                    (score.low, score.high)
                    if score and score.low is not None and score.high is not None
                    else None
                    for score in found
                ),
            )
        )
    return tuple(compared)


def _compare_findings(runs: Sequence[StoredRun], items: AlignedItems) -> tuple[FindingChange, ...]:
    changes: list[FindingChange] = []
    for column, run in enumerate(runs[1:], 1):
        tallies: dict[tuple[str, str, Severity], Counter[str]] = {}
        for row in items.rows:
            if not row[0].findings and not row[column].findings:
                continue
            before = Counter(map(_identity, row[0].findings))
            after = Counter(map(_identity, row[column].findings))
            for label, counter in (
                ("gained", after - before),
                ("lost", before - after),
                ("kept", before & after),
            ):
                for (check, cause, severity, _), count in counter.items():
                    tally = tallies.setdefault((check, cause, severity), Counter())
                    tally[label] += count
        for (check, cause, severity), tally in tallies.items():
            changes.append(
                FindingChange(
                    run=run.id,
                    check=check,
                    cause=cause,
                    severity=severity,
                    gained=tally["gained"],
                    lost=tally["lost"],
                    kept=tally["kept"],
                )
            )
    changes.sort(key=lambda c: (c.run, -c.gained - c.lost, c.check, c.cause, c.severity.rank))
    return tuple(changes)


def _identity(finding: Finding) -> tuple[str, str, Severity, str]:
    """Return what makes two findings the same although the texts around them may differ."""
    return finding.check, finding.category, finding.severity, finding.text.casefold()


def _item_changes(
    runs: Sequence[StoredRun], items: AlignedItems, metrics: Sequence[MetricComparison]
) -> tuple[ItemChange, ...]:
    changes: list[ItemChange] = []
    for metric in metrics:
        found = [
            _change(metric.metric, run.id, row[0], row[column])
            for column, run in enumerate(runs[1:], 1)
            for row in items.rows
            if abs(row[column].scores[metric.metric] - row[0].scores[metric.metric]) > TIE
        ]
        found.sort(key=lambda c: -abs(c.after - c.before))
        changes.extend(found[:SHOWN_ITEMS])
    return tuple(changes)


def _change(metric: str, run: str, before: ItemRecord, after: ItemRecord) -> ItemChange:
    return ItemChange(
        id=before.id,
        metric=metric,
        run=run,
        before=before.scores[metric],
        after=after.scores[metric],
        source=before.source,
        target_before=before.target,
        target_after=after.target,
    )


def _settings(runs: Sequence[StoredRun]) -> tuple[SettingDifference, ...]:
    tables = [_flat_settings(run) for run in runs]
    keys = sorted(set().union(*tables))
    rows = ((key, tuple(table.get(key) for table in tables)) for key in keys)
    return tuple(
        SettingDifference(key=key, values=values)
        for key, values in rows
        if any(value != values[0] for value in values)
    )


def _flat_settings(run: StoredRun) -> dict[str, Any]:
    info = run.info
    settings: dict[str, Any] = {**info.config, "seed": info.seed, "models": list(info.models)}
    settings |= {f"versions.{library}": version for library, version in info.versions.items()}
    if info.revision:
        settings["commit"] = info.revision.commit[:12] + ("+" if info.revision.dirty else "")
    return settings
