"""Imports: outputs and scores that other tools made become runs that can be compared.

- sacreBLEU's JSON (`sacrebleu … --format json`): scores of whole systems with their signatures.
- COMET's JSON (`comet-score … --to_json`): segments with a score each, by system.
- MQM TSV (Google's ten columns, Marot): segments with errors as spans, by system.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from mtqa.errors import InputError, UsageError
from mtqa.finding import Finding, finding_id
from mtqa.mqm import CATEGORIES, Severity
from mtqa.runs.export import MQM_COLUMNS, NO_ERROR
from mtqa.runs.record import ItemRecord, RunInfo, RunKind, RunScore, RunStatus, new_run_id
from mtqa.runs.store import RunStore
from mtqa.runs.stored import StoredRun

_LOWER_IS_BETTER: Final = frozenset({"ter"})

_SPAN: Final = re.compile(r"<v>(.*?)</v>", re.DOTALL)

_COMET_TEXTS: Final = {"src": "source", "mt": "target", "ref": "reference"}


@dataclass
class ImportedSystem:
    """What a file says of one system."""

    name: str
    """Name of the system."""
    items: dict[str, ItemRecord] = field(default_factory=dict)
    """Its segments by id."""
    scores: dict[str, RunScore] = field(default_factory=dict)
    """Its scores by name."""


def import_results(path: Path, store: RunStore, format: str | None = None) -> list[StoredRun]:
    """Import a file and return the runs that were made of it, one for each system.

    Args:
        path: The file.
        store: Where the runs go.
        format: `sacrebleu`, `comet` or `mqm-tsv`; found out if None.

    Raises:
        UsageError: There is no such format, or it cannot be found out.
        InputError: The file cannot be read or is not in that format.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise InputError(f"cannot read {path}: {reason}; check its path") from error
    chosen = format or _format_of(path, text)
    systems = parse_results(text, path, chosen)
    return [_record(system, path, chosen, store) for system in systems]


def parse_results(text: str, path: Path, format: str) -> list[ImportedSystem]:
    """Return what a file's text says of each system; `path` is for names and messages.

    Raises:
        UsageError: There is no such format.
        InputError: The text is not in that format.
    """
    if format not in _READERS:
        raise UsageError(f"no import format {format!r}; take one of {', '.join(_READERS)}")
    try:
        systems = _READERS[format](path, text)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"{path} is not a result of {format}: {error}; check --format") from error
    if not any(system.items or system.scores for system in systems):
        raise InputError(f"{path} has no results; check --format")
    return systems


def _record(system: ImportedSystem, path: Path, format: str, store: RunStore) -> StoredRun:
    info = RunInfo(
        id=new_run_id(),
        kind=RunKind.IMPORT,
        name=system.name,
        command=("runs", "import", str(path)),
        created=datetime.now(UTC).isoformat(timespec="milliseconds"),
        status=RunStatus.RUNNING,
        note=f"imported from {path.name} ({format})",
    )
    with store.begin(info) as writer:
        for item in system.items.values():
            writer.append(item)
        return writer.finish(system.scores)


def _format_of(path: Path, text: str) -> str:
    if text.split("\n", 1)[0].count("\t") >= len(MQM_COLUMNS) - 2:
        return "mqm-tsv"
    try:
        data = json.loads(text)
    except ValueError as error:
        raise UsageError(
            f"cannot tell what made {path}: give --format, one of {', '.join(_READERS)}"
        ) from error
    entries = data if isinstance(data, list) else [data]
    if entries and all(isinstance(e, dict) and "signature" in e for e in entries):
        return "sacrebleu"
    return "comet"


def _sacrebleu(path: Path, text: str) -> list[ImportedSystem]:
    data = json.loads(text)
    system = ImportedSystem(path.stem)
    for entry in data if isinstance(data, list) else [data]:
        name = str(entry["name"]).lower().replace("chrf2++", "chrf++").replace("chrf2", "chrf")
        half = entry.get("confidence_var")
        value = float(entry["score"])
        mean = float(entry.get("confidence_mean", value))
        system.scores[name] = RunScore(
            value=value,
            signature=f"{entry['name']}|{entry['signature']}",
            higher_is_better=name not in _LOWER_IS_BETTER,
            low=mean - float(half) if half is not None else None,
            high=mean + float(half) if half is not None else None,
        )
    return [system]


def _comet(path: Path, text: str) -> list[ImportedSystem]:
    data = json.loads(text)
    by_system = {path.stem: data} if isinstance(data, list) else data
    return [_comet_system(str(name), segments) for name, segments in by_system.items()]


def _comet_system(name: str, segments: Sequence[Mapping[str, Any]]) -> ImportedSystem:
    system = ImportedSystem(Path(name).stem)
    for number, segment in enumerate(segments):
        scores = {
            key.lower(): float(value)
            for key, value in segment.items()
            if isinstance(value, int | float) and not isinstance(value, bool)
        }
        if not scores:
            raise ValueError(f"segment {number + 1} has no score")
        texts: dict[str, Any] = {ours: segment.get(theirs) for theirs, ours in _COMET_TEXTS.items()}
        findings = tuple(_comet_findings(str(number), segment))
        system.items[str(number)] = ItemRecord(
            id=str(number), **texts, scores=scores, findings=findings
        )
    for metric in sorted({key for item in system.items.values() for key in item.scores}):
        values = [item.scores[metric] for item in system.items.values() if metric in item.scores]
        system.scores[metric] = RunScore(
            value=sum(values) / len(values), signature=f"{metric}|imported", items=len(values)
        )
    return system


def _comet_findings(segment: str, entry: Mapping[str, Any]) -> Iterator[Finding]:
    for span in entry.get("errors") or entry.get("error_spans") or ():
        yield _finding(
            segment,
            "xcomet",
            span["text"],
            int(span["start"]),
            Severity(str(span["severity"]).lower()),
            confidence=float(span.get("confidence", 1.0)),
        )


def _mqm_tsv(path: Path, text: str) -> list[ImportedSystem]:
    systems: dict[str, ImportedSystem] = {}
    lines = text.rstrip("\n").split("\n")
    rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    for number, row in enumerate(rows, 1):
        if number == 1 and row[:2] == list(MQM_COLUMNS[:2]):
            continue
        if len(row) < len(MQM_COLUMNS) - 1:
            raise ValueError(f"line {number} has {len(row)} columns, not {len(MQM_COLUMNS)}")
        values = dict(zip(MQM_COLUMNS, [*row, "{}"], strict=False))
        system = systems.setdefault(values["system"], ImportedSystem(values["system"]))
        _add_annotation(system, values)
    return list(systems.values())


def _add_annotation(system: ImportedSystem, row: Mapping[str, str]) -> None:
    key = f"{row['doc']}/{row['docSegId']}"
    target, marked = _unmarked(row["target"])
    source, _ = _unmarked(row["source"])
    item = system.items.get(key) or ItemRecord(
        id=key, group=row["doc"], source=source, target=target, extra={"raters": []}
    )
    raters = [*item.extra["raters"]]
    if row["rater"] not in raters:
        raters.append(row["rater"])
    findings = item.findings
    if NO_ERROR.lower() not in row["severity"].lower():
        start, end = marked or (0, 0)
        findings = (*findings, _annotated(row, key, target, start, end))
    system.items[key] = item.model_copy(update={"findings": findings, "extra": {"raters": raters}})


def _annotated(row: Mapping[str, str], key: str, target: str, start: int, end: int) -> Finding:
    try:
        metadata = json.loads(row["metadata"] or "{}")
    except ValueError:
        metadata = {}
    severity = str(metadata.get("severity") or row["severity"]).lower()
    return _finding(
        key,
        str(metadata.get("check") or row["rater"]),
        target[start:end],
        start,
        Severity(severity) if severity in set(Severity) else Severity.NEUTRAL,
        category=str(metadata.get("category") or _our_category(row["category"])),
        confidence=float(metadata.get("confidence", 1.0)),
        message=str(metadata.get("message") or row["category"]),
    )


def _finding(
    segment: str,
    check: str,
    text: str,
    start: int,
    severity: Severity,
    *,
    category: str = "accuracy",
    confidence: float = 1.0,
    message: str = "Marked as an error.",
) -> Finding:
    end = start + len(text)
    return Finding(
        id=finding_id(check, segment, start, end, message),
        check=check,
        category=category if category in CATEGORIES else "accuracy",
        severity=severity,
        confidence=confidence,
        segment=segment,
        start=start,
        end=end,
        text=text,
        message=message,
    )


def _unmarked(text: str) -> tuple[str, tuple[int, int] | None]:
    """Return a text without its `<v>` tags, and the span that they enclosed."""
    match = _SPAN.search(text)
    if match is None:
        return text, None
    plain = text[: match.start()] + match.group(1) + text[match.end() :]
    return plain, (match.start(), match.start() + len(match.group(1)))


def _our_category(category: str) -> str:
    name = category.lower().replace(" ", "-").replace("fluency/", "linguistic-conventions/")
    return name if name in CATEGORIES else name.split("/")[0]


_READERS: Final[Mapping[str, Callable[[Path, str], list[ImportedSystem]]]] = {
    "sacrebleu": _sacrebleu,
    "comet": _comet,
    "mqm-tsv": _mqm_tsv,
}
"""The formats by name."""
