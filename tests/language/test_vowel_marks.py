"""Arabic and Hebrew without vowel signs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.language.directions import find_directions
from mtqa.language.modals import find_modals
from mtqa.language.negations import find_negations
from mtqa.language.vowel_marks import without_vowel_marks


def test_what_is_left_knows_where_it_stood() -> None:
    text = "قالَ إنَّهُ لَمْ يَذْهَبْ."
    bare = without_vowel_marks(text)
    assert bare.text == "قال إنه لم يذهب."
    start = bare.text.index("لم")
    first, last = bare.written(start, start + 2)
    assert text[first:last] == "لَمْ"


def test_other_marks_stay() -> None:
    for text in ("Zürich", "हिन्दी", "Й", "no"):
        assert without_vowel_marks(text).text == text


@given(st.text(st.sampled_from("لمذهب \u064e\u0652\u0651\u0640לא\u05b9x."), max_size=30))
def test_the_written_spans_of_all_letters_cover_the_text(text: str) -> None:
    bare = without_vowel_marks(text)
    spans = [bare.written(place, place + 1) for place in range(len(bare.text))]
    assert all(text[start] == letter for (start, _), letter in zip(spans, bare.text, strict=True))
    assert [end for _, end in spans[:-1]] == [start for start, _ in spans[1:]]
    if spans:
        assert spans[-1][1] == len(text)


@pytest.mark.parametrize(
    ("text", "cue"),
    [("لَمْ يَذْهَبِ الوَزِيرُ", "لَمْ"), ("الوزير لـــم يذهب", "لـــم"), ("הוּא לֹא הָלַךְ", "לֹא")],
)
def test_a_negation_is_found_with_its_vowel_signs(text: str, cue: str) -> None:
    language = "he" if "ה" in text else "ar"
    (found,) = find_negations(text, language)
    assert found.text == cue == text[found.start : found.end]
    assert found.scope_end == len(text)


def test_opposites_and_modals_are_found_with_their_vowel_signs() -> None:
    (direction,) = find_directions("اِرْتَفَعَتِ الأسعار".replace("اِ", "ا"), "ar")
    assert (direction.text, direction.pair, direction.pole) == ("ارْتَفَعَتِ", "rise/fall", "+")
    (modal,) = find_modals("يَجِبُ أن", "ar")
    assert modal.text == "يَجِبُ"
