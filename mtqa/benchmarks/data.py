"""Data sets: rows from a folder on this machine, and where a user gets what is missing."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import BaseModel, ConfigDict

from mtqa.errors import InputError, UsageError

ENVIRONMENT_VARIABLE: Final = "MTQA_DATA"
"""Names the data folder where no `--data` is given."""

Row = dict[str, Any]
"""One example of a data set: field → value."""


class DataSet(BaseModel):
    """A data set, as the catalogue describes it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    """Name of the set; its files are `name.jsonl.gz` or `name/PART.jsonl.gz`."""
    what: str
    """What it is, in one line."""
    fields: tuple[str, ...]
    """Fields that every row must have."""
    licence: str
    """Licence under which it is given out."""
    home: str
    """Page of the people who made it."""
    how: str
    """How a user gets it into the data folder."""
    cite: str
    """The paper to cite."""


@cache
def catalogue() -> dict[str, DataSet]:
    """Return every data set that suites can name."""
    text = (resources.files("mtqa.benchmarks") / "catalogue.yaml").read_text(encoding="utf-8")
    sets = [DataSet.model_validate(entry) for entry in yaml.safe_load(text)]
    return {entry.name: entry for entry in sets}


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The folder in which the data sets lie."""

    path: Path
    """The folder."""

    @classmethod
    def find(cls, given: Path | None = None) -> DataFolder:
        """Return the folder that is given, or `$MTQA_DATA`.

        Raises:
            UsageError: Neither names a folder.
        """
        named = given or os.environ.get(ENVIRONMENT_VARIABLE)
        if not named:
            raise UsageError(
                "benchmarks need data: give its folder with --data or in MTQA_DATA; "
                "`mtqa bench show SUITE` says where each set comes from"
            )
        folder = Path(named)
        if not folder.is_dir():
            raise UsageError(f"the data folder {folder} does not exist; check --data or MTQA_DATA")
        return cls(folder)

    def parts(self, name: str) -> list[str]:
        """Return the parts of a set that are there: `["en-de.dev", …]`, `[""]` for a single file.

        Raises:
            InputError: Nothing of the set is there; the message says where to get it.
        """
        if self._file(name):
            return [""]
        found = {_stem(path) for path in (self.path / name).glob("*.jsonl*") if _stem(path)}
        if not found:
            raise self._missing(name)
        return sorted(found)

    def rows(self, name: str, part: str = "") -> Iterator[Row]:
        """Yield the rows of a data set or one part of it.

        Raises:
            InputError: It is not there, or a line is broken; the message has its number.
        """
        full = f"{name}/{part}" if part else name
        path = self._file(full)
        if path is None:
            raise self._missing(name, full)
        required = catalogue()[name].fields
        for number, line in enumerate(_lines(path), 1):
            try:
                row = json.loads(line)
            except ValueError as error:
                raise InputError(f"{path}, line {number}: not JSON; get the file again") from error
            lacking = [field for field in required if field not in row]
            if lacking:
                raise InputError(f"{path}, line {number}: no field {lacking[0]!r}")
            yield row

    def document(self, name: str, file: str) -> Any:
        """Return the content of a JSON file beside the rows.

        Raises:
            InputError: It is not there or not JSON.
        """
        path = self.path / name / file
        if not path.is_file():
            raise self._missing(name, f"{name}/{file}")
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise InputError(f"{path}: not JSON; get the file again") from error

    def _file(self, name: str) -> Path | None:
        for suffix in (".jsonl.gz", ".jsonl"):
            path = self.path / (name + suffix)
            if path.is_file():
                return path
        return None

    def _missing(self, name: str, file: str | None = None) -> InputError:
        known = catalogue().get(name)
        if known is None:
            return InputError(f"no data set {name!r} is known; known are {', '.join(catalogue())}")
        return InputError(
            f"the data set {file or name} is not in {self.path}: get it from {known.home} "
            f"({known.licence}). {known.how}"
        )


def held_out(rows: Iterable[Row], document: str) -> Iterator[Row]:
    """Yield all rows of every second document by order of first appearance.

    Nothing in mtqa is tuned on this half of the development data.

    Args:
        rows: Rows of a data set.
        document: Field that says which document a row is from, or which sentence where many rows
            are versions of one.
    """
    order: dict[Any, int] = {}
    for row in rows:
        if order.setdefault(row[document], len(order)) % 2 == 1:
            yield row


def _lines(path: Path) -> Iterator[str]:
    try:
        if path.suffix == ".gz":
            with gzip.open(path, "rt", encoding="utf-8") as file:
                yield from file
        else:
            with path.open(encoding="utf-8") as file:
                yield from file
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read {path}: {error}; get the file again") from error


def _stem(path: Path) -> str:
    return path.name.removesuffix(".gz").removesuffix(".jsonl")
