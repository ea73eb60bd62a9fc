"""The document: what a reader makes of a file and what every later stage works on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a segment is in its document."""

    HEADLINE = "headline"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    QUOTATION = "quotation"


class Kind(StrEnum):
    """How the segments of a document belong together."""

    ARTICLE = "article"
    """One running text; its segments are sentences in reading order."""
    PAIRS = "pairs"
    """A list of independent source/target pairs; no segment is context for another."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence, headline or pair of the document.

    All offsets are in characters. `Document.text[start:end] == target` and
    `Document.source_text[source_start:source_end] == source` hold wherever the side exists.
    """

    id: str
    """Unique in the document: `s1`, `s2`, … for articles, the given or counted id for pairs."""
    role: Role
    """What the segment is in the document."""
    target: str | None
    """The text under examination; None where the source has no counterpart."""
    start: int
    """Offset of `target` in `Document.text`; where it would stand if `target` is None."""
    end: int
    """Offset after the last character of `target`; equal to `start` if `target` is None."""
    source: str | None = None
    """The text it was translated from; None where unknown or without counterpart."""
    source_start: int | None = None
    """Offset of `source` in `Document.source_text`; None without source."""
    source_end: int | None = None
    """Offset after the last character of `source`; None without source."""
    reference: str | None = None
    """A reference translation given with the pair; None if there is none."""
    block: int = 0
    """Number of the paragraph, heading or quotation that the segment belongs to, from 0."""
    alignment: str | None = None
    """How source and target were paired: `1-1`, `1-2`, `2-1`, `1-0`, `0-1`; None if given."""
    language: str | None = None
    """BCP 47 tag of this segment's target when it differs from the document's, else None."""


@dataclass(frozen=True, slots=True)
class Document:
    """A text under examination, with or without its source."""

    id: str
    """Stable name of the document: the file's stem, or `stdin`."""
    text: str
    """The original text; for pairs, the targets joined by line feeds."""
    segments: tuple[Segment, ...]
    """Every segment in reading order."""
    kind: Kind = Kind.ARTICLE
    """Whether the segments form one text or are independent pairs."""
    title: str | None = None
    """The headline, if the document has one."""
    language: str | None = None
    """BCP 47 tag of `text`; None until identified or given."""
    language_confidence: float | None = None
    """Probability of `language`, 0–1; 1.0 when the user gave it, None until identified."""
    source_text: str | None = None
    """The text it was translated from; for pairs, the sources joined by line feeds."""
    source_language: str | None = None
    """BCP 47 tag of `source_text`; None if there is none or it is not known yet."""
    path: str | None = None
    """Where the document was read from, as the user wrote it; None for stdin and strings."""
    encoding: str | None = None
    """Character encoding of the file; None for text that was already decoded."""
    date: str | None = None
    """ISO date of publication when it is given or stands in the file's metadata."""
    notes: tuple[str, ...] = field(default=())
    """What the reader wants said: a guessed encoding, a broken line that was left out, …"""

    @property
    def words(self) -> int:
        """Number of words in the target text: white-space tokens with a letter or digit."""
        return sum(any(c.isalnum() for c in token) for token in self.text.split())

    @property
    def has_source(self) -> bool:
        """Whether at least one segment has a source side."""
        return any(segment.source is not None for segment in self.segments)

    def aligned(self) -> Iterator[Segment]:
        """Yield the segments that have both sides."""
        for segment in self.segments:
            if segment.source is not None and segment.target is not None:
                yield segment
