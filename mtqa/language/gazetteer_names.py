"""What the gazetteer knows: names of places, organisations and other terms in many languages.

Names of territories, languages and large cities come from CLDR through babel, at run time;
demonyms, irregular exonyms and organisations from `data/place_names.txt` and
`data/name_organisations.txt`, terms that are no names from `data/exclusive_terms.txt`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from mtqa.language.names_lexicon import read_forms
from mtqa.language.scripts import expected_scripts

Forms = dict[str, dict[str, tuple[str, ...]]]
"""Id to language to forms; a form that ends in `+` is a stem."""
_ARABIC_MARKS: Final = re.compile(r"[\u064b-\u0652\u0670\u0640]")
_ARABIC_FOLD: Final = str.maketrans("أإآٱىةیک", "اااايهيك")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_SKIPPED_ZONES: Final = re.compile(
    r"Antarctica/|Etc/|America/(Indiana|North_Dakota|Kentucky)/|.*/("
    r"Easter|Christmas|Wake|Midway|Nome|Regina|Center|Norfolk|Johnston|Enderbury|Swift_Current|"
    r"Resolute|Creston|Thule|Inuvik|Lord_Howe|Central|Faeroe|Azores|Canary|Boise|Chatham|Cocos|"
    r"Reunion|Truk|Merida|Cayman)$"
)
"""Zones whose city is none, or whose name is an ordinary word."""
_BRACKETED: Final = re.compile(r"([^()（）]*)[(（]([^()（）]*)[)）](.*)")
_CONTINENTS: Final = frozenset({"001", "002", "009", "019", "142", "150", "419"})


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """One spelling for the variants of a word: case, Arabic alefs, vowel marks, composition."""
    folded = unicodedata.normalize("NFC", word).lower()
    if any("\u0600" <= c <= "\u06ff" for c in folded):
        folded = _ARABIC_MARKS.sub("", folded).translate(_ARABIC_FOLD)
    return folded.replace("ё", "е").replace("\u093c", "").replace("ʼ", "'")


@lru_cache(maxsize=1)
def own_forms() -> Forms:
    """Place id to language to forms, from the data files."""
    return _read("place_names.txt", "name_organisations.txt")


@lru_cache(maxsize=1)
def term_forms() -> Forms:
    """The same for terms that are no names: offices, kin, crimes and the like."""
    return _read("exclusive_terms.txt")


def _read(*names: str) -> Forms:
    places: Forms = {}
    for name in names:
        for place, language, forms in read_forms(name):
            places.setdefault(place, {})[language] = forms
    return places


def is_country(place: str) -> bool:
    """Whether a place id is that of a country or territory of ISO 3166."""
    return _COUNTRY.fullmatch(place) is not None


def is_city(place: str) -> bool:
    """Whether a place id is that of a city, of the tz database or of mtqa."""
    return place.startswith("city:") or "/" in place


def _alternatives(name: str) -> tuple[str, ...]:
    """A name of CLDR without brackets: Myanmar (Burma) is either, Cocos (Keeling) Islands as well.

    What follows the brackets belongs to both: "Islands" alone is no place.
    """
    bracketed = _BRACKETED.fullmatch(name)
    if bracketed is None:
        return (name.strip(),)
    head, inside, tail = bracketed.groups()
    return tuple(part.strip() + tail for part in (head, inside) if part.strip())


@lru_cache(maxsize=32)
def cldr_names(language: str) -> tuple[tuple[str, str], ...]:
    """(place id, name) pairs of territories, cities and languages in one language."""
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return ()
    pairs: list[tuple[str, str]] = []
    countries = frozenset(locale.territories.values())
    for code, name in locale.territories.items():
        if code == "001" or (code.isdigit() and code not in _CONTINENTS):
            continue
        first, *others = _alternatives(name)
        # Виргинские о-ва (США): the United States are another territory.
        forms = [first, *(other for other in others if other not in countries)]
        pairs.extend((code, form) for form in forms if len(form) > 1)
    named = {zone: data.get("city") for zone, data in locale.time_zones.items()}
    latin = expected_scripts(language) == {"Latin"}
    for zone in sorted(Locale.parse("ar").time_zones):
        city = named.get(zone) or (zone.rpartition("/")[2].replace("_", " ") if latin else None)
        if city and not _SKIPPED_ZONES.match(zone):
            pairs.append((zone, city))
    for code, name in locale.languages.items():
        if len(code) == 2 and len(name) >= 4:
            pairs.append((f"lang:{code}", name))
    return tuple(pairs)


def stem_of(name: str, language: str) -> str:
    """The part of a name that its inflections and demonyms share, with `+`, or the name."""
    if language in {"en", "zh", "ja", "ko", "th"}:
        return name
    words = name.split()
    if language in {"ar", "fa"}:
        folded = fold(name)
        bare = folded[2:] if folded.startswith("ال") and len(words) == 1 else folded
        for ending in ("يا", "ا", "ه"):
            if len(words) == 1 and bare.endswith(ending) and len(bare) - len(ending) >= 4:
                return bare[: -len(ending)] + "+"
        return bare + ("+" if len(bare) >= 4 and len(words) == 1 else "")
    if language in {"ru", "uk", "pl", "cs"}:
        return " ".join(_slavic_stem(word) for word in words)
    if len(words) > 1:
        return name
    stem = re.sub("[aeiouyáéíóúàèìòù]+$", "", name) if len(name) > 5 else name
    return (stem if len(stem) >= 4 else name) + ("+" if len(stem) >= 4 else "")


def _slavic_stem(word: str) -> str:
    stem = word.rstrip("аеёиоуыэюяьйіїєaeiouyáéíóúůěý")
    return stem + "+" if len(stem) >= 3 else word
