"""Hidden characters become visible, and a text tells its direction."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.rendering.visible import (
    direction,
    one_line,
    prose_direction,
    quoted_apart,
    shown_span,
    visible,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202ebc", "a⟨U+202E⟩bc"),
        ("\x1b[31mred", "⟨U+001B⟩[31mred"),
        ("nul\x00", "nul⟨U+0000⟩"),
        ("tab\tand\r\nline", "tab\tand\nline"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("lone \ud800", "lone ⟨U+D800⟩"),
    ],
)
def test_what_acts_unseen_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(st.characters()))
def test_nothing_hidden_is_left(text: str) -> None:
    shown = visible(text)
    shown.encode()
    assert not {unicodedata.bidirectional(c) for c in shown} & {"RLO", "LRO", "RLE", "LRE", "RLI"}
    assert all(unicodedata.category(c) != "Cc" or c in "\t\n" for c in shown)
    assert visible(shown) == shown
    assert "\n" not in one_line(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Reuters: قال الوزير إن المحادثات انتهت", "rtl"),
        ("The word «سلام» means peace", "ltr"),
        ("שלום", "rtl"),
        ("25 – 35", "auto"),
    ],
)
def test_direction_goes_by_most_letters_not_by_the_first(text: str, expected: str) -> None:
    assert direction(text) == expected


def test_a_quotation_does_not_turn_the_sentence_around() -> None:
    message = "“وزير الخارجية الأردني أيمن الصفدي” is missing."
    assert (direction(message), prose_direction(message)) == ("rtl", "ltr")
    assert quoted_apart(message) == ["“", "وزير الخارجية الأردني أيمن الصفدي", "” is missing."]


def test_spans_of_nothing_and_of_white_space_are_seen() -> None:
    assert [shown_span(span) for span in ("", "  ", "a\nb")] == ["…", "␣␣", "a b"]
