"""Where does a name of one text stand in the other?

A counterpart is looked for in the whole other sentence: by gazetteer id (`gazetteer`), by
spelling, and by sound across scripts (`transliteration`). What cannot be compared is left
alone: an acronym against a spelled-out name, a Japanese name in Han characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from rapidfuzz.distance import Levenshtein

from mtqa.language.city_exonyms import find_city
from mtqa.language.gazetteer import PlaceMention, find_places
from mtqa.language.gazetteer_names import fold
from mtqa.language.gazetteer_relations import related_places
from mtqa.language.glued_words import has_glued_words
from mtqa.language.names import NameMention
from mtqa.language.names_lexicon import load_sections
from mtqa.language.scripts import (
    CASED_SCRIPTS,
    MARKS,
    expected_scripts,
    primary_subtag,
    script_of,
)
from mtqa.language.transliteration import firm_sounds, sound_similarity, sounds_of
from mtqa.language.transliteration_stretches import heard_within

_WORD: Final = re.compile(rf"[^\W\d_](?:[^\W\d_]|[’'`ʻʼ״׳\"](?=[^\W\d_])|[{MARKS}])*")
_SLAVIC: Final = frozenset({"ru", "uk", "pl", "cs", "sk", "bg", "sr"})
_ELIDING: Final = frozenset({"fr", "it"})
"""Languages that join a name to what stands before its vowel: d'Hérodote."""
_SLAVIC_ENDINGS: Final = re.compile(
    r"(?:овой|евой|ового|ского|ское|скому|ском|ской|ским|скую|ская|ские|ских|ский|ному|ами|ями|ого|ому|ыми|ову|ова|ові|еві|ом|ем|ём|"
    r"ой|ей|ою|ым|им|ов|ев|ах|ях|ам|ям|ую|ová|ové|ovou|ova|ovi|ového|ových|ovým|owi|owej|ową|ów|ami|ach|ego|emu|iem|em|om|"
    r"ou|ého|ému|ých|ým|ech|ych|ym|im|ej|ov|ově|[аяуюеиыоіїaáeéiíouůyýąęě])$"
)
_TURKISH_ENDINGS: Final = re.compile(r"['’].*$")
_PROCLITICS: Final = {
    "ar": ("وال", "بال", "فال", "كال", "ولل", "ال", "لل", "ول", "وب", "و", "ف", "ب", "ل", "ك"),
    "he": ("וה", "שה", "מה", "בה", "לה", "וב", "ול", "ומ", "שב", "ה", "ו", "ב", "ל", "מ", "ש", "כ"),
}
_GERMANIC_ENDINGS: Final = re.compile(r"(?:ische[rnms]?|isch|er|s|n)$")
_CERTAIN: Final = 0.97
"""Similarity from which no better counterpart is looked for."""
_JOINED_PENALTY: Final = 0.1
"""What it costs a match that it needs two neighbouring words: chance matches are likelier."""
_ARABIC_NOUN: Final = re.compile(r"[وفبك]{0,2}(?:ال|لل).{3,}|.{4,}(?:يه|ات|ون|ين)$")
"""Arabic words with an article or the endings of ordinary nouns and adjectives."""
_ARABIC_NOUN_CREDIT: Final = 0.85
_PART_CREDIT: Final = 0.8
"""What it is worth that a place within a longer name is known and stands in the other text."""
_SOUNDS_WITHIN: Final = 3
"""Consonants that a name needs to be looked for inside words that run together; one more where
only a single long word may be two."""
_TWO_WORDS: Final = 12
"""Letters from which on an Arabic or Hebrew word may be two that run together."""
_PART_LENGTH: Final = 4
"""Letters that a part of a name in hyphens needs to be looked for alone."""
_SPELLING_FLOOR: Final = 0.25
"""Words of one script that differ more than this are not compared by sound."""
_LOWER_CASE_CREDIT: Final = 0.75
"""What a match with a word without a capital is worth: chance matches are likelier."""
_ADJECTIVE_LENGTH: Final = 6
"""Words without a capital from this length on may be adjectives of a name: марксистский."""
_PEOPLE_LENGTH: Final = 4
"""From this length on they may be a people (инки, таино), if they sound just like the name."""
_SAME_SOUND: Final = 0.9
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
    elif language in _SLAVIC:
        variants.append(_SLAVIC_ENDINGS.sub("", word) if len(word) > 4 else word)
    elif language == "tr":
        variants.append(_TURKISH_ENDINGS.sub("", word))
    elif language == "de":
        variants.append(_GERMANIC_ENDINGS.sub("", word) if len(word) > 4 else word)
    elif language in _ELIDING and re.match(r"\w{1,4}['’]\w", word):
        variants.append(re.split("['’]", word, maxsplit=1)[1])
    if word.endswith(("'s", "’s")):
        variants.append(word[:-2])
    return tuple(dict.fromkeys(v for v in variants if len(v) > 1))


def _bare_names(key: str, language: str) -> tuple[str, ...]:
    """A name without what hides it from what it is in another language.

    That is a Slavic ending, or a French or Italian article or preposition before a vowel.
    """
    return _variants(key, language)[1:] if language in _SLAVIC | _ELIDING else ()


@lru_cache(maxsize=8)
def _ordinary_words(language: str) -> frozenset[str]:
    entries = load_sections("name_common_words.txt").get(f"ordinary_{language}", ())
    return frozenset(fold(entry) for entry in entries)


@lru_cache(maxsize=32768)
def _is_ordinary(word: str, language: str) -> bool:
    """Whether a word of a language without capitals is a frequent ordinary one."""
    ordinary = _ordinary_words(language)
    return bool(ordinary) and any(
        fold(variant) in ordinary for variant in _variants(word, language)
    )


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
        if best >= _CERTAIN:
            break
    if script_of(word[0]) in CASED_SCRIPTS and word.islower():
        if len(word) < _ADJECTIVE_LENGTH and best < _SAME_SOUND:
            return 0.0
        best *= _LOWER_CASE_CREDIT
    elif (
        language == "ar"
        and _ARABIC_NOUN.match(fold(word))
        and not _bare(key).startswith(("al", "el"))
    ):
        best *= _ARABIC_NOUN_CREDIT
    return best


@lru_cache(maxsize=32768)
def _can_be_name(word: str, language: str) -> bool:
    """Whether a word can be a name at all: capitalised, or katakana, or no ordinary word."""
    script = script_of(word[0])
    if script in CASED_SCRIPTS:
        return any(char.isupper() for char in word) or len(word) >= _PEOPLE_LENGTH
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
        if best is not None and best.score >= _CERTAIN:
            return best
        previous = (start, end, word)
    heard = _heard(key, other_text, language, words)
    if heard is not None and (best is None or heard.score > best.score):
        best = heard
    return best if best is not None and best.score > 0 else None


def _heard(key: str, text: str, language: str, words: _Words) -> Counterpart | None:
    """The best match of a word of a name with a part of a word, where words may run together."""
    sounds = firm_sounds(sounds_of(key))
    if language == "zh" or (sounds >= _SOUNDS_WITHIN and has_glued_words(text, language)):
        places = [(0, text)]
    elif sounds > _SOUNDS_WITHIN and language in _PROCLITICS:
        places = [(start, word) for start, _, word in words.spans if len(word) >= _TWO_WORDS]
    else:
        return None
    best: Counterpart | None = None
    for offset, stretch in places:
        heard = heard_within(key, stretch)
        if heard is not None and (best is None or heard.score > best.score):
            start, end = offset + heard.start, offset + heard.end
            best = Counterpart(start, end, text[start:end], heard.score, "sound")
    return best


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
    known = _find_place(name.places, other_text, other_language)
    if known is not None:
        return Counterpart(known.start, known.end, known.text, 1.0, "gazetteer")
    best: Counterpart | None = None
    if not name.places:
        # Armenian Nagorno-Karabakh, Inland Antarctica: a part of the name is known.
        inside = [one for place in find_places(name.text, language) for one in place.ids]
        known = _find_place(inside, other_text, other_language)
        if known is not None:
            best = Counterpart(known.start, known.end, known.text, _PART_CREDIT, "gazetteer")
    for key in _comparable_keys(name, primary_subtag(language)):
        found = find_key(key, other_text, other_language)
        if found is not None and (best is None or found.score > best.score):
            best = found
        if best is not None and best.score >= _CERTAIN:
            return best
    return _city(name, other_text) or best


def _city(name: NameMention, other_text: str) -> Counterpart | None:
    """Where a city stands whose name in the other script does not sound alike."""
    for city in (name.text, *name.keys):
        found = find_city(city, other_text)
        if found is not None:
            start, end = found
            return Counterpart(start, end, other_text[start:end], 1.0, "gazetteer")
    return None


def _find_place(places: Sequence[str], other_text: str, other_language: str) -> PlaceMention | None:
    """Return the first mention of one of the places, or of what may stand for it."""
    if not places:
        return None
    wanted = frozenset().union(*(related_places(place) for place in places))
    for mention in find_places(other_text, other_language):
        if wanted.intersection(mention.ids) or any(
            related_places(one) & set(places) for one in mention.ids
        ):
            return mention
    return None


def _comparable_keys(name: NameMention, language: str) -> Iterator[str]:
    """The words of a name in every form in which the other text may have them."""
    yield from name.keys
    # Siem Reap is one word in Russian, Tibetan-Mongol two in Arabic.
    yield from (a + b for a, b in pairwise(name.keys))
    for key in name.keys:
        parts = key.split("-")
        yield from (part for part in parts if len(parts) > 1 and len(part) >= _PART_LENGTH)
        if language == "en" and key.endswith("s") and len(key) > _PART_LENGTH:
            yield key[:-1]
        yield from _bare_names(key, language)
