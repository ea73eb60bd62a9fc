"""Markdown: blocks as CommonMark defines them, offsets into the file as it is.

Marks around a block (heading signs, bullets, quotation signs) and around a whole sentence
(emphasis, a link) are outside the segment. Marks within a sentence stay in it, since a segment is
always a slice of the original text. Code, tables, images and raw HTML are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from mtqa.document import Document, Role
from mtqa.reading.blocks import Block, Span, article
from mtqa.reading.registry import Content, reader

if TYPE_CHECKING:
    from markdown_it.token import Token

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_FRONT_MATTER: Final = re.compile(
    r"---[ \t]*(?:\r\n|\r|\n)(.*?)(?:\r\n|\r|\n)---[ \t]*(?=[\r\n]|\Z)", re.DOTALL
)
_FIELD: Final = re.compile(r"^(title|date)[ \t]*:[ \t]*([\"']?)(.+?)\2[ \t]*\r?$", re.MULTILINE)
_ISO_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_LINK: Final = re.compile(r"(?<!!)\[([^\[\]]+)\](?:\([^()]*\)|\[[^\[\]]*\])")
_IMAGE: Final = re.compile(r"!\[[^\[\]]*\](?:\([^()]*\)|\[[^\[\]]*\])")
_EMPHASIS: Final = ("***", "___", "**", "__", "~~", "*", "_", "`")
_HEADING_MARK: Final = re.compile(r"^#{1,6}[ \t]+\S", re.MULTILINE)


def _recognises(text: str) -> bool:
    """Whether a text without telling suffix has a CommonMark heading."""
    return _HEADING_MARK.search(text) is not None


@reader("markdown", suffixes=(".md", ".markdown", ".mdown", ".mkd"), recognises=_recognises)
def read_markdown(content: Content) -> Document:
    """Read a Markdown file; the title and date of a YAML front matter are used."""
    blocks: list[Block] = []
    date = None
    body_start = 0
    front = _FRONT_MATTER.match(content.text)
    if front is not None:
        body_start = front.end()
        for field in _FIELD.finditer(front[1]):
            if field[1] == "title":
                offset = front.start(1)
                blocks.append(Block(Role.HEADLINE, offset + field.start(3), offset + field.end(3)))
            elif iso := _ISO_DATE.match(field[3]):
                date = iso[0]
    blocks.extend(_body_blocks(content.text, body_start, headline=not blocks))
    return article(content, blocks, date=date, trim=trim_marks)


def _body_blocks(text: str, start: int, *, headline: bool) -> Iterator[Block]:
    from markdown_it import MarkdownIt

    lines = [match.span() for match in _LINE.finditer(text, start)]
    tokens = MarkdownIt("commonmark").enable("table").parse(text[start:])
    role, quoted, in_table = Role.PARAGRAPH, 0, False
    for token in tokens:
        quoted += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if token.type in ("table_open", "table_close"):
            in_table = token.type == "table_open"
        elif token.type == "paragraph_open":
            role = Role.QUOTATION if quoted else Role.PARAGRAPH
        elif token.type == "heading_open":
            role = Role.HEADLINE if headline else Role.HEADING
            headline = False
        elif token.type == "inline" and not in_table:
            headline = headline and role is Role.HEADLINE
            yield Block(role, *_locate(text, lines, token))


def _locate(text: str, lines: list[Span], token: Token) -> Span:
    """Find the span of an inline token, whose content lacks the marks around each line."""
    assert token.map is not None  # every inline token of a block has its lines
    first, last = token.map[0], token.map[1] - 1
    content = token.content.split("\n")
    start = text.find(content[0].strip(), *lines[first])
    line = text[slice(*lines[last])]
    end = lines[last][0] + line.rfind(content[-1].strip()) + len(content[-1].strip())
    return start, end


def trim_marks(segment: str) -> Span:
    """The span of a segment without emphasis, link or image marks around the whole of it."""
    start, end = 0, len(segment)
    while start < end:
        part = segment[start:end]
        link = _LINK.fullmatch(part)
        mark = next((m for m in _EMPHASIS if _encloses(part, m)), None)
        if _IMAGE.fullmatch(part):
            end = start
        elif link is not None:
            start, end = start + link.start(1), start + link.end(1)
        elif mark is not None:
            start, end = start + len(mark), end - len(mark)
        elif part.endswith("\\") or part[-1].isspace():
            end -= 1
        elif part[0].isspace() or part[0] == ">":
            start += 1  # the sign of a block quotation whose sentence starts on a new line
        else:
            break
    return start, end


def _encloses(part: str, mark: str) -> bool:
    inner = part[len(mark) : -len(mark)]
    return part.startswith(mark) and part.endswith(mark) and bool(inner) and mark not in inner
