"""What tells added words is trained on: words put in, and words whose source was taken away.

A word that is put into a translation can often be told without the source. So as often as that,
the word of the source is taken out that a word of the translation stands for: the translation
reads as well as before, and only beside the source a word is too many. The rows are those that
`critic_examples` gives the critics.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
from critic_examples import (
    FIRST_FLORES,
    GOOD_HTER,
    GOOD_Z,
    Example,
    Group,
    Span,
    clean,
    damaged,
    held_back,
    rows_of,
    tuning_news,
    tuning_pairs,
)
from damaging import SHORT, Damager
from planted_pairs import ADDITION

from mtqa.benchmarks.demetr import LANGUAGES
from mtqa.checks.word_alignment import WordAlignment, align, claimed
from mtqa.engines.base import Encoder
from mtqa.engines.word_vectors import WordEncoder
from mtqa.metrics.word_features import words_of

NEWS = ("ar", "ru", "fr", "es", "de", "zh", "pt", "tr")
RATED = ("ru-en", "ro-en", "et-en")
FLORES = ("ru-en", "pt-en")
SURE_FIT = 0.5
"""Cosine from which two words that fit each other best are taken for translations."""
AT_ONCE = 64
NAMES, UNUSUAL = 0.3, 0.3
"""How often a word with a capital may lose its counterpart, and a word without which its neighbours
stand beside each other as they do nowhere else, if there is no other."""
TRIES = 4
TEXTS = 2
"""How often each translation of DEMETR is read."""


class AddedExamples:
    """Good translations, and the same with a word too many."""

    def __init__(self, data: Path, seed: int, encoder: Encoder) -> None:
        """Take the data folder and an encoder that gives word vectors."""
        if not isinstance(encoder, WordEncoder):
            raise TypeError(f"{encoder.identity.name} gives no word vectors")
        self._data = data
        self._chance = random.Random(seed)
        self._words = encoder
        self._known = encoder.languages
        texts = [row["en"] for row in tuning_news(data)[0]]
        for pair in RATED:
            texts += [row["target"] for row in rows_of(data / "mlqe-da" / f"{pair}.train.jsonl.gz")]
        self._damager = Damager("en", texts)
        self._after: dict[str, set[str]] = defaultdict(set)
        for text in texts:
            for first, second in pairwise(text.casefold().split()):
                self._after[first].add(second)

    def damaged_groups(self) -> list[Group]:
        """Return a group for each good translation: as it is, and with a word too many."""
        good = list(self._good())
        groups = [[clean(*one), *self._with_word(*one)] for one in good]
        by_pair: dict[str, list[int]] = defaultdict(list)
        for number, (pair, _, _) in enumerate(good):
            if pair.split("-")[0] in self._known:
                by_pair[pair].append(number)
        for members in by_pair.values():
            for begin in range(0, len(members), AT_ONCE):
                chunk = members[begin : begin + AT_ONCE]
                texts = [text for number in chunk for text in good[number][1:]]
                vectors = self._words.encode_words(texts)
                for number, source, target in zip(chunk, vectors[::2], vectors[1::2], strict=True):
                    groups[number] += self._without_source(*good[number], align(source, target))
        return [group for group in groups if len(group) > 1]

    def minimal_pairs(self) -> list[Group]:
        """Return the translations that DEMETR put a word into."""
        return [
            [clean(pair, row["source"], row["good"]), damaged(pair, row["source"], *texts)]
            for row in tuning_pairs(self._data)[0]
            if row["perturbation"] == ADDITION
            for pair, texts in [
                (f"{LANGUAGES[row['source_lang']]}-en", (row["good"], row["bad"])),
            ]
        ]

    def _good(self) -> Iterator[tuple[str, str, str]]:
        for row in tuning_news(self._data)[0]:
            for language in NEWS:
                yield f"{language}-en", row[language], row["en"]
        for pair in FLORES:
            rows = rows_of(self._data / "systems" / f"{pair}.flores-dev.jsonl.gz")
            for row in rows[FIRST_FLORES:]:
                yield pair, row["source"], row["reference"]
        for pair in RATED:
            tagged = rows_of(self._data / "mlqe-words" / f"{pair}.train.jsonl.gz")
            rows = rows_of(self._data / "mlqe-da" / f"{pair}.train.jsonl.gz")
            for number, (row, tags) in enumerate(zip(rows, tagged, strict=True)):
                if not held_back(number) and row["z"] > GOOD_Z and tags["hter"] <= GOOD_HTER:
                    yield pair, row["source"], row["target"]
        for row in {row["source"]: row for row in reversed(tuning_pairs(self._data)[0])}.values():
            for text in (row["good"], row["reference"]) * TEXTS:
                yield f"{LANGUAGES[row['source_lang']]}-en", row["source"], text

    def _with_word(self, pair: str, source: str, target: str) -> Group:
        """Return the translation with a word put in, if that works."""
        for _ in range(TRIES):
            text = self._damager.insert(target, self._chance)
            if text:
                return [damaged(pair, source, target, text)]
        return []

    def _without_source(
        self, pair: str, source: str, target: str, alignment: WordAlignment
    ) -> Group:
        """Return the translation beside a source without a word, if a fitting one is found."""
        usual, unusual = [], []
        for own, other in _counterparts(alignment):
            word = target[slice(*other)]
            name = word[:1].isupper() and other[0] > 0 and self._chance.random() >= NAMES
            if word.isalpha() and len(word) > SHORT and not name:
                (usual if self._usual_without(target, other) else unusual).append((own, other))
        chosen = usual or (unusual if self._chance.random() < UNUSUAL else [])
        if not chosen:
            return []
        (start, end), (first, last) = self._chance.choice(chosen)
        left = " ".join((source[:start] + source[end:]).split())
        spans = words_of(target, "", ())
        wrong = [(span, float(span[0] < last and span[1] > first)) for span in spans]
        return [Example(pair, left, target, wrong=wrong)]

    def _usual_without(self, text: str, word: Span) -> bool:
        """Whether the words before and after a word stand beside each other elsewhere."""
        before = text[: word[0]].casefold().split()
        after = text[word[1] :].casefold().split()
        return bool(before and after and after[0] in self._after[before[-1]])


def _counterparts(alignment: WordAlignment) -> Iterator[tuple[Span, Span]]:
    """Yield the words of the source and of the target that fit each other best, and well."""
    source, target = alignment.source, alignment.target
    for word in np.flatnonzero(claimed(source, target) & (source.fit >= SURE_FIT)):
        yield source.spans[word], target.spans[source.best[word]]
