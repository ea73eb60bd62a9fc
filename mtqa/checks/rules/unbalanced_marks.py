"""Unbalanced marks: quotation marks and brackets that are opened and never closed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from mtqa.checks.inspection import Context, primary
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.document import Document, Kind, Segment
from mtqa.mqm import Severity

_BRACKETS: Final = {"(": ")", "[": "]", "{": "}", "（": "）", "「": "」", "『": "』", "【": "】"}
_QUOTES: Final = {"“": "”", "«": "»"}
_GERMAN_QUOTES: Final = {"„": "“", "»": "«", "‚": "‘"}
_LOW_QUOTES: Final = {"„": "”", "«": "»"}
_QUOTES_OF: Final[dict[str, dict[str, str]]] = {
    **dict.fromkeys(("de", "cs", "sk", "sl", "da", "bg", "ru", "uk"), _GERMAN_QUOTES),
    **dict.fromkeys(("pl", "ro", "hu", "hr"), _LOW_QUOTES),
}
_ENUMERATION: Final = re.compile(r"(?:^|[\s;,:])(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})$")
_LONGEST_QUOTATION: Final = 4
"""Paragraphs that one quotation in straight marks may go over."""
_SMILEY: Final = re.compile(r"[:;=]-?$")


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph with its place in the document."""

    start: int
    text: str


@rule(
    id="unbalanced-marks",
    title="A quotation mark or bracket without its partner",
    category="linguistic-conventions/punctuation",
    severity=Severity.MINOR,
    scope=Scope.DOCUMENT,
    examples=[
        Example("He called the talks “difficult, and left the hall.", ("“",)),
        Example("The talks (which began on Monday ended.", ("(",)),
        Example("The talks ended), he said.", (")",)),
        Example('He called the talks "difficult and left.', ('"',)),
        Example("وصف المحادثات بأنها «صعبة وغادر القاعة.", ("«",), language="ar"),
        Example("He called the talks “difficult” (and left).", ()),
        Example(
            "“The talks were difficult,” he began.\n\n“The first day was long.\n\n"
            "“The second day was longer.”\n",
            (),
            why="a quotation that goes on opens each paragraph and closes the last",
        ),
        Example("Er nannte sie „schwierig“ und ging.", (), language="de"),
        Example("The points are: a) peace, b) trade.", (), why="enumeration"),
    ],
)
def unbalanced_marks(document: Document, context: Context) -> Iterator[Suspicion]:
    """Brackets and quotation marks are counted in pairs, paragraph by paragraph.

    A quotation that goes on over several paragraphs opens each of them and closes only the last,
    as English style has it. Apostrophes and single quotation marks are not judged. In a list of
    pairs a mark that the source leaves open as well is left alone.
    """
    quotes = _QUOTES_OF.get(primary(document.language) or "", _QUOTES)
    if quotes is not _QUOTES and not any(c in document.text for c in quotes):
        quotes = _QUOTES
    blocks = list(_blocks(document))
    spanning = set() if document.kind is Kind.PAIRS else _spanning([b.text for b, _ in blocks])
    for index, (block, source) in enumerate(blocks):
        following = blocks[index + 1][0].text if index + 1 < len(blocks) else ""
        goes_on = following.lstrip().startswith((*quotes, '"'))
        for offset in _unpaired(block.text, quotes, goes_on):
            mark = block.text[offset]
            if source is not None and _is_open_too(source):
                continue
            if mark == '"' and index in spanning:
                continue
            what = "closes" if mark in _closers(quotes) else "opens"
            never = "opened" if what == "closes" else "closed"
            yield Suspicion(
                block.start + offset,
                block.start + offset + 1,
                f"“{mark}” {what} something that is never {never}."
                if mark != '"'
                else "This quotation mark has no partner in its paragraph.",
                confidence=0.85 if mark != '"' else 0.75,
                evidence={"mark": mark},
            )


def _blocks(document: Document) -> Iterator[tuple[_Block, str | None]]:
    """Yield the paragraphs, or the single segments of a list of pairs with their sources."""
    if document.kind is Kind.PAIRS:
        for segment in document.segments:
            if segment.target:
                yield _Block(segment.start, segment.target), segment.source
        return
    for _, group in groupby(document.segments, key=lambda s: s.block):
        segments: list[Segment] = [s for s in group if s.target]
        if segments:
            start, end = segments[0].start, segments[-1].end
            yield _Block(start, document.text[start:end]), None


def _spanning(texts: list[str]) -> set[int]:
    """Return the paragraphs that a quotation in straight marks goes over from one to another."""
    odd = [index for index, text in enumerate(texts) if text.count('"') % 2]
    found: set[int] = set()
    while len(odd) > 1:
        first = odd.pop(0)
        if odd[0] - first <= _LONGEST_QUOTATION:
            found |= {first, odd.pop(0)}
    return found


def _unpaired(text: str, quotes: dict[str, str], goes_on: bool) -> Iterator[int]:
    """Yield the offset of every mark without partner."""
    pairs = {**_BRACKETS, **quotes}
    closers = {closer: opener for opener, closer in pairs.items()}
    opened: list[int] = []
    straight: list[int] = []
    for offset, mark in enumerate(text):
        if mark == '"' and not (offset and text[offset - 1].isdigit() and len(straight) % 2 == 0):
            straight.append(offset)
        elif mark in closers and any(text[o] == closers[mark] for o in opened):
            while text[opened.pop()] != closers[mark]:
                pass
        elif mark in pairs:
            opened.append(offset)
        elif (
            mark in closers
            and not _ENUMERATION.search(text[:offset])
            and not _SMILEY.search(text[:offset])
        ):
            yield offset
    for offset in opened:
        if not (goes_on and text[offset] in quotes):
            yield offset
    if len(straight) % 2 and not goes_on:
        yield straight[-1] if text[straight[-1] - 1 : straight[-1]] in " (" else straight[0]


def _closers(quotes: dict[str, str]) -> frozenset[str]:
    return frozenset((*_BRACKETS.values(), *quotes.values()))


def _is_open_too(source: str) -> bool:
    """Whether the source has an unpaired mark itself, of any style."""
    styles = ({"“": "”", "«": "»"}, {"„": "“"}, {"„": "”"}, {"”": "“"}, {"»": "«"})
    marks = [c for c in source if c in '"“”„«»']
    if not marks:
        return False
    return all(any(True for _ in _unpaired(source, style, False)) for style in styles)
