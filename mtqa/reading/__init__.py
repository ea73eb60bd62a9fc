"""Reading: a file, standard input or a string becomes a Document.

The format is chosen by suffix, then by content: plain text, Markdown, HTML, or bitext as TSV or
JSON Lines. A translation and its source may be two files; their segments are read here and paired
by `mtqa.alignment`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mtqa.document import Document, Kind, Segment
from mtqa.errors import InputError
from mtqa.reading import html, markdown, pairs, plain  # noqa: F401 - each registers its reader
from mtqa.reading.decoding import decode
from mtqa.reading.loading import DEFAULT_MAX_BYTES, STDIN, load, name_of
from mtqa.reading.registry import Content, choose_reader

__all__ = ["DEFAULT_MAX_BYTES", "read_document", "read_pairs", "read_text"]


def read_document(
    path: str | Path,
    *,
    source: str | Path | None = None,
    max_bytes: int = DEFAULT_MAX_BYTES,
    encoding: str | None = None,
    language: str | None = None,
    source_language: str | None = None,
) -> Document:
    """Read a document, and its source if that is a file of its own.

    Args:
        path: The text under examination; `-` is standard input.
        source: The text it was translated from.
        max_bytes: Largest file that is read.
        encoding: Character encoding of both files; found out if None.
        language: BCP 47 tag of the text, for its segmentation; identified if None.
        source_language: The same for the source.

    Returns:
        The document. With `source`, its segments are those of the text followed by those of the
        source (target None), not yet paired.

    Raises:
        InputError: A file is missing, empty, binary, unreadable, too large or mis-encoded, or has
            no sentence in it.
    """
    if source is not None and str(path) == str(source) == STDIN:
        raise InputError("standard input can be the text or its source, not both; name a file.")
    document = _read(path, max_bytes, encoding, language)
    if source is None:
        return document
    if document.kind is Kind.PAIRS:
        raise InputError(
            f"{name_of(path)}: its lines bring their sources along; leave out --source."
        )
    original = _read(source, max_bytes, encoding, source_language)
    if original.kind is Kind.PAIRS:
        raise InputError(
            f"{name_of(source)}: a list of pairs cannot be a source; give it as the file to check."
        )
    return _with_source(document, original)


def read_text(
    text: str,
    *,
    id: str = "text",
    source: str | None = None,
    language: str | None = None,
    source_language: str | None = None,
) -> Document:
    """Make a document of a plain text that is already a string.

    Args:
        text: The text under examination.
        id: Name of the document.
        source: The text it was translated from.
        language: BCP 47 tag of the text, for its segmentation; identified if None.
        source_language: The same for the source.

    Raises:
        InputError: A text has no sentence in it.
    """
    content = Content(id=id, name=id, text=text, language=language)
    document = plain.read_plain_text(content)
    if source is None:
        return document
    name = f"source of {id}"
    original = Content(id=id, name=name, text=source, language=source_language)
    return _with_source(document, plain.read_plain_text(original))


def read_pairs(
    path: str | Path, *, max_bytes: int = DEFAULT_MAX_BYTES, encoding: str | None = None
) -> Document:
    """Read a bitext.

    Raises:
        InputError: As `read_document`, or the file is no list of pairs.
    """
    document = _read(path, max_bytes, encoding, None)
    if document.kind is not Kind.PAIRS:
        raise InputError(
            f"{name_of(path)}: not a list of pairs; give a .tsv file with source and target, or a "
            "file with one JSON object a line."
        )
    return document


def _read(path: str | Path, max_bytes: int, encoding: str | None, language: str | None) -> Document:
    name = name_of(path)
    decoded = decode(load(path, max_bytes), name, encoding)
    from_stdin = str(path) == STDIN
    content = Content(
        id="stdin" if from_stdin else Path(path).stem,
        name=name,
        text=decoded.text,
        path=None if from_stdin else str(path),
        encoding=decoded.encoding,
        language=language,
        notes=decoded.notes,
    )
    return choose_reader(content.path, content.text).read(content)


def _with_source(document: Document, original: Document) -> Document:
    """Append the segments of the source, still without counterpart."""
    place = len(document.text)
    first_block = document.segments[-1].block + 1
    sources = tuple(
        Segment(
            id=f"s{number}",
            role=segment.role,
            target=None,
            start=place,
            end=place,
            source=segment.target,
            source_start=segment.start,
            source_end=segment.end,
            block=first_block + segment.block,
        )
        for number, segment in enumerate(original.segments, start=len(document.segments) + 1)
    )
    return replace(
        document,
        segments=(*document.segments, *sources),
        source_text=original.text,
        source_language=original.language,
        date=document.date or original.date,
        notes=(*document.notes, *(f"source: {note}" for note in original.notes)),
    )
