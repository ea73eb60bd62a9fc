"""What the gazetteer knows about a place id: its names, and which places stand for one another."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from mtqa.language.gazetteer_names import cldr_names, own_forms
from mtqa.language.names_lexicon import load_sections
from mtqa.language.scripts import primary_subtag


@lru_cache(maxsize=1)
def _relations() -> dict[str, frozenset[str]]:
    related: dict[str, set[str]] = {}
    for members in (*load_sections("place_relations.txt").values(), *_languages_and_peoples()):
        for member in members:
            related.setdefault(member, set()).update(members)
    return {place: frozenset(others) for place, others in related.items()}


def _languages_and_peoples() -> Iterator[tuple[str, str]]:
    """Yield each language with the places whose people are called like it: Italian, 意大利语."""
    languages = {name: code for code, name in cldr_names("en") if code.startswith("lang:")}
    for place, forms in own_forms().items():
        for form in forms.get("en", ()):
            if form in languages:
                yield place, languages[form]


@lru_cache(maxsize=4096)
def related_places(place: str) -> frozenset[str]:
    """The ids that may stand for a place in news, itself included: Moscow for Russia."""
    related = {place} | _relations().get(place, frozenset())
    if "/" in place:
        from babel.core import get_global

        country = get_global("zone_territories").get(place)
        if country:
            related.add(country)
    return frozenset(related)


@lru_cache(maxsize=4096)
def place_name(place: str, language: str) -> str | None:
    """The main name of a place in a language, None if the gazetteer has none."""
    language = primary_subtag(language)
    for identifier, name in cldr_names(language):
        if identifier == place:
            return name
    for form in own_forms().get(place, {}).get(language, ()):
        if not form.endswith("+"):
            return form
    return None


def covers(place: str, language: str) -> bool:
    """Whether the gazetteer knows a place under some name in a language."""
    return place_name(place, language) is not None or bool(
        own_forms().get(place, {}).get(primary_subtag(language))
    )


def has_demonyms(place: str, language: str) -> bool:
    """Whether more than the name in CLDR is known: its people and its short forms."""
    return bool(own_forms().get(place, {}).get(primary_subtag(language)))
