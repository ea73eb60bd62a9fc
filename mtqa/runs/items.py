"""Per-item results on disk: a JSON line an item; a kill loses at most the one in work."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from pydantic import ValidationError

from mtqa.errors import StorageError
from mtqa.runs.durable import storage_errors
from mtqa.runs.record import ItemRecord

SYNC_SECONDS: Final = 1.0
"""How much work a power cut may cost; a killed process loses at most the item it writes."""


def read_items(path: Path) -> Iterator[ItemRecord]:
    """Yield the items of a file one by one, in file order.

    A last line without line feed is an item that was cut off while it was written: it is left out.

    Raises:
        StorageError: If a complete line is not an item record; the message has its number.
    """
    with storage_errors("read", path), path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                return
            try:
                yield ItemRecord.model_validate_json(line)
            except ValidationError as error:
                first = error.errors()[0]
                raise StorageError(
                    f"{path}, line {number} is not an item record ({first['msg']}); "
                    "remove the line or the run"
                ) from error


class ItemWriter:
    """Appends items to a file; each is complete on its own before `append` returns.

    A line goes to the system in one unbuffered write, so it survives the death of the process;
    `fsync` follows at most every `SYNC_SECONDS` and at the end.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with storage_errors("write", path):
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        if not _lock(self._descriptor, patience=1.0):
            os.close(self._descriptor)
            raise StorageError(
                f"another process is writing {path}; wait for it to end or stop it first"
            )
        with storage_errors("write", path):
            os.truncate(self._descriptor, _end_of_last_line(path))
        self._synced = time.monotonic()

    def append(self, item: ItemRecord) -> None:
        """Write one item.

        Raises:
            StorageError: If it cannot be written; the file then ends with the item before.
        """
        line = item.model_dump_json(exclude_defaults=True).encode() + b"\n"
        with storage_errors("write", self.path):
            size = os.fstat(self._descriptor).st_size
            try:
                written = os.write(self._descriptor, line)
                while written < len(line):
                    written += os.write(self._descriptor, line[written:])
            except BaseException:
                os.ftruncate(self._descriptor, size)
                raise
            if time.monotonic() - self._synced >= SYNC_SECONDS:
                os.fsync(self._descriptor)
                self._synced = time.monotonic()

    def close(self) -> None:
        """Bring everything to disk and close the file; closing twice is harmless."""
        if self._descriptor < 0:
            return
        with storage_errors("write", self.path):
            os.fsync(self._descriptor)
            os.close(self._descriptor)
        self._descriptor = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def is_being_written(path: Path) -> bool:
    """Whether a living process has an `ItemWriter` open on the file."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        return not _lock(descriptor)
    finally:
        os.close(descriptor)


def _lock(descriptor: int, patience: float = 0.0) -> bool:
    """Take the file's lock, which ends with the process; False if another process keeps it.

    A writer has patience because `is_being_written` holds the lock for an instant.
    """
    if sys.platform == "win32":
        return True
    import fcntl

    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.02)


def _end_of_last_line(path: Path) -> int:
    """Return the offset after the last line feed: what a torn write left behind begins there."""
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        while end > 0:
            start = max(0, end - 65536)
            file.seek(start)
            line_feed = file.read(end - start).rfind(b"\n")
            if line_feed >= 0:
                return start + line_feed + 1
            end = start
    return 0
