"""Words that a translator put in."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.engines.base import LanguageModel
from mtqa.metrics.added_words import (
    CANDIDATES,
    CHOSEN_BY,
    candidates,
    find_added_words,
    trial,
    without,
)
from mtqa.metrics.pair_reader import JudgedPair, PairReader
from mtqa.metrics.pair_reading import ReadingModel

SOURCE = "وصل الوفد إلى باريس مساء يوم الاثنين."
GOOD = "The delegation arrived in Paris on Monday evening."
ADDED = "The delegation happily arrived in Paris on Monday evening."
WAYS = ("ar", "en")


@pytest.fixture
def reader(real_language_model: LanguageModel) -> PairReader:
    assert isinstance(real_language_model, ReadingModel)
    return PairReader.of(real_language_model)


def judged_by(reader: PairReader, target: str) -> JudgedPair:
    return reader.judge([(SOURCE, target)], *WAYS)[0]


@pytest.mark.parametrize(
    ("text", "word", "rest"),
    [
        ("He happily left.", "happily", "He left."),
        ("Happily he left.", "Happily", "He left."),
        ("happily he left.", "happily", "he left."),
        ("He left happily.", "happily", "He left."),
        ("Happily", "Happily", ""),
    ],
)
def test_a_text_without_a_word_reads_on(text: str, word: str, rest: str) -> None:
    start = text.index(word)
    assert without(text, start, start + len(word)) == rest


@given(st.text(), st.text(min_size=1), st.text())
def test_nothing_but_the_word_is_lost(before: str, word: str, after: str) -> None:
    left = without(before + word + after, len(before), len(before) + len(word))
    kept = before.rstrip() + after if before.strip() else after.lstrip()
    assert left.casefold() == kept.casefold() or left[:1] != kept[:1]
    assert left.endswith(kept[1:])


def test_the_words_most_doubted_are_the_candidates(reader: PairReader) -> None:
    found = candidates(ADDED, judged_by(reader, ADDED))
    assert len(found) == CANDIDATES
    assert ADDED[found[0][0].start : found[0][0].end] == "happily"
    for _, values in found:
        assert len(values) == len(CHOSEN_BY)
        assert all(math.isfinite(value) for value in values)
    doubts = [values[0] for _, values in found]
    assert doubts == sorted(doubts, reverse=True)


def test_a_translation_gains_without_an_added_word_and_loses_without_another(
    reader: PairReader,
) -> None:
    judged = judged_by(reader, ADDED)
    doubts = judged.judgement.doubts or ()
    added = next(d for d in doubts if ADDED[d.start : d.end] == "happily")
    needed = next(d for d in doubts if ADDED[d.start : d.end] == "Monday")
    better, worse = trial((SOURCE, ADDED), judged, [added, needed], WAYS, reader)
    assert better is not None
    assert worse is not None
    assert better[0] > 0 > worse[0]
    assert better[1] > worse[1]


def test_an_added_word_is_found_and_a_good_translation_left_alone(reader: PairReader) -> None:
    (word,) = [
        word
        for word in find_added_words((SOURCE, ADDED), judged_by(reader, ADDED), WAYS, reader)
        if word.confidence > 0.5
    ]
    assert ADDED[word.start : word.end] == "happily"
    assert word.better_by > 0
    found = find_added_words((SOURCE, GOOD), judged_by(reader, GOOD), WAYS, reader)
    assert all(word.confidence < 0.5 for word in found)


def test_nobody_can_tell_without_a_critic(reader: PairReader) -> None:
    long = "a " * 1500
    judged = reader.judge([(long, long)], "en", "en")[0]
    assert candidates(long, judged) == []
