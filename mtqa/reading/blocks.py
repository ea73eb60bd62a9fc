"""Blocks of an article and their division into segments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from mtqa.document import Document, Role, Segment
from mtqa.errors import InputError
from mtqa.language.identification import UNDETERMINED, identify
from mtqa.language.segmentation import split_sentences
from mtqa.reading.registry import Content

_QUOTATION: Final = re.compile(
    r"""(?:“[^“”]+” | „[^„“”]+[“”] | «[^«»]+» | »[^«»]+« | "[^"]+" | 「[^「」]+」 | 『[^『』]+』)
        [.,!?،؟。]?""",
    re.VERBOSE,
)

Span = tuple[int, int]
"""Start and end offset in characters."""


@dataclass(frozen=True, slots=True)
class Block:
    """A headline, heading, paragraph or quotation."""

    role: Role
    """What it is."""
    start: int
    """Offset of its first character."""
    end: int
    """Offset after its last character."""


def is_quotation(text: str) -> bool:
    """Whether a paragraph is one quotation from its first to its last character."""
    return _QUOTATION.fullmatch(text) is not None


def article(
    content: Content,
    blocks: Iterable[Block],
    *,
    date: str | None = None,
    trim: Callable[[str], Span] | None = None,
) -> Document:
    """Divide blocks into segments and make the document of them.

    Headlines and headings are one segment each, whatever they contain.

    Args:
        content: The text that the offsets of the blocks refer to, with its name and notes.
        blocks: In reading order.
        date: ISO date of publication, if known.
        trim: Span within a segment that is left when markup at its edges is taken off.

    Raises:
        InputError: No block has a letter.
    """
    text = content.text
    language = content.language or identify(text).language
    segments: list[Segment] = []
    number = 0
    for block in blocks:
        spans = _segment_spans(text, block, None if language == UNDETERMINED else language)
        if trim is not None:
            spans = [
                (start + a, start + b) for start, end in spans for a, b in [trim(text[start:end])]
            ]
        spans = [(start, end) for start, end in spans if end > start]
        for start, end in spans:
            segments.append(
                Segment(
                    id=f"s{len(segments) + 1}",
                    role=block.role,
                    target=text[start:end],
                    start=start,
                    end=end,
                    block=number,
                )
            )
        number += bool(spans)
    if not any(char.isalpha() for segment in segments for char in segment.target or ""):
        raise InputError(
            f"{content.name}: there is no sentence in it; check that it is the file you meant."
        )
    title = next((s.target for s in segments if s.role is Role.HEADLINE), None)
    return Document(
        id=content.id,
        text=text,
        segments=tuple(segments),
        title=title,
        path=content.path,
        encoding=content.encoding,
        date=date,
        notes=content.notes,
    )


def _segment_spans(text: str, block: Block, language: str | None) -> list[Span]:
    if block.role in (Role.HEADLINE, Role.HEADING):
        return [(block.start, block.end)]
    return [
        (block.start + start, block.start + end)
        for start, end in split_sentences(text[block.start : block.end], language)
    ]
