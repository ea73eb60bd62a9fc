"""Negation, modality and direction: the small words that turn a statement round.

`find_negations` and `find_modals` find cues in one text, `find_directions` the words that have
an opposite (rise and fall, confirm and deny). `polarity_comparison` sets two texts side by
side.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from mtqa.language.names_lexicon import load_sections, read_data
from mtqa.language.scripts import MARKS, primary_subtag
from mtqa.language.vowel_marks import without_vowel_marks

_SPACELESS: Final = frozenset({"zh", "ja"})
_LETTER: Final = r"[^\W\d_]"
_BEFORE: Final = rf"(?<![\w{MARKS}])"
_AFTER: Final = rf"(?![\w{MARKS}])"
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
_GAP: Final = {
    "fr": r"(?:(?!\b(?:pas|jamais|rien|aucune?|personne|ni|guère)\b)[^,;.]){1,60}?",
}
"""What `*` stands for where it is no plain stretch of a clause: "ne … pas … que" negates."""
_PREFIXES: Final = {"ar": "[وفب]?", "he": "[ושה]{0,2}"}
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


class Modality(StrEnum):
    """What a modal expresses, from strong to weak."""

    OBLIGATION = "obligation"
    """must, have to, يجب"""
    ADVICE = "advice"
    """should, ought, ينبغي"""
    ABILITY = "ability"
    """can, be able, يستطيع"""
    POSSIBILITY = "possibility"
    """may, might, perhaps, ربما"""


@dataclass(frozen=True, slots=True)
class Modal:
    """A modal verb or adverb in a text."""

    start: int
    """Offset of the first character."""
    end: int
    """Offset after the last character."""
    text: str
    """The words as written."""
    modality: Modality
    """What it expresses."""


@dataclass(frozen=True, slots=True)
class Direction:
    """A word that has an opposite."""

    start: int
    """Offset of the first character."""
    end: int
    """Offset after the last character."""
    text: str
    """The word as written."""
    pair: str
    """The pair of opposites, such as `rise/fall`."""
    pole: str
    """Which of the two it is: `+` for the first, `-` for the second."""


def _form_pattern(form: str, language: str) -> str:
    """A lexicon entry as a regular expression; see the head of the data file."""
    if language in _SPACELESS:
        # Training data and the output of some systems come in words or characters set apart.
        return r"\s?".join(map(re.escape, form))
    prefix = ""
    if form.startswith("~"):
        prefix, form = _PREFIXES.get(language, ""), form[1:]
    ending = form.startswith("+")
    form = form.lstrip("+")
    stem = form.endswith("+")
    parts = [
        _GAP.get(language, r"[^,;.]{1,60}")
        if part == "*"
        else re.escape(part.rstrip("+")) + (r"\w*" if part.endswith("+") else "")
        for part in form.split()
    ]
    body = r"\s+".join(parts).replace("'", "['’]")
    after = "" if stem or form.endswith("'") else _AFTER
    return f"{prefix}{_LETTER + '{2,}' if ending else ''}{body}{after}"


def _at_word_start(body: str, language: str) -> re.Pattern[str]:
    """Compile an alternation; the test for a word's start comes first because it is cheap."""
    before = "" if language in _SPACELESS else _BEFORE
    return re.compile(f"{before}(?:{body})", re.IGNORECASE)


def _alternation(forms: tuple[str, ...], language: str) -> re.Pattern[str] | None:
    if not forms:
        return None
    longest_first = sorted(set(forms), key=lambda form: (-len(form.split()), -len(form)))
    body = "|".join(_form_pattern(form, language) for form in longest_first)
    return _at_word_start(body, language)


def has_since(text: str, language: str) -> bool:
    """Whether a text says since when, as far as single words tell."""
    pattern = _negation_pattern(primary_subtag(language), "since")
    return pattern is not None and pattern.search(text) is not None


@lru_cache(maxsize=64)
def _negation_pattern(language: str, kind: str) -> re.Pattern[str] | None:
    sections = load_sections("polarity_negation.txt")
    return _alternation(sections.get(f"{language} {kind}", ()), language)


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
    taken: list[tuple[int, int]] = []
    found: list[Negation] = []
    # Neutral phrases go first, so that what is in them does not count as more.
    for strength in (Strength.NEUTRAL, *(s for s in Strength if s is not Strength.NEUTRAL)):
        pattern = _negation_pattern(language, strength.value)
        if pattern is None:
            continue
        for match in pattern.finditer(normal):
            start, end = match.span()
            if start == end or any(start < stop and end > begin for begin, stop in taken):
                continue
            phrase = " " in match[0].strip() and language not in _SPACELESS
            if strength is Strength.NEUTRAL and _longer_word(normal, start, end, language):
                continue
            if strength is Strength.NEUTRAL and not phrase:
                taken.append((start, end))  # Only looks like a negator: under, недавно.
                continue
            if strength is Strength.AFFIX and not _negative_prefix(normal, start, language):
                continue
            if _NUMERO.match(normal, start) or (
                language in _NEGATING_PREFIX and _is_name(normal, start)
            ):
                continue
            own = strength
            if strength is Strength.CLAUSAL and (
                compound := _compound(normal, start, end, language)
            ):
                own, end = Strength.LEXICAL, compound
            stop = _CLAUSE_END.search(normal, end)
            taken.append((start, end))
            first, last = bare.written(start, end)
            _, scope_end = bare.written(start, stop.start() if stop else len(normal))
            found.append(Negation(first, last, text[first:last], own, scope_end))
    return tuple(sorted(found, key=lambda cue: cue.start))


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


@lru_cache(maxsize=32)
def _modal_patterns(language: str) -> tuple[tuple[Modality, re.Pattern[str]], ...]:
    sections = load_sections("polarity_modality.txt")
    patterns = (
        (modality, _alternation(sections.get(f"{language} {modality.value}", ()), language))
        for modality in Modality
    )
    return tuple((modality, pattern) for modality, pattern in patterns if pattern is not None)


@lru_cache(maxsize=4096)
def find_modals(text: str, language: str) -> tuple[Modal, ...]:
    """Find the modals of a text, in text order."""
    bare = without_vowel_marks(text)
    found: list[Modal] = []
    for modality, pattern in _modal_patterns(primary_subtag(language)):
        for match in pattern.finditer(bare.text):
            start, end = bare.written(*match.span())
            found.append(Modal(start, end, text[start:end], modality))
    return tuple(sorted(found, key=lambda modal: modal.start))


@lru_cache(maxsize=1)
def _direction_forms() -> dict[str, dict[str, tuple[str, ...]]]:
    """Language to pole (`rise/fall+`) to forms."""
    forms: dict[str, dict[str, tuple[str, ...]]] = {}
    for line in read_data("polarity_directions.txt").splitlines():
        if not line or line.startswith("#"):
            continue
        pole, *columns = (part.strip() for part in line.split("|"))
        for column in columns:
            language, _, entries = column.partition(" ")
            forms.setdefault(language, {})[pole] = tuple(e.strip() for e in entries.split(","))
    return forms


@lru_cache(maxsize=32)
def _direction_pattern(language: str) -> tuple[re.Pattern[str], tuple[str, ...]] | None:
    """One alternation with a numbered group for each pole."""
    poles = _direction_forms().get(language)
    if not poles:
        return None
    names = tuple(poles)
    groups = []
    for number, name in enumerate(names):
        longest_first = sorted(set(poles[name]), key=len, reverse=True)
        body = "|".join(_form_pattern(form, language) for form in longest_first)
        groups.append(f"(?P<p{number}>{body})")
    return _at_word_start("|".join(groups), language), names


@lru_cache(maxsize=4096)
def find_directions(text: str, language: str) -> tuple[Direction, ...]:
    """Find the words of a text that have an opposite, in text order."""
    prepared = _direction_pattern(primary_subtag(language))
    if prepared is None:
        return ()
    pattern, names = prepared
    bare = without_vowel_marks(text)
    found: list[Direction] = []
    for match in pattern.finditer(bare.text):
        name = names[int((match.lastgroup or "p0")[1:])]
        start, end = bare.written(*match.span())
        found.append(Direction(start, end, text[start:end], name[:-1], name[-1]))
    return tuple(found)
