from __future__ import annotations

import pytest

from mtqa.mqm import CATEGORIES, DIMENSIONS, PROFILES, Severity, score_errors


def test_ten_minor_errors_in_a_thousand_words_cost_one_point() -> None:
    errors = [(Severity.MINOR, "style/awkward", None)] * 10
    score = score_errors(errors, 1000, PROFILES["mqm"])
    assert score.penalty == 10
    assert score.score == 99.0
    assert score.caveat is None
    assert score.counts[Severity.MINOR] == 10


def test_severities_are_ordered_and_weighted_0_1_5_25() -> None:
    assert sorted(Severity, reverse=True)[0] is Severity.CRITICAL
    assert Severity.CRITICAL >= Severity.MAJOR > Severity.MINOR
    assert Severity.NEUTRAL < Severity.MINOR <= Severity.MINOR
    weights = [PROFILES["mqm"].points(severity, "accuracy") for severity in Severity]
    assert weights == [0, 1, 5, 25]


def test_google_profile_makes_punctuation_cheap_and_gibberish_dear() -> None:
    profile = PROFILES["google-wmt"]
    assert profile.points(Severity.MINOR, "linguistic-conventions/punctuation") == 0.1
    assert profile.points(Severity.MINOR, "linguistic-conventions/grammar") == 1
    assert profile.points(Severity.MAJOR, "accuracy/mt-hallucination") == 25


def test_a_segment_never_costs_more_than_the_cap() -> None:
    errors = [(Severity.CRITICAL, "accuracy", "s1")] * 4 + [(Severity.MAJOR, "accuracy", "s2")]
    assert score_errors(errors, 1000, PROFILES["xcomet"]).penalty == 30
    assert score_errors(errors, 1000, PROFILES["mqm"]).penalty == 105


@pytest.mark.parametrize(("words", "errors", "expected"), [(0, 0, 100.0), (0, 1, 0.0), (3, 9, 0.0)])
def test_the_score_stays_on_its_scale(words: int, errors: int, expected: float) -> None:
    found = [(Severity.MAJOR, "accuracy", None)] * errors
    assert score_errors(found, words, PROFILES["mqm"]).score == expected


def test_short_texts_come_with_a_caveat() -> None:
    caveat = score_errors([], 472, PROFILES["mqm"]).caveat
    assert caveat is not None
    assert "1.1 points" in caveat


def test_every_category_belongs_to_a_dimension() -> None:
    assert {category.split("/")[0] for category in CATEGORIES} == set(DIMENSIONS)
