"""The readers, each registered with the file suffixes and the contents that it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from mtqa.document import Document


@dataclass(frozen=True, slots=True)
class Content:
    """A decoded file on its way to a reader."""

    id: str
    """Name the document will have."""
    name: str
    """What to call it in a message: the path as the user wrote it, or `standard input`."""
    text: str
    """The decoded text without byte order mark; its line ends are those of the file."""
    path: str | None = None
    """Where it was read from, as the user wrote it; None for standard input and strings."""
    encoding: str | None = None
    """Character encoding it was decoded with; None for a string."""
    language: str | None = None
    """BCP 47 tag if the user gave one; segmentation identifies it otherwise."""
    notes: tuple[str, ...] = ()
    """What decoding wants said."""


ReadContent = Callable[[Content], Document]
"""Makes a document of a decoded file; raises InputError if there is none in it."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One entry of the registry."""

    name: str
    """Name of the format."""
    suffixes: frozenset[str]
    """File suffixes in lower case with their full stop."""
    recognises: Callable[[str], bool] | None
    """Whether a text without telling suffix is in this format; None if that cannot be told."""
    read: ReadContent
    """The function itself."""


_READERS: Final[dict[str, Reader]] = {}


def reader(
    name: str, *, suffixes: tuple[str, ...], recognises: Callable[[str], bool] | None = None
) -> Callable[[ReadContent], ReadContent]:
    """Register a function as the reader of a format.

    Args:
        name: Name of the format.
        suffixes: File suffixes with their full stop.
        recognises: Test on the decoded text for input whose suffix says nothing.
    """

    def register(read: ReadContent) -> ReadContent:
        _READERS[name] = Reader(name, frozenset(suffixes), recognises, read)
        return read

    return register


def readers() -> Iterator[Reader]:
    """Yield the readers in the order of their registration."""
    yield from _READERS.values()


def choose_reader(path: str | None, text: str) -> Reader:
    """Choose by the file's suffix, then by the content; plain text is what remains."""
    suffix = PurePath(path).suffix.lower() if path else ""
    for candidate in readers():
        if suffix in candidate.suffixes:
            return candidate
    for candidate in readers():
        if candidate.recognises is not None and candidate.recognises(text):
            return candidate
    return _READERS["text"]
