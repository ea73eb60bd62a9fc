"""Words that turn an English sentence round."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.language.contraries import contrary_wordings


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("Prices rose.", ["Prices fell."]),
        ("Before it, they won.", ["After it, they won.", "Before it, they lost."]),
        ("Prices fell by 5 percent.", ["Prices rose by 5 percent.", "Prices fell to 5 percent."]),
        ("It rose by a third to 3 million.", [
            "It fell by a third to 3 million.",
            "It rose to a third to 3 million.",
            "It rose by a third by 3 million.",
        ]),
        ("The president slept.", ["The former president slept.", "The deputy president slept."]),
        ("The former prime minister slept.", ["The prime minister slept."]),
        ("A vice president slept.", []),
        ("He went to 3 places by 5 p.m.", []),
        ("North Korea and the North Sea are cold.", []),
        ("“First, we wait.”", ["“Last, we wait.”"]),
    ],
)  # fmt: skip
def test_one_word_is_turned_round(text: str, turned: list[str]) -> None:
    assert [wording.applied(text) for wording in contrary_wordings(text)] == turned


@given(st.text(alphabet="aber fthosdupclinv.,ABT5", max_size=60))
def test_wordings_are_spans_in_text_order(text: str) -> None:
    wordings = contrary_wordings(text)
    assert all(0 <= wording.start < wording.end <= len(text) for wording in wordings)
    ends = [wording.end for wording in wordings]
    assert ends == sorted(ends)
