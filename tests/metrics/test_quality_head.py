"""Translations of other sentences, told by several witnesses together."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.metrics.quality_head import DETACHED, detached_inputs, load_head

GOOD = {"source gain mean": 1.5, "target gain mean": 2.0, "similarity": 0.75}
OTHER = {"source gain mean": -0.2, "target gain mean": -0.1, "similarity": 0.05}


@pytest.mark.parametrize("similarity", [True, False])
def test_where_all_witnesses_agree_there_is_no_doubt(similarity: bool) -> None:
    good, other = dict(GOOD), dict(OTHER)
    if not similarity:
        good["similarity"] = other["similarity"] = math.nan
    head = load_head()
    assert head.detached_probability(-7.0, good) < 0.01
    assert head.detached_probability(7.0, other) > 0.9


def test_one_witness_alone_does_not_decide() -> None:
    assert load_head().detached_probability(3.0, GOOD) < 0.05


def test_without_a_critic_nothing_is_said() -> None:
    assert load_head().detached_probability(None, OTHER) == 0.0


@given(
    st.floats(-100, 100), st.tuples(st.floats(-50, 50), st.floats(-50, 50), st.floats(-1, 1)),
    st.integers(0, 3), st.floats(0.1, 5),
)  # fmt: skip
def test_no_witness_counts_against_what_it_says(
    log_odds: float, values: tuple[float, ...], which: int, more: float
) -> None:
    head = load_head()
    features = dict(zip(DETACHED, values, strict=True))
    if which == len(DETACHED):
        surer = head.detached_probability(log_odds + more, features)
    else:
        name = DETACHED[which]
        surer = head.detached_probability(log_odds, features | {name: features[name] - more})
    assert 0 <= head.detached_probability(log_odds, features) <= surer <= 1


def test_there_is_a_model_with_similarity_and_one_without() -> None:
    head = load_head()
    for features in (GOOD, GOOD | {"similarity": math.nan}):
        assert len(detached_inputs(0.0, features)) in head.detached
