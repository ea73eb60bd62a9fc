"""Which names of a text has the other text nothing like?

What cannot be compared is left alone: an acronym against a spelled-out name, a name of one or
two consonants, a Japanese name in Han characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from mtqa.language.gazetteer_relations import covers
from mtqa.language.names import NameKind, NameMention, find_names
from mtqa.language.names_matching import find_counterpart
from mtqa.language.scripts import ABJADS, expected_scripts, primary_subtag
from mtqa.language.transliteration import firm_sounds, sounds_of

THRESHOLDS: Final = {
    "Latin": 0.62,
    "Cyrillic": 0.62,
    "Greek": 0.6,
    "Arabic": 0.58,
    "Hebrew": 0.58,
    "Devanagari": 0.66,
    "Katakana": 0.55,
    "Han": 0.45,
    "Hangul": 0.5,
}
"""Below this similarity a name counts as unmatched, by the script of the other text."""
_KNOWN_PLACE: Final = 0.7
"""Similarity that a place which the gazetteer knows needs where it does not find it."""
VAGUE_SCRIPTS: Final = frozenset({"Han", "Katakana", "Arabic", "Hebrew"})
"""Scripts that leave so much open that short names match by chance."""
_LONG_NAME: Final = 5
"""Consonants from which on a name is long enough to ask for a better match there."""
_JAPANESE_WORD: Final = re.compile(
    r"(?:(?:[kgsztdnhbpmr]?y?|sh|ch|j|ts|f|w|kk|tt|pp|ss|ssh|tch)(?:[aeiouāēīōū]|n(?![aeiou])))+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class UnmatchedName:
    """A name that the other text has nothing like."""

    name: NameMention
    """The name."""
    shortfall: float
    """How far the best match stays below the threshold, 0–1."""


def unmatched_names(
    text: str, language: str, other_text: str, other_language: str
) -> list[UnmatchedName]:
    """Return the names of a text that can be compared and whose best match is too far off.

    Args:
        text: One text.
        language: Its BCP 47 language.
        other_text: The text in which they are looked for.
        other_language: Its BCP 47 language.
    """
    found: list[UnmatchedName] = []
    for name in find_names(text, language):
        threshold = _threshold(name, other_language)
        if threshold is None:
            continue
        counterpart = find_counterpart(name, language, other_text, other_language)
        score = counterpart.score if counterpart else 0.0
        if score < threshold:
            found.append(UnmatchedName(name, (threshold - score) / threshold))
    return found


def _threshold(name: NameMention, other_language: str) -> float | None:
    """The similarity that a counterpart needs, None if the name cannot be compared.

    Shorter names match by chance, so they are left alone.
    """
    language = primary_subtag(other_language)
    if not name.sure or (name.kind is NameKind.ACRONYM and not name.places):
        return None
    scripts = expected_scripts(language)
    script = "Katakana" if language == "ja" else next(iter(sorted(scripts)))
    if script not in THRESHOLDS:
        return None
    if name.places:
        if not _known(name, language):
            return None
        return place_threshold(language)
    strength = max(firm_sounds(sounds_of(key)) for key in name.keys)
    if strength < 2 or (strength < 3 and script in VAGUE_SCRIPTS):
        return None
    if script in VAGUE_SCRIPTS and sum(firm_sounds(sounds_of(k)) for k in name.keys) >= _LONG_NAME:
        return THRESHOLDS[script] + 0.1
    if language in {"ja", "ko"} and not _foreign_to_japanese(name):
        return None
    return THRESHOLDS[script]


def place_threshold(language: str) -> float:
    """Return the similarity that a place needs in a text where the gazetteer does not find it.

    Args:
        language: BCP 47 language of the text.
    """
    abjad = sorted(expected_scripts(language) & ABJADS)
    # Proclitics and want of spaces hide places from the gazetteer: sound has to do.
    return THRESHOLDS[abjad[0]] if abjad else _KNOWN_PLACE


def _known(name: NameMention, language: str) -> bool:
    return any(covers(place, language) for place in name.places)


def _foreign_to_japanese(name: NameMention) -> bool:
    """Whether a name must stand in katakana: no word of it could be Japanese or Chinese."""
    return all(
        not _JAPANESE_WORD.fullmatch(key) and firm_sounds(sounds_of(key)) >= 3 for key in name.keys
    )
