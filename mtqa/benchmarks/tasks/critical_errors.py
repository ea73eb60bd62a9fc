"""Critical errors: is a translation dangerously wrong? Thresholds from train, figures from dev."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from mtqa.benchmarks.floors import FLOORS
from mtqa.benchmarks.measuring import PAIR, inspected, measured, serious
from mtqa.benchmarks.scoring import agreement, by_group, gold_of
from mtqa.benchmarks.statistics import Array, auroc, best_threshold, mcc
from mtqa.benchmarks.task import Task, task
from mtqa.metrics.pair_reader import PairReader
from mtqa.metrics.quality_head import critical_threshold
from mtqa.runs.record import ItemRecord, RunScore

ALARM: Final = "alarm"
"""Metric that is the confidence of the strongest major or critical finding."""
PROBABILITY: Final = "critical-error"
"""Metric that was trained for this and comes with its threshold; the others take it from train."""

CRITICS: Final = "critics"
"""Key of an item's `extra` that holds how many pair critics had a say."""


@task("critical-errors")
class CriticalErrors(Task):
    """Matthews' correlation with the majority label of WMT 2021, and AUROC without threshold."""

    def items(self) -> Iterator[ItemRecord]:
        """Yield the train and dev parts; `extra["part"]` says which."""
        parts = ("train", "dev") if set(self.suite.metrics) - {PROBABILITY} else ("dev",)
        for name in self.suite.data:
            for part in self.parts(name):
                pair, _, ending = part.partition(".")
                if ending not in parts:
                    continue
                for number, row in enumerate(self.data.rows(name, part)):
                    yield ItemRecord(
                        id=f"{part}:{number}",
                        group=part,
                        source=row["source"],
                        target=row["target"],
                        scores={"gold:error": float(row["label"] == "ERR")},
                        extra={PAIR: pair, "part": ending},
                    )

    def measure(self, items: Sequence[ItemRecord]) -> Iterator[ItemRecord]:
        """Score the items with the suite's metrics."""
        names = [name for name in self.suite.metrics if name != ALARM]
        scored = measured(items, names, self.equipment)
        critics = len(PairReader.identities(self.equipment.language_model))
        scored = [
            item.model_copy(update={"extra": {**item.extra, CRITICS: critics}}) for item in scored
        ]
        if ALARM not in self.suite.metrics:
            yield from scored
            return
        for item in inspected(scored, self.equipment):
            strongest = max((f.confidence for f in serious(item.findings)), default=0.0)
            yield item.model_copy(update={"scores": {**item.scores, ALARM: strongest}})

    def score(self, items: Sequence[ItemRecord]) -> dict[str, RunScore]:
        """Return MCC at the threshold that is best on train, and AUROC, for each pair."""
        scores = {}
        for pair, members in by_group(items, lambda item: str(item.extra[PAIR])).items():
            train = [item for item in members if item.extra["part"] == "train"]
            dev = [item for item in members if item.extra["part"] == "dev"]
            for metric in self.suite.metrics:
                sign = 1.0 if metric in (ALARM, PROBABILITY) else -1.0
                threshold = (
                    100 * critical_threshold(pair, int(str(members[0].extra[CRITICS])))
                    if metric == PROBABILITY
                    else best_threshold(
                        [item.scores["gold:error"] for item in train],
                        [sign * item.scores[metric] for item in train],
                    )
                )
                origin = "own" if metric == PROBABILITY else "train"

                def danger(item: ItemRecord, metric: str = metric, sign: float = sign) -> float:
                    return sign * item.scores[metric]

                def at_threshold(truth: Array, danger: Array, least: float = threshold) -> float:
                    return mcc(truth, np.asarray(danger >= least, float))

                flagged = sum(danger(item) >= threshold for item in dev)
                for name, statistic in (("mcc", at_threshold), ("auroc", auroc)):
                    score = agreement(
                        statistic,
                        dev,
                        gold_of("error"),
                        danger,
                        signature=self.signature(f"{name}|{metric}|threshold:{origin}"),
                        seed=self.suite.seed,
                        floors=self.suite.floors if name == "auroc" else (),
                        floor_sign=-1.0,
                    )
                    if name == "mcc":
                        score = score.model_copy(update={"floors": self._floors(dev, flagged)})
                    scores[f"{name} {metric} {pair}"] = score
        return scores

    def _floors(self, items: Sequence[ItemRecord], flagged: int) -> dict[str, float]:
        """Return MCC where the least faithful items by each floor are flagged, as many as here."""
        truth = np.array([item.scores["gold:error"] for item in items])
        reached = {}
        for name in self.suite.floors:
            danger = -np.array([FLOORS[name](item) for item in items])
            flags = np.zeros(len(items))
            flags[np.argsort(-danger, kind="stable")[:flagged]] = 1.0
            reached[name] = mcc(truth, flags)
        return reached
