"""Tests for `mtqa.metrics.logistic`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.metrics.logistic import log_odds, probability


@given(st.floats(min_value=-9, max_value=9))
def test_each_undoes_the_other(odds: float) -> None:
    assert log_odds(probability(odds)) == pytest.approx(odds, abs=1e-6)


@pytest.mark.parametrize(("odds", "expected"), [(0.0, 0.5), (1e6, 1.0), (-1e6, 0.0)])
def test_the_surest_do_not_overflow(odds: float, expected: float) -> None:
    assert probability(odds) == pytest.approx(expected, abs=1e-12)


def test_nobody_is_believed_to_be_sure() -> None:
    assert log_odds(1.0) == pytest.approx(9.21, abs=0.01)
    assert log_odds(0.0) == pytest.approx(-9.21, abs=0.01)
