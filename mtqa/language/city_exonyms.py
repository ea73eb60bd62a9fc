"""Cities whose names in another script do not sound alike: 利物浦 is Liverpool.

The names come from GeoNames (https://www.geonames.org, CC BY 4.0).
"""

from __future__ import annotations

import gzip
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from mtqa.language.names_lexicon import read_bytes
from mtqa.language.scripts import script_of


def find_city(name: str, other_text: str) -> tuple[int, int] | None:
    """Return where a city stands in a text of another script.

    Args:
        name: A name.
        other_text: The text to look in.

    Returns:
        Start and end of the longest name of it there, None if there is none or the city unknown.
    """
    if script_of(name[0]) == "Latin":
        if not _has_other_letters(other_text):
            return None
        forms, text = _abroad().get(_plain(name), ()), other_text
        found = [(text.find(form), form) for form in forms if form in text]
    else:
        forms, text = _in_latin().get(name, ()), _plain(other_text)
        found = [
            (match.start(), form)
            for form in forms
            if (match := re.search(rf"\b{re.escape(form)}\b", text))
        ]
    at, form = max(found, key=lambda one: len(one[1]), default=(-1, ""))
    return (at, at + len(form)) if form else None


@lru_cache(maxsize=256)
def _has_other_letters(text: str) -> bool:
    """Whether a text has letters that are not Latin: most pairs need no list of cities."""
    return any(script_of(char) not in {"Latin", "Common"} for char in text)


@lru_cache(maxsize=1)
def _cities() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Return each city's Latin names, in plain letters, and those in other scripts."""
    text = gzip.decompress(read_bytes("city_exonyms.txt.gz")).decode("utf-8")
    cities = (line.split(" | ") for line in text.splitlines() if not line.startswith("#"))
    return tuple(
        (tuple(map(_plain, latin.split(", "))), tuple(others.split(", ")))
        for latin, others in cities
    )


@lru_cache(maxsize=1)
def _abroad() -> dict[str, tuple[str, ...]]:
    """Return each Latin name with the names in other scripts."""
    return _index(_cities())


@lru_cache(maxsize=1)
def _in_latin() -> dict[str, tuple[str, ...]]:
    """Return each name in another script with the Latin ones."""
    return _index((others, latin) for latin, others in _cities())


def _index(
    cities: Iterable[tuple[tuple[str, ...], tuple[str, ...]]],
) -> dict[str, tuple[str, ...]]:
    """Return each of the first names with all second names of its cities."""
    found: dict[str, tuple[str, ...]] = {}
    for names, others in cities:
        for name in names:
            found[name] = found.get(name, ()) + others
    return found


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    """Return Latin letters in lower case without accents, each in its place."""
    return "".join(unicodedata.normalize("NFD", char.lower())[:1] or char for char in text)
