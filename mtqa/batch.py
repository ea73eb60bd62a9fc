"""The batch: many files through one workshop, resumable, one bad file never stopping the rest."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from mtqa import __version__
from mtqa.api import check_file
from mtqa.config import Resolved
from mtqa.errors import InputError, MtqaError, StorageError
from mtqa.rendering import find_format, render
from mtqa.report import Report, Status
from mtqa.runs.durable import write_atomically
from mtqa.workshop import Workshop

LEDGER: Final = "batch.jsonl"
"""File in the output folder with one line for each finished input."""

SUFFIXES: Final = frozenset({".txt", ".md", ".markdown", ".html", ".htm", ".tsv", ".jsonl"})
"""Suffixes of the files that are taken from a folder; a file named itself is always taken."""


class Outcome(BaseModel):
    """What became of one input: a line of the ledger."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    path: str
    """The input as it was found."""
    key: str
    """Hash over the input's bytes, the configuration and the version of mtqa."""
    reports: tuple[str, ...] = ()
    """Report files, relative to the output folder."""
    status: Status | None = None
    """The verdict; None if the file could not be checked."""
    findings: int = 0
    """Number of suspected errors that count in its score."""
    score: float | None = None
    """MQM score."""
    words: int = 0
    """Words of the text."""
    seconds: float = 0.0
    """How long it took."""
    error: str | None = None
    """Why it could not be checked."""


def find_inputs(paths: Iterable[str | Path], output: Path) -> list[tuple[Path, Path]]:
    """Return each input with its place below the output folder, sorted within each path.

    A folder is searched for files with the suffixes of `SUFFIXES`; hidden files and the output
    folder itself are left out.

    Raises:
        InputError: A path does not exist, or nothing is found.
    """
    found: dict[Path, Path] = {}
    for path in map(Path, paths):
        if path.is_file():
            found.setdefault(path, Path(path.name))
        elif path.is_dir():
            for file in sorted(path.rglob("*")):
                relative = file.relative_to(path)
                hidden = any(part.startswith(".") for part in relative.parts)
                inside_output = output.resolve() in file.resolve().parents
                if file.suffix.lower() in SUFFIXES and not hidden and not inside_output:
                    found.setdefault(file, relative)
        else:
            raise InputError(f"there is no file or folder {path}; check the name")
    if not found:
        raise InputError(
            f"no text found: folders are searched for {', '.join(sorted(SUFFIXES))} files"
        )
    return _apart(found)


def _apart(found: dict[Path, Path]) -> list[tuple[Path, Path]]:
    """Number places that two inputs would share, so that no report overwrites another."""
    taken: set[Path] = set()
    placed = []
    for file, place in found.items():
        number = 2
        own = place
        while own in taken:
            own = place.with_name(f"{place.stem}-{number}{place.suffix}")
            number += 1
        taken.add(own)
        placed.append((file, own))
    return placed


def run_batch(
    inputs: Sequence[tuple[Path, Path]],
    output: Path,
    resolved: Resolved,
    *,
    formats: Sequence[str] = ("json", "html"),
    command: Sequence[str] = (),
    announce: Callable[[str], None] = lambda message: None,
) -> Iterator[Outcome]:
    """Check every input and write its reports; yield each outcome as it is known.

    What an earlier, interrupted call finished with the same input, configuration and version is
    not done again.

    Raises:
        StorageError: The output folder cannot be written.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"cannot make the folder {output}: {error.strerror}") from error
    done = _read_ledger(output)
    workshop = Workshop(resolved.config, announce=announce)
    for file, place in inputs:
        key = _key(file, resolved, formats)
        earlier = done.get(str(file))
        if earlier and earlier.key == key and all((output / r).exists() for r in earlier.reports):
            yield earlier
            continue
        begin = time.perf_counter()
        try:
            report = check_file(file, resolved=resolved, workshop=workshop, command=command)
            reports = _write_reports(report, output, place, formats)
        except StorageError:
            raise
        except MtqaError as error:
            yield Outcome(path=str(file), key=key, error=str(error))
            continue
        outcome = Outcome(
            path=str(file),
            key=key,
            reports=reports,
            status=report.verdict.status,
            findings=sum(report.mqm.counts.values()),
            score=report.mqm.score,
            words=report.document.words,
            seconds=round(time.perf_counter() - begin, 2),
        )
        done[outcome.path] = outcome
        lines = (o.model_dump_json() + "\n" for o in done.values())
        write_atomically(output / LEDGER, "".join(lines))
        yield outcome


def _write_reports(
    report: Report, output: Path, place: Path, formats: Sequence[str]
) -> tuple[str, ...]:
    names = []
    for format in formats:
        name = place.with_name(place.name + find_format(format).suffix)
        (output / name).parent.mkdir(parents=True, exist_ok=True)
        write_atomically(output / name, render(report, format))
        names.append(name.as_posix())
    return tuple(names)


def _key(file: Path, resolved: Resolved, formats: Sequence[str]) -> str:
    digest = hashlib.sha256()
    settings = json.dumps(resolved.values(), sort_keys=True, ensure_ascii=False)
    digest.update("\x1f".join((__version__, settings, *formats, "")).encode())
    try:
        digest.update(file.read_bytes())
    except OSError:
        # The reader will say what is wrong with it.
        digest.update(b"unreadable")
    return digest.hexdigest()


def _read_ledger(output: Path) -> dict[str, Outcome]:
    ledger = output / LEDGER
    if not ledger.exists():
        return {}
    outcomes = []
    for line in ledger.read_text(encoding="utf-8").splitlines():
        try:
            outcomes.append(Outcome.model_validate_json(line))
        except ValidationError:
            # A line of another version: that input is simply checked again.
            continue
    return {outcome.path: outcome for outcome in outcomes}
