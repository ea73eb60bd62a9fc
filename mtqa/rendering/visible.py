"""What a text does to the page around it: hidden characters made visible, and its direction.

A text under examination may hold an escape sequence that recolours a terminal or a right-to-left
override that shows "1,000" where "000,1" is written. Every renderer for people passes foreign
text through here, so that what acts in secret stands there as ⟨U+202E⟩.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Final

BIDI_CONTROLS: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Characters that change the direction of text (Unicode Standard Annex 9, section 2)."""

_HIDDEN: Final = re.compile(
    f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028\u2029\u2060\ufeff\ufffe\uffff{BIDI_CONTROLS}"
    "\ud800-\udfff]"
)

_QUOTED: Final = re.compile(r"“[^”]*”|'[^']*'")
_WITHIN_QUOTES: Final = re.compile(r"(?<=“)([^“”]*)(?=”)")


def visible(text: str) -> str:
    """Return the text with every hidden character as its code point; tabs and lines stay.

    The joiners U+200C and U+200D stay as well: Persian and Indic spelling and emoji need them.
    A carriage return before a line feed is a line end and goes.
    """
    return _HIDDEN.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """Return the visible text with each run of white space as one space."""
    return " ".join(visible(text).split())


def shown_span(span: str) -> str:
    """Return a span in one line: `…` where something is missing, `␣` for each white space."""
    if not span:
        return "…"
    return "␣" * len(span) if span.isspace() else one_line(span)


def direction(text: str) -> str:
    """Return `rtl` or `ltr`, as most letters of the text run; `auto` if it has no letters.

    HTML's own `auto` goes by the first letter, which in Arabic news is often that of a Latin
    name. The classes are those of the Unicode Bidirectional Algorithm (Annex 9).
    """
    classes = Counter(map(unicodedata.bidirectional, text))
    right, left = classes["R"] + classes["AL"], classes["L"]
    if not right and not left:
        return "auto"
    return "rtl" if right > left else "ltr"


def prose_direction(text: str) -> str:
    """Return the direction of a sentence about a text, whatever language it quotes."""
    return direction(_QUOTED.sub("", text))


def quoted_apart(text: str) -> list[str]:
    """Return a sentence in pieces, of which every second is a quotation without its marks.

    Shown in isolation, an Arabic quotation cannot reorder the English around it.
    """
    return _WITHIN_QUOTES.split(text)
