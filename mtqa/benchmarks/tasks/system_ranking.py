"""System ranking: does the mean over sentences order systems as COMET-22 does?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

import numpy as np

from mtqa.benchmarks.floors import FLOORS
from mtqa.benchmarks.intervals import bootstrap
from mtqa.benchmarks.measuring import PAIR, measured
from mtqa.benchmarks.scoring import by_group, score_of
from mtqa.benchmarks.statistics import Array, pearson, spearman
from mtqa.benchmarks.task import Task, task
from mtqa.runs.record import ItemRecord, RunScore


@task("system-ranking")
class SystemRanking(Task):
    """Correlates systems' mean scores with their published COMET-22, a language pair each."""

    def items(self) -> Iterator[ItemRecord]:
        """Yield every system's translation of every sentence, sentence by sentence."""
        for name in self.suite.data:
            for part in self.parts(name):
                pair = part.split(".")[0]
                published = self.data.document(name, f"{part}.scores.json")["comet22"]
                for number, row in enumerate(self.data.rows(name, part)):
                    for system, target in row["systems"].items():
                        if system not in published:
                            continue
                        yield ItemRecord(
                            id=f"{pair}:{number}:{system}",
                            group=f"{pair}/{system}",
                            source=row["source"],
                            target=target,
                            reference=row["reference"],
                            scores={"gold:comet22": published[system]},
                            extra={PAIR: pair, "system": system, "sentence": number},
                        )

    def measure(self, items: Sequence[ItemRecord]) -> list[ItemRecord]:
        """Score the items with the suite's metrics."""
        return measured(items, self.suite.metrics, self.equipment)

    def score(self, items: Sequence[ItemRecord]) -> dict[str, RunScore]:
        """Return Spearman's and Pearson's correlation and the share of pairs in the same order."""
        scores = {}
        for pair, members in by_group(items, lambda item: str(item.extra[PAIR])).items():
            for metric in self.suite.metrics:
                table, gold = _table(members, score_of(metric))
                floors = {
                    name: _table(members, FLOORS[name])[0].mean(axis=0)
                    for name in self.suite.floors
                }
                for name, statistic in (
                    ("spearman", spearman),
                    ("pearson", pearson),
                    ("pairwise", pairwise_accuracy),
                ):
                    label = f"{name}|{metric}|comet22|systems:{len(gold)}"
                    score = self._agreement(statistic, table, gold, label)
                    reached = {floor: statistic(gold, means) for floor, means in floors.items()}
                    scores[f"{name} {metric} {pair}"] = score.model_copy(update={"floors": reached})
        return scores

    def _agreement(
        self, statistic: Callable[[Array, Array], float], table: Array, gold: Array, label: str
    ) -> RunScore:
        interval = bootstrap(
            lambda drawn: statistic(gold, table[drawn].mean(axis=0)),
            len(table),
            seed=self.suite.seed,
        )
        return RunScore(
            value=statistic(gold, table.mean(axis=0)),
            signature=self.signature(label),
            low=interval.low if interval else None,
            high=interval.high if interval else None,
            items=len(table),
        )


def pairwise_accuracy(gold: Array, predicted: Array) -> float:
    """Return the share of pairs of systems in the same order (Kocmi et al. 2021), 0–1."""
    pairs = list(combinations(range(len(gold)), 2))
    right = [(gold[a] - gold[b]) * (predicted[a] - predicted[b]) > 0 for a, b in pairs]
    return float(np.mean(right)) if right else 0.0


def _table(items: Sequence[ItemRecord], told: Callable[[ItemRecord], float]) -> tuple[Array, Array]:
    """Return scores of shape (sentences, systems), complete sentences only, and the gold scores."""
    gold = {str(i.extra["system"]): i.scores["gold:comet22"] for i in items}
    rows: dict[int, dict[str, float]] = {}
    for item in items:
        row = rows.setdefault(int(item.extra["sentence"]), {})
        row[str(item.extra["system"])] = told(item)
    complete = [[row[system] for system in gold] for row in rows.values() if len(row) == len(gold)]
    return np.array(complete, float).reshape(-1, len(gold)), np.array(list(gold.values()))
