"""Published results: a suite's figures as they are committed, without texts and without times."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from mtqa.benchmarks.runner import SUITE_KEY
from mtqa.benchmarks.suite import Suite
from mtqa.errors import StorageError, UsageError
from mtqa.runs.durable import storage_errors, write_atomically
from mtqa.runs.record import Machine, Revision, RunKind, RunScore, RunStatus
from mtqa.runs.stored import StoredRun

DECIMALS: Final = 4
"""Digits that are published; more would be noise between machines."""


class Result(BaseModel):
    """The standing figures of one suite."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    suite: Suite
    """The suite as it was run."""
    config_name: str | None
    """Name of the configuration."""
    command: str
    """The command that gives the figures again."""
    run: str
    """Id of the run, which tells its time."""
    date: str = ""
    """Day on which it began; empty in results older than this field."""
    revision: Revision | None = None
    """The commit that was run, and whether files differed from it; None outside a checkout."""
    items: int
    """Items measured."""
    minutes: float
    """How long it took."""
    machine: Machine | None
    """On what."""
    versions: dict[str, str]
    """Versions of mtqa, Python and the libraries that matter."""
    models: tuple[str, ...]
    """Signatures of the models."""
    scores: dict[str, RunScore]
    """The figures."""


def result_of(run: StoredRun) -> Result:
    """Return what is published of a run.

    Raises:
        UsageError: It is not a finished run of a suite.
    """
    info = run.info
    if info.kind is not RunKind.BENCH or info.status is not RunStatus.FINISHED:
        raise UsageError(f"run {run.id} is not a finished run of a suite; see `mtqa bench list`")
    return Result(
        suite=Suite.model_validate(info.config[SUITE_KEY]),
        config_name=info.config.get("name"),
        command=f"mtqa bench run {info.name}",
        run=run.id,
        date=info.created[:10],
        revision=info.revision,
        items=info.items,
        minutes=round((info.duration or 0.0) / 60, 1),
        machine=info.machine,
        versions=info.versions,
        models=info.models,
        scores={name: _rounded(score) for name, score in run.scores.items()},
    )


def publish(run: StoredRun, folder: Path) -> Path:
    """Write a run's figures to `folder/SUITE.json` and return the file.

    Raises:
        UsageError: It is not a finished run of a suite.
        StorageError: The file cannot be written.
    """
    result = result_of(run)
    path = folder / f"{result.suite.name}.json"
    with storage_errors("write", folder):
        folder.mkdir(parents=True, exist_ok=True)
    write_atomically(path, result.model_dump_json(indent=1, exclude_defaults=True) + "\n")
    return path


def read_results(folder: Path) -> list[Result]:
    """Return the published results of a folder, by suite.

    Raises:
        StorageError: A file is not a result.
    """
    results = []
    for path in sorted(folder.glob("*.json")):
        try:
            with storage_errors("read", path):
                results.append(Result.model_validate_json(path.read_bytes()))
        except ValidationError as error:
            raise StorageError(
                f"{path} is not a published result; make it again with `mtqa bench publish`"
            ) from error
    return results


def _rounded(score: RunScore) -> RunScore:
    def to_digits(value: float | None) -> float | None:
        return None if value is None else round(value, DECIMALS)

    return score.model_copy(
        update={
            "value": round(score.value, DECIMALS),
            "low": to_digits(score.low),
            "high": to_digits(score.high),
            "floors": {name: round(value, DECIMALS) for name, value in score.floors.items()},
        }
    )
