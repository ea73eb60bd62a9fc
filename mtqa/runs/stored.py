"""A run as it lies in its folder: read lazily, checked on the way in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

from mtqa.errors import StorageError
from mtqa.report import SCHEMA_VERSION as REPORT_SCHEMA_VERSION
from mtqa.report import Report
from mtqa.runs.durable import storage_errors
from mtqa.runs.items import read_items
from mtqa.runs.record import SCHEMA_VERSION, ItemRecord, RunInfo, RunScore, RunScores

RUN_FILE: Final = "run.json"
"""What ran."""
REPORT_FILE: Final = "report.json"
"""The report of a check."""
ITEMS_FILE: Final = "items.jsonl"
"""Results item by item; a check has none, its items are the segments of its report."""
SCORES_FILE: Final = "scores.json"
"""The scores of the whole run."""

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True)
class StoredRun:
    """One run folder."""

    path: Path
    """The folder."""
    info: RunInfo
    """What ran."""

    @classmethod
    def read(cls, path: Path) -> StoredRun:
        """Read the folder's `run.json`.

        Raises:
            StorageError: If it is missing, damaged or written by a newer mtqa.
        """
        return cls(path=path, info=_read_model(path / RUN_FILE, RunInfo, SCHEMA_VERSION))

    @property
    def id(self) -> str:
        """The run's id."""
        return self.info.id

    @cached_property
    def report(self) -> Report | None:
        """The report of a check; None for other runs."""
        path = self.path / REPORT_FILE
        return _read_model(path, Report, REPORT_SCHEMA_VERSION) if path.exists() else None

    @cached_property
    def scores(self) -> dict[str, RunScore]:
        """Scores of the whole run by name; empty if it was never scored."""
        path = self.path / SCORES_FILE
        if not path.exists():
            return {}
        return _read_model(path, RunScores, SCHEMA_VERSION).scores

    def items(self) -> Iterator[ItemRecord]:
        """Yield the results item by item; for a check, one for each segment."""
        path = self.path / ITEMS_FILE
        if path.exists():
            yield from read_items(path)
        elif self.report is not None:
            yield from items_of_report(self.report)


def items_of_report(report: Report) -> Iterator[ItemRecord]:
    """Yield a report's segments as items, and findings on the whole document as one more."""
    trips = report.back_translation.segments if report.back_translation else ()
    trip_of = {trip.segment: trip for trip in trips}
    for segment in report.document.segments:
        scores = dict(report.segment_scores.get(segment.id, {}))
        extra = {}
        if trip := trip_of.get(segment.id):
            scores |= {f"round-trip {name}": value for name, value in trip.scores.items()}
            extra = {"forward": trip.forward, "back": trip.back}
        yield ItemRecord(
            id=segment.id,
            group=segment.role,
            source=segment.source,
            target=segment.target,
            scores=scores,
            findings=tuple(f for f in report.findings if f.segment == segment.id),
            extra=extra,
        )
    known = {segment.id for segment in report.document.segments}
    rest = tuple(f for f in report.findings if f.segment not in known)
    if rest:
        yield ItemRecord(id="document", group="document", findings=rest)


def scores_of_report(report: Report) -> dict[str, RunScore]:
    """Return a report's document scores, those of the round trip, and the MQM score."""
    scores = {
        name: RunScore(**record.model_dump(), items=len(report.document.segments))
        for name, record in report.scores.items()
    }
    if report.back_translation:
        for name, record in report.back_translation.scores.items():
            scores[f"round-trip {name}"] = RunScore(
                **record.model_dump(), items=len(report.back_translation.segments)
            )
    scores["mqm"] = RunScore(
        value=report.mqm.score,
        signature=f"mqm-linear|profile:{report.mqm.profile}|words:{report.mqm.words}",
        items=report.mqm.words,
        note=report.mqm.caveat,
    )
    return scores


def _read_model(path: Path, model: type[_Model], newest: int) -> _Model:
    with storage_errors("read", path):
        content = path.read_bytes()
    try:
        raw = json.loads(content)
        version = raw.get("schema_version")
    except (ValueError, AttributeError) as error:
        raise StorageError(f"{path} is damaged: not a JSON object; remove the run") from error
    if isinstance(version, int) and version > newest:
        raise StorageError(
            f"{path} was written by a newer mtqa (schema {version}, this one reads up to "
            f"{newest}); update mtqa"
        )
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise StorageError(f"{path} is damaged: {place}: {first['msg']}; remove the run") from error
