"""What the quality estimate is computed from, and the scale it is told on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.engines.base import TokenScore
from mtqa.metrics.pair_reader import JudgedPair, PairJudgement
from mtqa.metrics.pair_reading import PairReading
from mtqa.metrics.quality import bounded
from mtqa.metrics.quality_features import quality_features
from mtqa.metrics.word_marks import SIDES, WordMarks

TOKENS = (TokenScore(0, 2, -1.0), TokenScore(2, 5, -2.0))
MARKS = {side: WordMarks(((0, 5),), (0.1,), 0.5) for side in SIDES}


def features(source: str, target: str, assessment: float = 0.0) -> dict[str, float]:
    judgement = PairJudgement((assessment,), (-2.0,), None, MARKS, ())
    reading = PairReading(TOKENS, TOKENS, TOKENS, TOKENS)
    return quality_features(source, target, JudgedPair(reading, judgement), None)


@pytest.mark.parametrize(
    ("source", "target", "lost"),
    [
        ("وصل الوزير.", "The minister arrived", 1.0),
        ("وصل الوزير.", "The minister arrived.", 0.0),
        ("部长到了。", "“The minister arrived.”", 0.0),
        ("عناوين اليوم", "Today's headlines", 0.0),
        ("هل وصل؟", "Has he arrived", 1.0),
    ],
)
def test_a_lost_end_mark_is_seen(source: str, target: str, lost: float) -> None:
    assert features(source, target)["end mark lost"] == lost


def test_marks_after_a_space_are_seen_unless_the_source_has_them() -> None:
    assert features("نعم، جاء.", "Yes , he came .")["spaced marks"] == 1.0
    assert features("Ja , er kam .", "Yes , he came .")["spaced marks"] == 0.0


@given(st.floats(-8, 12), st.floats(0.01, 5))
def test_a_better_assessment_always_counts_more(assessment: float, more: float) -> None:
    low, high = (
        features("x", "y", value)["critic assessment"] for value in (assessment, assessment + more)
    )
    assert low < high <= max(assessment + more, 4.0)


@given(st.floats(-60, 160), st.floats(0.01, 20))
def test_qualities_keep_their_order_within_the_scale(quality: float, more: float) -> None:
    assert 0 < bounded(quality) < bounded(quality + more) < 100


@given(st.floats(10, 90))
def test_the_middle_of_the_scale_is_left_alone(quality: float) -> None:
    assert bounded(quality) == quality
