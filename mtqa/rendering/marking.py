"""Cut a text at the ends of its spans, so that overlapping spans can be shown."""

from __future__ import annotations

from collections.abc import Sequence
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
    closing: tuple[int, ...] = ()
    """Those of `numbers` whose span ends with this piece."""


def cut(text: str, spans: Sequence[Span], *, offset: int = 0) -> tuple[Run, ...]:
    """Cut a text into runs; joined they give the text again.

    Args:
        text: The piece of the document to cut.
        spans: Spans in offsets of the whole document; what lies outside the piece is left out.
        offset: Offset of the piece in the document.
    """
    end = offset + len(text)
    missing = [s for s in spans if s.start == s.end and offset <= s.start <= end]
    covering = [s for s in spans if s.start < s.end and s.start < end and s.end > offset]
    borders = {offset, end, *(s.start for s in (*missing, *covering)), *(s.end for s in covering)}
    places = sorted(border for border in borders if offset <= border <= end)
    runs: list[Run] = []
    for here, after in zip(places, [*places[1:], end], strict=True):
        if empty := tuple(sorted(s.number for s in missing if s.start == here)):
            runs.append(Run("", empty, empty, empty))
        if here == after:
            continue
        over = sorted(
            (s for s in covering if s.start <= here and s.end >= after), key=lambda s: s.number
        )
        runs.append(
            Run(
                text[here - offset : after - offset],
                tuple(s.number for s in over),
                tuple(s.number for s in over if s.start == here),
                tuple(s.number for s in over if s.end == after),
            )
        )
    return tuple(runs)
