"""Countries, peoples, cities, seas and organisations under one id across languages.

`RU` is found in "Russians", "российский", "وروسيا" and "俄罗斯". Terms that are no names are found
in the same way, but apart: "foreign minister".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import Final

from mtqa.language.gazetteer_names import (
    Forms,
    cldr_names,
    fold,
    is_country,
    own_forms,
    stem_of,
    term_forms,
)
from mtqa.language.names_lexicon import load_sections
from mtqa.language.scripts import MARKS, expected_scripts, primary_subtag

_PIECE: Final = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{MARKS}])*")
_JOINER: Final = re.compile(r"[\s\u200c.'’\"“”״׳\-–‑־・·]{1,3}")
_DOUBTFUL: Final = "?"
"""After a form that may be something else."""
_SPACELESS: Final = frozenset({"zh", "ja", "ko", "th"})
_NO_PLACE: Final = ("no place",)
"""Id of words of scripts without spaces in which a name stands that they have nothing to do with:
of "republic", not of the Republicans."""
_WORD_GOES_ON: Final = re.compile(
    r"(?<=[ァ-ヺー])(?=[ァ-ヺー])|(?<=[^\W\d_])(?=[^\W\d_])", re.ASCII
)
"""A place within a word of scripts that set words apart: サウンドカード, LDAP."""

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
    # A part of a country, in one word with it: Süditalien.
    "de": (
        "nordost",
        "nordwest",
        "südost",
        "südwest",
        "nord",
        "süd",
        "ost",
        "west",
        "zentral",
        "mittel",
        "kontinental",
        "zentralost",
        "zentralwest",
        "groß",
    ),
}
_ADJECTIVE_ENDING: Final = {
    "de": re.compile(r"(?:n|es|an|ian)?isch(?:sprachig)?(?:e[nmrs]?)?"),
    "uk": re.compile(r"\w{0,4}ськ(?:омовн)?\w{1,4}"),
    "ru": re.compile(
        r"(?:\w{0,4}ск)?(?:оязычн)?(?:ий|ая|ое|ие|ого|ой|ому|им|их|ом|ую|ими|ые|ый|ых|ым|ыми)"
    ),
    "pl": re.compile(
        r"\w{0,4}sk(?:ojęzyczn)?(?:i|a|ie|iego|iej|iemu|im|ich|ą|imi|y|ych|e|ego|ej|ym)"
    ),
    "cs": re.compile(r"\w{0,4}sk(?:ý|á|é|ého|ému|ým|ých|ou|ými|ém)"),
}
"""Endings that make an adjective of a place and may be longer than others: chin-esischen."""
_SURE_LETTERS: Final = 5
"""Certain letters of a name in one word that can hardly be another; terms are marked by hand."""
_SHORTEST_STEM: Final = 4
"""Letters of a country's name that its adjective in lower case has at least."""
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
_LONGEST_COMPOUND: Final = {"de": 16}
"""The same of a term, which other nouns may follow: Polizeibehörde, Basketballspieler."""


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place, people, organisation or term found in a text."""

    start: int
    """Offset of the first character."""
    end: int
    """Offset after the last character."""
    text: str
    """The words as written."""
    ids: tuple[str, ...]
    """What it can be: ISO 3166 code, tz database city, `city:…`, `region:…`, `org:…`, `lang:…`; of
    a term its kind and name, `crime:theft`."""
    firm: bool
    """False where the form is short or ambiguous: good enough to explain a name, not to miss it."""


@dataclass(frozen=True, slots=True)
class _Form:
    pieces: tuple[str, ...]
    """Folded words; a trailing `+` marks a stem."""
    place: str
    capitals: int
    """How the text must be written: 0 anyhow, 1 with a capital letter, 2 all in capitals."""
    doubtful: bool
    """Whether it may be something else, however long it is."""


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


def _own_entries(language: str, *, terms: bool) -> Iterator[tuple[str, str]]:
    """Yield (id, form) pairs of a language from the data files."""
    known: Forms = term_forms() if terms else own_forms()
    for place, forms in known.items():
        for form in forms.get(language, ()):
            yield place, form


def _cldr_entries(language: str, *, terms: bool) -> tuple[tuple[str, str], ...]:
    """Return the (id, name) pairs of CLDR, which has no terms."""
    return () if terms else cldr_names(language)


@lru_cache(maxsize=32)
def _index(language: str, terms: bool) -> _Index:
    index = _Index()
    cased = bool(expected_scripts(language) & {"Latin", "Cyrillic", "Greek"})
    named = (
        (place, stem_of(name, language)) for place, name in _cldr_entries(language, terms=terms)
    )
    for place, written in chain(_own_entries(language, terms=terms), named):
        form = written.removesuffix(_DOUBTFUL)
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
        index.add(_Form(tuple(pieces), place, capitals, form != written))
    return index


@lru_cache(maxsize=16)
def _spaceless_pattern(
    language: str, terms: bool
) -> tuple[re.Pattern[str], dict[str, tuple[tuple[str, ...], bool]]]:
    """Return what finds forms, and for each of them the ids and whether it is firm."""
    forms: dict[str, list[str]] = {}
    doubtful: set[str] = set()
    for place, written in _own_entries(language, terms=terms):
        form = written.removesuffix(_DOUBTFUL)
        forms.setdefault(form, []).append(place)
        if form != written:
            doubtful.add(form)
    for place, name in _cldr_entries(language, terms=terms):
        if len(name) >= 2:
            forms.setdefault(name, []).append(place)
            # 得克萨斯州, バージニア州: the class noun at the end is often left out.
            if len(name) > 3 and name[-1] in "岛国島":
                forms.setdefault(name[:-1], []).append(place)
    table = {
        form: (tuple(dict.fromkeys(places)), len(form) > 1 and form not in doubtful)
        for form, places in forms.items()
    }
    longest_first = sorted(table, key=len, reverse=True)
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


def _ending_fits(stem: str, ending: str, language: str, *, terms: bool) -> bool:
    if language in {"ar", "fa"}:
        if not ending:
            return len(stem) > 3 or language == "fa"
        return ending in _arabic_endings()
    adjective = _ADJECTIVE_ENDING.get(language)
    if adjective is not None and adjective.fullmatch(ending):
        return True
    longest = _LONGEST_ENDING.get(language, 5)
    return len(ending) <= (_LONGEST_COMPOUND.get(language, longest) if terms else longest)


@lru_cache(maxsize=65536)
def _first_matches(piece: str, language: str, terms: bool) -> tuple[tuple[_Form, int], ...]:
    """Forms whose first word fits the piece, with the number of its letters that are certain."""
    index = _index(language, terms)
    found: list[tuple[_Form, int]] = []
    for variant in without_proclitics(piece, language):
        found.extend((form, len(variant) + 1) for form in index.exact.get(variant, ()))
        for length in range(len(variant), 1, -1):
            for form in index.stems.get(variant[:length], ()):
                if _ending_fits(variant[:length], variant[length:], language, terms=terms):
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
    return _find(text, primary_subtag(language), terms=False)


@lru_cache(maxsize=4096)
def find_terms(text: str, language: str) -> tuple[PlaceMention, ...]:
    """Find every office, crime, disease … of which one is not put for another, the same way.

    Args:
        text: The text.
        language: BCP 47 tag; the terms are known in en, ar, fa, he, hi, ru, uk, pl, cs, de, fr,
            es, pt, it, tr, zh, ja and ko.
    """
    return _find(text, primary_subtag(language), terms=True)


def _find(text: str, language: str, *, terms: bool) -> tuple[PlaceMention, ...]:
    if language in _SPACELESS:
        return _find_spaceless(text, language, terms=terms)
    pieces = [(m.start(), m.end(), fold(m.group())) for m in _PIECE.finditer(text)]
    mentions: list[PlaceMention] = []
    position = 0
    while position < len(pieces):
        best: dict[str, bool] = {}
        best_rank = (0, False, 0, 0)
        start = pieces[position][0]
        for form, certain in _first_matches(pieces[position][2], language, terms):
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
            # A country explains more than its language, of which it shares the name; "West" that
            # asks for its capital is not the west.
            rank = (size, not form.place.startswith("lang:"), certain, form.capitals)
            if rank > best_rank:
                best, best_rank = {}, rank
            if rank == best_rank:
                best[form.place] = form.doubtful and best.get(form.place, True)
        if best:
            end = pieces[position + best_rank[0] - 1][1]
            long = terms or best_rank[0] > 1 or best_rank[2] >= _SURE_LETTERS
            firm = long and not all(best.values())
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


def _find_spaceless(text: str, language: str, *, terms: bool) -> tuple[PlaceMention, ...]:
    pattern, table = _spaceless_pattern(language, terms)
    mentions: list[PlaceMention] = []
    for match in pattern.finditer(text):
        ids, firm = table[match[0]]
        if ids == _NO_PLACE:
            continue
        # シリアル is "serial", not Syria; ロシアメディア are Russian media.
        inside = any(_WORD_GOES_ON.match(text, place) for place in match.span())
        mentions.append(PlaceMention(*match.span(), match[0], ids, firm and not inside))
    return tuple(mentions)
