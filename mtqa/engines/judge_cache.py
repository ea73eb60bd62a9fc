"""Answers of judges kept on disk, so that the same pair is not paid for twice."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

ENVIRONMENT_VARIABLE: Final = "MTQA_CACHE"
"""Environment variable that moves the cache."""


def default_cache() -> Path:
    """Return `$MTQA_CACHE`, else the user's cache folder."""
    named = os.environ.get(ENVIRONMENT_VARIABLE)
    if named:
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_cache_dir("mtqa"))


class JudgeCache:
    """One JSON file an answer, named by the hash of all that the answer depends on.

    A cache is a convenience: one that cannot be read or written costs the question again, never
    the run.
    """

    def __init__(self, root: Path) -> None:
        """Open the cache in `root`, which need not exist yet."""
        self._folder = root / "judge"

    def get(self, key: Sequence[str]) -> list[Any] | None:
        """Return the errors that were answered to this question, None if it is new."""
        try:
            errors = json.loads(self._path(key).read_text(encoding="utf-8"))["errors"]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
        return errors if isinstance(errors, list) else None

    def put(self, key: Sequence[str], errors: list[Any]) -> None:
        """Keep the errors that were answered to a question; whole or not at all."""
        path = self._path(key)
        part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
        with contextlib.suppress(OSError):
            # What is quoted may not be published yet, so it is for its owner's eyes only.
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                part.touch(mode=0o600, exist_ok=False)
                part.write_text(json.dumps({"errors": errors}), encoding="utf-8")
                part.replace(path)
            except BaseException:
                part.unlink(missing_ok=True)
                raise

    def _path(self, key: Sequence[str]) -> Path:
        digest = hashlib.sha256(json.dumps(list(key)).encode()).hexdigest()
        return self._folder / digest[:2] / f"{digest}.json"
