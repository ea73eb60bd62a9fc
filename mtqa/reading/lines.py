"""Reading a file of one sentence a line, as MT systems write their output."""

from __future__ import annotations

from pathlib import Path

from mtqa.reading.decoding import decode
from mtqa.reading.loading import DEFAULT_MAX_BYTES, load, name_of


def read_lines(
    path: str | Path, *, max_bytes: int = DEFAULT_MAX_BYTES, encoding: str | None = None
) -> list[str]:
    """Read the lines of a file; empty lines are kept, since line n belongs to sentence n.

    Raises:
        InputError: The file is missing, empty, binary, unreadable, too large or mis-encoded.
    """
    text = decode(load(path, max_bytes), name_of(path), encoding).text
    return text.removesuffix("\n").replace("\r\n", "\n").split("\n")
