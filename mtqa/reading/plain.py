"""Plain text: headline, headings and paragraphs by their shape alone.

Press copy comes in two layouts. In one, a line is a paragraph and blank lines may or may not
stand between them; in the other, lines are wrapped at some 70 to 80 columns and blank lines
separate the paragraphs. A line break belongs to the second kind if the next word would not have
fitted on the line.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import Final

from mtqa.document import Document, Role
from mtqa.reading.blocks import Block, Span, article, is_quotation
from mtqa.reading.registry import Content, reader

_LINE: Final = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)")
_ENDS_SENTENCE: Final = re.compile(r"[.!?…؟۔।。！？:;,،؛：；，][\"'”’“»«)\]」』）]*\Z")
_LIST_MARK: Final = re.compile(r"(?:[-–—•*·]|\d{1,2}[.)])\s")

_WIDEST_WRAP: Final = 100
"""Longest line, in characters, of a text that may be hard-wrapped."""
_LEAST_WRAPPED: Final = 0.5
"""Share of line breaks that must have been forced before a text counts as hard-wrapped."""
_LONGEST_HEADLINE: Final = 180
_LONGEST_HEADING: Final = 100
_MOST_HEADING_WORDS: Final = 15


@reader("text", suffixes=(".txt", ".text"))
def read_plain_text(content: Content) -> Document:
    """Read a plain text file."""
    return article(content, find_blocks(content.text))


def find_blocks(text: str) -> list[Block]:
    """Find headline, headings, paragraphs and quotations of a plain text, in reading order."""
    spans = [span for run in _runs(text) for span in run]
    blocks = [Block(Role.PARAGRAPH, start, end) for start, end in spans]
    heading = _alone_above_text([_looks_like_heading(text[start:end]) for start, end in spans])
    for index, block in enumerate(blocks):
        content = text[block.start : block.end]
        if is_quotation(content):
            blocks[index] = replace(block, role=Role.QUOTATION)
        elif heading[index]:
            blocks[index] = replace(block, role=Role.HEADING)
    if len(blocks) > 1 and _looks_like_headline(text[slice(*spans[0])]):
        blocks[0] = replace(blocks[0], role=Role.HEADLINE)
    return blocks


def _runs(text: str) -> list[list[Span]]:
    """Group lines that no blank line separates, each run divided into its paragraphs."""
    runs: list[list[Span]] = [[]]
    for match in _LINE.finditer(text):
        line = match[1]
        if stripped := line.strip():
            start = match.start() + len(line) - len(line.lstrip())
            runs[-1].append((start, start + len(stripped)))
        elif runs[-1]:
            runs.append([])
    width = max((end - start for run in runs for start, end in run), default=0)
    if not _is_wrapped(text, runs, width):
        return runs
    return [_join_wrapped(text, run, width) for run in runs]


def _is_wrapped(text: str, runs: list[list[Span]], width: int) -> bool:
    """Whether the lines of a text were broken for width rather than by its author."""
    breaks = [(above, below) for run in runs for above, below in pairwise(run)]
    if not breaks or width > _WIDEST_WRAP:
        return False
    open_ended = [
        _is_forced(text, above, below, width) and not _ENDS_SENTENCE.search(text[slice(*above)])
        for above, below in breaks
    ]
    if len(breaks) == 1:
        # A headline above its text looks the same as a paragraph of two lines, unless the
        # second line goes on with a small letter.
        return open_ended[0] and text[breaks[0][1][0]].islower()
    return sum(open_ended) >= _LEAST_WRAPPED * len(breaks)


def _is_forced(text: str, above: Span, below: Span, width: int) -> bool:
    """Whether the first word of the line below would not have fitted on the line above."""
    next_word = text[slice(*below)].split(maxsplit=1)[0]
    return above[1] - above[0] + 1 + len(next_word) > width


def _join_wrapped(text: str, run: list[Span], width: int) -> list[Span]:
    joined: list[Span] = []
    for index, line in enumerate(run):
        if (
            joined
            and not _LIST_MARK.match(text[slice(*line)])
            and (_is_forced(text, run[index - 1], line, width) or text[line[0]].islower())
        ):
            joined[-1] = (joined[-1][0], line[1])
        else:
            joined.append(line)
    return joined


def _looks_like_headline(content: str) -> bool:
    return len(content) <= _LONGEST_HEADLINE and not _ENDS_SENTENCE.search(content)


def _looks_like_heading(content: str) -> bool:
    return (
        len(content) <= _LONGEST_HEADING
        and len(content.split()) <= _MOST_HEADING_WORDS
        and not _ENDS_SENTENCE.search(content)
        and not _LIST_MARK.match(content)
    )


def _alone_above_text(short: list[bool]) -> list[bool]:
    """For each block, whether it is short and alone, or with one more, above a longer one.

    The first block is not counted, since it may be the headline; three short lines in a row are
    a list or an imprint.
    """
    alone = [False] * len(short)
    last = len(short) - 1
    while last >= 0:
        first = last
        while first > 0 and short[first] and short[first - 1]:
            first -= 1
        if short[last] and last + 1 < len(short) and last - max(first, 1) < 2:
            alone[first : last + 1] = [True] * (last + 1 - first)
        last = first - 1
    return alone
