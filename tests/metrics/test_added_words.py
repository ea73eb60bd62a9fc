"""Words that a translator put in."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from mtqa.engines.base import Encoder, LanguageModel, ModelIdentity
from mtqa.metrics.added_word_trials import (
    TRIAL,
    TRIAL_WITH_CRITIC,
    Gains,
    TriedPair,
    trials,
    without,
)
from mtqa.metrics.added_words import (
    _NEARER_IF_UNASKED,
    CANDIDATES,
    CHOSEN_BY,
    CHOSEN_WITH_CRITIC_BY,
    AddedWord,
    candidates,
    find_added_words,
)
from mtqa.metrics.fidelity import WordDoubt
from mtqa.metrics.pair_critic import SideVerdict
from mtqa.metrics.pair_reader import JudgedPair, PairReader
from mtqa.metrics.pair_reading import ReadingModel, read_pairs, targets_alone_and_after_sources

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


def trial(
    reader: PairReader,
    judged: JudgedPair,
    words: Sequence[WordDoubt],
    told: SideVerdict | None = None,
) -> list[Gains | None]:
    return trials([TriedPair((SOURCE, ADDED), judged, told, tuple(words))], WAYS, reader)[0]


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


class OtherEncoder:
    """An encoder whose cosines mean something else."""

    languages = frozenset({"ar", "en"})
    identity = ModelIdentity("encoder", "another", "", "0" * 64)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        raise AssertionError("it was asked")


def test_the_words_most_doubted_are_the_candidates(
    reader: PairReader, real_encoder: Encoder
) -> None:
    found = candidates((SOURCE, ADDED), judged_by(reader, ADDED), real_encoder)
    assert len(found) == CANDIDATES
    assert ADDED[found[0][0].start : found[0][0].end] == "happily"
    for _, values in found:
        assert len(values) == len(CHOSEN_BY)
        assert all(math.isfinite(value) for value in values)
    doubts = [values[0] for _, values in found]
    assert doubts == sorted(doubts, reverse=True)


def told_of(target: str, word: str, log_odds: float) -> SideVerdict:
    """Say that a word was added, and that no other was."""
    start = target.index(word)
    spans = ((0, start), (start, start + len(word)), (start + len(word), len(target)))
    return SideVerdict(spans, np.array([[-9.0], [log_odds], [-9.0]], np.float32))


@pytest.fixture
def hear(
    reader: PairReader, real_language_model: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> Callable[[SideVerdict], None]:
    """Let a critic of added words say this of a target, and nothing of one without a word."""
    assert isinstance(real_language_model, ReadingModel)
    model: ReadingModel = real_language_model
    content = SideVerdict(((0, 1),), np.array([[-9.0]], np.float32))

    def opinions(pairs: Sequence[tuple[str, str]], *languages: str) -> list[object]:
        probable = targets_alone_and_after_sources(model, pairs, *languages)
        return [(content, *one) for one in probable]

    def told(verdict: SideVerdict) -> None:
        monkeypatch.setattr(reader, "added_words", lambda pairs, *_: [verdict] * len(pairs))
        monkeypatch.setattr(reader, "opinions_on_targets", opinions)

    return told


def test_where_the_critic_of_added_words_is_there_its_word_goes(
    reader: PairReader, real_encoder: Encoder
) -> None:
    judged = judged_by(reader, ADDED)
    told = told_of(ADDED, "Paris", 1.5)
    found = candidates((SOURCE, ADDED), judged, real_encoder, told)
    assert ADDED[found[0][0].start : found[0][0].end] == "Paris"
    added = CHOSEN_WITH_CRITIC_BY.index("added")
    assert [values[added] for _, values in found] == [1.5, -9.0, -9.0]
    unheard = candidates((SOURCE, ADDED), judged, real_encoder)
    values = dict(unheard)
    assert all(own[:added] == values[doubt] for doubt, own in found if doubt in values)


def test_a_word_is_the_surer_the_more_the_critic_of_added_words_is(
    reader: PairReader, real_encoder: Encoder, hear: Callable[[SideVerdict], None]
) -> None:
    def confidence(log_odds: float) -> float:
        hear(told_of(ADDED, "happily", log_odds))
        judged = judged_by(reader, ADDED)
        (found,) = find_added_words([(SOURCE, ADDED)], [judged], WAYS, reader, real_encoder)
        return max((w.confidence for w in found), default=0.0)

    assert confidence(-9.0) < confidence(1.0) < confidence(4.0)


@pytest.mark.parametrize("encoder", [None, OtherEncoder()])
def test_without_the_encoder_that_was_calibrated_every_word_counts_as_typical(
    reader: PairReader, encoder: Encoder | None
) -> None:
    found = candidates((SOURCE, ADDED), judged_by(reader, ADDED), encoder)
    assert {values[CHOSEN_BY.index("nearer")] for _, values in found} == {_NEARER_IF_UNASKED}


def test_a_translation_is_nearer_to_the_source_without_an_added_word_than_without_another(
    reader: PairReader, real_encoder: Encoder
) -> None:
    found = candidates((SOURCE, ADDED), judged_by(reader, ADDED), real_encoder)
    nearer = {
        ADDED[word.start : word.end]: values[CHOSEN_BY.index("nearer")] for word, values in found
    }
    added = nearer.pop("happily")
    assert nearer
    assert all(added > other for other in nearer.values())


def test_a_translation_gains_without_an_added_word_and_loses_without_another(
    reader: PairReader,
) -> None:
    judged = judged_by(reader, ADDED)
    doubts = judged.judgement.doubts or ()
    added = next(d for d in doubts if ADDED[d.start : d.end] == "happily")
    needed = next(d for d in doubts if ADDED[d.start : d.end] == "Monday")
    better, worse = trial(reader, judged, [added, needed])
    assert better is not None
    assert worse is not None
    assert better[0] > 0 > worse[0]
    assert better[1] > worse[1]


def test_the_critic_of_added_words_and_the_language_model_are_content_without_the_word(
    reader: PairReader, real_language_model: LanguageModel, hear: Callable[[SideVerdict], None]
) -> None:
    assert isinstance(real_language_model, ReadingModel)
    judged = judged_by(reader, ADDED)
    doubts = judged.judgement.doubts or ()
    added, needed = (
        next(d for d in doubts if ADDED[d.start : d.end] == word) for word in ("happily", "Monday")
    )
    told = told_of(ADDED, "happily", 2.0)
    hear(told)
    tried = trial(reader, judged, [added, needed], told)
    better, worse = (dict(zip(TRIAL_WITH_CRITIC, values or (), strict=True)) for values in tried)
    assert better["cleared"] == worse["cleared"] == 11.0
    assert better["rest"] > worse["rest"]
    [without_it] = read_pairs(real_language_model, [(SOURCE, GOOD)], *WAYS)
    [with_it] = read_pairs(real_language_model, [(SOURCE, ADDED)], *WAYS)
    fluent = sum(t.logprob for t in without_it.target) - sum(t.logprob for t in with_it.target)
    assert better["fluent"] == pytest.approx(fluent, abs=0.3)
    before = sum(t.logprob for t in with_it.target_given_source if t.end <= added.start)
    after = sum(t.logprob for t in with_it.target_given_source if t.start >= added.end)
    rest = sum(t.logprob for t in without_it.target_given_source) - before - after
    assert better["rest"] == pytest.approx(rest, abs=0.3)
    unheard = trial(reader, judged, [added])[0]
    assert unheard is not None
    assert unheard == pytest.approx([better[name] for name in TRIAL], abs=0.3)


def test_an_added_word_is_found_and_a_good_translation_left_alone(
    reader: PairReader, real_encoder: Encoder
) -> None:
    def found_in(target: str) -> list[AddedWord]:
        judged = judged_by(reader, target)
        return find_added_words([(SOURCE, target)], [judged], WAYS, reader, real_encoder)[0]

    (word,) = [word for word in found_in(ADDED) if word.confidence > 0.5]
    assert ADDED[word.start : word.end] == "happily"
    assert word.better_by > 0
    assert all(word.confidence < 0.5 for word in found_in(GOOD))


def test_a_translation_of_three_words_is_not_judged(
    reader: PairReader, real_encoder: Encoder, hear: Callable[[SideVerdict], None]
) -> None:
    def found_in(target: str) -> list[AddedWord]:
        hear(told_of(target, "happily", 9.0))
        judged = judged_by(reader, target)
        return find_added_words([(SOURCE, target)], [judged], WAYS, reader, real_encoder)[0]

    assert not found_in("Delegation happily arrived.")
    assert found_in("The delegation happily arrived.")


def test_nobody_can_tell_without_a_critic(reader: PairReader) -> None:
    long = "a " * 1500
    judged = reader.judge([(long, long)], "en", "en")[0]
    assert candidates((long, long), judged, None) == []


def test_pairs_that_are_read_together_give_what_each_gives_alone(
    reader: PairReader, real_encoder: Encoder
) -> None:
    targets = (ADDED, "Too short.", GOOD, ADDED.replace("happily", "angrily"))
    pairs = [(SOURCE, target) for target in targets]
    judged = reader.judge(pairs, *WAYS)
    together = find_added_words(pairs, judged, WAYS, reader, real_encoder)
    for pair, one, found in zip(pairs, judged, together, strict=True):
        (alone,) = find_added_words([pair], [one], WAYS, reader, real_encoder)
        assert [(w.start, w.end) for w in found] == [(w.start, w.end) for w in alone]
        assert [w.confidence for w in found] == pytest.approx(
            [w.confidence for w in alone], abs=1e-3
        )
    assert [bool(found) for found in together][:2] == [True, False]


def test_a_pair_of_which_nothing_would_be_left_is_not_tried(reader: PairReader) -> None:
    judged = reader.judge([(SOURCE, GOOD)], *WAYS)[0]
    whole = next(iter(judged.judgement.doubts or ()))
    everything = replace(whole, start=0, end=len(GOOD))
    tried = [
        TriedPair((SOURCE, GOOD), judged, None, (everything, whole)),
        TriedPair((SOURCE, GOOD), judged, None, ()),
        TriedPair((SOURCE, GOOD), judged, None, (whole,)),
    ]
    nothing, none, some = trials(tried, WAYS, reader)
    assert nothing == [None, None]
    assert none == []
    assert some[0] is not None
