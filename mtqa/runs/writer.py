"""A run at work: its items go to disk one by one, its state into the index."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from mtqa.errors import StorageError
from mtqa.runs.durable import write_atomically
from mtqa.runs.index import RunIndex, summarise
from mtqa.runs.items import ItemWriter, read_items
from mtqa.runs.record import ItemRecord, RunInfo, RunScore, RunScores, RunStatus, RunSummary
from mtqa.runs.stored import ITEMS_FILE, RUN_FILE, SCORES_FILE, StoredRun


class RunWriter:
    """A run at work: append items, then `finish`; leaving it by an exception keeps what is done."""

    def __init__(self, index: RunIndex, path: Path, info: RunInfo) -> None:
        self.path = path
        self.info = info
        self._index = index
        self._items = ItemWriter(path / ITEMS_FILE)
        try:
            self.done = {item.id for item in read_items(path / ITEMS_FILE)}
            """Ids of the items that have a result already."""
            self._before = info.duration or 0.0
            self._started = time.monotonic()
            self._save(RunStatus.RUNNING)
        except BaseException:
            self._items.close()
            raise

    def append(self, item: ItemRecord) -> None:
        """Write one item's result; it is safe as soon as this returns."""
        self._items.append(item)
        self.done.add(item.id)

    def use_models(self, signatures: Sequence[str]) -> None:
        """Note the models that the run turned out to use, and the time that it has taken so far.

        Both are known to a later part of the run even if this one is killed.
        """
        models = dict.fromkeys((*self.info.models, *signatures))
        self.info = self.info.model_copy(update={"models": tuple(models)})
        self._save(self.info.status)

    def finish(self, scores: Mapping[str, RunScore], verdict: str | None = None) -> StoredRun:
        """Write the scores and close the run."""
        self._items.close()
        record = RunScores(scores=dict(scores))
        write_atomically(self.path / SCORES_FILE, record.model_dump_json(indent=1))
        self.info = self.info.model_copy(update={"verdict": verdict})
        self._save(RunStatus.FINISHED, record)
        return StoredRun(self.path, self.info)

    def stop(self, status: RunStatus, note: str | None = None) -> None:
        """Close an unfinished run; it can be resumed."""
        self._items.close()
        self.info = self.info.model_copy(update={"note": note})
        self._save(status)

    def _save(self, status: RunStatus, scores: RunScores | None = None) -> None:
        elapsed = self._before + time.monotonic() - self._started
        self.info = self.info.model_copy(
            update={"status": status, "items": len(self.done), "duration": round(elapsed, 3)}
        )
        write_atomically(self.path / RUN_FILE, self.info.model_dump_json(indent=1))
        enter(self._index, summarise(self.info, scores or RunScores(scores={})))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.info.status is not RunStatus.RUNNING:
            return
        failed = isinstance(error, Exception)
        # The error that ended the run is what the user must see, not a second one about the record.
        with contextlib.suppress(StorageError):
            self.stop(
                RunStatus.FAILED if failed else RunStatus.STOPPED,
                f"{type(error).__name__}: {error}" if failed else None,
            )


def enter(index: RunIndex, summary: RunSummary) -> None:
    """Enter a run in the index; `RunStore.list` catches up on it should that fail."""
    with contextlib.suppress(StorageError):
        index.put([summary])
