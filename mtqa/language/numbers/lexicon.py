"""The number words of a language, from `data/number_<language>.yaml` or else from CLDR."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from importlib import resources
from typing import Any

from mtqa.language.numbers import arabic, compounds
from mtqa.language.numbers.cldr import cldr_numbers
from mtqa.language.yaml_lists import parse_yaml

LETTER = r"[^\W\d_]"
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0640\u0900-\u094f\u200c"
_WORD = re.compile(rf"{LETTER}(?:{LETTER}|[{_MARKS}])*")
_WORD_APOSTROPHE = re.compile(rf"{LETTER}(?:{LETTER}|[{_MARKS}]|['’ʼ](?={LETTER}))*")
_CACHE_LIMIT = 50_000
_LONGEST_ENDING = 4
"""Letters that an ending may add to the stem of a scale."""


class Role(Enum):
    """How a word takes part in a number."""

    ADD = 1
    """Adds its value: "seven", "forty", "doscientos"."""
    HUNDRED = 2
    SCALE = 3
    """Multiplies what stands before it: "thousand", "dozen"."""
    DUAL = 4
    """Two of a scale in one word: "ألفان"."""
    VAGUE = 5
    """A scale in the plural without a number before it: "thousands"."""
    ABBREVIATION = 6
    """A scale that only counts directly after digits: "bn", "млн"."""
    HALF = 7
    PART = 8
    """A denominator: "thirds"."""
    MIXED = 9
    """A value with a fraction in one word: "anderthalb"."""
    ORDINAL = 10
    MULTIPLE = 11
    WEAK = 12
    """The number one, which is often an article or a pronoun."""
    ALONE = 13
    """A word that may stand for a number ("both", "pair", a dual noun)."""
    DECADE = 14
    CONNECTOR = 15
    ARTICLE = 16
    LINKER = 17
    """"of" in "tens of thousands"."""


Roles = Mapping[Role, Decimal]

_VALUED = {
    "cardinals": Role.ADD,
    "weak": Role.WEAK,
    "weak_alone": Role.ALONE,
    "scales": Role.SCALE,
    "dual_scales": Role.DUAL,
    "plural_scales": Role.VAGUE,
    "abbreviations": Role.ABBREVIATION,
    "fractions": Role.PART,
    "mixed": Role.MIXED,
    "ordinals": Role.ORDINAL,
    "weak_ordinals": Role.ORDINAL,
    "multiples": Role.MULTIPLE,
    "decades": Role.DECADE,
}
_LISTED = {
    "hundred": (Role.HUNDRED, Decimal(100)),
    "halves": (Role.HALF, Decimal("0.5")),
    "connectors": (Role.CONNECTOR, Decimal(0)),
    "articles": (Role.ARTICLE, Decimal(1)),
    "linkers": (Role.LINKER, Decimal(0)),
    "weak_duals": (Role.ALONE, Decimal(2)),
}


@dataclass(slots=True, eq=False)
class Lexicon:
    """What one language says about numbers."""

    language: str
    """Primary subtag, for example `ar`."""
    words: dict[str, dict[Role, Decimal]]
    """Folded form to the roles it can play, each with its value."""
    decimals: str
    """Decimal separators in digits, the usual one first."""
    groupings: str
    """Separators between groups of three digits, spaces aside."""
    space_grouping: bool
    """Whether a plain space can separate groups of three digits."""
    scales_only: bool
    """Whether no number words but great scales are known, so that "one" before a million is not."""
    joins: str
    """Where "and" joins number words: `none`, `hundreds` (and above) or `tens` too."""
    unit_first: bool
    """Whether units come before tens ("five and twenty")."""
    vigesimal: bool
    """Whether 70 to 99 are counted as in French."""
    ten_takes_units: bool
    """Whether eleven is "ten one"."""
    proclitics: tuple[str, ...]
    """Prefixes that are written together with the word, the longest first."""
    ordinal_word_endings: tuple[str, ...]
    """What turns any cardinal word into an ordinal when it is added (Persian م, مین)."""
    compound_prefixes: tuple[tuple[str, Decimal], ...]
    """Number stems that open adjectives such as "dreitägig", the longest first."""
    compound_scales: tuple[tuple[str, Decimal], ...]
    """Scales that may follow them there: "двухтысячный", "trzymilionowy"."""
    scale_stems: tuple[tuple[str, Decimal], ...]
    """What the forms of a scale share, where not all its forms are known; the longest first."""
    excluded: re.Pattern[str] | None
    """Words that look like numbers and are none: weekdays, the hundred in "per cent"."""
    forms: Mapping[str, Any]
    """The other entries of the data file as they are."""
    token: re.Pattern[str]
    """Matches one word."""
    _cache: dict[str, tuple[Roles, bool]] = field(default_factory=dict)

    def look_up(self, word: str) -> tuple[Roles, bool]:
        """Return the roles of a word (empty for none) and whether "and" is attached to it."""
        found = self._cache.get(word)
        if found is None:
            if len(self._cache) > _CACHE_LIMIT:
                self._cache.clear()
            found = self._cache[word] = self._analyse(word)
        return found

    def _analyse(self, word: str) -> tuple[Roles, bool]:
        exact = self.words.get(word)
        if exact and Role.ABBREVIATION in exact and len(word) == 1:
            return exact, False  # "M" and "m" differ
        folded = self.fold(word)
        roles = self.words.get(folded)
        if roles is not None:
            return roles, False
        for prefix in self.proclitics:
            if folded.startswith(prefix) and len(folded) >= len(prefix) + 2:
                roles = self.words.get(folded[len(prefix) :])
                if roles and Role.CONNECTOR not in roles:
                    return roles, prefix[0] in "وו"
        for ending in self.ordinal_word_endings:
            stem_roles = self.words.get(folded.removesuffix(ending), {})
            if folded.endswith(ending) and Role.ADD in stem_roles:
                return {Role.ORDINAL: stem_roles[Role.ADD]}, False
        value = compounds.compound_value(folded, self.language)
        if value is not None:
            return {Role.ADD: Decimal(value)}, False
        for stem, number in self.compound_prefixes:
            if folded.startswith(stem) and len(folded) >= len(stem) + 4:
                return {Role.ALONE: number * self._compound_scale(folded, len(stem))}, False
        for stem, number in self.scale_stems:
            if folded.startswith(stem) and len(folded) <= len(stem) + _LONGEST_ENDING:
                return {Role.SCALE: number, Role.VAGUE: number}, False
        return {}, False

    def _compound_scale(self, folded: str, start: int) -> Decimal:
        """Return what multiplies the number stem that ends at `start`, 1 for nothing."""
        scales = (size for stem, size in self.compound_scales if folded.startswith(stem, start))
        return next(scales, Decimal(1))

    def dual_unit(self, word: str) -> str | None:
        """Return the unit of time of a dual noun ("يومين" is two `d`), None for other words."""
        folded = self.fold(word)
        for unit, forms in self.forms.get("duals", {}).items():
            for form in _split(forms):
                stem = self.fold(form)
                if folded.endswith(stem) and folded.removesuffix(stem) in ("", *self.proclitics):
                    return str(unit)
        return None

    def fold(self, word: str) -> str:
        """Return the spelling under which a word stands in `words`."""
        if self.language in ("ar", "fa"):
            return arabic.fold(word)
        folded = word.lower().replace("’", "'").replace("ʼ", "'").replace("ё", "е")
        return folded.replace("i̇", "i")


def _split(forms: object) -> list[str]:
    return [form.replace("_", " ") for form in str(forms).split()]


def _entries(data: Mapping[str, Any]) -> Iterator[tuple[str, Role, Decimal]]:
    for key, role in _VALUED.items():
        for value, forms in data.get(key, {}).items():
            for form in _split(forms):
                yield form, role, Decimal(str(value))
    for forms in data.get("duals", {}).values():
        for form in _split(forms):
            yield form, Role.ADD, Decimal(2)
    for key, (role, value) in _LISTED.items():
        for form in _split(data.get(key, "")):
            yield form, role, value
    endings = _split(data.get("ordinal_endings", ""))
    for value, stems in data.get("ordinal_stems", {}).items():
        for stem in _split(stems):
            for ending in endings:
                yield stem + ending, Role.ORDINAL, Decimal(str(value))


def _stems(data: Mapping[str, Any], key: str) -> tuple[tuple[str, Decimal], ...]:
    """The stems of an entry with their values, the longest first."""
    pairs = (
        (stem, Decimal(str(value)))
        for value, stems in data.get(key, {}).items()
        for stem in _split(stems)
    )
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def _data(language: str) -> dict[str, Any] | None:
    file = resources.files("mtqa.language") / "data" / f"number_{language}.yaml"
    if file.is_file():
        data: dict[str, Any] = parse_yaml(file.read_text(encoding="utf-8"))
        return data
    return cldr_numbers(language)


@lru_cache(maxsize=64)
def load(language: str) -> Lexicon | None:
    """Return the lexicon of a language (a BCP 47 tag), None where even CLDR has none."""
    primary = language.replace("_", "-").split("-")[0].lower()
    data = _data(primary)
    if data is None:
        return None
    lexicon = Lexicon(
        language=primary,
        words={},
        decimals=str(data.get("decimal", ".")).replace(" ", ""),
        groupings=str(data.get("grouping", ",")).replace(" ", ""),
        space_grouping=bool(data.get("space_grouping")),
        scales_only=bool(data.get("scales_only")),
        joins=str(data.get("joins", "none")),
        unit_first=bool(data.get("unit_first")),
        vigesimal=bool(data.get("vigesimal")),
        ten_takes_units=bool(data.get("ten_takes_units")),
        proclitics=(
            arabic.PROCLITICS if primary == "ar" else tuple(_split(data.get("proclitics", "")))
        ),
        ordinal_word_endings=tuple(
            arabic.fold(ending) for ending in _split(data.get("ordinal_word_endings", ""))
        ),
        compound_prefixes=_stems(data, "compound_prefixes"),
        compound_scales=_stems(data, "compound_scales"),
        scale_stems=_stems(data, "scale_stems"),
        excluded=re.compile(data["excluded"]) if "excluded" in data else None,
        forms=data,
        token=_WORD_APOSTROPHE if primary == "uk" else _WORD,
    )
    for form, role, value in _entries(data):
        key = form if role is Role.ABBREVIATION and len(form) == 1 else lexicon.fold(form)
        lexicon.words.setdefault(key, {}).setdefault(role, value)
    return lexicon
