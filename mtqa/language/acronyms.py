"""Words that stand as their initials in the other text: "intelligence artificielle" and "A.I."."""

from __future__ import annotations

import re
from typing import Final

_ACRONYM: Final = re.compile(r"(?<!\w)[^\W\d_](?:\.?[^\W\d_]){1,5}\.?(?!\w)")
_WORD: Final = re.compile(r"[^\W\d_]+")
_SHORT: Final = 3
"""Letters up to which a word may be left out of an acronym: of, des, las."""


def is_abbreviated(stretch: str, text: str, other: str) -> bool:
    """Whether the other text has an acronym of words of a stretch, in whatever order they stand.

    Args:
        stretch: Part of the text.
        text: The text; an acronym that it has itself stands for no other words of it.
        other: The other text.
    """
    words = _WORD.findall(stretch)
    for acronym in _acronyms(other) - _acronyms(text):
        wanted = sorted(acronym)
        for spoken in (words, [word for word in words if len(word) > _SHORT]):
            initials = [word[0].upper() for word in spoken]
            runs = range(len(initials) - len(wanted) + 1)
            if any(sorted(initials[at : at + len(wanted)]) == wanted for at in runs):
                return True
    return False


def _acronyms(text: str) -> set[str]:
    """Return the letters of each acronym of a text, without points."""
    found = (match[0] for match in _ACRONYM.finditer(text))
    return {letters for one in found if (letters := one.replace(".", "")).isupper()}
