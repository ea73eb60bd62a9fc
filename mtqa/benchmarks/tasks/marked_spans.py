"""Marked spans: do findings stand where professional raters marked an error, and how surely?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from mtqa.benchmarks.measuring import PAIR, inspected
from mtqa.benchmarks.mqm_annotations import Mark, drawn, rated_translations, seeded
from mtqa.benchmarks.scoring import ALL, by_group, proportion
from mtqa.benchmarks.task import Task, task
from mtqa.config import Config
from mtqa.finding import Finding
from mtqa.mqm import Severity
from mtqa.runs.record import ItemRecord, RunScore

BANDS: Final = ((0.0, 0.5), (0.5, 0.75), (0.75, 0.95), (0.95, 1.01))
"""Bands of confidence, those that a report has words for."""
LEAST: Final = Config.model_fields["min_confidence"].default
"""Confidence from which a finding counts unless a configuration says otherwise."""
_SHIFTS: Final = 20
"""Places in its sentence to which a finding is moved to learn how often chance would be right."""


@task("marked-spans")
class MarkedSpans(Task):
    """Compares findings with the MQM annotations of one translation of each sentence.

    A finding is right if it touches a span that a rater marked with an error of any type. The floor
    `chance` moves each finding about in its sentence.
    """

    batch = 16

    def items(self) -> Iterator[ItemRecord]:
        """Yield a translation of each sentence, by a system drawn with the suite's seed."""
        for name in self.suite.data:
            for part in self.parts(name):
                rows = self.half_of(self.data.rows(name, part), "seg_id")
                for key, rated in drawn(rated_translations(rows), self.suite.seed).items():
                    yield ItemRecord(
                        id=f"{part}:{'/'.join(key)}",
                        group=part,
                        source=rated.source,
                        target=rated.target,
                        extra={PAIR: part, "marks": [list(mark) for mark in rated.marks]},
                    )

    def measure(self, items: Sequence[ItemRecord]) -> Iterable[ItemRecord]:
        """Inspect every translation."""
        return inspected(items, self.equipment)

    def score(self, items: Sequence[ItemRecord]) -> dict[str, RunScore]:
        """Return how many findings are right, by confidence and by check, and what was found."""
        scores: dict[str, RunScore] = {}
        for group, members in {ALL: items, **by_group(items)}.items():
            scores[f"precision counted {group}"] = self._precision("counted", _counting(members))
            scores |= self._recalls(members, group)
        found = _findings(items)
        for least, below in BANDS:
            band = [pair for pair in found if least <= pair[1].confidence < below]
            if band:
                stated = 100 * sum(finding.confidence for _, finding in band) / len(band)
                name = f"confidence {least:g}-{min(below, 1):g}"
                precision = self._precision(name, band)
                floors = {"stated confidence": stated, **precision.floors}
                scores[f"precision {name}"] = precision.model_copy(update={"floors": floors})
        counting = _counting(items)
        for check in sorted({finding.check for _, finding in counting}):
            own = [pair for pair in counting if pair[1].check == check]
            scores[f"precision {check}"] = self._precision(check, own)
        return scores

    def _precision(self, name: str, found: Sequence[tuple[ItemRecord, Finding]]) -> RunScore:
        right = sum(is_marked(finding, marks_of(item)) for item, finding in found)
        chance = [self._chance(item, finding) for item, finding in found]
        return proportion(
            right,
            len(found),
            signature=self.signature(f"precision|{name}|touches-a-marked-span"),
            floors={"chance": 100 * sum(chance) / max(1, len(chance))},
        )

    def _chance(self, item: ItemRecord, finding: Finding) -> float:
        """Return how often a finding would be right if it stood elsewhere in its sentence."""
        marks, draw = marks_of(item), seeded(self.suite.seed, item.id, finding.id)
        omitted = finding.start == finding.end and finding.source_start is not None
        text = (item.source if omitted else item.target) or ""
        length = _length(finding, omitted=omitted)
        side = "source" if omitted else "target"
        hits = 0
        for _ in range(_SHIFTS):
            start = draw.randint(0, max(0, len(text) - length))
            hits += _touches(marks, side, start, start + length)
        return hits / _SHIFTS

    def _recalls(self, items: Sequence[ItemRecord], group: str) -> dict[str, RunScore]:
        scores = {}
        for severity in ("Major", "Minor"):
            found = []
            for item in items:
                counting = _counting([item])
                found += [
                    any(is_marked(finding, [mark]) for _, finding in counting)
                    for mark in marks_of(item)
                    if mark.severity == severity
                ]
            name = severity.lower()
            scores[f"recall {name} {group}"] = proportion(
                sum(found), len(found), signature=self.signature(f"recall|{name}|touched")
            )
        return scores


def is_marked(finding: Finding, marks: Iterable[Mark]) -> bool:
    """Return whether a finding touches one of the marks, on either side."""
    marks = list(marks)
    by_target = finding.start < finding.end and _touches(
        marks, "target", finding.start, finding.end
    )
    if finding.source_start is None or finding.source_end is None:
        return by_target
    return by_target or _touches(marks, "source", finding.source_start, finding.source_end)


def marks_of(item: ItemRecord) -> list[Mark]:
    """Return what was marked in the translation of an item."""
    return [Mark(*mark) for mark in item.extra["marks"]]


def _findings(items: Iterable[ItemRecord]) -> list[tuple[ItemRecord, Finding]]:
    """Return what was found, without what is no error."""
    return [
        (item, finding)
        for item in items
        for finding in item.findings
        if finding.severity > Severity.NEUTRAL
    ]


def _counting(items: Iterable[ItemRecord]) -> list[tuple[ItemRecord, Finding]]:
    """Return of these what is sure enough to count."""
    return [pair for pair in _findings(items) if pair[1].confidence >= LEAST]


def _length(finding: Finding, *, omitted: bool) -> int:
    if omitted and finding.source_start is not None and finding.source_end is not None:
        return finding.source_end - finding.source_start
    return finding.end - finding.start


def _touches(marks: Iterable[Mark], side: str, start: int, end: int) -> bool:
    return any(m.side == side and start < m.end and end > m.start for m in marks)
