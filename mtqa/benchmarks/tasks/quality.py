"""Quality estimation: does the score order translations as people do?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mtqa.benchmarks.measuring import PAIR, measured
from mtqa.benchmarks.mqm_annotations import translation_key, unmarked
from mtqa.benchmarks.scoring import agreement, by_group, gold_of, score_of
from mtqa.benchmarks.statistics import pearson, spearman
from mtqa.benchmarks.task import Task, task
from mtqa.mqm import PROFILES, Severity
from mtqa.runs.record import ItemRecord, RunScore


@task("quality")
class Quality(Task):
    """Correlates metrics with direct assessments, or with the penalties of MQM annotations."""

    def items(self) -> Iterator[ItemRecord]:
        """Yield a translation with its human score `gold:human` each."""
        for name in self.suite.data:
            for part in self.parts(name):
                rated = self._penalties(name, part) if name == "mqm-ted" else self._da(name, part)
                yield from rated

    def measure(self, items: Sequence[ItemRecord]) -> Iterable[ItemRecord]:
        """Score the items with the suite's metrics."""
        return measured(items, self.suite.metrics, self.equipment)

    def score(self, items: Sequence[ItemRecord]) -> dict[str, RunScore]:
        """Return Pearson's and Spearman's correlation with the human score, a pair each."""
        return {
            f"{label} {metric} {group}": agreement(
                statistic,
                members,
                gold_of("human"),
                score_of(metric),
                signature=self.signature(f"{label}|{metric}"),
                seed=self.suite.seed,
                floors=self.suite.floors,
            )
            for group, members in by_group(items).items()
            for metric in self.suite.metrics
            for label, statistic in (("pearson", pearson), ("spearman", spearman))
        }

    def _da(self, name: str, part: str) -> Iterator[ItemRecord]:
        pair = part.split(".")[0]
        for number, row in enumerate(self.data.rows(name, part)):
            yield ItemRecord(
                id=f"{part}:{number}",
                group=pair,
                source=row["source"],
                target=row["target"],
                scores={"gold:human": row["z"]},
                extra={PAIR: pair},
            )

    def _penalties(self, name: str, part: str) -> Iterator[ItemRecord]:
        """Yield segments with minus their penalty after Freitag et al. 2021, the mean of raters."""
        profile = PROFILES["google-wmt"]
        penalties: dict[tuple[str, ...], dict[str, float]] = {}
        texts: dict[tuple[str, ...], tuple[str, str]] = {}
        for row in self.data.rows(name, part):
            key = translation_key(row)
            texts.setdefault(key, (row["source"], unmarked(row["target"])))
            by_rater = penalties.setdefault(key, {})
            points = profile.points(*_severity_and_category(row["severity"], row["category"]))
            by_rater[row["rater"]] = min(25.0, by_rater.get(row["rater"], 0.0) + points)
        for key, by_rater in penalties.items():
            source, target = texts[key]
            yield ItemRecord(
                id=f"{part}:{'/'.join(key)}",
                group=part,
                source=source,
                target=target,
                scores={"gold:human": -sum(by_rater.values()) / len(by_rater)},
                extra={PAIR: part, "system": key[0]},
            )


def _severity_and_category(severity: str, category: str) -> tuple[Severity, str]:
    """Translate Google's labels into ours; what has no type of ours keeps the severity's weight."""
    if category.startswith("Non-translation"):
        return Severity.MAJOR, "linguistic-conventions/unintelligible"
    if category == "Fluency/Punctuation":
        return Severity(severity.lower()), "linguistic-conventions/punctuation"
    known = {"major": Severity.MAJOR, "minor": Severity.MINOR}
    return known.get(severity.lower(), Severity.NEUTRAL), "accuracy"
