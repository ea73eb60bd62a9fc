"""Damage to translations in any language that writes spaces: one place each, of many kinds.

Words are put in where they often stand, beside a neighbour that they have in other sentences, so
that fluency alone does not give them away. A sentence whose beginning is cut off begins with a
capital again, so that a small letter does not give that away either.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from mtqa.benchmarks.planting import lower_case_words, plant

_WORD = re.compile(r"[^\W_]+(?:[’'\-.][^\W_]+)*")
_DIGITS = re.compile(r"\d+")
_BOUNDARY = re.compile(r"[,;:،؛]\s")
SHORT = 3
"""Letters of words that mostly serve grammar: without them little is lost."""


class Damager:
    """Damages sentences of one language, with words from a corpus of it."""

    def __init__(self, language: str, corpus: Iterable[str]) -> None:
        self._language = language
        texts = list(dict.fromkeys(corpus))
        self._vocabulary = lower_case_words(texts) if language == "en" else frozenset()
        self._after: dict[str, list[str]] = defaultdict(list)
        self._before: dict[str, list[str]] = defaultdict(list)
        self._names: list[str] = []
        for text in texts:
            words = _WORD.findall(text)
            for first, second in pairwise(words):
                self._after[first.casefold()].append(second)
                self._before[second.casefold()].append(first)
                if second[0].isupper():
                    self._names.append(second)

    def damage(self, text: str, chance: random.Random, seed: str) -> tuple[str, str] | None:
        """Return a kind of damage and the damaged text; None if nothing fits."""
        ways = [
            *[self.insert] * 4,
            *[self._cut] * 3,
            self._cut_part,
            self._replace,
            self._digits,
            self._name,
        ]
        if self._language == "en":
            planted = plant(text, self._vocabulary, seed)
            if planted and chance.random() < 0.4:
                kind = chance.choice(sorted(planted))
                return kind, planted[kind].text
        for _ in range(6):
            way = chance.choice(ways)
            damaged = way(text, chance)
            if damaged and damaged != text:
                return way.__name__.strip("_"), _begun_alike(text, damaged)
        return None

    def insert(self, text: str, chance: random.Random) -> str | None:
        """Return a text with a word put in, None if the place that chance names has none."""
        words = list(_WORD.finditer(text))
        if len(words) < 3:
            return None
        at = chance.randrange(1, len(words))
        left, right = words[at - 1], words[at]
        if text[left.end() : right.start()] != " ":
            return None
        before = self._before[right.group().casefold()]
        after = set(self._after[left.group().casefold()])
        candidates = [word for word in before if word in after] or before or sorted(after)
        telling = [word for word in candidates if len(word) > SHORT] or candidates
        if not telling:
            return None
        new = chance.choice(telling)
        if new.casefold() in (left.group().casefold(), right.group().casefold()):
            return None
        return f"{text[: right.start()]}{new} {text[right.start() :]}"

    def _replace(self, text: str, chance: random.Random) -> str | None:
        words = list(_WORD.finditer(text))
        if len(words) < 3:
            return None
        at = chance.randrange(1, len(words))
        word = words[at]
        candidates = [
            new
            for new in self._after[words[at - 1].group().casefold()]
            if new[0].isupper() == word.group()[0].isupper()
            and new.casefold() != word.group().casefold()
        ]
        if not candidates:
            return None
        return text[: word.start()] + chance.choice(candidates) + text[word.end() :]

    def _cut(self, text: str, chance: random.Random) -> str | None:
        words = list(_WORD.finditer(text))
        count = chance.choice((1, 1, 1, 1, 2, 3))
        begins = [
            at
            for at in range(len(words) - count)
            if any(len(word.group()) > SHORT for word in words[at : at + count])
        ]
        if len(words) < count + 3 or not begins:
            return None
        at = chance.choice(begins)
        return text[: words[at].start()] + text[words[at + count].start() :]

    def _cut_part(self, text: str, chance: random.Random) -> str | None:
        """Take out a clause, or up to half of the words in one piece."""
        words = list(_WORD.finditer(text))
        if len(words) < 10:
            return None
        clauses = [0, *(match.end() for match in _BOUNDARY.finditer(text))]
        if len(clauses) > 2 and chance.random() < 0.5:
            at = chance.randrange(len(clauses) - 1)
            return text[: clauses[at]] + text[clauses[at + 1] :]
        count = chance.randrange(4, len(words) // 2 + 1)
        at = chance.randrange(1, len(words) - count + 1)
        kept = text[: words[at].start()]
        if at + count == len(words):
            return kept.rstrip() + text[words[-1].end() :]
        return kept + text[words[at + count].start() :]

    def _digits(self, text: str, chance: random.Random) -> str | None:
        found = list(_DIGITS.finditer(text))
        if not found:
            return None
        match = chance.choice(found)
        digits = list(match.group())
        place = chance.randrange(len(digits))
        digits[place] = chance.choice([d for d in "123456789" if d != digits[place]])
        return text[: match.start()] + "".join(digits) + text[match.end() :]

    def _name(self, text: str, chance: random.Random) -> str | None:
        words = [m for m in _WORD.finditer(text) if m.start() and m.group()[0].isupper()]
        if not words or not self._names:
            return None
        word = chance.choice(words)
        return text[: word.start()] + chance.choice(self._names) + text[word.end() :]


def _begun_alike(text: str, damaged: str) -> str:
    """Let the damaged text begin with a capital if the text did."""
    return damaged[0].upper() + damaged[1:] if text[0].isupper() else damaged
