"""Cues of negation: words, phrases and prefixes that turn a statement round, or only seem to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from mtqa.language.names_lexicon import load_sections
from mtqa.language.polarity_forms import SPACELESS, alternation
from mtqa.language.scripts import primary_subtag
from mtqa.language.vowel_marks import without_vowel_marks

_NUMERO: Final = re.compile(
    r"[Nn]o\.\s?(?:\d|[A-Z]{2,}-?\d)|"
    r"(?<=\w )No\.\s*$|(?<=.)(?<![.!?…]\s)No\s?\d+(?![\w-])|No\s10(?![\w-])"
)
"""No. for number: with or without a point, at the end where a segment was cut behind it, and the
street door of British prime ministers."""
_NEGATING_PREFIX: Final = frozenset({"cs"})
"""Languages that put the negation before the verb in one word with it."""
_WITHIN: Final = re.compile(r"[\w,;]\s\w")
"""A word that begins no sentence."""
_HYPHENATED: Final = re.compile(r"(?:-[^\W\d_]+)+")
"""What follows a negator that is part of a word."""
_CLAUSE_END: Final = re.compile(r"[,;:.!?…،؛؟。，；：！？—–\n]")
_NOT_PREFIXED: Final = re.compile(
    r"(?:under|until|unit|union|unique|univers|uncle|upon|in(?:to(?!ler)|side|clud|creas|form|terest|tend|vest|vit|ter|stitut|dustr|"
    r"divid|dia|volv|itia|stead|deed|troduc|stall|strument|sist|sight|spir|put|come|jur|cident|fluenc|fect|telligen|habitant|"
    r"novat|flat|frastruct|quir|vent|clin|dex|dicat|ner|ch|k|n)|im(?:port|prove|age|agin|pact|plement|migra|press|pose|plic|ply|plies)|"
    r"dis(?:cuss|trict|tribut|tan|play|cover|h|c|k|cipl|aster|ease|patch|sem)|iron|iran|iraq|ireland|irish|illustr|ill(?!eg|ic|og)|miss(?:ion|il)|mis(?:s|ter)|mix|non[aei]|illinois)"
)


class Strength(StrEnum):
    """How a cue negates."""

    CLAUSAL = "clausal"
    """It negates a clause: not, لم, nicht."""
    LEXICAL = "lexical"
    """The negation is in the meaning: without, refuse, فشل."""
    AFFIX = "affix"
    """The negation is a prefix: unable, illegal."""
    REMOTE = "remote"
    """It can render a negation, but mostly does not: only, before, difficult."""
    NEUTRAL = "neutral"
    """A phrase with a negator that turns no clause round: not all, not only, لا يزال."""


@dataclass(frozen=True, slots=True)
class Negation:
    """A cue of negation in a text."""

    start: int
    """Offset of the cue."""
    end: int
    """Offset after the cue."""
    text: str
    """The cue as written."""
    strength: Strength
    """How it negates."""
    scope_end: int
    """Offset where its clause ends, at the next punctuation mark or the end of the text."""


def has_since(text: str, language: str) -> bool:
    """Whether a text says since when, as far as single words tell."""
    pattern = _negation_pattern(primary_subtag(language), "since")
    return pattern is not None and pattern.search(text) is not None


@lru_cache(maxsize=64)
def _negation_pattern(language: str, kind: str) -> re.Pattern[str] | None:
    sections = load_sections("polarity_negation.txt")
    return alternation(sections.get(f"{language} {kind}", ()), language)


def covers_negation(language: str) -> bool:
    """Whether the negation cues of a language are known."""
    return _negation_pattern(primary_subtag(language), "clausal") is not None


@lru_cache(maxsize=4096)
def find_negations(text: str, language: str) -> tuple[Negation, ...]:
    """Find the cues of negation in a text.

    Args:
        text: The text.
        language: BCP 47 tag; en, ar, de, fr, es, pt, it, ru, uk, pl, cs, tr, he, fa, hi, zh and
            ja are covered, other languages give nothing.

    Returns:
        Cues in text order that do not overlap, stronger ones preferred.
    """
    language = primary_subtag(language)
    bare = without_vowel_marks(text)
    normal = bare.text.replace("’", "'").replace("ʼ", "'")
    found: list[Negation] = []
    for start, end, strength in _cues(normal, language):
        if strength is Strength.NEUTRAL and not _is_phrase(normal[start:end], language):
            continue  # Only looks like a negator: under, недавно.
        stop = _CLAUSE_END.search(normal, end)
        first, last = bare.written(start, end)
        _, scope_end = bare.written(start, stop.start() if stop else len(normal))
        found.append(Negation(first, last, text[first:last], strength, scope_end))
    return tuple(sorted(found, key=lambda cue: cue.start))


def _cues(text: str, language: str) -> Iterator[tuple[int, int, Strength]]:
    """Yield start, end and strength of what the word lists find; none overlaps one before it."""
    taken: list[tuple[int, int]] = []
    # Neutral phrases go first, so that what is in them does not count as more.
    for strength in (Strength.NEUTRAL, *(s for s in Strength if s is not Strength.NEUTRAL)):
        pattern = _negation_pattern(language, strength.value)
        for match in pattern.finditer(text) if pattern is not None else ():
            start, end = match.span()
            if start == end or any(start < stop and end > begin for begin, stop in taken):
                continue
            if _is_no_cue(text, start, end, strength, language):
                continue
            own = strength
            if strength is Strength.CLAUSAL and (compound := _compound(text, start, end, language)):
                own, end = Strength.LEXICAL, compound
            taken.append((start, end))
            yield start, end, own


def _is_no_cue(text: str, start: int, end: int, strength: Strength, language: str) -> bool:
    """Whether what a list of this strength has found is something else in this place."""
    if strength is Strength.NEUTRAL:
        if _longer_word(text, start, end, language):
            return True
        if not _is_phrase(text[start:end], language):
            return False
    if strength is Strength.AFFIX and not _negative_prefix(text, start, language):
        return True
    if _NUMERO.match(text, start):
        return True
    return language in _NEGATING_PREFIX and _is_name(text, start)


def _is_phrase(cue: str, language: str) -> bool:
    return " " in cue.strip() and language not in SPACELESS


def _is_name(text: str, start: int) -> bool:
    """Whether a word has a capital that does not come from where it stands: Netanjahu."""
    return text[start].isupper() and _WITHIN.match(text, max(0, start - 2)) is not None


def _compound(text: str, start: int, end: int, language: str) -> int | None:
    """Return where a word ends that a clausal cue only begins: never-ending, 不情愿 (reluctant)."""
    if longer := _longer_word(text, start, end, language):
        return longer
    hyphenated = _HYPHENATED.match(text, end)
    return hyphenated.end() if hyphenated else None


def _longer_word(text: str, start: int, end: int, language: str) -> int | None:
    """Return where a word with a negation in it ends that starts here and is longer: 不适用."""
    lexical = _negation_pattern(language, Strength.LEXICAL)
    longer = lexical.match(text, start) if lexical else None
    return longer.end() if longer and longer.end() > end else None


def _negative_prefix(text: str, start: int, language: str) -> bool:
    """Whether a word that begins like a negative (`in-`) is not one of the common others."""
    return language != "en" or not _NOT_PREFIXED.match(text[start : start + 14].lower())
