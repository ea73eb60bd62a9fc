"""The suite: which data, which task, which configuration, as a YAML file says it."""

from __future__ import annotations

import difflib
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mtqa.errors import ConfigurationError, UsageError


class Suite(BaseModel):
    """One benchmark."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    """Name by which `mtqa bench run` calls it."""
    title: str
    """What it measures, in one line."""
    task: str
    """Name of the task."""
    data: tuple[str, ...] = Field(min_length=1)
    """Names of the data sets, see `mtqa.benchmarks.data`."""
    part: str = ""
    """Ending of the parts that are measured, such as `dev`; all parts if empty."""
    pairs: tuple[str, ...] = ()
    """Language pairs as `source-target`; every pair of the data if empty."""
    configuration: str = "newswire"
    """Configuration it runs with unless another is given."""
    metrics: tuple[str, ...] = ()
    """What is measured, where the task offers a choice."""
    floors: tuple[str, ...] = ()
    """Trivial methods that stand beside the scores."""
    half: Literal["all", "test"] = "all"
    """`test`: only every second document or row, which nothing was tuned on."""
    limit: int | None = Field(None, ge=1)
    """Items of each group at most; None for all."""
    seed: int = 2026
    """Seed of everything random."""
    note: str | None = None
    """What a reader of the figures should know."""


def bundled_suites() -> dict[str, Suite]:
    """Return the suites that come with mtqa, by name."""
    found = {}
    for file in sorted(_bundled_folder().iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".yaml"):
            suite = parse_suite(file.read_text(encoding="utf-8"), file.name)
            found[suite.name] = suite
    return found


def find_suite(name: str) -> Suite:
    """Return a suite by its name, or from a YAML file by its path.

    Raises:
        UsageError: There is no such suite.
        ConfigurationError: The file is not a suite.
    """
    if name.endswith((".yaml", ".yml")):
        try:
            return parse_suite(Path(name).read_text(encoding="utf-8"), name)
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
            raise UsageError(f"cannot read the suite {name}: {reason}; check its path") from error
    suites = bundled_suites()
    if name not in suites:
        raise UsageError(
            f"no suite {name!r}{_did_you_mean(name, list(suites))}; see `mtqa bench list`"
        )
    return suites[name]


def parse_suite(text: str, label: str) -> Suite:
    """Read a suite from YAML.

    Raises:
        ConfigurationError: It is not YAML, has an unknown key or a value that is not allowed.
    """
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise ConfigurationError(f"{label}{where}: not valid YAML; correct that line") from error
    if not isinstance(raw, dict):
        raise ConfigurationError(f"{label}: a suite is `key: value` lines; begin with `name:`")
    _refuse_unknown(raw, label)
    try:
        return Suite.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(f"{label}: {key}: {first['msg'].lower()}") from error


def _refuse_unknown(raw: dict[Any, Any], label: str) -> None:
    known = list(Suite.model_fields)
    for key in raw:
        if key not in known:
            raise ConfigurationError(
                f"{label}: unknown key {str(key)!r}{_did_you_mean(str(key), known)}; "
                f"a suite has {', '.join(known)}"
            )


def _did_you_mean(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f" (did you mean {close[0]!r}?)" if close else ""


def _bundled_folder() -> Traversable:
    installed = resources.files("mtqa.benchmarks") / "suites"
    if installed.is_dir():
        return installed
    # A checkout that is installed editable has the suites at the top of the repository.
    return Path(__file__).parent.parent.parent / "benchmarks" / "suites"
