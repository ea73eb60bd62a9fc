"""Does a name of one text have a counterpart in the other, and which names do not?

A counterpart is looked for in the whole other sentence: by gazetteer id (`gazetteer`), by
spelling, and by sound across scripts (`transliteration`). What cannot be compared is left
alone: an acronym against a spelled-out name, a Japanese name in Han characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import Levenshtein

from mtqa.language.gazetteer import covers, find_places, fold, related_places
from mtqa.language.names_lexicon import load_sections
from mtqa.language.names import NameKind, NameMention, find_names
from mtqa.language.scripts import ABJADS, CASED_SCRIPTS, expected_scripts, primary_subtag, script_of
from mtqa.language.transliteration import firm_sounds, heard_within, sound_similarity, sounds_of

_WORD: Final = re.compile(
    r"[^\W\d_](?:[^\W\d_]|[’'`ʻʼ״׳\"](?=[^\W\d_])|[\u0300-\u036f\u064b-\u0652\u0670\u0900-\u0963\u0971-\u097f])*"
)
_SLAVIC_ENDINGS: Final = re.compile(
    r"(?:овой|евой|ового|ского|скому|ском|ской|ским|скую|ская|ские|ских|ский|ному|ами|ями|ого|ому|ыми|ову|ова|ові|еві|ом|ем|ём|"
    r"ой|ей|ою|ым|им|ов|ев|ах|ях|ам|ям|ую|ová|ové|ovou|ova|ovi|ového|ových|ovým|owi|owej|ową|ów|ami|ach|ego|emu|iem|em|om|"
    r"ou|ého|ému|ých|ým|ech|ych|ym|im|ej|ov|ově|[аяуюеиыоіїaáeéiíouůyýąęě])$"
)
_TURKISH_ENDINGS: Final = re.compile(r"['’].*$")
_PROCLITICS: Final = {
    "ar": ("وال", "بال", "فال", "كال", "ولل", "ال", "لل", "ول", "وب", "و", "ف", "ب", "ل", "ك"),
    "he": ("וה", "שה", "מה", "בה", "לה", "וב", "ול", "ומ", "שב", "ה", "ו", "ב", "ל", "מ", "ש", "כ"),
}
_GERMANIC_ENDINGS: Final = re.compile(r"(?:ische[rnms]?|isch|er|s|n)$")
_JOINED_PENALTY: Final = 0.1
"""What it costs a match that it needs two neighbouring words: chance matches are likelier."""
_GLUED_LENGTH: Final = 15
"""Words longer than this may be several without the spaces between."""
_ARABIC_NOUN: Final = re.compile(r"[وفبك]{0,2}(?:ال|لل).{3,}|.{4,}(?:يه|ات|ون|ين)$")
"""Arabic words with an article or the endings of ordinary nouns and adjectives."""
_ARABIC_NOUN_CREDIT: Final = 0.85
_SPELLING_FLOOR: Final = 0.25
"""Words of one script that differ more than this are not compared by sound."""
_LOWER_CASE_CREDIT: Final = 0.75
"""What a match with a word without a capital is worth: chance matches are likelier."""
_ADJECTIVE_LENGTH: Final = 6
"""Words without a capital from this length on may be adjectives of a name: марксистский."""
_UNREADABLE: Final = {"ja": frozenset({"Han"}), "ko": frozenset({"Han"})}


@dataclass(frozen=True, slots=True)
class Counterpart:
    """Where a name was found again in the other text."""

    start: int
    """Offset in the other text."""
    end: int
    """Offset after it."""
    text: str
    """The words as written there."""
    score: float
    """How well they match, 0–1."""
    evidence: str
    """How it was found: `gazetteer`, `spelling`, `sound`."""


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
    """The name in the source; None for an extra name."""
    target: NameMention | None
    """The name in the target; None for a missing one."""
    confidence: float
    """How likely it is an error, 0–1; from 0.75 a professional translation hardly ever shows it."""
    evidence: str
    """What was compared, in one clause for the reader."""


@lru_cache(maxsize=32768)
def _bare(word: str) -> str:
    """Lower case without accents."""
    decomposed = unicodedata.normalize("NFD", word.lower().replace("ł", "l").replace("ø", "o"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("’", "'")


@lru_cache(maxsize=32768)
def _variants(word: str, language: str) -> tuple[str, ...]:
    """A word with and without what its language glues to names."""
    variants = [word]
    if language in _PROCLITICS:
        folded = fold(word)
        for clitic in _PROCLITICS[language]:
            if folded.startswith(clitic) and len(folded) - len(clitic) >= 2:
                variants.append(folded[len(clitic) :])
    elif language in {"ru", "uk", "pl", "cs", "sk", "bg", "sr"}:
        variants.append(_SLAVIC_ENDINGS.sub("", word) if len(word) > 4 else word)
    elif language == "tr":
        variants.append(_TURKISH_ENDINGS.sub("", word))
    elif language == "de":
        variants.append(_GERMANIC_ENDINGS.sub("", word) if len(word) > 4 else word)
    elif language in {"fr", "it"} and re.match(r"\w{1,4}['’]\w", word):
        variants.append(re.split("['’]", word, maxsplit=1)[1])
    if word.endswith(("'s", "’s")):
        variants.append(word[:-2])
    return tuple(dict.fromkeys(v for v in variants if len(v) > 1))


@lru_cache(maxsize=8)
def _ordinary_words(language: str) -> frozenset[str]:
    entries = load_sections("name_common_words.txt").get(f"ordinary_{language}", ())
    return frozenset(fold(entry) for entry in entries)


@lru_cache(maxsize=32768)
def _is_ordinary(word: str, language: str) -> bool:
    """Whether a word of a language without capitals is a frequent ordinary one."""
    ordinary = _ordinary_words(language)
    return bool(ordinary) and any(fold(variant) in ordinary for variant in _variants(word, language))


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text, prepared for comparison."""

    spans: tuple[tuple[int, int, str], ...]
    readable: bool
    """False where part of the text cannot be read by sound."""


@lru_cache(maxsize=1024)
def _words_of(text: str, language: str) -> _Words:
    spans: list[tuple[int, int, str]] = []
    unreadable = _UNREADABLE.get(language, frozenset())
    readable = True
    for match in _WORD.finditer(text):
        # Runs of one script: 「ゴマは」 gives the name and the particle apart.
        start, word = match.start(), match.group()
        if len(expected_scripts(language)) == 1 and language != "zh":
            spans.append((start, match.end(), word))
            continue
        begin = 0
        for position in range(1, len(word) + 1):
            if position < len(word) and (
                script_of(word[position]) == script_of(word[begin]) or word[position] == "ー"
            ):
                continue
            spans.append((start + begin, start + position, word[begin:position]))
            if script_of(word[begin]) in unreadable:
                readable = False
            begin = position
    return _Words(tuple(spans), readable)


@lru_cache(maxsize=65536)
def _spelling_similarity(key: str, word: str) -> float:
    """Similarity of two words in one script, lenient at the end where inflections sit."""
    a, b = _bare(key), _bare(word)
    if a == b:
        return 1.0
    shorter, longer = sorted((a, b), key=len)
    if len(shorter) >= 4 and longer.startswith(shorter) and len(longer) - len(shorter) <= 4:
        return 0.95
    common = 0
    for one, other in zip(a, b, strict=False):
        if one != other:
            break
        common += 1
    if common >= 4 and common >= len(shorter) - 2:
        return 0.85
    if not shorter or len(longer) > 2 * len(shorter) + 1:
        return 0.0
    return 1.0 - Levenshtein.distance(a, b) / len(longer)


def _key_score(key: str, word: str, language: str, script: str) -> float:
    if not _can_be_name(word, language):
        return 0.0
    best = 0.0
    for variant in _variants(word, language):
        other = script_of(variant[0])
        if other == script:
            best = max(best, _spelling_similarity(key, variant))
            if best < _SPELLING_FLOOR:
                continue
        best = max(best, sound_similarity(key, variant, script, other))
        if best >= 0.97:
            break
    if script_of(word[0]) in CASED_SCRIPTS and word.islower():
        best *= _LOWER_CASE_CREDIT
    elif language == "ar" and _ARABIC_NOUN.match(fold(word)) and not _bare(key).startswith(("al", "el")):
        best *= _ARABIC_NOUN_CREDIT
    return best


@lru_cache(maxsize=32768)
def _can_be_name(word: str, language: str) -> bool:
    """Whether a word can be a name at all: capitalised, or katakana, or no ordinary word."""
    script = script_of(word[0])
    if script in CASED_SCRIPTS:
        return any(char.isupper() for char in word) or len(word) >= _ADJECTIVE_LENGTH
    if language == "ja":
        return script != "Hiragana"
    return not _is_ordinary(word, language)


@lru_cache(maxsize=16384)
def find_key(key: str, other_text: str, other_language: str) -> Counterpart | None:
    """The best match of one word of a name in the other text, None if nothing is alike.

    Single words are compared, two neighbours as one (نيو يورك), and in Chinese any stretch.
    """
    language = primary_subtag(other_language)
    words = _words_of(other_text, language)
    script = script_of(key[0])
    best: Counterpart | None = None
    previous: tuple[int, int, str] | None = None
    for start, end, word in words.spans:
        candidates = [(start, word, 0.0)]
        if previous is not None and start - previous[1] <= 2 and len(previous[2]) + len(word) <= 14:
            candidates.append((previous[0], previous[2] + word, _JOINED_PENALTY))
        for begin, candidate, penalty in candidates:
            score = _key_score(key, candidate, language, script) - penalty
            if best is None or score > best.score:
                evidence = "spelling" if script_of(candidate[0]) == script else "sound"
                best = Counterpart(begin, end, other_text[begin:end], score, evidence)
        if best is not None and best.score >= 0.97:
            return best
        previous = (start, end, word)
    glued = has_glued_words(other_text, language)
    if language == "zh" or (glued and firm_sounds(sounds_of(key)) >= 3):
        heard = heard_within(key, other_text)
        if heard is not None and (best is None or heard.score > best.score):
            span = other_text[heard.start : heard.end]
            best = Counterpart(heard.start, heard.end, span, heard.score, "sound")
    return best if best is not None and best.score > 0 else None


def has_glued_words(text: str, language: str) -> bool:
    """Whether words of an Arabic or Hebrew text run together for want of spaces."""
    return bool(expected_scripts(language) & ABJADS) and any(
        end - start > _GLUED_LENGTH for start, end, _ in _words_of(text, language).spans
    )


def find_counterpart(
    name: NameMention, language: str, other_text: str, other_language: str
) -> Counterpart | None:
    """Where a name stands in the other text: the best match of any of its words.

    Args:
        name: A name as `find_names` gives it.
        language: BCP 47 tag of the text that the name comes from.
        other_text: The sentence to look in.
        other_language: BCP 47 tag of that sentence.

    Returns:
        The best counterpart with its score from 0 to 1, None if nothing is alike at all.
    """
    if name.places:
        wanted = frozenset().union(*(related_places(place) for place in name.places))
        for place in find_places(other_text, other_language):
            if wanted.intersection(*[place.ids]) or any(
                related_places(one) & set(name.places) for one in place.ids
            ):
                return Counterpart(place.start, place.end, place.text, 1.0, "gazetteer")
    best: Counterpart | None = None
    for key in name.keys:
        found = find_key(key, other_text, other_language)
        if found is not None and (best is None or found.score > best.score):
            best = found
    return best


_THRESHOLDS: Final = {
    "Latin": 0.62,
    "Cyrillic": 0.62,
    "Greek": 0.6,
    "Arabic": 0.58,
    "Hebrew": 0.58,
    "Devanagari": 0.58,
    "Katakana": 0.55,
    "Han": 0.45,
    "Hangul": 0.5,
}
"""Below this similarity a name counts as unmatched, by the script of the other text."""
_VAGUE_SCRIPTS: Final = frozenset({"Han", "Katakana", "Arabic", "Hebrew"})
"""Scripts that leave so much open that short names match by chance."""
_LONG_NAME: Final = 5
"""Consonants from which on a name is long enough to ask for a better match there."""
_SOURCE_NAME_LANGUAGES: Final = frozenset(
    "en fr es pt it ro ca ru uk be bg sr pl cs sk sl hr tr nl sv da no fi hu el vi id".split()
)
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
        return _THRESHOLDS[script] if _known(name, language) else None
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
    r"(?:(?:[kgsztdnhbpmr]?y?|sh|ch|j|ts|f|w|kk|tt|pp|ss|ssh|tch)(?:[aeiouāēīōū]|n(?![aeiou])))+", re.IGNORECASE
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
    source_names = find_names(source_text, source_language)
    missing = _unmatched(source_names, source_language, target_text, target_language)
    if primary_subtag(source_language) not in _SOURCE_NAME_LANGUAGES:
        missing = [u for u in missing if u.name.places or len(u.name.keys) > 1]
    differences: list[NameDifference] = []
    for unmatched in extra:
        partner = _partner(unmatched.name, missing)
        if partner is not None:
            missing.remove(partner)
            confidence = min(
                0.97, 0.08 + _confidence(unmatched, source_text, source_language)
            )
            evidence = f"{partner.name.text!r} in the source, {unmatched.name.text!r} in the target"
            differences.append(
                NameDifference(
                    NameChange.CHANGED, partner.name, unmatched.name, confidence, evidence
                )
            )
            continue
        confidence = _confidence(unmatched, source_text, source_language)
        evidence = f"nothing in the source reads like {unmatched.name.text!r}"
        differences.append(
            NameDifference(NameChange.EXTRA, None, unmatched.name, confidence, evidence)
        )
    for unmatched in missing:
        confidence = _missing_confidence(unmatched, source_language)
        evidence = f"nothing in the target reads like {unmatched.name.text!r}"
        differences.append(
            NameDifference(NameChange.MISSING, unmatched.name, None, confidence, evidence)
        )
    return tuple(differences)


def _partner(name: NameMention, missing: list[_Unmatched]) -> _Unmatched | None:
    """The unmatched source name that a target name most likely stands for."""
    same_kind = [u for u in missing if bool(u.name.places) == bool(name.places)]
    candidates = same_kind or missing
    return max(candidates, key=lambda u: u.shortfall, default=None)


def _confidence(unmatched: _Unmatched, other_text: str, other_language: str) -> float:
    """From how clearly nothing matches and how clearly it is a name."""
    name = unmatched.name
    confidence = 0.72 + 0.3 * unmatched.shortfall
    if len(name.keys) > 1 and not name.places:
        confidence += 0.05
    if name.sentence_initial and len(name.keys) == 1:
        confidence -= 0.05
    if has_glued_words(other_text, primary_subtag(other_language)):
        confidence -= 0.2
    return round(min(confidence, 0.95), 3)


def _missing_confidence(unmatched: _Unmatched, language: str) -> float:
    """Translators leave names out ("the country" for Syria), so a missing one says less."""
    name = unmatched.name
    confidence = 0.5 + 0.2 * unmatched.shortfall
    if not name.places and len(name.keys) > 1 and primary_subtag(language) != "de":
        confidence += 0.1
    return round(confidence, 3)
