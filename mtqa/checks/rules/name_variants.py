"""Name variants: one name spelled in two ways within a text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Final

from mtqa.checks.data import load_list
from mtqa.checks.inspection import Context
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.document import Document, Kind
from mtqa.mqm import Severity

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’‘-][^\W\d_]+)*")
_POSSESSIVE: Final = re.compile(r"['’]s?$")
_SHORTEST: Final = 6
"""Letters from which two spellings of one sound count as one name."""
_FOLDS: Final = (
    (re.compile("iy|yi|yy|ij|ii|y$|i$"), "y"),
    (re.compile("ou|oo"), "u"),
    (re.compile("kh"), "h"),
    (re.compile("gh"), "g"),
    (re.compile("dh"), "d"),
    (re.compile("ph"), "f"),
    (re.compile("q|ck"), "k"),
    (re.compile("eh$|ah$|a$"), "a"),
    (re.compile("[eo]"), "a"),
    (re.compile(r"(.)\1"), r"\1"),
)


@rule(
    id="name-variants",
    title="One name spelled in two ways",
    category="terminology/inconsistent-use",
    severity=Severity.MINOR,
    scope=Scope.DOCUMENT,
    languages=("en",),
    examples=[
        Example(
            "The talks in Kyiv ended. Officials in Kyiv said so. They left Kiev on Monday.",
            ("Kiev",),
        ),
        Example(
            "President Zelenskyy spoke on Monday. Later Mr Zelenskyy left. "
            "On Tuesday Zelensky returned.",
            ("Zelensky",),
        ),
        Example("The aide, Mr Medinsky, spoke. Then Mr Medinskiy left.", ("Medinskiy",)),
        Example("The talks in Kyiv ended. They left Kyiv’s airport on Monday.", ()),
        Example("Mr Martin met Ms Martins in Kyiv.", (), why="two people"),
    ],
)
def name_variants(document: Document, context: Context) -> Iterator[Suspicion]:
    """Spellings that one text should not mix: Kyiv and Kiev, Zelensky and Zelenskyy.

    Known variants come from a list; unknown names count as one if they differ only in how a
    sound is written (y/iy, kh/h, ou/u, doubled letters). The rarer spelling is reported, once,
    with the more frequent one as the suggestion. Lists of independent pairs are not compared.
    """
    if document.kind is Kind.PAIRS:
        return
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for match in _WORD.finditer(document.text):
        word = _POSSESSIVE.sub("", match[0])
        if word[0].isupper() or "-" in word:
            places[word].append((match.start(), match.start() + len(word)))
    groups: dict[object, set[str]] = defaultdict(set)
    for number, variants in enumerate(load_list("name_variants")):
        for variant in variants:
            if " " in variant:
                found = [m.span() for m in re.finditer(rf"\b{re.escape(variant)}\b", document.text)]
                if found:
                    places[variant] = found
            if places.get(variant):
                groups[number].add(variant)
    for word in [w for w in places if len(w) >= _SHORTEST and w not in _listed()]:
        groups[_sound(word)].add(word)
    for variants in groups.values():
        if len(variants) > 1 and _is_name(variants, document.text, places):
            yield from _suspicions(variants, places)


def _suspicions(
    variants: set[str], places: dict[str, list[tuple[int, int]]]
) -> Iterator[Suspicion]:
    counts = Counter({variant: len(places[variant]) for variant in variants})
    usual = max(sorted(variants), key=lambda v: (counts[v], -places[v][0][0]))
    for variant in sorted(variants - {usual}):
        start, end = places[variant][0]
        yield Suspicion(
            start,
            end,
            f"“{variant}” is spelled “{usual}” elsewhere in this text.",
            confidence=0.85 if variant in _listed() else 0.6,
            suggestion=usual,
            evidence={"spellings": {v: counts[v] for v in sorted(variants)}},
        )


def _is_name(variants: set[str], text: str, places: dict[str, list[tuple[int, int]]]) -> bool:
    """Whether the words are names: in capitals mid-sentence, and never in lower case."""
    if any(variant in _listed() for variant in variants):
        return True
    return all(
        any(not re.search(r"[.!?:\n“\"]\s*$|^$", text[:start]) for start, _ in places[variant])
        and not re.search(rf"\b{re.escape(variant.lower())}\b", text)
        for variant in variants
    )


@cache
def _listed() -> frozenset[str]:
    return frozenset(v for variants in load_list("name_variants") for v in variants)


@cache
def _sound(word: str) -> str:
    """Fold what different romanisations write differently."""
    plain = unicodedata.normalize("NFD", word.casefold())
    plain = "".join(c for c in plain if c.isalpha())
    for pattern, replacement in _FOLDS:
        plain = pattern.sub(replacement, plain)
    return plain
