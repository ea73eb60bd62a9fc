"""The words in which two texts differ, for showing them side by side."""

from __future__ import annotations

import unicodedata
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final, NamedTuple

_QUOTES: Final = str.maketrans("“”„«»‘’", '"""""\'\'')
"""Which quotation marks a machine writes says nothing about what it understood."""


class Piece(NamedTuple):
    """A stretch of one of the two texts."""

    text: str
    """The characters."""
    changed: bool
    """Whether the other text has something else here, or nothing."""


def compare(original: str, back: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return both texts in pieces, marked where they differ word by word.

    The pieces of each side, joined, give its text. Words are compared as they are, except that
    all forms of quotation mark count as one. The matching is Ratcliff and Obershelp's (difflib).
    """
    left, right = _words(original), _words(back)
    matcher = SequenceMatcher(
        None,
        [original[a:b].translate(_QUOTES) for a, b in left],
        [back[a:b].translate(_QUOTES) for a, b in right],
        autojunk=False,
    )
    changes = [opcode for opcode in matcher.get_opcodes() if opcode[0] != "equal"]
    return (
        _pieces(original, [(left[i][0], left[j - 1][1]) for _, i, j, _, _ in changes if i < j]),
        _pieces(back, [(right[i][0], right[j - 1][1]) for _, _, _, i, j in changes if i < j]),
    )


def _words(text: str) -> list[tuple[int, int]]:
    """Return the spans of words and of single other characters, without white space."""
    spans = []
    for (kind, _), group in groupby(range(len(text)), key=lambda index: _kind(text, index)):
        positions = list(group)
        if kind != " ":
            spans.append((positions[0], positions[-1] + 1))
    return spans


def _kind(text: str, index: int) -> tuple[str, int]:
    """Return a key that neighbours of the same word share."""
    character = text[index]
    if character.isspace():
        return " ", 0
    # Han, kana and the like are written without spaces: there each character stands for itself.
    if "\u3040" <= character <= "\u9fff":
        return ".", index
    inside = unicodedata.category(character)[0] in "LMN" or _joins(text, index)
    return ("w", 0) if inside else (".", index)


def _joins(text: str, index: int) -> bool:
    """Return whether a mark holds a word together: 1.5, 12:30, Russia's."""
    before, after = text[index - 1 : index], text[index + 1 : index + 2]
    if text[index] in "'’":
        return before.isalpha() and after.isalpha()
    return text[index] in ".,:/٫٬" and before.isdigit() and after.isdigit()


def _pieces(text: str, changed: list[tuple[int, int]]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    done = 0
    for start, end in changed:
        pieces += [Piece(text[done:start], False), Piece(text[start:end], True)]
        done = end
    pieces.append(Piece(text[done:], False))
    return tuple(piece for piece in pieces if piece.text)
