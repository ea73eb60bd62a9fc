from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.language.quotations import find_quotations


@pytest.mark.parametrize(
    ("text", "language", "inside"),
    [
        ('He said "we don\'t know" twice', "en", "we don't know"),
        ("قال: «لن نتراجع»", "ar", "لن نتراجع"),
        ("„So ist es“, sagte sie", "de", "So ist es"),
        ("»So ist es«, sagte sie", "de", "So ist es"),
        ("他说：“是的”", "zh", "是的"),
        ("彼は「はい」と述べた", "ja", "はい"),
        ('ראש הממשלה אמר: "ארה"ב איתנו"', "he", 'ארה"ב איתנו'),
    ],
)
def test_marks_of_many_languages(text: str, language: str, inside: str) -> None:
    (quotation,) = find_quotations(text, language)
    assert quotation.text == inside
    assert quotation.closing is not None


def test_nested_quotations_have_a_depth() -> None:
    found = find_quotations("“She said ‘no’ to me”", "en")
    assert [(q.text, q.depth) for q in found] == [("She said ‘no’ to me", 0), ("no", 1)]


def test_an_unclosed_quotation_runs_to_the_end() -> None:
    text = "She said “we will stay and left"
    (quotation,) = find_quotations(text, "en")
    assert quotation.closing is None
    assert quotation.end == len(text)


def test_apostrophes_and_inches_are_no_quotations() -> None:
    assert find_quotations("The boys’ room isn't 12\" wide, rock 'n' roll’s", "en") == () or all(
        q.opening == "'" for q in find_quotations("The boys’ room isn't 12\" wide", "en")
    )


def test_attribution_in_english_and_arabic() -> None:
    (english,) = find_quotations('"It is over," said John Smith.', "en")
    assert english.attribution is not None
    assert (english.attribution.speaker, english.attribution.verb) == ("John Smith", "said")
    (arabic,) = find_quotations("وقال رئيس الوفد: «لن نتراجع»", "ar")
    assert arabic.attribution is not None
    assert (arabic.attribution.speaker, arabic.attribution.verb) == ("رئيس الوفد", "وقال")


@given(st.text(alphabet="ab \"'“”‘’«»„.قל", max_size=40), st.sampled_from(["en", "ar", "de", "he"]))
def test_quotations_are_spans(text: str, language: str) -> None:
    for quotation in find_quotations(text, language):
        assert 0 <= quotation.start < quotation.end <= len(text)
        assert text[quotation.start] == quotation.opening
        assert quotation.text in text[quotation.start : quotation.end]
