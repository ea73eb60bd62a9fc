"""Two texts side by side are marked where their words differ."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mtqa.rendering.differences import Piece, compare


def changed(pieces: tuple[Piece, ...]) -> list[str]:
    return [piece.text for piece in pieces if piece.changed]


def test_words_that_differ_are_marked_on_their_side() -> None:
    original, back = compare("Both sides said “no” twice.", 'Both parties said "no".')
    assert (changed(original), changed(back)) == (["sides", "twice"], ["parties"])


def test_numbers_and_contractions_are_one_word() -> None:
    original, back = compare("It isn't 1.5 at 12:30.", "It is 1,5 at 12:45.")
    assert (changed(original), changed(back)) == (["isn't 1.5", "12:30"], ["is 1,5", "12:45"])


def test_vowel_signs_belong_to_their_arabic_word() -> None:
    original, back = compare("كَتَبَ الولد الدرس", "قرأ الولد الدرس")
    assert (changed(original), changed(back)) == (["كَتَبَ"], ["قرأ"])


def test_chinese_is_compared_by_character() -> None:
    original, back = compare("他在北京。", "她在北京。")
    assert (changed(original), changed(back)) == (["他"], ["她"])


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_pieces_give_the_texts(left: str, right: str) -> None:
    original, back = compare(left, right)
    assert "".join(piece.text for piece in original) == left
    assert "".join(piece.text for piece in back) == right


@given(st.text(max_size=60))
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert not changed(compare(text, text)[0])
