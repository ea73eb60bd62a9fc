"""Countries, peoples, cities, seas and organisations under one id across languages.

Names of territories, languages and large cities come from CLDR through babel, at run time;
demonyms, irregular exonyms and organisations from `data/place_names.txt` and
`data/name_organisations.txt`. `RU` is found in "Russians", "российский", "وروسيا" and "俄罗斯".
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from mtqa.language.names_lexicon import load_sections, read_data
from mtqa.language.scripts import MARKS, expected_scripts, primary_subtag

_PIECE: Final = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{MARKS}])*")
_JOINER: Final = re.compile(r"[\s\u200c.'’\"“”״׳\-–‑־・·]{1,3}")
_ARABIC_MARKS: Final = re.compile(r"[\u064b-\u0652\u0670\u0640]")
_ARABIC_FOLD: Final = str.maketrans("أإآٱىةیک", "اااايهيك")
_SPACELESS: Final = frozenset({"zh", "ja", "ko", "th"})
_LOWER_CASE_DEMONYMS: Final = frozenset({"ru", "uk", "pl", "cs", "de", "fr", "es", "pt", "it"})

_PROCLITICS: Final[dict[str, tuple[str, ...]]] = {
    "ar": (
        "وال",
        "بال",
        "فال",
        "كال",
        "ولل",
        "وبال",
        "ال",
        "لل",
        "و",
        "ف",
        "ب",
        "ل",
        "ك",
        "ول",
        "وب",
    ),
    "he": ("וה", "שה", "מה", "בה", "לה", "וב", "ול", "ומ", "שב", "ה", "ו", "ב", "ל", "מ", "ש", "כ"),
    "fr": ("l", "d", "qu"),
    "it": ("l", "dell", "all", "nell", "dall", "sull", "d"),
}
_ADJECTIVE_ENDING: Final = {
    "de": re.compile(r"(?:n|es|an|ian)?isch(?:e[nmrs]?)?"),
    "uk": re.compile(r"\w{0,4}ськ\w{1,4}"),
    "ru": re.compile(r"\w{0,4}ск(?:ий|ая|ое|ие|ого|ой|ому|им|их|ом|ую|ими)"),
    "pl": re.compile(r"\w{0,4}sk(?:i|a|ie|iego|iej|iemu|im|ich|ą|imi)"),
    "cs": re.compile(r"\w{0,4}sk(?:ý|á|é|ého|ému|ým|ých|ou|ými|ém)"),
}
"""Endings that make an adjective of a place and may be longer than others: chin-esischen."""
_SHORTEST_STEM: Final = 4
"""Letters of a country's name that its adjective in lower case has at least."""
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_LONGEST_ENDING: Final = {
    "ru": 7,
    "uk": 7,
    "pl": 7,
    "cs": 7,
    "tr": 8,
    "de": 6,
    "hi": 4,
    "he": 4,
    "fa": 5,
}
_SKIPPED_ZONES: Final = re.compile(
    r"Antarctica/|Etc/|America/(Indiana|North_Dakota|Kentucky)/|.*/("
    r"Easter|Christmas|Wake|Midway|Nome|Regina|Center|Norfolk|Johnston|Enderbury|Swift_Current|"
    r"Resolute|Creston|Thule|Inuvik|Lord_Howe|Central|Faeroe|Azores|Canary|Boise|Chatham|Cocos|"
    r"Reunion|Truk|Merida|Cayman)$"
)
"""Zones whose city is none, or whose name is an ordinary word."""
_BRACKETED: Final = re.compile(r"([^()（）]*)[(（]([^()（）]*)[)）](.*)")
_CONTINENTS: Final = frozenset({"001", "002", "009", "019", "142", "150", "419"})


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place, people or organisation found in a text."""

    start: int
    """Offset of the first character."""
    end: int
    """Offset after the last character."""
    text: str
    """The words as written."""
    ids: tuple[str, ...]
    """What it can be: ISO 3166 code, tz database city, `city:…`, `region:…`, `org:…`, `lang:…`."""
    firm: bool
    """False where the form is short or ambiguous: good enough to explain a name, not to miss it."""


@dataclass(frozen=True, slots=True)
class _Form:
    pieces: tuple[str, ...]
    """Folded words; a trailing `+` marks a stem."""
    place: str
    capitals: int
    """How the text must be written: 0 anyhow, 1 with a capital letter, 2 all in capitals."""


@dataclass(slots=True)
class _Index:
    exact: dict[str, list[_Form]] = field(default_factory=dict)
    stems: dict[str, list[_Form]] = field(default_factory=dict)

    def add(self, form: _Form) -> None:
        first = form.pieces[0]
        if first.endswith("+"):
            self.stems.setdefault(first[:-1], []).append(form)
        else:
            self.exact.setdefault(first, []).append(form)


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """One spelling for the variants of a word: case, Arabic alefs, vowel marks, composition."""
    folded = unicodedata.normalize("NFC", word).lower()
    if any("\u0600" <= c <= "\u06ff" for c in folded):
        folded = _ARABIC_MARKS.sub("", folded).translate(_ARABIC_FOLD)
    return folded.replace("ё", "е").replace("\u093c", "").replace("ʼ", "'")


@lru_cache(maxsize=1)
def own_forms() -> dict[str, dict[str, tuple[str, ...]]]:
    """Place id to language to forms, from the data files."""
    places: dict[str, dict[str, tuple[str, ...]]] = {}
    for name in ("place_names.txt", "name_organisations.txt"):
        text = read_data(name)
        for line in text.splitlines():
            if not line or line.startswith("#"):
                continue
            place, *columns = (part.strip() for part in line.split("|"))
            for column in columns:
                language, _, forms = column.partition(" ")
                places.setdefault(place, {})[language] = tuple(
                    form.strip() for form in forms.split(",")
                )
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


def _stem_of(name: str, language: str) -> str:
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


@lru_cache(maxsize=32)
def _index(language: str) -> _Index:
    index = _Index()
    cased = bool(expected_scripts(language) & {"Latin", "Cyrillic", "Greek"})
    entries: list[tuple[str, str]] = []
    for place, forms in own_forms().items():
        entries.extend((place, form) for form in forms.get(language, ()))
    entries.extend((place, _stem_of(name, language)) for place, name in cldr_names(language))
    for place, form in entries:
        words = re.findall(r"[^\s.'’\"“”״׳\-–‑־・·\u200c]+", form)
        if not words:
            continue
        pieces = [fold(word.rstrip("+")) + ("+" if word.endswith("+") else "") for word in words]
        # The article; the first letters of ألمانيا are none.
        if language == "ar" and words[0].startswith("ال") and len(pieces[0].rstrip("+")) > 4:
            pieces[0] = pieces[0][2:]
        # "IS", "US" and "Fed" are words in other clothes.
        capitals = (
            0 if not cased else 2 if form.isupper() and len(form) <= 4 else int(form[0].isupper())
        )
        index.add(_Form(tuple(pieces), place, capitals))
    return index


@lru_cache(maxsize=16)
def _spaceless_pattern(language: str) -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    forms: dict[str, list[str]] = {}
    for place, own in own_forms().items():
        for form in own.get(language, ()):
            forms.setdefault(form, []).append(place)
    for place, name in cldr_names(language):
        if len(name) >= 2:
            forms.setdefault(name, []).append(place)
            # 得克萨斯州, バージニア州: the class noun at the end is often left out.
            if len(name) > 3 and name[-1] in "岛国島":
                forms.setdefault(name[:-1], []).append(place)
    longest_first = sorted(forms, key=len, reverse=True)
    table = {form: tuple(dict.fromkeys(places)) for form, places in forms.items()}
    return re.compile("|".join(map(re.escape, longest_first)) or r"(?!)"), table


@lru_cache(maxsize=32768)
def without_proclitics(piece: str, language: str) -> tuple[str, ...]:
    """The piece itself and what remains without a conjunction, preposition or article.

    Args:
        piece: A folded word.
        language: Its primary subtag.
    """
    variants = [piece]
    for clitic in _PROCLITICS.get(language, ()):
        if piece.startswith(clitic) and len(piece) - len(clitic) >= 2:
            variants.append(piece[len(clitic) :])
    return tuple(variants)


@lru_cache(maxsize=1)
def _arabic_endings() -> frozenset[str]:
    return frozenset(load_sections("place_endings.txt")["ar"])


def _ending_fits(stem: str, ending: str, language: str) -> bool:
    if language in {"ar", "fa"}:
        if not ending:
            return len(stem) > 3 or language == "fa"
        return ending in _arabic_endings()
    adjective = _ADJECTIVE_ENDING.get(language)
    if adjective is not None and adjective.fullmatch(ending):
        return True
    return len(ending) <= _LONGEST_ENDING.get(language, 5)


@lru_cache(maxsize=65536)
def _first_matches(piece: str, language: str) -> tuple[tuple[_Form, int], ...]:
    """Forms whose first word fits the piece, with the number of its letters that are certain."""
    index = _index(language)
    found: list[tuple[_Form, int]] = []
    for variant in without_proclitics(piece, language):
        found.extend((form, len(variant) + 1) for form in index.exact.get(variant, ()))
        for length in range(len(variant), 1, -1):
            for form in index.stems.get(variant[:length], ()):
                if _ending_fits(variant[:length], variant[length:], language):
                    found.append((form, length))
    return tuple(found)


def _piece_fits(pattern: str, piece: str, language: str) -> bool:
    if pattern.endswith("+"):
        return piece.startswith(pattern[:-1])
    return any(variant == pattern for variant in without_proclitics(piece, language))


@lru_cache(maxsize=4096)
def find_places(text: str, language: str) -> tuple[PlaceMention, ...]:
    """Find every place, people, language and organisation that the gazetteer has.

    Args:
        text: The text.
        language: BCP 47 tag; the gazetteer covers what CLDR covers, and demonyms for
            en, ar, fa, he, hi, ru, uk, pl, cs, de, fr, es, pt, it, tr, zh and ja.

    Returns:
        Mentions in text order that do not overlap; the longest one wins.
    """
    language = primary_subtag(language)
    if language in _SPACELESS:
        return _find_spaceless(text, language)
    pieces = [(m.start(), m.end(), fold(m.group())) for m in _PIECE.finditer(text)]
    mentions: list[PlaceMention] = []
    position = 0
    while position < len(pieces):
        best: dict[str, int] = {}
        best_rank = (0, False, 0)
        start = pieces[position][0]
        for form, certain in _first_matches(pieces[position][2], language):
            size = len(form.pieces)
            if size > 1 and not _sequence_fits(form, pieces, position, text, language):
                continue
            if (
                form.capitals
                and not text[start].isupper()
                and not _clitic_capital(text, start, language)
                and not _is_adjective(form, pieces[position][2], language)
            ):
                continue
            if form.capitals == 2 and not text[start : pieces[position + size - 1][1]].isupper():
                continue
            # A country explains more than its language, of which it shares the name.
            rank = (size, not form.place.startswith("lang:"), certain)
            if rank > best_rank:
                best, best_rank = {}, rank
            if rank == best_rank:
                best[form.place] = certain
        if best:
            end = pieces[position + best_rank[0] - 1][1]
            firm = best_rank[0] > 1 or best_rank[2] >= 5
            mentions.append(PlaceMention(start, end, text[start:end], tuple(best), firm))
            position += best_rank[0]
        else:
            position += 1
    return tuple(mentions)


def _clitic_capital(text: str, start: int, language: str) -> bool:
    return language in {"fr", "it"} and any(c.isupper() for c in text[start + 1 : start + 6])


def _is_adjective(form: _Form, piece: str, language: str) -> bool:
    """Whether a word in lower case is the adjective of a country: israelische, катарский."""
    stem = form.pieces[0]
    ending = _ADJECTIVE_ENDING.get(language)
    return (
        ending is not None
        and stem.endswith("+")
        and len(stem) > _SHORTEST_STEM
        and is_country(form.place)
        and ending.fullmatch(piece.removeprefix(stem[:-1])) is not None
    )


def _sequence_fits(
    form: _Form, pieces: list[tuple[int, int, str]], position: int, text: str, language: str
) -> bool:
    if position + len(form.pieces) > len(pieces):
        return False
    for offset in range(1, len(form.pieces)):
        previous, current = pieces[position + offset - 1], pieces[position + offset]
        if not _JOINER.fullmatch(text, previous[1], current[0]):
            return False
        if not _piece_fits(form.pieces[offset], current[2], language):
            return False
    return True


def _find_spaceless(text: str, language: str) -> tuple[PlaceMention, ...]:
    pattern, table = _spaceless_pattern(language)
    return tuple(
        PlaceMention(m.start(), m.end(), m.group(), table[m.group()], m.end() - m.start() > 1)
        for m in pattern.finditer(text)
    )
