"""Words that have an opposite: rise and fall, confirm and deny."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from mtqa.language.names_lexicon import read_forms
from mtqa.language.polarity_forms import at_word_start, form_pattern
from mtqa.language.scripts import primary_subtag
from mtqa.language.vowel_marks import without_vowel_marks


@dataclass(frozen=True, slots=True)
class Direction:
    """A word that has an opposite."""

    start: int
    """Offset of the first character."""
    end: int
    """Offset after the last character."""
    text: str
    """The word as written."""
    pair: str
    """The pair of opposites, such as `rise/fall`."""
    pole: str
    """Which of the two it is: `+` for the first, `-` for the second."""


@lru_cache(maxsize=1)
def _direction_forms() -> dict[str, dict[str, tuple[str, ...]]]:
    """Language to pole (`rise/fall+`) to forms."""
    forms: dict[str, dict[str, tuple[str, ...]]] = {}
    for pole, language, entries in read_forms("polarity_directions.txt"):
        forms.setdefault(language, {})[pole] = entries
    return forms


@lru_cache(maxsize=32)
def _direction_pattern(language: str) -> tuple[re.Pattern[str], tuple[str, ...]] | None:
    """One alternation with a numbered group for each pole."""
    poles = _direction_forms().get(language)
    if not poles:
        return None
    names = tuple(poles)
    groups = []
    for number, name in enumerate(names):
        longest_first = sorted(set(poles[name]), key=len, reverse=True)
        body = "|".join(form_pattern(form, language) for form in longest_first)
        groups.append(f"(?P<p{number}>{body})")
    return at_word_start("|".join(groups), language), names


@lru_cache(maxsize=4096)
def find_directions(text: str, language: str) -> tuple[Direction, ...]:
    """Find the words of a text that have an opposite, in text order."""
    prepared = _direction_pattern(primary_subtag(language))
    if prepared is None:
        return ()
    pattern, names = prepared
    bare = without_vowel_marks(text)
    found: list[Direction] = []
    for match in pattern.finditer(bare.text):
        name = names[int((match.lastgroup or "p0")[1:])]
        start, end = bare.written(*match.span())
        found.append(Direction(start, end, text[start:end], name[:-1], name[-1]))
    return tuple(found)
