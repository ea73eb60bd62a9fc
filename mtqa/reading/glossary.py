"""Glossaries: CSV (or TSV) and TBX files into a `Glossary`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from mtqa.errors import InputError
from mtqa.language.glossary import Glossary, Term, TermStatus

_COLUMNS: Final = frozenset(
    {"source", "target", "status", "source_language", "target_language", "note"}
)
_XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_FORBIDDEN_STATUSES: Final = ("deprecated", "superseded", "forbidden", "obsolete", "notrecommended")


def read_glossary(path: Path) -> Glossary:
    """Read a glossary.

    CSV and TSV files have a header line with `source` and `target` and may have `status`
    (`preferred`, `do-not-translate`, `forbidden`), `source_language`, `target_language` and
    `note`; several accepted targets are separated by `|`. TBX files are read in version 2 and 3
    (ISO 30042); terms marked as deprecated or superseded become forbidden ones.

    Raises:
        InputError: The file is missing, not UTF-8, has no term or a line that makes no sense.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read the glossary {path}: {error.strerror}") from error
    if path.suffix.lower() in (".tbx", ".xml"):
        terms = tuple(_tbx_terms(data, path))
    else:
        terms = tuple(_table_terms(data, path))
    if not terms:
        raise InputError(f"the glossary {path} has no terms")
    return Glossary(terms, name=path.name)


def _table_terms(data: bytes, path: Path) -> Iterator[Term]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"the glossary {path} is not UTF-8; save it as UTF-8") from error
    header = text.partition("\n")[0]
    delimiter = max("\t;,", key=header.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    names = {name: (name or "").strip().lower() for name in rows.fieldnames or ()}
    unknown = sorted(set(names.values()) - _COLUMNS)
    if not {"source", "target"} <= set(names.values()):
        raise InputError(
            f"the glossary {path} needs a header line with the columns source and target"
        )
    if unknown:
        raise InputError(
            f"the glossary {path} has the unknown column {unknown[0]!r}; known are "
            + ", ".join(sorted(_COLUMNS))
        )
    try:
        for row in rows:
            cells = {
                names[name]: value.strip()
                for name, value in row.items()
                if name in names and isinstance(value, str)
            }
            if any(cells.values()):
                yield _table_term(cells, path, rows.line_num)
    except csv.Error as error:
        raise InputError(f"the glossary {path}, line {rows.line_num}: {error}") from error


def _table_term(cells: dict[str, str], path: Path, line: int) -> Term:
    try:
        status = TermStatus(cells.get("status", "").lower() or TermStatus.PREFERRED)
    except ValueError as error:
        raise InputError(
            f"the glossary {path}, line {line}: unknown status {cells['status']!r}; use "
            + ", ".join(TermStatus)
        ) from error
    source = cells.get("source", "")
    targets = tuple(t.strip() for t in cells.get("target", "").split("|") if t.strip())
    if status is TermStatus.DO_NOT_TRANSLATE and source and not targets:
        targets = (source,)
    if not targets or (not source and status is not TermStatus.FORBIDDEN):
        raise InputError(f"the glossary {path}, line {line}: source or target is empty")
    return Term(
        source=source,
        targets=targets,
        status=status,
        source_language=cells.get("source_language") or None,
        target_language=cells.get("target_language") or None,
        note=cells.get("note", ""),
    )


def _tbx_terms(data: bytes, path: Path) -> Iterator[Term]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise InputError(f"the glossary {path} is not valid XML: {error.msg}") from error
    for concept in root.iter("{*}termEntry", "{*}conceptEntry"):
        yield from _concept_terms(concept)


def _concept_terms(concept: Any) -> Iterator[Term]:
    """Pair every language of a concept with every other."""
    accepted: dict[str, list[str]] = {}
    for section in concept.iter("{*}langSet", "{*}langSec"):
        language = section.get(_XML_LANG) or section.get("lang") or ""
        for group in section.iter("{*}tig", "{*}ntig", "{*}termSec"):
            for term in group.iter("{*}term"):
                text = "".join(str(part) for part in term.itertext()).strip()
                if not text:
                    continue
                if _is_forbidden(group):
                    yield Term("", (text,), TermStatus.FORBIDDEN, None, language or None)
                else:
                    accepted.setdefault(language, []).append(text)
    for source_language, sources in accepted.items():
        for target_language, targets in accepted.items():
            if source_language != target_language:
                for source in sources:
                    yield Term(
                        source,
                        tuple(targets),
                        source_language=source_language or None,
                        target_language=target_language or None,
                    )


def _is_forbidden(group: Any) -> bool:
    for note in group.iter("{*}termNote"):
        value = (note.text or "").strip().lower()
        if note.get("type") == "administrativeStatus" and value.startswith(_FORBIDDEN_STATUSES):
            return True
    return False
