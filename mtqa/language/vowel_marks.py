"""Arabic and Hebrew without vowel signs, and where the letters that are left stand.

Newspapers leave the signs out, so word lists have none; a headline, a quotation from a holy book
or a text for learners has them: لَمْ is لم. Lengthening of a line (kashida) goes with them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from mtqa.language.scripts import VOWEL_SIGNS

_SIGNS: Final = re.compile(rf"[\u0640{VOWEL_SIGNS}]")


@dataclass(frozen=True, slots=True)
class BareText:
    """A text without vowel signs."""

    text: str
    """What is left."""
    places: tuple[int, ...] | None
    """For each of its characters, and for its end, the offset in the text as written; None where
    nothing was left out."""

    def written(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the text as written, with the signs of its last letter.

        Args:
            start: Offset in the bare text.
            end: Offset after the last character.
        """
        if self.places is None:
            return start, end
        return self.places[start], self.places[end]


def without_vowel_marks(text: str) -> BareText:
    """Return a text without the vowel signs of Arabic and Hebrew; others stay as they are.

    Args:
        text: Any text.
    """
    if text.isascii() or not _SIGNS.search(text):
        return BareText(text, None)
    kept = [place for place, sign in enumerate(text) if not _SIGNS.match(sign)]
    return BareText("".join(text[place] for place in kept), (*kept, len(text)))
