"""Other wordings, and whether a place gives a word its capital."""

from __future__ import annotations

import pytest

from mtqa.language.rewording import Rewording, begins_sentence


def test_a_rewording_is_put_in_its_place():
    assert Rewording(3, 7, "rose").applied("It fell.") == "It rose."


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("|Five died.", True),
        ("It rained. |Five died.", True),
        ("He said: “|Five died.”", True),
        ("It rained.\n\n|Five died.", True),
        ("¿|Cinco murieron?", True),
        ("On Monday |Five died.", False),
        ("In Homs, “|Five” died.", False),
    ],
)
def test_only_a_place_after_an_end_begins_a_sentence(text, begins):
    before, after = text.split("|")
    assert begins_sentence(before + after, len(before)) is begins
