"""The SQLite index over the run folders: derived from them, never the only place of anything."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from mtqa.errors import StorageError
from mtqa.runs.durable import storage_errors
from mtqa.runs.record import RunInfo, RunKind, RunScores, RunStatus, RunSummary

BUSY_SECONDS: Final = 30.0
"""How long a writer waits for another process before it gives up."""

_MIGRATIONS: Final = (
    """
    CREATE TABLE runs (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        created TEXT NOT NULL,
        duration REAL,
        status TEXT NOT NULL,
        items INTEGER NOT NULL,
        verdict TEXT,
        config_name TEXT,
        scores TEXT NOT NULL
    );
    CREATE INDEX runs_by_age ON runs (created DESC, id DESC);
    """,
)
"""Schema changes in order; `PRAGMA user_version` counts those that a file has seen."""

_INSERT: Final = "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"

_ANOTHERS_WORK: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)

_Row = tuple[str, str, str, str, float | None, str, int, str | None, str | None, str]


def summarise(info: RunInfo, scores: RunScores) -> RunSummary:
    """Return the line of the list that stands for a run."""
    config_name = info.config.get("name")
    return RunSummary(
        id=info.id,
        kind=info.kind,
        name=info.name,
        created=info.created,
        duration=info.duration,
        status=info.status,
        items=info.items,
        verdict=info.verdict,
        config_name=str(config_name) if config_name else None,
        scores={name: score.value for name, score in scores.scores.items()},
    )


class RunIndex:
    """One SQLite file; every method opens it anew, so that processes can share it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextlib.contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
        except sqlite3.Error as error:
            raise self._refused(error) from error
        try:
            self._migrate(connection)
            yield connection
        except sqlite3.Error as error:
            raise self._refused(error) from error
        finally:
            connection.close()

    def _refused(self, error: sqlite3.Error) -> StorageError:
        return StorageError(
            f"the run index {self.path} cannot be used ({error}); "
            "rebuild it with `mtqa runs reindex`"
        )

    def _migrate(self, connection: sqlite3.Connection) -> None:
        seen = connection.execute("PRAGMA user_version").fetchone()[0]
        if seen > len(_MIGRATIONS):
            raise StorageError(
                f"{self.path} was written by a newer mtqa (index version {seen}, "
                f"this one knows {len(_MIGRATIONS)}); update mtqa or choose another --runs folder"
            )
        if seen == len(_MIGRATIONS):
            return
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("BEGIN IMMEDIATE")
        # Another process may have migrated while this one waited for the lock.
        seen = connection.execute("PRAGMA user_version").fetchone()[0]
        for number in range(seen, len(_MIGRATIONS)):
            for statement in filter(str.strip, _MIGRATIONS[number].split(";")):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version={number + 1}")
        connection.execute("COMMIT")

    def put(self, summaries: Iterable[RunSummary]) -> None:
        """Add runs or replace what is known about them, all or none."""
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(_INSERT, [_row(summary) for summary in summaries])
            connection.execute("COMMIT")

    def replace_all(self, summaries: Iterable[RunSummary]) -> None:
        """Make these the only runs; a file that is damaged beyond that is made anew."""
        rows = [_row(summary) for summary in summaries]
        try:
            self._replace_all(rows)
        except StorageError as error:
            cause = error.__cause__
            if not isinstance(cause, sqlite3.Error) or cause.sqlite_errorcode in _ANOTHERS_WORK:
                raise
            with storage_errors("replace", self.path):
                for suffix in ("", "-wal", "-shm"):
                    self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
            self._replace_all(rows)

    def _replace_all(self, rows: list[_Row]) -> None:
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("DELETE FROM runs")
            connection.executemany(_INSERT, rows)
            connection.execute("COMMIT")

    def remove(self, ids: Iterable[str]) -> None:
        """Forget runs; unknown ids are ignored."""
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("DELETE FROM runs WHERE id = ?", [(run,) for run in ids])
            connection.execute("COMMIT")

    def ids(self) -> set[str]:
        """Return the ids of all runs in the index."""
        with self._connection() as connection:
            return {row[0] for row in connection.execute("SELECT id FROM runs")}

    def running(self) -> list[str]:
        """Return the ids of the runs that were at work when they were last written."""
        query = "SELECT id FROM runs WHERE status = ?"
        with self._connection() as connection:
            return [row[0] for row in connection.execute(query, (RunStatus.RUNNING.value,))]

    def list(
        self, limit: int | None = None, kind: RunKind | None = None, since: str | None = None
    ) -> list[RunSummary]:
        """Return runs, newest first; `since` is an ISO time in UTC that `created` must reach."""
        query = (
            "SELECT * FROM runs WHERE (:kind IS NULL OR kind = :kind)"
            " AND (:since IS NULL OR julianday(created) >= julianday(:since))"
            " ORDER BY julianday(created) DESC, id DESC LIMIT :limit"
        )
        values = {
            "kind": kind.value if kind else None,
            "since": since,
            "limit": -1 if limit is None else limit,
        }
        with self._connection() as connection:
            return [_summary(row) for row in connection.execute(query, values)]


def _row(summary: RunSummary) -> _Row:
    return (
        summary.id,
        summary.kind.value,
        summary.name,
        summary.created,
        summary.duration,
        summary.status.value,
        summary.items,
        summary.verdict,
        summary.config_name,
        json.dumps(summary.scores, ensure_ascii=False),
    )


def _summary(row: _Row) -> RunSummary:
    run, kind, name, created, duration, status, items, verdict, config_name, scores = row
    return RunSummary(
        id=run,
        kind=RunKind(kind),
        name=name,
        created=created,
        duration=duration,
        status=RunStatus(status),
        items=items,
        verdict=verdict,
        config_name=config_name,
        scores=json.loads(scores),
    )
