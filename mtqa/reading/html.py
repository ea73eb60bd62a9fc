"""HTML: the article within a page, found by trafilatura (Barbaresi 2021).

The document's text is the extracted article, not the page: headline, headings, paragraphs,
list items and quotations, separated by blank lines. Offsets refer to that text.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

from mtqa.document import Document, Role
from mtqa.errors import InputError
from mtqa.reading.blocks import Block, article, is_quotation
from mtqa.reading.registry import Content, reader

_PAGE: Final = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)
_ROLES: Final = {"head": Role.HEADING, "p": Role.PARAGRAPH, "item": Role.PARAGRAPH}
_SEPARATOR: Final = "\n\n"


def _recognises(text: str) -> bool:
    return _PAGE.match(text) is not None


@reader("html", suffixes=(".html", ".htm", ".xhtml"), recognises=_recognises)
def read_html(content: Content) -> Document:
    """Read the article of an HTML page; title and date come from its metadata.

    Raises:
        InputError: The page has no article.
    """
    page = _extract(content.text)
    if page is None:
        raise InputError(
            f"{content.name}: no article found in this page; save its text as .txt instead."
        )
    parts = _parts(page.body)
    title = " ".join((page.title or "").split())
    if title and (not parts or parts[0][1] != title):
        parts.insert(0, (Role.HEADLINE, title))
    elif parts and parts[0][0] is Role.HEADING:
        parts[0] = (Role.HEADLINE, parts[0][1])
    blocks: list[Block] = []
    length = 0
    for role, text in parts:
        blocks.append(Block(role, length, length + len(text)))
        length += len(text) + len(_SEPARATOR)
    note = "the article's text was extracted from the page; offsets refer to that text"
    extracted = replace(
        content,
        text=_SEPARATOR.join(text for _, text in parts),
        notes=(*content.notes, note),
    )
    return article(extracted, blocks, date=page.date or None)


def _extract(html: str) -> Any:
    """The page as trafilatura's record with an lxml tree `body`, or None without article."""
    import logging

    import trafilatura

    # It reports a page without article at ERROR; that is said by our own exception.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    for recall in (False, True):
        page: Any = trafilatura.bare_extraction(
            html,
            favor_recall=recall,
            include_comments=False,
            include_tables=False,
            with_metadata=True,
        )
        if page is not None and page.body is not None:
            return page
    return None


def _parts(body: Any) -> list[tuple[Role, str]]:
    """The blocks of an extracted article with their text, in reading order."""
    parts: list[tuple[Role, str]] = []
    quoted: set[Any] = set()
    for element in body.iter("head", "p", "item", "quote"):
        if element.tag == "quote":
            quoted.update(element.iterdescendants())
            if len(element):
                continue
        if element.tag == "item" and element.find("p") is not None:
            continue
        inside = element.tag == "quote" or element in quoted
        for text in _lines(element):
            role = _ROLES.get(str(element.tag), Role.QUOTATION)
            if role is Role.PARAGRAPH and (inside or is_quotation(text)):
                role = Role.QUOTATION
            parts.append((role, text))
    return parts


def _lines(element: Any) -> list[str]:
    """The text of an element, one string for each line that a line break ends."""
    pieces = [element.text or ""]
    for child in element.iterdescendants():
        pieces.append("\n" if child.tag == "lb" else child.text or "")
        pieces.append(child.tail or "")
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return [line for line in lines if line]
