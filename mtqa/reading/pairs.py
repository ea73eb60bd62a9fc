"""Bitext: one independent source/target pair a line, as TSV or JSON Lines.

TSV has `source<TAB>target`, without quoting; a first line that names the columns (`source`,
`target`, `reference`, `id`, in any order) is understood. JSON Lines has
`{"source": …, "target": …}` with an optional `id` and, for metrics that compare, a `reference`. A
broken line is left out and said with its number; the others go on. One side may be empty: an empty
target is a sentence left untranslated, and stays visible as such.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from mtqa.document import Document, Kind, Role, Segment
from mtqa.errors import InputError
from mtqa.reading.registry import Content, reader

_LINE: Final = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)")
_COLUMNS: Final = ("source", "target")
_KNOWN_COLUMNS: Final = frozenset({"source", "target", "reference", "id"})


@dataclass(frozen=True, slots=True)
class _Pair:
    id: str | None
    source: str | None
    target: str | None
    reference: str | None


class _BrokenLineError(Exception):
    """A line is not a pair; the message says why."""


def _recognises_json_lines(text: str) -> bool:
    line = text.lstrip().partition("\n")[0]
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(record, dict) and "target" in record


def _recognises_tsv(text: str) -> bool:
    lines = [line for _, line in _lines(text)]
    return bool(lines) and all(line.count("\t") == 1 for line in lines)


@reader("jsonl", suffixes=(".jsonl", ".ndjson"), recognises=_recognises_json_lines)
def read_json_lines(content: Content) -> Document:
    """Read pairs from JSON Lines.

    Raises:
        InputError: No line is a pair.
    """
    return _document(content, _lines(content.text), _pair_from_json)


@reader("tsv", suffixes=(".tsv", ".tab"), recognises=_recognises_tsv)
def read_tsv(content: Content) -> Document:
    """Read pairs from tab-separated values.

    Raises:
        InputError: No line is a pair.
    """
    lines = _lines(content.text)
    columns: tuple[str, ...] = _COLUMNS
    if lines:
        named = tuple(name.strip().lower() for name in lines[0][1].split("\t"))
        if set(_COLUMNS) <= set(named) <= _KNOWN_COLUMNS:
            columns = named
            del lines[0]
    return _document(content, lines, lambda line: _pair_from_tsv(line, columns))


def _lines(text: str) -> list[tuple[int, str]]:
    """The lines that are not blank, with their numbers from 1."""
    lines = enumerate((match[1] for match in _LINE.finditer(text)), start=1)
    return [(number, line) for number, line in lines if line.strip()]


def _pair_from_tsv(line: str, columns: tuple[str, ...]) -> _Pair:
    cells = line.split("\t")
    if len(cells) != len(columns):
        raise _BrokenLineError(f"{len(columns)} columns expected, {len(cells)} found")
    row = dict(zip(columns, (cell.strip() for cell in cells), strict=True))
    return _Pair(
        row.get("id") or None,
        row["source"] or None,
        row["target"] or None,
        row.get("reference") or None,
    )


def _pair_from_json(line: str) -> _Pair:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise _BrokenLineError(f"not valid JSON ({error})") from None
    except RecursionError:
        raise _BrokenLineError("nested too deeply") from None
    if not isinstance(record, dict):
        raise _BrokenLineError("not a JSON object")
    given = record.get("id")
    if given is not None and (isinstance(given, bool) or not isinstance(given, str | int)):
        raise _BrokenLineError("`id` must be text or a whole number")
    identifier = str(given) if given not in (None, "") else None
    return _Pair(
        identifier,
        _side(record, "source"),
        _side(record, "target"),
        _side(record, "reference") if "reference" in record else None,
    )


def _side(record: dict[str, Any], key: str) -> str | None:
    if key not in record:
        raise _BrokenLineError(f"`{key}` is missing")
    value = record[key]
    if value is not None and not isinstance(value, str):
        raise _BrokenLineError(f"`{key}` must be text")
    return value if value and value.strip() else None


def _document(
    content: Content, lines: list[tuple[int, str]], parse: Callable[[str], _Pair]
) -> Document:
    pairs: list[_Pair] = []
    notes = list(content.notes)
    taken: set[str] = set()
    for number, line in lines:
        try:
            pair = parse(line)
            if pair.source is None and pair.target is None:
                raise _BrokenLineError("source and target are both empty")
        except _BrokenLineError as error:
            notes.append(f"line {number} left out: {error}")
            continue
        identifier = pair.id or str(number)
        if identifier in taken:
            renamed = _free_name(identifier, taken)
            notes.append(f"line {number}: id {identifier} is taken, called {renamed}")
            identifier = renamed
        taken.add(identifier)
        pairs.append(replace(pair, id=identifier))
    if not pairs:
        why = f" ({notes[-1]})" if lines else ""
        raise InputError(f"{content.name}: no source/target pair found{why}.")
    return Document(
        id=content.id,
        text="\n".join(pair.target or "" for pair in pairs),
        segments=_segments(pairs),
        kind=Kind.PAIRS,
        source_text="\n".join(pair.source or "" for pair in pairs),
        path=content.path,
        encoding=content.encoding,
        notes=tuple(notes),
    )


def _free_name(identifier: str, taken: set[str]) -> str:
    number = 2
    while f"{identifier}#{number}" in taken:
        number += 1
    return f"{identifier}#{number}"


def _segments(pairs: list[_Pair]) -> tuple[Segment, ...]:
    segments: list[Segment] = []
    start = source_start = 0
    for block, pair in enumerate(pairs):
        end = start + len(pair.target or "")
        source_end = source_start + len(pair.source or "")
        segments.append(
            Segment(
                id=pair.id or str(block + 1),
                role=Role.PARAGRAPH,
                target=pair.target,
                start=start,
                end=end,
                source=pair.source,
                source_start=None if pair.source is None else source_start,
                source_end=None if pair.source is None else source_end,
                reference=pair.reference,
                block=block,
            )
        )
        start, source_start = end + 1, source_end + 1
    return tuple(segments)
