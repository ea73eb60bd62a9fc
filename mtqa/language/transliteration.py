"""Do two names in different scripts sound alike?

A name is turned into a sequence of sounds, each the set of what its letters can stand for
(`transliteration_tables`), and two sequences are aligned with the cheapest edits (Needleman
and Wunsch 1970, with sets instead of letters): a shared alternative costs nothing, a
neighbouring sound (t and d, s and sh) little, a missing vowel little and next to nothing
against a script that does not write short vowels. The result is a similarity from 0 to 1.

Han characters are read as Mandarin syllables, so that transliterated foreign names and
Chinese names compare with their Latin spelling; a Japanese name in Han characters does not
(`comparable` says so).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

from mtqa.language import transliteration_tables as tables
from mtqa.language.names_lexicon import load_sections
from mtqa.language.scripts import ABJADS, dominant_script, primary_subtag

_SYMBOLS: Final = "bpfvwtd0szcSZCJkgxhmnlryaeiouTj"
_BIT: Final = {symbol: 1 << index for index, symbol in enumerate(_SYMBOLS)}
_VOWELS: Final = sum(_BIT[symbol] for symbol in "aeiouy")
_GLIDES: Final = sum(_BIT[symbol] for symbol in "yw")
_NEIGHBOURS: Final = (
    "bp",
    "bvfw",
    "fp",
    "td0",
    "0s",
    "szcSZ",
    "SCJZ",
    "cCtz",
    "kg",
    "gxh",
    "kx",
    "mn",
    "lr",
)

_FUNCTION_CHARACTERS: Final = frozenset(
    "的了是在我你他她它们这那与及或不就都也但对到被把将要说年月日时个次种并且因所如果已还更最很其此各每该"
)
"""Han characters of grammar: no transliteration contains them."""

_ADJECTIVE_CASE: Final = re.compile(r"(?<=[сц]к)(?:ого|ому|им|ом)$")
"""Endings of names such as Зеленский in other cases."""
VOWEL_COST: Final = 0.25
"""Cost of a vowel without counterpart between two scripts that write vowels."""
UNWRITTEN_VOWEL_COST: Final = 0.05
"""The same against Arabic or Hebrew script."""
_OPTIONAL_COST: Final = 0.2
_HOPELESS: Final = 0.5
"""Share of the weight of a name that cannot be without counterpart in anything alike."""
_NEIGHBOUR_COST: Final = 0.35
_VOWEL_CHANGE_COST: Final = 0.12
_FOREIGN_COST: Final = 1.2


class Sound(NamedTuple):
    """One sound of a name: the alternatives and what leaving it out costs."""

    exact: int
    """Bit set of the sounds that the letters can stand for."""
    near: int
    """Bit set of the sounds close to one of them."""
    cost: float
    """Cost of leaving the sound out, 0–1; 1 for a firm consonant."""
    vowel: bool
    """Whether every alternative is a vowel."""


def _neighbourhood(mask: int) -> int:
    near = mask
    for group in _NEIGHBOURS:
        bits = sum(_BIT[symbol] for symbol in group)
        if mask & bits:
            near |= bits
    return near


@lru_cache(maxsize=2048)
def _sound(alternatives: str) -> Sound | None:
    optional = alternatives.endswith("?")
    mask = 0
    for symbol in alternatives.rstrip("?"):
        mask |= _BIT[symbol]
    if not mask:
        return None
    if not mask & ~_VOWELS:
        return Sound(mask, mask, VOWEL_COST * (0.5 if optional else 1.0), True)
    glide = bool(mask & _GLIDES) and bool(mask & _VOWELS)
    return Sound(mask, _neighbourhood(mask), _OPTIONAL_COST if optional or glide else 1.0, False)


class _Table(NamedTuple):
    pattern: re.Pattern[str]
    sounds: dict[str, tuple[Sound, ...]]


@lru_cache(maxsize=16)
def _table(script: str) -> _Table:
    source = {
        "Latin": tables.LATIN,
        "Cyrillic": tables.CYRILLIC,
        "Greek": tables.GREEK,
        "Arabic": tables.ARABIC,
        "Hebrew": tables.HEBREW,
        "Devanagari": tables.DEVANAGARI,
        "Katakana": tables.KANA,
    }[script]
    entries: dict[str, tuple[Sound, ...]] = {}
    for entry in source.split():
        grapheme, _, spec = entry.partition("=")
        sounds = (_sound(part) for part in spec.split("."))
        # Decomposed letters (Devanagari nukta) must be found in composed text and vice versa.
        entries[unicodedata.normalize("NFC", grapheme)] = tuple(s for s in sounds if s is not None)
    longest_first = sorted(entries, key=len, reverse=True)
    return _Table(re.compile("|".join(map(re.escape, longest_first))), entries)


def _collapse(sounds: list[Sound]) -> tuple[Sound, ...]:
    """Merge doubled letters: `tt` is one sound."""
    merged: list[Sound] = []
    for sound in sounds:
        if merged and sound.exact == merged[-1].exact:
            continue
        merged.append(sound)
    return tuple(merged)


@lru_cache(maxsize=2)
def _pinyin_parts(which: str) -> dict[str, tuple[Sound, ...]]:
    source = tables.PINYIN_INITIALS if which == "initial" else tables.PINYIN_FINALS
    parts: dict[str, tuple[Sound, ...]] = {}
    for entry in source.split():
        name, _, spec = entry.partition("=")
        parts[name] = tuple(s for s in map(_sound, spec.split(".")) if s is not None)
    return parts


@lru_cache(maxsize=1)
def _readings() -> dict[str, str]:
    """Han character to toneless Mandarin syllable."""
    return {
        char: syllable
        for syllable, characters in load_sections("name_pinyin.txt").items()
        for char in "".join(characters)
        if char not in _FUNCTION_CHARACTERS
    }


def mandarin_reading(char: str) -> str | None:
    """The toneless pinyin of a Han character, None if the table does not have it."""
    return _readings().get(char)


@lru_cache(maxsize=4096)
def _han_sounds(char: str) -> tuple[Sound, ...]:
    syllable = _readings().get(char)
    if syllable is None:
        return ()
    initials, finals = _pinyin_parts("initial"), _pinyin_parts("final")
    for length in (2, 1, 0):
        initial, final = syllable[:length], syllable[length:]
        if (not length or initial in initials) and final in finals:
            onset = initials[initial] if length else ()
            nucleus = finals[final]
            # A bare vowel after a consonant (斯 si, 特 te, 克 ke) often stands for no vowel.
            return onset + tuple(s._replace(cost=s.cost * 0.4) if s.vowel else s for s in nucleus)
    return ()


@lru_cache(maxsize=4096)
def _hangul_sounds(char: str) -> tuple[Sound, ...]:
    index = ord(char) - 0xAC00
    if not 0 <= index < 11172:
        return ()
    parts = (
        tables.HANGUL_ONSETS[index // 588],
        tables.HANGUL_VOWELS[index % 588 // 28],
        tables.HANGUL_CODAS[index % 28],
    )
    sounds = [s for s in map(_sound, parts) if s is not None]
    # ㅡ and ㅣ after a consonant often stand for no vowel.
    return tuple(s._replace(cost=s.cost * 0.5) if s.vowel else s for s in sounds)


def _katakana(text: str) -> str:
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in text)


@lru_cache(maxsize=65536)
def sounds_of(name: str, script: str | None = None) -> tuple[Sound, ...]:
    """The sounds of a word or name; empty if its script is not covered.

    Args:
        name: One word, or several (spaces are ignored).
        script: Its script as `scripts.script_of` names it; found out if not given.
    """
    script = script or dominant_script(name)
    if script == "Han":
        return _collapse([s for char in name for s in _han_sounds(char)])
    if script == "Hangul":
        return _collapse([s for char in name for s in _hangul_sounds(char)])
    folded = unicodedata.normalize("NFC", name).lower()
    if script in {"Hiragana", "Katakana"}:
        folded, script = _katakana(folded), "Katakana"
    if script not in {"Latin", "Cyrillic", "Greek", "Arabic", "Hebrew", "Devanagari", "Katakana"}:
        return ()
    table = _table(script)
    if script == "Cyrillic":
        folded = _ADJECTIVE_CASE.sub("ий", folded)
    if script == "Latin":
        folded = "".join(c if c in table.sounds else _without_accent(c) for c in folded)
    return _collapse([s for m in table.pattern.finditer(folded) for s in table.sounds[m.group()]])


@lru_cache(maxsize=1024)
def _without_accent(char: str) -> str:
    return unicodedata.normalize("NFD", char)[0]


def firm_sounds(sounds: tuple[Sound, ...]) -> int:
    """How many consonants a name has that every transliteration keeps."""
    return sum(sound.cost >= 1.0 for sound in sounds)


def comparable(language_a: str, text_a: str, language_b: str, text_b: str) -> bool:
    """Whether the spelling of two names can be compared by sound at all.

    False where a side has Han characters in Japanese or Korean (their reading is not in
    the writing) or a script without a table.
    """
    for language, text in ((language_a, text_a), (language_b, text_b)):
        script = dominant_script(text)
        if script == "Han" and primary_subtag(language) != "zh":
            return False
        if not sounds_of(text, script):
            return False
    return True


def change_cost(a: Sound, b: Sound) -> float:
    """The cost of one sound standing for another: 0 for the same, 1.2 for a foreign consonant."""
    if a.exact & b.exact:
        return 0.0
    if a.vowel and b.vowel:
        return _VOWEL_CHANGE_COST
    if a.vowel or b.vowel:
        return a.cost + b.cost
    if a.near & b.exact or a.exact & b.near:
        return _NEIGHBOUR_COST
    return _FOREIGN_COST


def _softened(sounds: tuple[Sound, ...]) -> tuple[Sound, ...]:
    return tuple(s._replace(cost=UNWRITTEN_VOWEL_COST) if s.vowel else s for s in sounds)


def alignment_cost(a: tuple[Sound, ...], b: tuple[Sound, ...]) -> float:
    """The cost of the cheapest alignment of two sound sequences."""
    row = [0.0]
    for sound in b:
        row.append(row[-1] + sound.cost)
    # The changes are those of `change_cost`, written out: this is where names spend their time.
    for exact, near, cost, vowel in a:
        diagonal, row[0] = row[0], row[0] + cost
        left = row[0]
        for column, (other_exact, other_near, other_cost, other_vowel) in enumerate(b, start=1):
            above = row[column]
            skip, insert = above + cost, left + other_cost
            left = skip if skip <= insert else insert
            if exact & other_exact:
                change = diagonal
            elif vowel != other_vowel:
                change = left  # Never cheaper than to leave both out.
            elif vowel:
                change = diagonal + _VOWEL_CHANGE_COST
            elif near & other_exact or exact & other_near:
                change = diagonal + _NEIGHBOUR_COST
            else:
                change = diagonal + _FOREIGN_COST
            if change < left:
                left = change
            row[column] = left
            diagonal = above
    return row[-1]


class _Heard(NamedTuple):
    """A name made ready for comparison."""

    sounds: tuple[Sound, ...]
    weight: float
    firm: tuple[int, ...]
    """What each firm consonant can be."""
    near: int
    """Everything that any of its sounds is close to."""


@lru_cache(maxsize=65536)
def _heard(name: str, script: str, soft: bool) -> _Heard:
    sounds = sounds_of(name, script)
    if soft:
        sounds = _softened(sounds)
    near = 0
    for sound in sounds:
        near |= sound.near
    firm = tuple(s.exact for s in sounds if s.cost >= 1.0)
    return _Heard(sounds, max(sum(s.cost for s in sounds), 1.0), firm, near)


@lru_cache(maxsize=65536)
def sound_similarity(
    a: str, b: str, script_a: str | None = None, script_b: str | None = None
) -> float:
    """How alike two names sound, 0–1; 0 where either cannot be read or less than a third fits.

    `sound_similarity("Walid", "وليد")` is 0.98. Names of a person compare from about 0.8;
    short names reach that by accident, so weigh it with `firm_sounds`.
    """
    script_a, script_b = script_a or dominant_script(a), script_b or dominant_script(b)
    soft = (script_a in ABJADS) != (script_b in ABJADS)
    first, second = _heard(a, script_a, soft), _heard(b, script_b, soft)
    if not first.sounds or not second.sounds:
        return 0.0
    heavier = max(first.weight, second.weight)
    # Consonants that nothing on the other side is close to must be paid for in full, so most
    # pairs are out before they are aligned.
    lost = max(
        sum(not exact & second.near for exact in first.firm),
        sum(not exact & first.near for exact in second.firm),
        abs(len(first.firm) - len(second.firm)) - 1,
    )
    if lost > _HOPELESS * heavier:
        return 0.0
    return max(0.0, 1.0 - alignment_cost(first.sounds, second.sounds) / heavier)
