"""Cut a text at the ends of its spans, so that overlapping spans can be shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text that belongs to the finding with this number."""

    start: int
    """Offset of the first character."""
    end: int
    """Offset after the last character; equal to `start` where something is missing."""
    number: int
    """Number of the finding."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text over which the same spans lie; empty where something is missing."""

    text: str
    """The characters of the piece."""
    numbers: tuple[int, ...] = ()
    """Numbers of the findings that cover it, in ascending order."""
    opening: tuple[int, ...] = ()
    """Those of `numbers` whose span begins with this piece."""


def cut(text: str, spans: Iterable[Span], *, offset: int = 0) -> tuple[Run, ...]:
    """Cut a text into runs; joined they give the text again.

    Args:
        text: The piece of the document to cut.
        spans: Spans in offsets of the whole document; what lies outside the piece is left out.
        offset: Offset of the piece in the document.
    """
    end = offset + len(text)
    inside = [
        Span(max(s.start, offset), min(s.end, end), s.number)
        for s in sorted(spans, key=lambda s: s.number)
        if (s.start < end and s.end > offset) or (s.start == s.end and offset <= s.start <= end)
    ]
    borders = sorted({offset, end, *(s.start for s in inside), *(s.end for s in inside)})
    runs: list[Run] = []
    opened: set[int] = set()
    for here, after in zip(borders, [*borders[1:], end], strict=True):
        missing = tuple(s.number for s in inside if s.start == s.end == here)
        if missing:
            runs.append(Run("", missing, missing))
        if here == after:
            continue
        covering = tuple(s.number for s in inside if s.start <= here and s.end >= after)
        covering = tuple(n for n in covering if n not in missing)
        opening = tuple(n for n in covering if n not in opened)
        opened.update(opening)
        runs.append(Run(text[here - offset : after - offset], covering, opening))
    return tuple(runs)
