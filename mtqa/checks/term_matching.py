"""Terms in text, found in whatever inflection the sentence needs."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from mtqa.language.scripts import primary_subtag, script_of

_TOKEN: Final = re.compile(r"[^\W_](?:[^\W_]|[\u064b-\u065f\u0670]|['’](?=[^\W_]))*")
_SPACELESS: Final = frozenset({"Han", "Hiragana", "Katakana", "Thai"})
_ENDING: Final[dict[str, int]] = {
    "en": 2, "fr": 3, "es": 3, "pt": 3, "it": 3, "de": 3, "nl": 3, "ru": 3, "uk": 3, "pl": 3,
    "cs": 3, "tr": 5, "fi": 5, "hu": 5, "el": 3, "fa": 3, "hi": 2,
}  # fmt: skip
"""Letters that an inflectional ending can add or replace, by language."""
_SHORTEST_STEM: Final = 3

_ARABIC_MARKS: Final = re.compile("[\u064b-\u065f\u0670\u0640]")
_ARABIC_LETTERS: Final = str.maketrans("أإآٱىةؤئ", "ااااايوي")
_ARABIC_PREFIX: Final = re.compile("^(?:[وف]?(?:[بكل]?ال|لل)|[وف]?[بكل]|[وف]س?)(?=.{3})")
_ARABIC_SUFFIX: Final = re.compile("(?<=.{3})(?:هما|كما|ات|ون|ين|ان|ها|هم|هن|كم|نا|وا|ا|ه|ي|ك)$")


def find_term(text: str, term: str, language: str | None) -> list[tuple[int, int]]:
    """Find every place where a text has a term, inflected or not.

    Words are compared without case, accents of Arabic vowels, clitics (Arabic) and endings
    (up to a few letters, by language); a term of several words must come in one piece. In
    scripts without spaces the term is searched as it is.

    Returns:
        Offsets of each place, in order, not overlapping.
    """
    if any(script_of(c) in _SPACELESS for c in term):
        return [m.span() for m in re.finditer(re.escape(term), text)]
    wanted = [match[0] for match in _TOKEN.finditer(term)]
    if not wanted:
        return []
    tokens = list(_TOKEN.finditer(text))
    return list(_places(text, tokens, wanted, primary_subtag(language or "und")))


def _places(
    text: str, tokens: list[re.Match[str]], wanted: list[str], language: str
) -> Iterator[tuple[int, int]]:
    position = 0
    while position + len(wanted) <= len(tokens):
        window = tokens[position : position + len(wanted)]
        adjacent = all(
            not text[a.end() : b.start()].strip(" \u00a0-‑–·.")
            for a, b in itertools.pairwise(window)
        )
        if adjacent and all(
            _same_word(w[0], term, language) for w, term in zip(window, wanted, strict=True)
        ):
            yield window[0].start(), window[-1].end()
            position += len(wanted)
        else:
            position += 1


@lru_cache(maxsize=16384)
def _same_word(word: str, term: str, language: str) -> bool:
    """Whether `word` may be an inflected form of `term`."""
    if term.isupper() and 1 < len(term) <= 5 and term.isascii():
        return word == term or word in (f"{term}s", f"{term}'s", f"{term}’s")
    word, term = _folded(word), _folded(term)
    if word == term:
        return True
    if "\u0600" <= term[0] <= "\u06ff":
        return bool(_arabic_stems(word) & _arabic_stems(term))
    word = re.sub(r"['’]s?$", "", word)
    ending = _ENDING.get(language, 0)
    common = 0
    for a, b in zip(word, term, strict=False):
        if a != b:
            break
        common += 1
    longest_loss = min(ending, 2)
    return (
        ending > 0
        and common >= max(_SHORTEST_STEM, len(term) - longest_loss)
        and len(word) - common <= ending
    )


@lru_cache(maxsize=16384)
def _folded(word: str) -> str:
    return unicodedata.normalize("NFC", word).casefold()


@lru_cache(maxsize=16384)
def _arabic_stems(word: str) -> frozenset[str]:
    """Return the word without vowel marks, and without the clitics it may begin or end with."""
    plain = _ARABIC_MARKS.sub("", word).translate(_ARABIC_LETTERS)
    heads = {plain, _ARABIC_PREFIX.sub("", plain)}
    return frozenset(heads | {_ARABIC_SUFFIX.sub("", head) for head in heads})
