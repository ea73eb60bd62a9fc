"""The store of runs: one folder a run, an index over them that can be rebuilt at any time."""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import platformdirs

from mtqa.errors import StorageError, UsageError
from mtqa.report import Report
from mtqa.runs.durable import storage_errors, sync_folder, write_atomically
from mtqa.runs.environment import machine, revision, versions
from mtqa.runs.index import RunIndex, summarise
from mtqa.runs.items import is_being_written, read_items
from mtqa.runs.record import (
    RunInfo,
    RunKind,
    RunScores,
    RunStatus,
    RunSummary,
    new_run_id,
)
from mtqa.runs.stored import (
    ITEMS_FILE,
    REPORT_FILE,
    RUN_FILE,
    SCORES_FILE,
    StoredRun,
    scores_of_report,
)
from mtqa.runs.writer import RunWriter, enter

ENVIRONMENT_VARIABLE: Final = "MTQA_RUNS"
"""Names the folder of runs where no `--runs` is given."""

_INDEX_FILE: Final = "index.sqlite"

_ABANDONED_SECONDS: Final = 3600.0
"""A folder that was not finished in this time belongs to a killed process."""


@dataclass(frozen=True, slots=True)
class SkippedRun:
    """A run folder that could not be read."""

    id: str
    """Name of the folder."""
    reason: str
    """What is wrong with it, in one line."""


@dataclass(frozen=True, slots=True)
class Reindexed:
    """What a rebuild of the index found."""

    indexed: int
    """Runs that are in the index now."""
    skipped: tuple[SkippedRun, ...]
    """Folders that were left out."""


def default_root() -> Path:
    """Return `$MTQA_RUNS`, or `runs` in the user's data folder."""
    given = os.environ.get(ENVIRONMENT_VARIABLE)
    return Path(given) if given else Path(platformdirs.user_data_dir("mtqa")) / "runs"


def describe_run(
    kind: RunKind,
    name: str,
    *,
    source_language: str | None = None,
    target_language: str | None = None,
    command: Sequence[str] = (),
    config_given: Mapping[str, Any] | None = None,
    config: Mapping[str, Any] | None = None,
    models: Sequence[str] = (),
    seed: int = 0,
    tags: Sequence[str] = (),
    parent: str | None = None,
) -> RunInfo:
    """Describe a run that begins now, here, with the present code and libraries."""
    return RunInfo(
        id=new_run_id(),
        kind=kind,
        name=name,
        source_language=source_language,
        target_language=target_language,
        command=tuple(command),
        config_given=dict(config_given or {}),
        config=dict(config or {}),
        revision=revision(),
        versions=versions(),
        models=tuple(models),
        machine=machine(),
        seed=seed,
        created=datetime.now(UTC).isoformat(timespec="milliseconds"),
        status=RunStatus.RUNNING,
        tags=tuple(tags),
        parent=parent,
    )


class RunStore:
    """All runs below one folder."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or default_root()
        self._index = RunIndex(self.root / _INDEX_FILE)

    def begin(self, info: RunInfo) -> RunWriter:
        """Make the folder of a run that will get its items one by one.

        Raises:
            StorageError: If the folder cannot be written; nothing is left behind then.
        """
        self._create(info, {})
        return RunWriter(self._index, self.root / info.id, info)

    def resume(self, reference: str) -> RunWriter:
        """Open an unfinished run again; `RunWriter.done` says what it has.

        Raises:
            UsageError: If there is no such run or it is finished.
            StorageError: If another process is at work on it.
        """
        run = self.load(reference)
        if run.info.status is RunStatus.FINISHED:
            raise UsageError(f"run {run.id} is finished; there is nothing to resume")
        info = run.info.model_copy(update={"note": None})
        return RunWriter(self._index, run.path, info)

    def record_report(
        self,
        report: Report,
        *,
        kind: RunKind = RunKind.CHECK,
        command: Sequence[str] = (),
        config_given: Mapping[str, Any] | None = None,
        seed: int = 0,
        tags: Sequence[str] = (),
    ) -> Path:
        """Keep a report under its own run id and return the folder.

        Raises:
            StorageError: If it cannot be written; nothing is left behind then.
        """
        info = RunInfo(
            id=report.run.id,
            kind=kind,
            name=report.document.title or report.document.id,
            source_language=report.document.source_language,
            target_language=report.document.language,
            command=tuple(command),
            config_given=dict(config_given or {}),
            config=report.run.config,
            revision=revision(),
            versions=report.run.versions,
            models=report.run.models,
            machine=machine(),
            seed=seed,
            created=report.run.created,
            duration=round(sum(report.run.timings.values()), 3),
            items=len(report.document.segments),
            tags=tuple(tags),
            verdict=report.verdict.status.value,
        )
        scores = RunScores(scores=scores_of_report(report))
        path = self._create(
            info,
            {
                REPORT_FILE: report.model_dump_json(),
                SCORES_FILE: scores.model_dump_json(indent=1),
            },
        )
        enter(self._index, summarise(info, scores))
        return path

    def _create(self, info: RunInfo, files: Mapping[str, str]) -> Path:
        """Bring a whole run folder into being at once, by the rename of a finished one."""
        path = self.root / info.id
        part = self.root / f".{info.id}.{secrets.token_hex(3)}.part"
        with storage_errors("write", self.root):
            self.root.mkdir(parents=True, exist_ok=True)
        try:
            with storage_errors("write", part):
                part.mkdir()
            for name, content in {**files, RUN_FILE: info.model_dump_json(indent=1)}.items():
                write_atomically(part / name, content)
            with storage_errors("write", path):
                part.rename(path)
                sync_folder(self.root)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        return path

    def load(self, reference: str) -> StoredRun:
        """Read a run by its id, an unambiguous beginning of it, or `last`.

        Raises:
            UsageError: If no run or more than one is meant.
            StorageError: If its record is damaged or from a newer mtqa.
        """
        run = StoredRun.read(self.root / self.resolve(reference))
        return StoredRun(run.path, _with_true_status(run))

    def resolve(self, reference: str) -> str:
        """Return the id of the run that is meant.

        Raises:
            UsageError: If no run or more than one is meant.
        """
        if reference == "last":
            newest = self.list(limit=1)
            if not newest:
                raise UsageError(f"there are no runs in {self.root}; `mtqa check FILE` makes one")
            return newest[0].id
        folders = self._folders()
        if reference in folders:
            return reference
        matches = [run for run in folders if reference and run.startswith(reference)]
        if not matches:
            raise UsageError(f"no run {reference!r} in {self.root}; see `mtqa runs list`")
        if len(matches) > 1:
            raise UsageError(
                f"{reference!r} could be {len(matches)} runs: {', '.join(matches[:3])}"
                f"{', …' if len(matches) > 3 else ''}; give more of the id"
            )
        return matches[0]

    def delete(self, reference: str) -> str:
        """Remove a run and return its id.

        Raises:
            StorageError: If a process is at work on it.
        """
        run = self.resolve(reference)
        path = self.root / run
        if is_being_written(path / ITEMS_FILE):
            raise StorageError(f"run {run} is at work; stop it first")
        grave = self.root / f".{run}.{secrets.token_hex(3)}.part"
        with storage_errors("delete", path):
            path.rename(grave)
            shutil.rmtree(grave)
        self._index.remove([run])
        return run

    def reindex(self) -> Reindexed:
        """Build the index again from the folders; unreadable ones are named and left out."""
        with storage_errors("write", self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            for part in self.root.glob(".*.part"):
                if time.time() - part.stat().st_mtime > _ABANDONED_SECONDS:
                    shutil.rmtree(part)
        summaries, skipped = self._summaries(self._folders())
        self._index.replace_all(summaries)
        return Reindexed(len(summaries), tuple(skipped))

    def unreadable(self) -> tuple[SkippedRun, ...]:
        """Return the folders that the list leaves out because their record is damaged."""
        if not self.root.is_dir():
            return ()
        _, skipped = self._summaries(sorted(set(self._folders()) - self._index.ids()))
        return tuple(skipped)

    def _folders(self) -> list[str]:
        with storage_errors("read", self.root):
            if not self.root.is_dir():
                return []
            with os.scandir(self.root) as entries:
                return sorted(e.name for e in entries if not e.name.startswith(".") and e.is_dir())

    def _summaries(self, ids: Sequence[str]) -> tuple[list[RunSummary], list[SkippedRun]]:
        summaries: list[RunSummary] = []
        skipped: list[SkippedRun] = []
        for run_id in ids:
            try:
                run = StoredRun.read(self.root / run_id)
                if run.id != run_id:
                    raise StorageError(f"the folder {run_id} holds the record of run {run.id}")
                summaries.append(summarise(_with_true_status(run), RunScores(scores=run.scores)))
            except StorageError as error:
                skipped.append(SkippedRun(run_id, str(error)))
        return summaries, skipped

    def list(
        self,
        limit: int | None = 20,
        kind: RunKind | None = None,
        since: datetime | None = None,
    ) -> list[RunSummary]:
        """Return runs, newest first, after bringing the index up to date with the folders."""
        if not self.root.is_dir():
            return []
        self._refresh()
        moment = since.astimezone(UTC).isoformat() if since else None
        return self._index.list(limit, kind, moment)

    def _refresh(self) -> None:
        """Add folders that the index has missed and drop those that are gone or were killed."""
        present, known = set(self._folders()), self._index.ids()
        stale = [run for run in self._index.running() if run in present]
        added, _ = self._summaries(sorted(present - known) + stale)
        if added:
            self._index.put(added)
        if known - present:
            self._index.remove(known - present)


def _with_true_status(run: StoredRun) -> RunInfo:
    """Return the run's info; one that says it is at work but has no living process is stopped."""
    items = run.path / ITEMS_FILE
    if run.info.status is not RunStatus.RUNNING or is_being_written(items):
        return run.info
    count = sum(1 for _ in read_items(items)) if items.exists() else 0
    return run.info.model_copy(update={"status": RunStatus.STOPPED, "items": count})
