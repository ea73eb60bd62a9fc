"""Hooks: other trackers get a copy of a finished run, if and only if the user names them.

A logger is a function that takes a `StoredRun`. Packages offer it by the entry point group
`mtqa.loggers`; the user names it with `--log NAME` or in `MTQA_LOGGERS`, separated by commas.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from importlib.metadata import entry_points
from typing import Final

from mtqa.errors import UsageError
from mtqa.runs.stored import StoredRun

ENTRY_POINT_GROUP: Final = "mtqa.loggers"
"""Entry points in this group are loggers."""

ENVIRONMENT_VARIABLE: Final = "MTQA_LOGGERS"
"""Names the loggers where no `--log` is given."""

Logger = Callable[[StoredRun], None]
"""Passes a run on."""


def available_loggers() -> tuple[str, ...]:
    """Return the names of the loggers that are installed, sorted."""
    return tuple(sorted({point.name for point in entry_points(group=ENTRY_POINT_GROUP)}))


def requested_loggers(given: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the loggers that the user names, on the command line or in the environment."""
    named = tuple(given) or tuple(os.environ.get(ENVIRONMENT_VARIABLE, "").split(","))
    return tuple(name.strip() for name in named if name.strip())


def find_loggers(names: Sequence[str]) -> dict[str, Logger]:
    """Return loggers by name; called before the work so that a slip costs no run.

    Raises:
        UsageError: One is not installed.
    """
    loggers: dict[str, Logger] = {}
    for name in names:
        found = [point for point in entry_points(group=ENTRY_POINT_GROUP) if point.name == name]
        if not found:
            known = ", ".join(available_loggers()) or "none"
            raise UsageError(f"no logger {name!r} is installed; there are: {known}")
        loggers[name] = found[0].load()
    return loggers


def log_run(run: StoredRun, loggers: dict[str, Logger]) -> list[str]:
    """Hand a run to each logger and return what went wrong, a line each.

    The run is recorded already: a tracker that fails must not make it fail.
    """
    problems: list[str] = []
    for name, logger in loggers.items():
        try:
            logger(run)
        except Exception as error:  # whatever a tracker raises is its own affair
            reason = str(error).split("\n", 1)[0] or type(error).__name__
            problems.append(f"the logger {name} failed: {reason}; the run itself is recorded")
    return problems
