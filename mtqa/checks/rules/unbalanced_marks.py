"""Unbalanced marks: quotation marks and brackets that are opened and never closed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from mtqa.checks.inspection import Context
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.document import Document, Kind, Segment
from mtqa.mqm import Severity

_BRACKETS: Final = {"(": ")", "[": "]", "{": "}", "（": "）", "「": "」", "『": "』", "【": "】"}
_QUOTES: Final = {"“": "”", "„": "“”", "”": "”“", "«": "»", "»": "«»"}
"""Quotation marks that can open, each with those that can close it: „so“, ”så”, »sådan«, ”كذا“."""
_EITHER: Final = "”»"
"""Of these, those that mostly close and open only where they look like it."""
_LOW: Final = "„"
"""Where this one opens, the high one closes."""
_GERSHAYIM: Final = re.compile(r"(?:(?<=[א-ת]{2})|(?<=[א-ת])(?=.[א-ת](?![א-ת])))[\"“”„](?=[א-ת])")
"""A mark within a Hebrew abbreviation; one behind a single letter opens a quotation there."""
_PREFIXES: Final = 2
_BEFORE_WORD: Final = re.compile(rf"(?:^|[\s(\[—–-])[א-תوفبكل]{{0,{_PREFIXES}}}$")
"""Where a word begins, or after the prefixes of a Hebrew or Arabic one."""
_NO_WORD: Final = frozenset(" \t\n\u00a0,.;:!?…)]}”»“،؛؟")
"""What does not stand first in a quotation."""
_NO_CLOSER: Final = re.compile(r"(?:^|[\s;,:])(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})$|[:;=]-?$")
"""What a bracket stands behind in an enumeration or a smiley."""
_LONGEST_QUOTATION: Final = 4
"""Paragraphs that one quotation may go over without being opened again."""
_PAIRS: Final = _BRACKETS | _QUOTES
_CLOSERS: Final = frozenset("".join(_PAIRS.values()))
_MARKS: Final = _CLOSERS.union(_PAIRS, '"')
_Kind = Literal["opens", "closes", "stands"]
_STRAIGHT: Final = "stands"


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph with its place in the document."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class _Lone:
    """A mark without partner in its paragraph."""

    block: int
    """Number of the paragraph."""
    offset: int
    """Place in the paragraph."""
    kind: _Kind
    """Whether it opens or closes something; a straight one may do either."""


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
        Example(
            "Er nannte sie „schwierig.\n\nEr habe sie nie gewollt“, sagte er.",
            (),
            language="de",
            why="a quotation that goes on without being opened again",
        ),
        Example("Er nannte sie „schwierig“ und »lang« und ging.", (), language="de"),
        Example("Премьер «Газпрома» назвал их „трудными“ и ушёл.", (), language="ru"),
        Example("Он назвал их «трудными и ушёл.", ("«",), language="ru"),
        Example("Hon kallade dem ”svåra” och gick.", (), language="sv"),
        Example("وصف المحادثات بأنها ”صعبة“ و”#طويلة“ وغادر ”القاعة“.", (), language="ar"),
        Example('שגריר ארה"ב קרא להן „קשות” ויצא.', (), language="he"),
        Example("The points are: a) peace, b) trade.", (), why="enumeration"),
    ],
)
def unbalanced_marks(document: Document, context: Context) -> Iterator[Suspicion]:
    """Brackets and quotation marks are counted in pairs, paragraph by paragraph.

    A quotation that goes on over several paragraphs opens each of them and closes only the last,
    as English style has it, or is opened in one and closed in one of the next four. Languages
    differ in which mark opens; its place tells: „so“, ”så”, »sådan«. Apostrophes and single
    quotation marks are not judged. In a list of pairs a mark that the source leaves open as well is
    left alone.
    """
    blocks = list(_blocks(document))
    low = _LOW in document.text
    lone = [
        _Lone(index, offset, kind)
        for index, (block, source) in enumerate(blocks)
        for offset, kind in _unpaired(block.text, low=low, goes_on=_goes_on(blocks, index))
        if source is None or not _is_open_too(source)
    ]
    if document.kind is not Kind.PAIRS:
        lone = _without_long_quotations(lone, [block.text for block, _ in blocks])
    for mark in lone:
        block = blocks[mark.block][0]
        character = block.text[mark.offset]
        never = "opened" if mark.kind == "closes" else "closed"
        straight = mark.kind == _STRAIGHT
        yield Suspicion(
            block.start + mark.offset,
            block.start + mark.offset + 1,
            "This quotation mark has no partner in its paragraph."
            if straight
            else f"“{character}” {mark.kind} something that is never {never}.",
            confidence=0.75 if straight else 0.85,
            evidence={"mark": character},
        )


def _goes_on(blocks: Sequence[tuple[_Block, str | None]], index: int) -> bool:
    """Whether the next paragraph begins with a quotation mark."""
    following = blocks[index + 1][0].text if index + 1 < len(blocks) else ""
    return following.lstrip().startswith((*_QUOTES, '"'))


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


def _without_long_quotations(lone: list[_Lone], texts: Sequence[str]) -> list[_Lone]:
    """Leave out marks of which one opens in a paragraph what the other closes in one soon after."""
    left: list[_Lone] = []
    for mark in lone:
        opener = next(
            (
                one
                for one in left
                if 0 < mark.block - one.block <= _LONGEST_QUOTATION
                and _is_closed_by(texts[one.block][one.offset], texts[mark.block][mark.offset])
                and (one.kind, mark.kind) in (("opens", "closes"), (_STRAIGHT, _STRAIGHT))
            ),
            None,
        )
        if opener is None:
            left.append(mark)
        else:
            left.remove(opener)
    return left


def _is_closed_by(opener: str, closer: str) -> bool:
    return opener == closer == '"' or closer in _QUOTES.get(opener, "")


def _unpaired(text: str, *, low: bool, goes_on: bool = False) -> Iterator[tuple[int, _Kind]]:
    """Yield place and kind of every mark without partner, those that open after those that close.

    Args:
        text: A paragraph.
        low: Whether quotations of its document open with a low mark.
        goes_on: Whether a quotation that is open at its end goes on in the next.
    """
    opened: list[int] = []
    straight: list[int] = []
    for offset, mark in enumerate(text):
        if mark not in _MARKS or _GERSHAYIM.match(text, offset):
            continue
        if mark == '"' and not (offset and text[offset - 1].isdigit() and len(straight) % 2 == 0):
            straight.append(offset)
        elif partners := [o for o in opened if _closes(text, o, offset, low=low)]:
            del opened[opened.index(partners[-1]) :]
        elif mark in _PAIRS and (
            _looks_open(text, offset) or not (mark in _EITHER or (low and mark == "“"))
        ):
            opened.append(offset)
        elif mark in _CLOSERS and not _NO_CLOSER.search(text[:offset]):
            yield offset, "closes"
    for offset in opened:
        if not (goes_on and text[offset] in _QUOTES):
            yield offset, "opens"
    if len(straight) % 2 and not goes_on:
        at = straight[-1] if text[straight[-1] - 1 : straight[-1]] in " (" else straight[0]
        yield at, _STRAIGHT


def _closes(text: str, opener: int, offset: int, *, low: bool) -> bool:
    """Whether a mark closes what the one at `opener` opens."""
    pair = text[opener] + text[offset]
    if pair == "““":
        return low
    if pair == "”“":
        return not _looks_open(text, offset)
    return text[offset] in _PAIRS[text[opener]]


def _looks_open(text: str, offset: int) -> bool:
    """Whether a mark stands before a word and after none."""
    before = text[max(0, offset - _PREFIXES - 1) : offset]
    following = text[offset + 1 : offset + 2]
    return bool(following) and following not in _NO_WORD and bool(_BEFORE_WORD.search(before))


def _is_open_too(source: str) -> bool:
    """Whether the source has an unpaired mark itself."""
    return any(True for _ in _unpaired(source, low=_LOW in source))
