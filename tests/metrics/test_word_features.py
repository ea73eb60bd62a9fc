"""Words of one side of a pair, as they are marked and doubted."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.metrics.word_features import words_of


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("The U.S. don't, 3.5 %", "en", ["The", "U.S", ".", "don't", ",", "3.5", "%"]),
        ("سُجِّلت حالات، كَثيرة.", "ar", ["سُجِّلت", "حالات", "،", "كَثيرة", "."]),
        ("این را می‌شود گفت", "fa", ["این", "را", "می‌شود", "گفت"]),
        ("यह किताब है।", "hi", ["यह", "किताब", "है", "।"]),
        ("שָׁלוֹם, עולם", "he", ["שָׁלוֹם", ",", "עולם"]),
        ("re\u0301sume\u0301 fini", "fr", ["re\u0301sume\u0301", "fini"]),
    ],
)
def test_marks_belong_to_their_word(text: str, language: str, words: list[str]) -> None:
    assert [text[start:end] for start, end in words_of(text, language, ())] == words


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_words_are_in_order_and_hold_all_letters(text: str) -> None:
    words = words_of(text, "en", ())
    assert all(start < end for start, end in words)
    assert all(one[1] <= other[0] for one, other in pairwise(words))
    inside = {at for start, end in words for at in range(start, end)}
    assert all(at in inside for at, char in enumerate(text) if char.isalnum())
