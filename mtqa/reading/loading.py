"""Getting at the bytes of a file or of standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO, Final

from mtqa.errors import InputError

STDIN: Final = "-"
"""The path that stands for standard input."""
DEFAULT_MAX_BYTES: Final = 5_000_000
"""Largest file read unless told otherwise."""


def name_of(path: str | Path) -> str:
    """What to call an input in a message."""
    return "standard input" if str(path) == STDIN else str(path)


def load(path: str | Path, max_bytes: int) -> bytes:
    """Read a file, or standard input for `-`.

    Raises:
        InputError: It is missing, a folder, unreadable, empty or larger than `max_bytes`.
    """
    name = name_of(path)
    if str(path) == STDIN:
        data = _read_at_most(sys.stdin.buffer, max_bytes)
    else:
        try:
            with Path(path).open("rb") as file:
                data = _read_at_most(file, max_bytes)
        except FileNotFoundError:
            raise InputError(f"{name}: no such file; check the name.") from None
        except IsADirectoryError:
            raise InputError(f"{name}: this is a folder; name a file in it.") from None
        except PermissionError:
            raise InputError(f"{name}: no permission to read it; change its rights.") from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise InputError(f"{name}: cannot be read ({reason}).") from None
    if len(data) > max_bytes:
        raise InputError(
            f"{name}: larger than {max_bytes:,} bytes; split it, or raise the limit with "
            "--max-bytes."
        )
    if not data.strip():
        raise InputError(f"{name}: the file is empty; there is nothing to check.")
    return data


def _read_at_most(file: BinaryIO, max_bytes: int) -> bytes:
    """Read one byte more than allowed, so that too much is noticed without reading it all."""
    return file.read(max_bytes + 1)
