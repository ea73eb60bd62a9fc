"""A rule's suspicion beside the language model's doubts."""

from __future__ import annotations

import pytest

from mtqa.checks.corroboration import FEATURES, Subject, corroborated, corroboration_features
from mtqa.checks.inspection import Context
from mtqa.checks.passage import Pair, Passage
from mtqa.checks.rules.name_mismatch import name_mismatch
from mtqa.metrics.fidelity import WordDoubt
from mtqa.metrics.pair_reader import PairJudgement
from mtqa.mqm import Severity

TARGET = "Lavrov arrived in Bern"
SPAN = (18, 22)


def pair_with(doubts: tuple[WordDoubt, ...] | None) -> Pair:
    source = Passage("وصل لافروف إلى باريس", "ar")
    return Pair(
        Passage(TARGET, "en"), source, judgement=lambda: PairJudgement((), (), None, {}, doubts)
    )


def doubting(wrong: float, gap: float) -> Pair:
    return pair_with((WordDoubt(0, 6, -9.0, -9.0), WordDoubt(*SPAN, wrong, gap)))


@pytest.mark.parametrize("doubts", [None, ()])
def test_without_the_model_the_rule_is_believed(doubts: tuple[WordDoubt, ...] | None) -> None:
    assert corroborated(pair_with(doubts), Subject.NAME, 0.64, *SPAN) == 0.64


@pytest.mark.parametrize("subject", list(Subject))
def test_more_doubt_makes_every_suspicion_surer(subject: Subject) -> None:
    span = (None, None) if subject.endswith("missing") else SPAN
    calm = corroborated(doubting(-6.0, -6.0), subject, 0.6, *span)
    alarmed = corroborated(doubting(4.0, 4.0), subject, 0.6, *span)
    assert 0 < calm < alarmed < 1


def test_words_outside_the_span_count_for_the_whole_segment_only() -> None:
    doubts = (WordDoubt(0, 6, 3.0, -2.0), WordDoubt(*SPAN, -5.0, 1.0))
    values = dict(zip(FEATURES, corroboration_features(doubts, 0.5, *SPAN), strict=True))
    assert values == {"rule": 0.0, "span wrong": -5.0, "wrong": 3.0, "gap": 1.0}
    missing = corroboration_features(doubts, 0.5, None, None)
    assert missing[1] == 3.0


def test_certainty_is_cut() -> None:
    doubts = (WordDoubt(0, 1, 99.0, -99.0),)
    assert corroboration_features(doubts, 1.0, 0, 1) == (8.0, 8.0, 8.0, -8.0)


def test_a_rule_that_is_very_sure_of_an_omission_is_not_lowered() -> None:
    nowhere = (None, None)
    assert corroborated(doubting(-6.0, -6.0), Subject.OMISSION, 0.95, *nowhere) >= 0.95
    assert corroborated(doubting(-6.0, -6.0), Subject.OMISSION, 0.8, *nowhere) < 0.5


@pytest.mark.parametrize(
    ("source", "language", "made_explicit"),
    [
        ("Il est arrivé lundi soir.", "fr", True),
        ("Он приехал в понедельник вечером.", "ru", True),
        ("Er kam am Montagabend an.", "de", False),
    ],
)
def test_doubts_do_not_make_a_name_surer_that_may_only_be_made_explicit(
    source: str, language: str, made_explicit: bool
) -> None:
    text = "He arrived in Cairo on Monday evening."
    doubts = (WordDoubt(14, 19, 6.0, -2.0),)
    pair = Pair(
        Passage(text, "en"),
        Passage(source, language),
        judgement=lambda: PairJudgement((), (), None, {}, doubts),
    )
    (suspicion,) = name_mismatch(pair, Context(language="en", source_language=language))
    assert (suspicion.start, suspicion.end) == (14, 19)
    assert (suspicion.severity < Severity.MAJOR) is made_explicit
