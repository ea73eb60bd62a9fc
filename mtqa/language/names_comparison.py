"""Which names of a sentence pair stand on one side only?

What cannot be compared is left alone: an acronym against a spelled-out name, a name of one or
two consonants, a Japanese name in Han characters. A target name that nothing in the source
explains weighs more than a source name that the target leaves out ("the country").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from mtqa.language.gazetteer_relations import covers, has_demonyms
from mtqa.language.glued_words import has_glued_words
from mtqa.language.names import NameKind, NameMention, find_names, is_common_word
from mtqa.language.names_lexicon import load_sections
from mtqa.language.names_matching import find_counterpart
from mtqa.language.phrase_gaps import PhraseGap, find_phrase_gap, has_lost_words
from mtqa.language.scripts import ABJADS, CASED_SCRIPTS, expected_scripts, primary_subtag, script_of
from mtqa.language.transliteration import firm_sounds, sounds_of


class NameChange(StrEnum):
    """What happened to a name between source and target."""

    MISSING = "missing"
    """A name of the source that the target does not have."""
    EXTRA = "extra"
    """A name of the target that the source does not have."""
    CHANGED = "changed"
    """One name of the source is missing where the target has another one."""


@dataclass(frozen=True, slots=True)
class NameDifference:
    """One name that does not stand on both sides."""

    change: NameChange
    """What happened."""
    source: NameMention | None
    """The name in the source; None for an extra name and for a gap that nothing explains."""
    target: NameMention | None
    """The name in the target; None for a missing one."""
    gap: PhraseGap | None
    """Where the target breaks off for want of a missing name; None where it does not."""
    confidence: float
    """How likely it is an error, 0–1; from 0.75 a professional translation hardly ever shows it."""
    evidence: str
    """What was compared, in one clause for the reader."""
    most: float = 1.0
    """How likely it can be at most, whatever else is known of it, 0–1."""


_THRESHOLDS: Final = {
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
_GAP_CONFIDENCE: Final = 0.85
_LIKELY_MISSING: Final = 0.7
"""Confidence of a missing name where capitals mark names: translators leave out too many to be
surer (on FLORES, which no rule was written on, half of these were right)."""
_SURE_SHORTFALL: Final = 0.2
"""How far below the threshold the best match of a name surely missing must stay."""
_MADE_EXPLICIT: Final = 0.7
"""Most confidence in an extra name where one in exchange would have been found: "the country"
becomes China in translations; or where it may stand inside words that run together."""
_NAMES_STAND_OUT: Final = frozenset({"en", "fr", "es", "pt", "ru", "uk"})
"""Languages in which hardly anything but names has capital letters, so that those of a source are
found."""
_UNTOLD_DEMONYMS: Final = 0.7
"""Most confidence in a place whose people and short names in the other language are not known,
unless a known place stands in its stead."""
_SURE_CHANGE: Final = 0.76
"""Least confidence where a name of each side is unmatched and capitals mark both."""
_KNOWN_PLACE: Final = 0.7
"""Similarity that a place which the gazetteer knows needs where it does not find it."""
_DEMONYM: Final = re.compile(r"\w+(?:an|ese|ish|i)s?")
"""English adjectives of places, which translations add and drop more freely than the places."""
_ABJAD_ADJECTIVE: Final = re.compile(r"\w+(?:ي|ية|يين|يون|يات|י|ית|ים|יות)")
"""The same in Arabic and Hebrew."""
_COMPOUND: Final = re.compile(r"\w-[a-z]{5}")
_DERIVED: Final = re.compile(
    r"\w{3}(?:al|ing|ent|ion|ed|ly|ment|ity|ness|ship|tic|ary|ous|ive|ers|ists?|es)$"
)
"""Endings of English words that say what something is."""
_ELIDED: Final = re.compile(r"^(?:l|d|dell|nell|all|dall|sull|un)['’]")
_ROMAN_NUMERAL: Final = re.compile(r"[IVX]{1,6}(?:e|er|th)?$")
_VAGUE_SCRIPTS: Final = frozenset({"Han", "Katakana", "Arabic", "Hebrew"})
"""Scripts that leave so much open that short names match by chance."""
_LONG_NAME: Final = 5
"""Consonants from which on a name is long enough to ask for a better match there."""
_SOURCE_NAME_LANGUAGES: Final = frozenset(
    ("be", "bg", "ca", "cs", "da", "el", "en", "es", "fi", "fr", "hr", "hu", "id", "it", "nl", "no",
     "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "tr", "uk", "vi")
)  # fmt: skip
"""Languages whose capital letters within a sentence mark names; German capitalises every noun."""


def _threshold(name: NameMention, other_text: str, other_language: str) -> float | None:
    """The similarity that a counterpart needs, None if the name cannot be compared.

    Shorter names match by chance, so they are left alone.
    """
    language = primary_subtag(other_language)
    if not name.sure or (name.kind is NameKind.ACRONYM and not name.places):
        return None
    scripts = expected_scripts(language)
    script = "Katakana" if language == "ja" else next(iter(sorted(scripts)))
    if script not in _THRESHOLDS:
        return None
    if name.places:
        if not _known(name, language):
            return None
        # Proclitics and want of spaces hide places from the gazetteer: sound has to do.
        return _THRESHOLDS[script] if scripts & ABJADS else _KNOWN_PLACE
    strength = max(firm_sounds(sounds_of(key)) for key in name.keys)
    if strength < 2 or (strength < 3 and script in _VAGUE_SCRIPTS):
        return None
    if script in _VAGUE_SCRIPTS and sum(firm_sounds(sounds_of(k)) for k in name.keys) >= _LONG_NAME:
        return _THRESHOLDS[script] + 0.1
    if language in {"ja", "ko"} and not _foreign_to_japanese(name):
        return None
    return _THRESHOLDS[script]


def _known(name: NameMention, language: str) -> bool:
    return any(covers(place, language) for place in name.places)


_JAPANESE_WORD: Final = re.compile(
    r"(?:(?:[kgsztdnhbpmr]?y?|sh|ch|j|ts|f|w|kk|tt|pp|ss|ssh|tch)(?:[aeiouāēīōū]|n(?![aeiou])))+",
    re.IGNORECASE,
)


def _foreign_to_japanese(name: NameMention) -> bool:
    """Whether a name must stand in katakana: no word of it could be Japanese or Chinese."""
    return all(
        not _JAPANESE_WORD.fullmatch(key) and firm_sounds(sounds_of(key)) >= 3 for key in name.keys
    )


@dataclass(frozen=True, slots=True)
class _Unmatched:
    name: NameMention
    shortfall: float
    """How far the best match stays below the threshold, 0–1."""


def _unmatched(
    names: Sequence[NameMention], language: str, other_text: str, other_language: str
) -> list[_Unmatched]:
    found: list[_Unmatched] = []
    for name in names:
        threshold = _threshold(name, other_text, other_language)
        if threshold is None:
            continue
        counterpart = find_counterpart(name, language, other_text, other_language)
        score = counterpart.score if counterpart else 0.0
        if score < threshold:
            found.append(_Unmatched(name, (threshold - score) / threshold))
    return found


def match_names(
    source_text: str, source_language: str, target_text: str, target_language: str
) -> tuple[NameDifference, ...]:
    """The names that stand on one side only, or differ.

    Args:
        source_text: The source sentence.
        source_language: BCP 47 tag.
        target_text: Its translation.
        target_language: BCP 47 tag.

    Returns:
        Differences, target order first, then missing ones in source order. Confidences from
        0.75 are meant to be shown as major errors, lower ones as hints.
    """
    extra = _unmatched(
        find_names(target_text, target_language), target_language, source_text, source_language
    )
    if primary_subtag(target_language) != "en":
        extra = [u for u in extra if _tells(u.name, primary_subtag(target_language))]
    source_names = find_names(source_text, source_language)
    missing = _unmatched(source_names, source_language, target_text, target_language)
    tag = primary_subtag(source_language)
    if tag not in _SOURCE_NAME_LANGUAGES:
        missing = [
            u
            for u in missing
            if u.name.places or len(u.name.keys) > 1 or _foreign_letters(u.name, tag)
        ]
    differences: list[NameDifference] = []
    explained = tag in _NAMES_STAND_OUT or has_glued_words(source_text, source_language)
    for unmatched in extra:
        partner = _partner(unmatched.name, missing, tag)
        if partner is not None:
            missing.remove(partner)
        if partner is not None and (
            not partner.name.sentence_initial or (tag == "en" and partner.name.places)
        ):
            confidence = min(0.97, 0.08 + _confidence(unmatched, source_text, source_language))
            if not _says_something(unmatched.name) and _is_cased(source_language):
                confidence = max(confidence, _SURE_CHANGE)
            if not partner.name.places:
                confidence = min(confidence, _most_of_place(unmatched.name, source_language))
            evidence = f"{partner.name.text!r} in the source, {unmatched.name.text!r} in the target"
            differences.append(
                NameDifference(
                    NameChange.CHANGED, partner.name, unmatched.name, None, confidence, evidence
                )
            )
            continue
        confidence = _confidence(unmatched, source_text, source_language)
        most = _MADE_EXPLICIT if partner is None and explained else 1.0
        if partner is None:
            confidence = min(confidence, most, _most_of_place(unmatched.name, source_language))
        evidence = f"nothing in the source reads like {unmatched.name.text!r}"
        differences.append(
            NameDifference(NameChange.EXTRA, None, unmatched.name, None, confidence, evidence, most)
        )
    gap = find_phrase_gap(
        target_text,
        target_language,
        doubtful=any(_explains_gap(unmatched, source_language) for unmatched in missing),
    )
    if gap is not None and has_lost_words(source_text):
        gap = None
    differences.extend(_missing(missing, gap, source_language))
    return tuple(differences)


def _missing(
    missing: Sequence[_Unmatched], gap: PhraseGap | None, language: str
) -> list[NameDifference]:
    """The missing names, surer where the target breaks off; a sure gap says enough alone."""
    if gap is not None and gap.sure and not missing:
        evidence = f"a phrase of the target breaks off: {gap.text!r}"
        return [NameDifference(NameChange.MISSING, None, None, gap, _GAP_CONFIDENCE, evidence)]
    differences: list[NameDifference] = []
    for unmatched in missing:
        confidence = _missing_confidence(unmatched, language)
        evidence = f"nothing in the target reads like {unmatched.name.text!r}"
        if gap is not None:
            confidence = max(confidence, _GAP_CONFIDENCE)
            evidence += f", and a phrase breaks off: {gap.text!r}"
        differences.append(
            NameDifference(NameChange.MISSING, unmatched.name, None, gap, confidence, evidence)
        )
    return differences


def _partner(name: NameMention, missing: list[_Unmatched], language: str) -> _Unmatched | None:
    """The unmatched source name that a target name most likely stands for."""
    candidates = [u for u in missing if not _translated(u.name, language)] or missing
    same_kind = [u for u in candidates if bool(u.name.places) == bool(name.places)]
    candidates = same_kind or candidates
    return max(candidates, key=lambda u: u.shortfall, default=None)


def _confidence(unmatched: _Unmatched, other_text: str, other_language: str) -> float:
    """From how clearly nothing matches and how clearly it is a name."""
    name = unmatched.name
    confidence = 0.72 + 0.3 * unmatched.shortfall
    if len(name.keys) > 1 and not name.places:
        confidence += 0.05
    if name.sentence_initial and len(name.keys) == 1:
        confidence -= 0.05
    if name.places and not has_demonyms(name.places[0], other_language):
        confidence -= 0.2
    if _says_something(name):
        confidence -= 0.2
    language = primary_subtag(other_language)
    if _VAGUE_SCRIPTS & expected_scripts(language):
        confidence -= 0.05
    if has_glued_words(other_text, language):
        confidence -= 0.2
    return round(min(confidence, 0.95), 3)


def _most_of_place(name: NameMention, other_language: str) -> float:
    """The most confidence that a name is not in the other text, from what is known of it there."""
    if name.places and not any(has_demonyms(place, other_language) for place in name.places):
        return _UNTOLD_DEMONYMS
    return 1.0


def _is_cased(language: str) -> bool:
    return expected_scripts(primary_subtag(language)) <= CASED_SCRIPTS


def _says_something(name: NameMention) -> bool:
    """Whether a name has words of the language in it, so that its source says them otherwise.

    Titles, bodies and events are translated ("Preliminary Final", "Whirling Dervishes"), people
    are not; compounds and demonyms ("Korean-language") are adjectives.
    """
    if any(kind.fullmatch(name.text) for kind in (_DEMONYM, _ABJAD_ADJECTIVE)):
        return True
    if _COMPOUND.search(name.text):
        return True
    words = name.text.split()
    return len(words) > 1 and any(_DERIVED.search(w) or is_common_word(w) for w in words)


def _explains_gap(unmatched: _Unmatched, language: str) -> bool:
    """Whether a missing name is sure enough to make a doubtful gap a likely one."""
    return (
        not expected_scripts(language) & ABJADS
        and (bool(unmatched.name.places) or bool(_translated_words(primary_subtag(language))[0]))
        and unmatched.shortfall >= _SURE_SHORTFALL
        and not _translated(unmatched.name, primary_subtag(language))
    )


def _missing_confidence(unmatched: _Unmatched, language: str) -> float:
    """Translators leave names out ("the country" for Syria), so a missing one says less.

    Where capitals mark names in the source, they seldom leave out one that cannot be translated.
    """
    name = unmatched.name
    confidence = 0.5 + 0.2 * unmatched.shortfall
    language = primary_subtag(language)
    if not name.places and len(name.keys) > 1 and language != "de":
        confidence += 0.1
    tells = _marks_names(language) or (name.places and language in {"de", "hi"})
    readable = (tells or _foreign_letters(name, language)) and not _translated(name, language)
    if readable and unmatched.shortfall >= _SURE_SHORTFALL:
        confidence = max(confidence, _LIKELY_MISSING)
    if _translated(name, language):
        confidence = min(confidence, _LIKELY_MISSING)
    return round(confidence, 3)


def _tells(name: NameMention, language: str) -> bool:
    """Whether more than its capital letters make a word of another language than English a name."""
    if name.places:
        # Without capitals a conservative is a Conservative.
        party = not _is_cased(language) and len(name.text.split()) == 1
        return not (party and all(place.startswith("org:") for place in name.places))
    if _foreign_letters(name, language):
        return True
    return _marks_names(language) and not _translated(name, language)


def _marks_names(language: str) -> bool:
    """Whether capital letters mark names and it is known which such words are translated."""
    return language in _SOURCE_NAME_LANGUAGES and bool(_translated_words(language)[0])


def _foreign_letters(name: NameMention, language: str) -> bool:
    """Whether a name stands in Latin letters in a text of another script."""
    scripts = expected_scripts(language)
    return "Latin" not in scripts and all(script_of(key[0]) == "Latin" for key in name.keys)


def _translated(name: NameMention, language: str) -> bool:
    """Whether a word of a name is one that is translated: Assemblée, Министерство, XIXe."""
    beginnings, endings = _translated_words(language)
    return any(
        word.startswith(beginnings) or (len(word) > 5 and word.endswith(endings))
        for word in map(_without_article, name.keys)
    ) or any(_ROMAN_NUMERAL.match(key) for key in name.keys)


def _without_article(key: str) -> str:
    return _ELIDED.sub("", key.lower())


@lru_cache(maxsize=32)
def _translated_words(language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Beginnings and endings of words that are capitalised in names, but translated."""
    entries = load_sections("name_common_words.txt").get(f"translated_{language}", ())
    endings = tuple(entry[1:] for entry in entries if entry.startswith("-"))
    return tuple(entry for entry in entries if not entry.startswith("-")), endings
