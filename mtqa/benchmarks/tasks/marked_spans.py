"""Marked spans: do findings stand where professional raters marked an error, and how surely?"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from mtqa.benchmarks.data import Row
from mtqa.benchmarks.measuring import PAIR, inspected
from mtqa.benchmarks.scoring import ALL, by_group, proportion
from mtqa.benchmarks.task import Task, task
from mtqa.config import Config
from mtqa.finding import Finding
from mtqa.mqm import Severity
from mtqa.runs.record import ItemRecord, RunScore

SPAN: Final = re.compile(r"<v>(.*?)</v>", re.DOTALL)
"""How the annotations mark a span, in the translation or, of something left out, in the source."""
BANDS: Final = ((0.0, 0.5), (0.5, 0.75), (0.75, 0.95), (0.95, 1.01))
"""Bands of confidence, those that a report has words for."""
_NO_ERROR: Final = "No-error"
_RATED: Final = ("system", "doc", "seg_id")
_SHIFTS: Final = 20
"""Places in its sentence to which a finding is moved to learn how often chance would be right."""


class Mark(NamedTuple):
    """A span that a rater marked."""

    side: str
    """`source` or `target`."""
    start: int
    """Offset of its first character in the text of its side."""
    end: int
    """Offset after its last character."""
    severity: str
    """`Major` or `Minor`."""


class Rated(NamedTuple):
    """A translation with all that its raters marked."""

    source: str
    """The source text."""
    target: str
    """The translation."""
    marks: tuple[Mark, ...]
    """What was marked; empty if the translation was found to be without error."""


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
            counting = [pair for pair in _findings(members) if pair[1].confidence >= LEAST]
            scores[f"precision counted {group}"] = self._precision("counted", counting)
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
        for check in sorted({finding.check for _, finding in found}):
            own = [p for p in found if p[1].check == check and p[1].confidence >= LEAST]
            if own:
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
        marks, draw = marks_of(item), _random(self.suite.seed, item.id, finding.id)
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
                counting = [f for _, f in _findings([item]) if f.confidence >= LEAST]
                found += [
                    any(is_marked(finding, [mark]) for finding in counting)
                    for mark in marks_of(item)
                    if mark.severity == severity
                ]
            name = severity.lower()
            scores[f"recall {name} {group}"] = proportion(
                sum(found), len(found), signature=self.signature(f"recall|{name}|touched")
            )
        return scores


LEAST: Final = Config.model_fields["min_confidence"].default
"""Confidence from which a finding counts unless a configuration says otherwise."""


def rated_translations(rows: Iterable[Row]) -> dict[tuple[str, ...], Rated]:
    """Return the annotated translations by system, document and segment.

    Args:
        rows: Annotations, one mark or `No-error` each, with `<v>` and `</v>` around what is marked.
    """
    found: dict[tuple[str, ...], Rated] = {}
    for row in rows:
        key = tuple(str(row[field]) for field in _RATED)
        source, target = (SPAN.sub(r"\1", row[side]) for side in ("source", "target"))
        known = found.get(key, Rated(source, target, ()))
        found[key] = known._replace(marks=known.marks + tuple(_marks(row)))
    return found


def drawn(
    translations: Mapping[tuple[str, ...], Rated], seed: int, count: int = 1
) -> dict[tuple[str, ...], Rated]:
    """Return `count` translations of each sentence, by systems drawn at random."""
    by_sentence: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for key in translations:
        by_sentence.setdefault(key[1:], []).append(key)
    chosen = {}
    for sentence, keys in by_sentence.items():
        draw = _random(seed, *sentence)
        for key in sorted(draw.sample(sorted(keys), min(count, len(keys)))):
            chosen[key] = translations[key]
    return chosen


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


def _random(seed: int, *names: str) -> random.Random:
    return random.Random("/".join((str(seed), *names)))  # noqa: S311 - reproducible, not secret


def _marks(row: Row) -> Iterator[Mark]:
    if row["severity"] == _NO_ERROR:
        return
    for side in ("source", "target"):
        for number, match in enumerate(SPAN.finditer(row[side])):
            # Each mark before this one is seven characters longer than what it holds.
            start = match.start() - number * len("<v></v>")
            yield Mark(side, start, start + len(match[1]), row["severity"])


def _findings(items: Iterable[ItemRecord]) -> list[tuple[ItemRecord, Finding]]:
    """Return what was found, without what is no error."""
    return [
        (item, finding)
        for item in items
        for finding in item.findings
        if finding.severity > Severity.NEUTRAL
    ]


def _length(finding: Finding, *, omitted: bool) -> int:
    if omitted and finding.source_start is not None and finding.source_end is not None:
        return finding.source_end - finding.source_start
    return finding.end - finding.start


def _touches(marks: Iterable[Mark], side: str, start: int, end: int) -> bool:
    return any(m.side == side and start < m.end and end > m.start for m in marks)
