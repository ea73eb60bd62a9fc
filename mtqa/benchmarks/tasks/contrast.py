"""Minimal pairs: is the good translation scored above the one with an error in it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from mtqa.benchmarks.demetr import LANGUAGES
from mtqa.benchmarks.measuring import PAIR, measured
from mtqa.benchmarks.scoring import by_group, proportion
from mtqa.benchmarks.task import Task, task
from mtqa.runs.record import ItemRecord, RunScore

REFERENCE_KIND: Final = "base_id35_reference"
"""The kind whose second text is the reference: no error, left out of the total."""


@task("contrast")
class Contrast(Task):
    """Counts the minimal pairs of DEMETR that a metric orders right; a tie is wrong."""

    def items(self) -> Iterator[ItemRecord]:
        """Yield a pair each: the good text as target, the bad one in `extra`."""
        rows = self.data.rows("demetr")
        for number, row in enumerate(self.half_of(rows, "source")):
            pair = f"{LANGUAGES[row['source_lang']]}-en"
            if not self.wants(pair):
                continue
            yield ItemRecord(
                id=str(number),
                group=f"{row['perturbation']} {pair}",
                source=row["source"],
                target=row["good"],
                reference=row["reference"],
                extra={
                    PAIR: pair,
                    "kind": row["perturbation"],
                    "bad": row["bad"],
                    "severity": row["severity"],
                },
            )

    def measure(self, items: Sequence[ItemRecord]) -> Iterator[ItemRecord]:
        """Score both texts of each pair; `METRIC right` is 1 where the good one wins."""
        bad_texts = [i.model_copy(update={"target": i.extra["bad"]}) for i in items]
        good = measured(items, self.suite.metrics, self.equipment)
        bad = measured(bad_texts, self.suite.metrics, self.equipment)
        for item, other in zip(good, bad, strict=True):
            scores = dict(item.scores)
            for metric in self.suite.metrics:
                scores[f"{metric} bad"] = other.scores[metric]
                scores[f"{metric} right"] = float(item.scores[metric] > other.scores[metric])
            yield item.model_copy(update={"scores": scores})

    def score(self, items: Sequence[ItemRecord]) -> dict[str, RunScore]:
        """Return the share of pairs in the right order: in all, by severity and by kind."""
        counted = [item for item in items if item.extra["kind"] != REFERENCE_KIND]
        parts = {"all kinds": counted}
        parts |= by_group(counted, lambda item: str(item.extra["severity"]))
        parts |= by_group(items, lambda item: str(item.extra["kind"]))
        return {
            f"accuracy {metric} {name}": proportion(
                sum(item.scores[f"{metric} right"] == 1 for item in members),
                len(members),
                signature=self.signature(f"accuracy|{metric}|ties:wrong"),
                floors={"chance": 50.0},
            )
            for metric in self.suite.metrics
            for name, members in parts.items()
        }
