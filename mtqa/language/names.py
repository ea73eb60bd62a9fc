"""Names of people, places and organisations in a text.

In scripts with capital letters a name is a run of capitalised words of which at least one is
no ordinary word; in the other scripts only what the gazetteer knows and what follows a title
(الرئيس …) is found. Precision comes first: a name that is missed costs less than an ordinary
word taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from mtqa.language.gazetteer import PlaceMention, find_places
from mtqa.language.gazetteer_names import fold
from mtqa.language.identification import function_words
from mtqa.language.names_lexicon import load_sections
from mtqa.language.scripts import CASED_SCRIPTS, expected_scripts, primary_subtag, script_of

_WORD: Final = re.compile(r"[^\W\d_]+(?:[’'`ʻʼ.\-‑][^\W\d_]+)*\.?", re.UNICODE)
_SENTENCE_END: Final = re.compile(r"[.!?…:;؟。！？]\W*$|[\"“”„«»‘’'(\[]\s*$|[-–—]\s+$|^\W*$")
_LONGEST_ACRONYM: Final = 6
"""Capitals of one at most."""
_CONTRACTION: Final = re.compile(r"(?:n['’]t|['’](?:m|ve|re|ll|d))$", re.IGNORECASE)
_COMMON_SECTIONS: Final = (
    "function",
    "calendar",
    "office",
    "institution",
    "nouns",
    "verbs",
    "adjectives",
)
_WORD_ENDINGS: Final = re.compile(
    r".{3,}(?:[ts]ions?|ments?|ness|ity|ities|isms?|ology|ography|[ae]nce|[i]?ous|ful|less|[ai]ble|"
    r"ical|ally|wards?|hood|ships?|ings?|edly|i[zs]ed|i[zs]ing|[at]istic|atic|logical|tives?|"
    r"phobia|sexual|sexuality)$"
)
_GERMAN_NOUN_ENDINGS: Final = re.compile(
    r".{2,}(?:ungen|ung|heiten|heit|keiten|keit|schaften|schaft|tionen|tion|tät|täten|ismus|nis|"
    r"nisse|nissen|linge?|mente?|chen|lein|enz|enzen|anz|anzen|eure?n?|ist|isten|iker|ikern|graph|"
    r"loge|logen|innen|in|er|ern|ers|en|es|el|eln|e)$"
)


class NameKind(StrEnum):
    """What a name stands for, as far as its form tells."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    ACRONYM = "acronym"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class NameMention:
    """A name found in a text."""

    start: int
    """Offset of the first character."""
    end: int
    """Offset after the last character."""
    text: str
    """The name as written."""
    kind: NameKind
    """What it stands for."""
    keys: tuple[str, ...]
    """The words of it that are no ordinary words: what a counterpart must match."""
    places: tuple[str, ...]
    """Gazetteer ids if the whole name is a known place, people or organisation, else empty."""
    sentence_initial: bool
    """Whether the capital letter may come from the position."""
    sure: bool
    """Whether it is a name beyond reasonable doubt."""


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    text: str
    initial: bool


@lru_cache(maxsize=1)
def _common_words() -> frozenset[str]:
    sections = load_sections("name_common_words.txt")
    vocabulary = load_sections("name_vocabulary_en.txt")["vocabulary"]
    return frozenset(word for section in _COMMON_SECTIONS for word in sections[section]).union(
        vocabulary
    )


@lru_cache(maxsize=1)
def _polite_words() -> frozenset[str]:
    return frozenset(load_sections("name_common_words.txt")["polite"])


@lru_cache(maxsize=1)
def _particles() -> frozenset[str]:
    return frozenset(load_sections("name_common_words.txt")["particles"])


@lru_cache(maxsize=1)
def _inflections() -> tuple[tuple[str, str], ...]:
    """Endings of English words, each with what it takes the place of."""
    pairs = (e.partition("=") for e in load_sections("name_common_words.txt")["inflections"])
    return tuple((ending, stem) for ending, _, stem in pairs)


@lru_cache(maxsize=16384)
def is_common_word(word: str) -> bool:
    """Whether an English word is an ordinary one, whatever its capitals."""
    folded = word.lower().rstrip(".").replace("’", "'").removesuffix("'s")
    common = _common_words()
    if folded in common or len(folded) < 2:
        return True
    if "-" in folded:
        first, _, rest = folded.partition("-")
        return all(map(is_common_word, (first, rest))) if first and rest else True
    for ending, replacement in _inflections():
        if folded.endswith(ending) and len(folded) - len(ending) >= 3:
            stem = folded[: -len(ending)] + replacement
            if stem in common or (len(stem) > 3 and stem[-1] == stem[-2] and stem[:-1] in common):
                return True
    return _WORD_ENDINGS.match(folded) is not None


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    for match in _WORD.finditer(text):
        word = match.group()
        if word.endswith(".") and not re.fullmatch(r"(?:[^\W\d_]\.)+", word):
            word = word[:-1]
        contraction = _CONTRACTION.search(word)
        if contraction and contraction.start():
            word = word[: contraction.start()]
        for suffix in ("'s", "’s", "s'", "s’"):
            if word.endswith(suffix) and len(word) > 3:
                word = word[: -len(suffix)] + ("s" if suffix[0] == "s" else "")
        start = match.start()
        if text.startswith("$", start + len(word)):
            continue
        initial = bool(_SENTENCE_END.search(text[max(0, start - 4) : start] if start else ""))
        tokens.append(_Token(start, start + len(word), word, initial))
    return tokens


def is_title_case(text: str) -> bool:
    """Whether capitals say nothing: a heading in title case or a text all in capitals."""
    words = [w for w in re.findall(r"[^\W\d_]{2,}", text) if len(w) >= 4 or w.isupper()]
    if len(words) < 5:
        return False
    letters = [c for c in text if c.isalpha()]
    if sum(c.isupper() for c in letters) > 0.6 * len(letters):
        return True
    return bool(sum(w[0].isupper() for w in words) > 0.85 * len(words))


def _is_acronym(word: str) -> bool:
    """Whether a word, or the part before its hyphen, is a few capitals: UN, E.U., MPs.

    Or mostly capitals: AfCFTA.
    """
    letters = word.partition("-")[0].rstrip("s").replace(".", "")
    capitals = sum(map(str.isupper, letters))
    return 2 <= capitals <= _LONGEST_ACRONYM and (
        capitals == len(letters) or 3 <= capitals == len(letters) - 1
    )


def _is_shouted(words: Sequence[str], language: str) -> bool:
    """Whether capitals stress what is no name: BACK TO BASICS, « APPROFONDIMENTI I pacchetti »."""
    loud = [word for word in words if len(word) > 1 and word.isupper()]
    if len(loud) > 1:
        return language == "en" and any(map(is_common_word, loud))
    return loud == [words[0]] and len(loud[0]) > _LONGEST_ACRONYM


def _is_name_word(token: _Token, language: str) -> bool:
    """Whether a capitalised word can be a name rather than an ordinary word."""
    word = token.text
    if not word[0].isupper():
        return bool(re.match(r"(?:al|el|d|l|o|mc|i|e)[-'’]?[A-Z]", word)) and len(word) > 3
    if language == "en":
        return not is_common_word(word) or (
            _is_acronym(word) and len(word) > 1 and not token.initial
        )
    if word.lower() in _polite_words() or (token.initial and not _is_acronym(word)):
        return False
    if word.istitle() and word.lower() in function_words(language):
        return False  # A title begins: « Sur la malice d’Hérodote ».
    if language == "de":
        return _is_acronym(word) or (len(word) > 2 and not _GERMAN_NOUN_ENDINGS.match(word.lower()))
    return len(word) > 1


@lru_cache(maxsize=4096)
def find_names(text: str, language: str) -> tuple[NameMention, ...]:
    """Find the names in a text.

    Args:
        text: One sentence or a longer text.
        language: BCP 47 tag of its language.

    Returns:
        Mentions in text order that do not overlap.
    """
    language = primary_subtag(language)
    places = find_places(text, language)
    if not expected_scripts(language) & CASED_SCRIPTS:
        return _names_without_case(text, language, places)
    loose = is_title_case(text)
    mentions: list[NameMention] = []
    for run in _capital_runs(text, _tokens(text), places):
        mention = _mention(run, text, language, places, loose)
        if mention is not None:
            mentions.append(mention)
    return tuple(mentions)


def _capital_runs(
    text: str, tokens: list[_Token], places: tuple[PlaceMention, ...]
) -> list[list[_Token]]:
    """Maximal runs of capitalised words, particles between them included."""
    place_ends = {place.start: place.end for place in places}
    runs: list[list[_Token]] = []
    current: list[_Token] = []
    inside_place = -1
    for index, token in enumerate(tokens):
        if token.start in place_ends and token.text[0].isupper():
            inside_place = place_ends[token.start]
        gap = text[current[-1].end : token.start] if current else ""
        joined = bool(current) and (gap.strip() in {"", "-", "‑"} and len(gap) <= 2)
        capital = token.text[0].isupper() or token.start < inside_place or _is_name_word(token, "")
        particle = (
            joined
            and token.text.lower() in _particles()
            and index + 1 < len(tokens)
            and tokens[index + 1].text[0].isupper()
        )
        if (capital or particle) and (joined or not current):
            if particle and not current:
                continue
            current.append(token)
            continue
        if current:
            runs.append(current)
        current = [token] if capital else []
    if current:
        runs.append(current)
    return runs


def _mention(
    run: list[_Token],
    text: str,
    language: str,
    places: tuple[PlaceMention, ...],
    loose: bool,
) -> NameMention | None:
    """One run of capitals as a name, None if it is only ordinary words."""
    while run and run[0].text.lower() in _particles() | {"the"}:
        run = run[1:]
    while len(run) > 1 and run[0].initial and not _is_name_word(run[0], language):
        run = run[1:]
    if not run:
        return None
    start, end = run[0].start, run[-1].end
    covering = [p for p in places if p.start < end and p.end > start]
    in_place = [t for t in run if any(p.start <= t.start and t.end <= p.end + 2 for p in covering)]
    keys = [t for t in run if t in in_place or _is_name_word(t, language)]
    keys = [t for t in keys if t.text.lower() not in _particles()]
    if not keys:
        return None
    rest = [t for t in keys if t not in in_place and not (in_place and _is_acronym(t.text))]
    ids = tuple(dict.fromkeys(i for p in covering for i in p.ids)) if not rest else ()
    initial = run[0].initial
    if ids:
        kind = NameKind.ORGANISATION if ids[0].startswith("org:") else NameKind.PLACE
    elif len(keys) == 1 and _is_acronym(keys[0].text):
        kind = NameKind.ACRONYM
    elif len(keys) > 1 and len(keys) == len(run):
        kind = NameKind.PERSON
    else:
        kind = NameKind.UNKNOWN
    known = bool(ids) and any(p.firm for p in covering)
    ambiguous = bool(ids) and len(keys) == 1 and _is_also_a_word(keys[0].text, language)
    shouted = not ids and _is_shouted([t.text for t in keys], language)
    sure = not (loose or ambiguous or shouted) and (known or len(keys) > 1 or not initial)
    return NameMention(
        start, end, text[start:end], kind, tuple(t.text for t in keys), ids, initial, sure
    )


def _names_without_case(
    text: str, language: str, places: tuple[PlaceMention, ...]
) -> tuple[NameMention, ...]:
    """Known places, words in Latin script, and what follows a title."""
    mentions = [
        NameMention(
            p.start,
            p.end,
            p.text,
            NameKind.ORGANISATION if p.ids[0].startswith("org:") else NameKind.PLACE,
            (p.text,),
            p.ids,
            False,
            p.firm and not _is_also_a_word(p.text, language),
        )
        for p in places
    ]
    taken = {position for p in places for position in range(p.start, p.end)}
    mentions.extend(
        m for m in (*_latin_words(text), *_after_titles(text, language)) if m.start not in taken
    )
    unique = {mention.start: mention for mention in mentions}
    return tuple(unique[start] for start in sorted(unique))


def _is_also_a_word(place: str, language: str) -> bool:
    """Whether a place or organisation has the name of an ordinary thing: القاعدة, "the base"."""
    words = load_sections("name_common_words.txt").get(f"also_words_{language}", ())
    return any(fold(place).endswith(fold(word)) for word in words)


def _latin_words(text: str) -> list[NameMention]:
    return [
        NameMention(
            m.start(),
            m.end(),
            m.group(),
            NameKind.UNKNOWN,
            tuple(m.group().split()),
            (),
            False,
            True,
        )
        for m in re.finditer(r"[A-Z][A-Za-z’'\-]{2,}(?: [A-Z][A-Za-z’'\-]+)*", text)
    ]


@lru_cache(maxsize=8)
def _titles(language: str) -> frozenset[str]:
    entries = load_sections("name_common_words.txt").get(f"titles_{language}", ())
    return frozenset(fold(entry) for entry in entries)


def _after_titles(text: str, language: str) -> list[NameMention]:
    """The two words after a title; where the name ends is not known, so it is not sure."""
    titles = _titles(language)
    if not titles:
        return []
    words = list(re.finditer(r"[^\W\d_][\w\u064b-\u0652'’\"״׳-]*", text))
    found: list[NameMention] = []
    for index, word in enumerate(words[:-1]):
        if fold(word.group()) not in titles or script_of(word.group()[0]) == "Latin":
            continue
        following = words[index + 1 : index + 3]
        start, end = following[0].start(), following[-1].end()
        found.append(
            NameMention(
                start,
                end,
                text[start:end],
                NameKind.PERSON,
                tuple(m.group() for m in following),
                (),
                False,
                False,
            )
        )
    return found
