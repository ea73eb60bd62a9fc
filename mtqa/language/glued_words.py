"""Words of Arabic and Hebrew texts that run together for want of spaces, as bad exports leave them.

A name or a "not" in the middle of such a word is there, but hard to find: of the Arabic side of
NTREX-128 one segment in twenty has some.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from mtqa.language.scripts import ABJADS, expected_scripts, primary_subtag

_LONG: Final = re.compile(r"[\u0621-\u064a\u0671-\u06d3]{16,}|[\u05d0-\u05ea]{16,}")
"""More letters than words have."""
_INNER_ENDING: Final = re.compile(r"[\u0621-\u064a][ةى](?=[\u0621-\u064a])")
"""A letter inside a word that ends Arabic words."""


@lru_cache(maxsize=4096)
def has_glued_words(text: str, language: str) -> bool:
    """Whether words of a text run together; only languages in an abjad are looked at.

    Args:
        text: The text.
        language: BCP 47 tag.
    """
    language = primary_subtag(language)
    if not expected_scripts(language) & ABJADS:
        return False
    if language == "ar" and _INNER_ENDING.search(text):
        return True
    return _LONG.search(text) is not None
