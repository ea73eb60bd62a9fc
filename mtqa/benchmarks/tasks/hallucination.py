"""Hallucinations: do low similarity and alarms point at translations detached from their source?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from mtqa.benchmarks.measuring import PAIR, inspected, measured
from mtqa.benchmarks.scoring import agreement, gold_of
from mtqa.benchmarks.statistics import auroc, precision_at_recall
from mtqa.benchmarks.task import Task, task
from mtqa.runs.record import ItemRecord, RunScore

ALARM: Final = "alarm"
"""Metric that is the confidence of the strongest finding of a hallucination."""

_CATEGORIES: Final = frozenset({"accuracy/mt-hallucination"})

_ANY: Final = ("repetitions", "strong-unsupport", "full-unsupport")


@task("hallucination")
class Hallucination(Task):
    """Separates hallucinations, of any kind and fully detached ones, from other translations."""

    batch = 64

    def items(self) -> Iterator[ItemRecord]:
        """Yield translations with the labels `gold:any` and `gold:detached`."""
        for name in self.suite.data:
            pair = name.rpartition(".")[2]
            for number, row in enumerate(self.half_of(self.data.rows(name), "source")):
                yield ItemRecord(
                    id=f"{pair}:{number}",
                    group=pair,
                    source=row["source"],
                    target=row["target"],
                    reference=row["reference"],
                    scores={
                        "gold:any": float(any(row[label] for label in _ANY)),
                        "gold:detached": float(row["full-unsupport"]),
                    },
                    extra={PAIR: pair},
                )

    def measure(self, items: Sequence[ItemRecord]) -> Iterator[ItemRecord]:
        """Score the items with the suite's metrics."""
        names = [name for name in self.suite.metrics if name != ALARM]
        scored = measured(items, names, self.equipment)
        if ALARM not in self.suite.metrics:
            yield from scored
            return
        for item in inspected(scored, self.equipment):
            relevant = [f.confidence for f in item.findings if f.category in _CATEGORIES]
            scores = {**item.scores, ALARM: max(relevant, default=0.0)}
            yield item.model_copy(update={"scores": scores})

    def score(self, items: Sequence[ItemRecord]) -> dict[str, RunScore]:
        """Return AUROC, and the precision where 90 % are found, for both labels."""
        scores = {}
        for metric in self.suite.metrics:
            # An alarm rises with the danger, every other metric falls with it.
            sign = 1.0 if metric == ALARM else -1.0
            for label in ("any", "detached"):
                for name, statistic in (("auroc", auroc), ("precision@90", precision_at_recall)):
                    scores[f"{name} {metric} {label}"] = agreement(
                        statistic,
                        items,
                        gold_of(label),
                        lambda item, metric=metric, sign=sign: sign * item.scores[metric],  # type: ignore[misc]
                        signature=self.signature(f"{name}|{metric}|{label}"),
                        seed=self.suite.seed,
                        floors=self.suite.floors,
                        floor_sign=-1.0,
                    )
        return scores
