"""Planting errors: change one number, date, name or negation in an English sentence.

The planter knows nothing of the checks that are measured with it: it works on surface patterns of
English and on which words a corpus writes in lower case.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final


@dataclass(frozen=True, slots=True)
class Planted:
    """A text with one error in it."""

    kind: str
    """`number`, `date`, `name`, `negation`, `exchange`, `nation` or `term`."""
    text: str
    """The damaged text."""
    start: int
    """Offset in `text` at which the change begins."""
    end: int
    """Offset after the change; equal to `start` where something was taken out."""
    before: str
    """What stood there."""
    after: str
    """What stands there now."""


@dataclass(frozen=True, slots=True)
class _Change:
    start: int
    end: int
    after: str


MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip

WEEKDAYS: Final = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip

_NUMBER_WORDS: Final = (
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip

_SCALES: Final = {"thousand": "million", "million": "billion", "billion": "million"}

_STRANGERS: Final = (
    "Lindqvist", "Okafor", "Tanaka", "Moreau", "Petrova", "Alvarez", "Nowak", "Haddad",
    "Helsinki", "Bogota", "Nairobi", "Tashkent", "Osaka", "Lusaka", "Tallinn", "Quito",
)  # fmt: skip
"""Names that replace others: people and places from all over, none of them in the news often."""

_NATIONS: Final = (
    ("America", "American", "U.S", "US", "United States"),
    ("Argentina", "Argentine"), ("Australia", "Australian"),
    ("Bolivia", "Bolivian"), ("Brazil", "Brazilian"), ("Britain", "British", "UK", "U.K"),
    ("Canada", "Canadian"), ("Chile", "Chilean"), ("China", "Chinese"), ("Egypt", "Egyptian"),
    ("France", "French"), ("Germany", "German"), ("Greece", "Greek"), ("India", "Indian"),
    ("Indonesia", "Indonesian"), ("Iran", "Iranian"), ("Iraq", "Iraqi"), ("Israel", "Israeli"),
    ("Italy", "Italian"), ("Japan", "Japanese"), ("Mexico", "Mexican"), ("Pakistan", "Pakistani"),
    ("Palestine", "Palestinian"), ("Poland", "Polish"), ("Russia", "Russian"),
    ("Scotland", "Scottish"), ("Spain", "Spanish"), ("Syria", "Syrian"), ("Turkey", "Turkish"),
    ("Ukraine", "Ukrainian"), ("Wales", "Welsh"),
)  # fmt: skip
"""Country, adjective, and what else names it."""

_NATION_OF: Final = {name: number for number, names in enumerate(_NATIONS) for name in names}

_NATION: Final = re.compile(rf"\b(?:{'|'.join(map(re.escape, _NATION_OF))})\b(?!-)")

_TERMS: Final = (
    (("foreign minister", "foreign ministers"), ("interior minister", "interior ministers"),
     ("finance minister", "finance ministers"), ("defense minister", "defense ministers")),
    (("judge", "judges"), ("lawyer", "lawyers"), ("prosecutor", "prosecutors")),
    (("ambassador", "ambassadors"), ("governor", "governors"), ("mayor", "mayors")),
    (("government", "governments"), ("opposition", "oppositions")),
    (("police", "police"), ("army", "armies"), ("navy", "navies")),
    (("father", "fathers"), ("mother", "mothers"), ("brother", "brothers"), ("sister", "sisters")),
    (("son", "sons"), ("daughter", "daughters")), (("husband", "husbands"), ("wife", "wives")),
    (("king", "kings"), ("queen", "queens")),
    (("murder", "murders"), ("robbery", "robberies"), ("fraud", "frauds"), ("rape", "rapes")),
    (("cancer", "cancers"), ("malaria", "malaria"), ("cholera", "cholera"), ("AIDS", "AIDS")),
    (("earthquake", "earthquakes"), ("flood", "floods"), ("hurricane", "hurricanes"),
     ("drought", "droughts")),
    (("train", "trains"), ("bus", "buses"), ("plane", "planes"), ("helicopter", "helicopters"),
     ("car", "cars"), ("truck", "trucks"), ("ship", "ships")),
    (("hospital", "hospitals"), ("school", "schools"), ("airport", "airports"),
     ("mosque", "mosques"), ("church", "churches"), ("prison", "prisons"), ("hotel", "hotels"),
     ("museum", "museums"), ("bridge", "bridges"), ("restaurant", "restaurants"),
     ("university", "universities"), ("factory", "factories"), ("stadium", "stadiums")),
    (("oil", "oils"), ("gas", "gases"), ("coal", "coal"), ("gold", "gold")),
    (("doctor", "doctors"), ("nurse", "nurses"), ("teacher", "teachers"), ("farmer", "farmers"),
     ("journalist", "journalists"), ("student", "students"), ("soldier", "soldiers"),
     ("actor", "actors"), ("singer", "singers")),
    (("winter", "winters"), ("summer", "summers")), (("dog", "dogs"), ("cat", "cats")),
    (("football", "football"), ("tennis", "tennis"), ("basketball", "basketball")),
)  # fmt: skip
"""Terms of a kind, one and several of each; those of a line may take each other's place."""

_TERM_AT: Final = {
    form: (kind, place, number)
    for kind, terms in enumerate(_TERMS)
    for place, forms in enumerate(terms)
    for number, form in reversed([*enumerate(forms)])
}
"""Kind, place within it, and 0 for one or 1 for several."""

_TERM: Final = re.compile(rf"\b(?:{'|'.join(sorted(_TERM_AT, key=len, reverse=True))})\b(?!['’-])")

_DIGITS: Final = re.compile(
    r"(?<![\w.,-])\d{1,3}(?:,\d{3})+(?![\w,-])|(?<![\w.,:/-])\d+(?![\w:/-])"
)

_YEAR: Final = re.compile(r"(?<![\w.,$£€-])(?:19|20)\d\d(?![\w%-]|[.,]\d)")

_MONTH: Final = re.compile(
    rf"\b(?:{'|'.join(MONTHS)})\b(?= \d)|(?<=\d )(?:{'|'.join(MONTHS)})\b"
    rf"|(?<=\b[Ii]n )(?:{'|'.join(MONTHS)})\b|(?<=\b[Ss]ince )(?:{'|'.join(MONTHS)})\b"
)

_WEEKDAY: Final = re.compile(rf"\b(?:{'|'.join(WEEKDAYS)})\b")

_WORD_NUMBER: Final = re.compile(rf"\b(?:{'|'.join(_NUMBER_WORDS)})\b(?!-)", re.IGNORECASE)

_SCALE: Final = re.compile(rf"\b(?:{'|'.join(_SCALES)})\b")

_CAPITALISED: Final = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}\b(?!['’.-])")

_CONTRACTION: Final = re.compile(
    r"\b(is|are|was|were|has|have|had|does|do|did|would|could|should)n['’]t\b|\b(can)not\b"
)

_NOT: Final = re.compile(r" (?:not|never)\b(?! only)")

_AUXILIARY: Final = re.compile(
    r"\b(?:is|are|was|were|will|would|could|should|can|must|has been|have been|had been)\b"
    r"(?! not| never|n['’]t|['’])"
)


def lower_case_words(texts: Iterable[str]) -> frozenset[str]:
    """Return every word that the texts write in lower case: those are no names."""
    return frozenset(word for text in texts for word in re.findall(r"\b[a-z]+\b", text))


def plant(text: str, vocabulary: frozenset[str], seed: str) -> dict[str, Planted]:
    """Return the text with one error, for each kind that it has a place for.

    Args:
        text: An English sentence.
        vocabulary: What `lower_case_words` gives for a corpus that the sentence is from.
        seed: Decides which place is changed, and to what.
    """
    planted: dict[str, Planted] = {}
    for kind, find in _FINDERS.items():
        chance = random.Random(f"{seed}/{kind}")  # noqa: S311 - reproducible, not secret
        changes = find(text, vocabulary, chance)
        if changes:
            planted[kind] = _apply(kind, text, chance.choice(changes))
    return planted


def exchange_numbers(text: str, seed: str) -> Planted | None:
    """Return the text with two different numbers in each other's place, None if it has none.

    Both are in figures or both in words, and neither is a year or a day of a month.

    Args:
        text: An English sentence.
        seed: Decides which two.
    """
    dates = {match.start() for match in _YEAR.finditer(text)} | _date_day_spans(text)
    figures = [match for match in _DIGITS.finditer(text) if match.start() not in dates]
    pairs = [
        (first, second)
        for found in (figures, list(_WORD_NUMBER.finditer(text)))
        for first, second in combinations(found, 2)
        if first.group().lower() != second.group().lower()
    ]
    if not pairs:
        return None
    chance = random.Random(f"{seed}/exchange")  # noqa: S311 - reproducible, not secret
    first, second = chance.choice(pairs)
    one, other = second.group().lower(), first.group().lower()
    if first.group()[0].isupper():
        one = one.capitalize()
    change = _Change(first.start(), second.end(), one + text[first.end() : second.start()] + other)
    return _apply("exchange", text, change)


def exchange_nation(text: str, seed: str) -> Planted | None:
    """Return the text with another nation in the place of one, None if it has none.

    A country stays a country, an adjective an adjective. A nation that the text names twice stays,
    for what is wrong in one place is right in the other.

    Args:
        text: An English sentence.
        seed: Decides which one, and what it becomes.
    """
    named = list(_NATION.finditer(text))
    own = Counter(_NATION_OF[match.group()] for match in named)
    places = [
        (match, form)
        for match in named
        for form in (0, 1)
        if _NATIONS[number := _NATION_OF[match.group()]][form] == match.group() and own[number] == 1
    ]
    if not places:
        return None
    chance = random.Random(f"{seed}/nation")  # noqa: S311 - reproducible, not secret
    match, form = chance.choice(places)
    others = [names[form] for number, names in enumerate(_NATIONS) if number not in own]
    return _apply("nation", text, _Change(match.start(), match.end(), chance.choice(others)))


def exchange_term(text: str, seed: str) -> Planted | None:
    """Return the text with another term of its kind in the place of one, None if it has none.

    "Judge" becomes "lawyer", "floods" become "droughts". Of a kind that the text names twice
    everything stays.

    Args:
        text: An English sentence.
        seed: Decides which one, and what it becomes.
    """
    named = [(match, *_TERM_AT[match.group()]) for match in _TERM.finditer(text)]
    kinds = Counter(kind for _, kind, _, _ in named)
    places = [one for one in named if kinds[one[1]] == 1]
    if not places:
        return None
    chance = random.Random(f"{seed}/term")  # noqa: S311 - reproducible, not secret
    match, kind, own, number = chance.choice(places)
    others = [forms[number] for place, forms in enumerate(_TERMS[kind]) if place != own]
    return _apply("term", text, _Change(match.start(), match.end(), chance.choice(others)))


def scramble(text: str, share: float, seed: str) -> str:
    """Return the text with a share of its words, chosen by `seed`, in another order."""
    words = text.split(" ")
    chance = random.Random(f"{seed}/scramble")  # noqa: S311 - reproducible, not secret
    count = min(len(words), max(2, round(share * len(words))))
    places = chance.sample(range(len(words)), count)
    # Moving every chosen word one place on makes sure that none stays where it was.
    moved = dict(zip(places, places[1:] + places[:1], strict=True))
    return " ".join(words[moved.get(place, place)] for place in range(len(words)))


def _apply(kind: str, text: str, change: _Change) -> Planted:
    return Planted(
        kind=kind,
        text=text[: change.start] + change.after + text[change.end :],
        start=change.start,
        end=change.start + len(change.after),
        before=text[change.start : change.end],
        after=change.after,
    )


def _numbers(text: str, vocabulary: frozenset[str], chance: random.Random) -> list[_Change]:
    years = {match.start() for match in _YEAR.finditer(text)}
    dates = _date_day_spans(text)
    changes = [
        _Change(match.start(), match.end(), _other_number(match.group(), chance))
        for match in _DIGITS.finditer(text)
        if match.start() not in years | dates
    ]
    changes += [
        _Change(match.start(), match.end(), _other_word(match.group(), chance))
        for match in _WORD_NUMBER.finditer(text)
    ]
    changes += [
        _Change(match.start(), match.end(), _SCALES[match.group()])
        for match in _SCALE.finditer(text)
    ]
    return changes


def _date_day_spans(text: str) -> set[int]:
    """Return where days of the month begin: changing those is a changed date."""
    months = "|".join(MONTHS)
    days = re.finditer(rf"(?:{months}) (\d{{1,2}})\b|\b(\d{{1,2}})(?= (?:{months})\b)", text)
    return {match.start(1) if match.group(1) else match.start(2) for match in days}


def _other_number(number: str, chance: random.Random) -> str:
    places = [i for i, character in enumerate(number) if character.isdigit()]
    place = chance.choice(places)
    lowest = "1" if place == 0 else "0"
    digits = [d for d in "0123456789" if d != number[place] and d >= lowest]
    return number[:place] + chance.choice(digits) + number[place + 1 :]


def _other_word(word: str, chance: random.Random) -> str:
    other = chance.choice([w for w in _NUMBER_WORDS if w != word.lower()])
    return other.capitalize() if word[0].isupper() else other


def _dates(text: str, vocabulary: frozenset[str], chance: random.Random) -> list[_Change]:
    changes = [
        _Change(match.start(), match.end(), chance.choice([n for n in names if n != match.group()]))
        for pattern, names in ((_MONTH, MONTHS), (_WEEKDAY, WEEKDAYS))
        for match in pattern.finditer(text)
    ]
    changes += [
        _Change(match.start(), match.end(), str(int(match.group()) + chance.choice((-7, -3, 2, 4))))
        for match in _YEAR.finditer(text)
    ]
    return changes


def _names(text: str, vocabulary: frozenset[str], chance: random.Random) -> list[_Change]:
    calendar = {*MONTHS, *WEEKDAYS}
    return [
        _Change(match.start(), match.end(), chance.choice(_STRANGERS))
        for match in _CAPITALISED.finditer(text)
        if match.group() not in calendar
        and match.group().lower() not in vocabulary
        and match.group() not in _STRANGERS
    ]


def _negations(text: str, vocabulary: frozenset[str], chance: random.Random) -> list[_Change]:
    removed = [
        _Change(match.start(), match.end(), match.group(1) or match.group(2))
        for match in _CONTRACTION.finditer(text)
    ]
    removed += [_Change(match.start(), match.end(), "") for match in _NOT.finditer(text)]
    if removed:
        return removed
    return [
        _Change(match.end(), match.end(), " not")
        if " " not in match.group()
        else _Change(match.start(), match.end(), match.group().replace(" ", " not "))
        for match in _AUXILIARY.finditer(text)
    ]


_Finder = Callable[[str, frozenset[str], random.Random], list[_Change]]

_FINDERS: Final[Mapping[str, _Finder]] = {
    "number": _numbers,
    "date": _dates,
    "name": _names,
    "negation": _negations,
}
