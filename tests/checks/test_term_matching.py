"""Glossary terms are found in whatever inflection the sentence needs, and nowhere else."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.checks.term_matching import find_term


@pytest.mark.parametrize(
    ("text", "term", "language", "found"),
    [
        ("The ceasefires held.", "ceasefire", "en", ["ceasefires"]),
        ("The Security Council’s role", "Security Council", "en", ["Security Council’s"]),
        ("He is in the council of security.", "Security Council", "en", []),
        ("The US said so; tell us.", "US", "en", ["US"]),
        ("وقال لمجلس الأمن", "مجلس الأمن", "ar", ["لمجلس الأمن"]),
        ("والهدنة مستمرة", "هدنة", "ar", ["والهدنة"]),
        ("مُجَاهِد", "مجاهد", "ar", ["مُجَاهِد"]),
        ("заявил о перемирии", "перемирие", "ru", ["перемирии"]),
        ("联合国安理会开会", "安理会", "zh", ["安理会"]),
        ("The cat sat.", "category", "en", []),
        ("", "term", "en", []),
    ],
)
def test_term_is_found(text: str, term: str, language: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in find_term(text, term, language)] == found


@given(st.text(), st.text(min_size=1), st.sampled_from(["en", "ar", "ru", "tr", None]))
def test_places_lie_in_the_text_in_order(text: str, term: str, language: str | None) -> None:
    places = find_term(text, term, language)
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(places))
