"""Repeating: what a run was done with, as files that do it again."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Any, Final

import yaml

from mtqa.errors import UsageError
from mtqa.runs.record import RunInfo, RunKind

_NOT_SETTINGS: Final = frozenset({"name", "suite"})
"""Keys of a run's configuration that are no configuration keys."""


@dataclass(frozen=True, slots=True)
class Repetition:
    """What is needed to repeat a run."""

    command: str
    """The command to give, with the names of the files below."""
    files: dict[str, str]
    """Content of each file by its name."""


def export_config(info: RunInfo) -> Repetition:
    """Return the configuration, and for a benchmark the suite, that repeat a run.

    Raises:
        UsageError: The run was imported: there is nothing to repeat.
    """
    if info.kind is RunKind.IMPORT:
        raise UsageError(f"run {info.id} was imported from elsewhere; there is nothing to repeat")
    settings = {k: v for k, v in info.config.items() if k not in _NOT_SETTINGS and v is not None}
    stem = str(info.config.get("name") or "run")
    files = {f"{stem}.yaml": _head(info) + _yaml(settings)}
    suite = info.config.get("suite")
    if suite is not None:
        name = f"{suite['name']}.suite.yaml"
        files[name] = _head(info) + _yaml({k: v for k, v in suite.items() if v not in (None, [])})
        return Repetition(f"mtqa bench run {name} --config {stem}.yaml", files)
    words = _without_config(info.command) or [info.kind.value, "FILE"]
    return Repetition(f"mtqa {shlex.join([*words, '--config', f'{stem}.yaml'])}", files)


def _head(info: RunInfo) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in info.versions.items())
    commit = ""
    if info.revision:
        dirty = ", with uncommitted changes" if info.revision.dirty else ""
        commit = f"# commit {info.revision.commit}{dirty}\n"
    models = "".join(f"# model {model}\n" for model in info.models)
    return f"# run {info.id}\n# {versions}\n{commit}{models}"


def _yaml(values: dict[str, Any]) -> str:
    text: str = yaml.safe_dump(values, allow_unicode=True, sort_keys=False)
    return text


def _without_config(command: tuple[str, ...]) -> list[str]:
    """Return the command without `--config X`, whose values the exported file has."""
    words: list[str] = []
    skip = False
    for word in command:
        if skip:
            skip = False
        elif word == "--config":
            skip = True
        elif not word.startswith("--config="):
            words.append(word)
    return words
