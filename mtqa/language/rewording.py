"""Another wording of a stretch of text."""

from __future__ import annotations

from dataclasses import dataclass


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
