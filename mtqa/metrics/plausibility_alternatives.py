"""Places in an article where one value stands and others could, with those others.

Years and months are found in every language whose month names the CLDR has; magnitudes, negations
and names in English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from mtqa.language.scripts import primary_subtag


class Kind(StrEnum):
    """What sort of value it is."""

    YEAR = "year"
    MONTH = "month"
    NUMBER = "number"
    NAME = "name"
    NEGATION = "negation"


@dataclass(frozen=True, slots=True)
class Place:
    """A value in the text and what might stand in its place."""

    kind: Kind
    """What sort of value it is."""
    start: int
    """Offset of its first character in the text."""
    end: int
    """Offset after its last character."""
    alternatives: tuple[str, ...]
    """Other values, written as this one is."""


_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2039
_YEARS_AROUND = 10
"""How far from the stated year every year is tried; beyond it, slips of one digit."""
_YEAR = re.compile(
    r"(?<![\w.,:/+−–-])(?<![$€£¥#№])(?:19|20|١٩|٢٠|۱۹|۲۰)\d\d(?![\w%:/°])(?![.,–-]\d)"
)
_UNIT_AFTER = re.compile(r"\s*(?:%|percent|per cent|people|men|women|km|kg|m\b|miles|tons?|feet)")
_DIGITS = {digit: block for block in ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for digit in block}
_AMBIGUOUS_MONTHS = frozenset({"may", "march", "mars", "mai", "mart", "ocak", "آذار", "آب", "مارس"})
"""Months that are also other words; they count only beside a figure."""

_MAGNITUDES = ("thousand", "million", "billion", "trillion")
_MAGNITUDE = re.compile(rf"(?<=\d\s)(?:{'|'.join(_MAGNITUDES)})\b")
_NOT = re.compile(r" not\b(?! only)")
_CONTRACTED = re.compile(r"\b(is|are|was|were|would|could|should|has|have|had|does|did|do)n[’']t\b")
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|will|would|can|could|should|has|have|had|does|did)\b"
    r"(?! not\b|n[’']t|[’'])(?=\s[a-z])"
)
_NAME = re.compile(
    r"\b[A-Z][\w’-]+(?:\s(?:of|de|al|bin|van|von)\s[A-Z][\w’-]+|\s[A-Z][\w’-]+){0,3}"
)
_MOST_NAMES = 4
"""Other names of the article that are tried in the place of one."""


def find_places(text: str, language: str) -> list[Place]:
    """Return every place of `text`, in order of its beginning.

    Args:
        text: The article.
        language: Its BCP 47 language.
    """
    places = [*_years(text), *_months(text, language)]
    if primary_subtag(language) == "en":
        places += [*_magnitudes(text), *_negations(text), *_names(text)]
    return sorted(places, key=lambda place: (place.start, place.end))


def _years(text: str) -> Iterator[Place]:
    for match in _YEAR.finditer(text):
        if _UNIT_AFTER.match(text, match.end()):
            continue
        stated = int(match[0])
        around = range(stated - _YEARS_AROUND, stated + _YEARS_AROUND + 1)
        years = {*around, stated - 20, stated + 20, stated - 100, stated + 100} - {stated}
        digits = _DIGITS[match[0][0]]
        yield Place(
            Kind.YEAR,
            match.start(),
            match.end(),
            tuple(
                "".join(digits[int(digit)] for digit in str(year))
                for year in sorted(years)
                if _EARLIEST_YEAR <= year <= _LATEST_YEAR
            ),
        )


def _months(text: str, language: str) -> Iterator[Place]:
    for names in _month_names(primary_subtag(language)):
        pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text, re.IGNORECASE):
            found = match[0]
            if found.casefold() in _AMBIGUOUS_MONTHS and not _beside_figure(text, match):
                continue
            if names[0][0].isupper() and not found[0].isupper():
                continue
            yield Place(
                Kind.MONTH,
                match.start(),
                match.end(),
                tuple(name for name in names if name.casefold() != found.casefold()),
            )


def _beside_figure(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 6) : match.start()]
    after = text[match.end() : match.end() + 5]
    return bool(re.search(r"\d\S{0,3}\s*(?:of |de )?$", before) or re.match(r",?\s*\d", after))


@cache
def _month_names(language: str) -> tuple[tuple[str, ...], ...]:
    """Return the twelve names of each convention that the language has, as in running text."""
    from babel import Locale, UnknownLocaleError

    found: dict[tuple[str, ...], None] = {}
    for tag in (language, *(("ar_LB",) if language == "ar" else ())):
        try:
            names = Locale.parse(tag).months["format"]["wide"]
        except (UnknownLocaleError, ValueError):
            continue
        month_names = tuple(names[number] for number in range(1, 13))
        if all(any(char.isalpha() for char in name) for name in month_names):
            found[month_names] = None
    return tuple(found)


def _magnitudes(text: str) -> Iterator[Place]:
    for match in _MAGNITUDE.finditer(text):
        others = tuple(word for word in _MAGNITUDES if word != match[0])
        yield Place(Kind.NUMBER, match.start(), match.end(), others)


def _negations(text: str) -> Iterator[Place]:
    """A negation may be one too many, an auxiliary may lack one."""
    for match in _NOT.finditer(text):
        yield Place(Kind.NEGATION, match.start(), match.end(), ("",))
    for match in _CONTRACTED.finditer(text):
        yield Place(Kind.NEGATION, match.start(), match.end(), (match[1],))
    for match in _AUXILIARY.finditer(text):
        yield Place(Kind.NEGATION, match.start(), match.end(), (match[0] + " not",))


def _names(text: str) -> Iterator[Place]:
    """First mentions of names of several words, each beside the other names of the article."""
    mentions = [match for match in _NAME.finditer(text) if " " in match[0]]
    names = list(dict.fromkeys(match[0] for match in mentions))
    first = {match[0]: match for match in reversed(mentions)}
    for match in first.values():
        own = set(match[0].split())
        others = [name for name in names if not own & set(name.split())]
        if others:
            nearest = sorted(others, key=lambda name: abs(text.find(name) - match.start()))
            yield Place(Kind.NAME, match.start(), match.end(), tuple(nearest[:_MOST_NAMES]))
