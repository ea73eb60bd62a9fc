"""Spans of words that would be changed, and how sure it is that they are wrong."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.metrics.error_spans import SpanConfidence, load_span_confidence, marked_spans
from mtqa.metrics.word_marks import WordMarks


def marks(text: str, *probabilities: float) -> WordMarks:
    words = tuple(match.span() for match in re.finditer(r"\S+", text))
    return WordMarks(words, probabilities, 0.3)


def spans(text: str, *probabilities: float) -> list[str]:
    return [text[s.start : s.end] for s in marked_spans(text, marks(text, *probabilities))]


def test_neighbours_are_one_span_without_its_weak_edges():
    assert spans("the sty was red", 0.1, 0.8, 0.4, 0.1) == ["sty"]
    assert spans("the pig sty was", 0.1, 0.6, 0.8, 0.1) == ["pig sty"]
    assert spans("a sty of pigs", 0.1, 0.8, 0.4, 0.7) == ["sty of pigs"]


def test_a_weak_word_alone_and_punctuation_make_no_span():
    assert spans("the sty was red", 0.1, 0.4, 0.1, 0.1) == []
    assert spans("the sty , red", 0.1, 0.1, 0.9, 0.1) == []
    assert spans("حظيرة الخنازير القريبة", 0.1, 0.9, 0.1) == ["الخنازير"]


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_what_is_more_surely_changed_is_more_surely_wrong(one, other, mean):
    confidence = load_span_confidence()
    low, high = sorted((one, other))
    assert 0 <= confidence.of(low, mean) <= confidence.of(high, mean) <= 1


def test_a_word_has_to_stand_out_from_its_sentence():
    confidence = load_span_confidence()
    assert confidence.of(0.7, 0.1) > 0.5 > confidence.of(0.7, 0.4)
    assert SpanConfidence(1.0, 0.0, 0.0).of(0.8, 0.3) == pytest.approx(0.8)
