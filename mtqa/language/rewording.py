"""Another wording of a stretch of text, and whether its place gives it a capital."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_OPENING: Final = " \t\n\u00a0\"'“”‘’«»„([¿¡"
_ENDING: Final = ".!?:…"


@dataclass(frozen=True, slots=True)
class Rewording:
    """A stretch of a text and what could stand there instead."""

    start: int
    """Offset of the stretch."""
    end: int
    """Offset after it."""
    text: str
    """What could stand there."""

    def applied(self, text: str) -> str:
        """Return the text with it."""
        return text[: self.start] + self.text + text[self.end :]


def begins_sentence(text: str, place: int) -> bool:
    """Return whether what stands at a place begins a sentence, so that its capital says nothing."""
    before = text[:place].rstrip(_OPENING)
    return not before or before[-1] in _ENDING
