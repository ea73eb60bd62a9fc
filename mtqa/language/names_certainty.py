"""How sure is it that a name without counterpart is an error?

A target name that nothing in the source explains weighs more than a source name that the target
leaves out ("the country").
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from mtqa.language.dates import lexicon as dates
from mtqa.language.gazetteer_relations import has_demonyms
from mtqa.language.glued_words import has_glued_words
from mtqa.language.names import NameMention, is_common_word
from mtqa.language.names_lexicon import load_sections
from mtqa.language.names_unmatched import VAGUE_SCRIPTS, UnmatchedName
from mtqa.language.scripts import ABJADS, CASED_SCRIPTS, expected_scripts, primary_subtag, script_of

_LIKELY_MISSING: Final = 0.7
"""Confidence of a missing name where capitals mark names: translators leave out too many to be
surer (on FLORES, which no rule was written on, half of these were right)."""
_TRANSLATED_MISSING: Final = 0.45
"""The same of a name that has no word but translated ones: there is nothing to look for."""
_SHORTEST_ENDED: Final = 5
"""Letters that a word with the ending of a translated one has more than."""
_SURE_SHORTFALL: Final = 0.2
"""How far below the threshold the best match of a name surely missing must stay."""
_UNTOLD_DEMONYMS: Final = 0.7
"""Most confidence in a place whose people and short names in the other language are not known,
unless a known place stands in its stead."""
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
_ROMAN_NUMERAL: Final = re.compile(r"[IVX]{1,6}(?:e|er|i?[eè]me|th)?$")
_SOURCE_NAME_LANGUAGES: Final = frozenset(
    ("be", "bg", "ca", "cs", "da", "el", "en", "es", "fi", "fr", "hr", "hu", "id", "it", "nl", "no",
     "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "tr", "uk", "vi")
)  # fmt: skip
"""Languages whose capital letters within a sentence mark names; German capitalises every noun."""


def extra_confidence(unmatched: UnmatchedName, other_text: str, other_language: str) -> float:
    """How likely a name of the target is an error, 0–1.

    From how clearly nothing matches and how clearly it is a name.
    """
    name = unmatched.name
    confidence = 0.72 + 0.3 * unmatched.shortfall
    if len(name.keys) > 1 and not name.places:
        confidence += 0.05
    if name.sentence_initial and len(name.keys) == 1:
        confidence -= 0.05
    if name.places and not has_demonyms(name.places[0], other_language):
        confidence -= 0.2
    if says_something(name):
        confidence -= 0.2
    language = primary_subtag(other_language)
    if VAGUE_SCRIPTS & expected_scripts(language):
        confidence -= 0.05
    if has_glued_words(other_text, language):
        confidence -= 0.2
    return round(min(confidence, 0.95), 3)


def is_home(name: NameMention, language: str) -> bool:
    """Whether a name is the country in which a language is at home, as CLDR has it.

    Its media leave that out: "Germany's top court" stands for the Bundesverfassungsgericht.
    """
    return _home(primary_subtag(language)) in name.places


@lru_cache(maxsize=32)
def _home(language: str) -> str:
    from babel.core import get_global

    likely: str = get_global("likely_subtags").get(language, "")
    return likely.rpartition("_")[2]


def most_of_place(name: NameMention, other_language: str) -> float:
    """The most confidence that a name is not in the other text, from what is known of it there."""
    if name.places and not any(has_demonyms(place, other_language) for place in name.places):
        return _UNTOLD_DEMONYMS
    return 1.0


def is_cased(language: str) -> bool:
    """Whether a language is written in a script with capital letters."""
    return expected_scripts(primary_subtag(language)) <= CASED_SCRIPTS


def says_something(name: NameMention) -> bool:
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


def explains_gap(unmatched: UnmatchedName, language: str) -> bool:
    """Whether a missing name is sure enough to make a doubtful gap a likely one."""
    return (
        not expected_scripts(language) & ABJADS
        and (bool(unmatched.name.places) or bool(_translated_words(primary_subtag(language))[0]))
        and unmatched.shortfall >= _SURE_SHORTFALL
        and not is_translated(unmatched.name, primary_subtag(language))
    )


def missing_confidence(unmatched: UnmatchedName, language: str) -> float:
    """Translators leave names out ("the country" for Syria), so a missing one says less.

    Where capitals mark names in the source, they seldom leave out one that cannot be translated.
    """
    name = unmatched.name
    confidence = 0.5 + 0.2 * unmatched.shortfall
    language = primary_subtag(language)
    if not name.places and len(name.keys) > 1 and language != "de":
        confidence += 0.1
    marked = _marks_names(language) or (name.places and language in {"de", "hi"})
    readable = (marked or has_foreign_letters(name, language)) and not is_translated(name, language)
    if readable and unmatched.shortfall >= _SURE_SHORTFALL:
        confidence = max(confidence, _LIKELY_MISSING)
    if is_translated(name, language):
        most = _LIKELY_MISSING if _has_own_word(name, language) else _TRANSLATED_MISSING
        confidence = min(confidence, most)
    return round(confidence, 3)


def tells(name: NameMention, language: str) -> bool:
    """Whether more than its capital letters make a word of another language than English a name."""
    language = primary_subtag(language)
    if language == "en":
        return True
    if _is_domestic(name) or _is_calendar_word(name, language):
        return False
    if name.places:
        # Without capitals a conservative is a Conservative.
        party = not is_cased(language) and len(name.text.split()) == 1
        return not (party and all(place.startswith("org:") for place in name.places))
    if has_foreign_letters(name, language):
        return True
    return _marks_names(language) and not is_translated(name, language)


def may_be_missed(name: NameMention, language: str) -> bool:
    """Whether a word of the source surely is a name, so that it may be missing in the target."""
    language = primary_subtag(language)
    if _is_domestic(name) or _is_calendar_word(name, language):
        return False
    marked = language in _SOURCE_NAME_LANGUAGES or has_foreign_letters(name, language)
    return marked or bool(name.places) or len(name.keys) > 1


def _is_domestic(name: NameMention) -> bool:
    """Whether a word such as 国内 or 全国 names a country only where the other side does."""
    return name.text in load_sections("name_common_words.txt")["domestic"]


def _is_calendar_word(name: NameMention, language: str) -> bool:
    """Whether a name is a month or a weekday of a language that gives them capitals: Mayıs, Maio.

    In English they are no names from the first.
    """
    lexicon = dates.load(language) if language != "en" else None
    if lexicon is None or len(name.keys) > 1:
        return False
    word = re.split(r"['’]", name.text, maxsplit=1)[0]
    known = (lexicon.months, lexicon.weekdays)
    return any(pattern is not None and pattern.fullmatch(word) for pattern in known)


def _marks_names(language: str) -> bool:
    """Whether capital letters mark names and it is known which such words are translated."""
    return language in _SOURCE_NAME_LANGUAGES and bool(_translated_words(language)[0])


def has_foreign_letters(name: NameMention, language: str) -> bool:
    """Whether a name stands in Latin letters in a text of another script."""
    scripts = expected_scripts(language)
    return "Latin" not in scripts and all(script_of(key[0]) == "Latin" for key in name.keys)


def is_translated(name: NameMention, language: str) -> bool:
    """Whether a word of a name is one that is translated: Assemblée, Министерство, XIXe."""
    return any(_is_translated_word(key, language) for key in name.keys)


def _has_own_word(name: NameMention, language: str) -> bool:
    """Whether a name has a word that is not translated: "Gobierno Sánchez", not "Gobierno"."""
    return not all(_is_translated_word(key, language) for key in name.keys)


def _is_translated_word(key: str, language: str) -> bool:
    beginnings, endings = _translated_words(language)
    word = _ELIDED.sub("", key.lower())
    ending = len(word) > _SHORTEST_ENDED and word.endswith(endings)
    return word.startswith(beginnings) or ending or _ROMAN_NUMERAL.match(key) is not None


@lru_cache(maxsize=32)
def _translated_words(language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Beginnings and endings of words that are capitalised in names, but translated."""
    entries = load_sections("name_common_words.txt").get(f"translated_{language}", ())
    endings = tuple(entry[1:] for entry in entries if entry.startswith("-"))
    return tuple(entry for entry in entries if not entry.startswith("-")), endings
