"""What is no added word, whatever the critics say."""

from __future__ import annotations

import pytest

from mtqa.checks.rules.added_word import _holds_together


@pytest.mark.parametrize(
    ("text", "word", "held"),
    [
        ("It was first settled by the Dutch.", "was", True),
        ("The republic was was a large state.", "was", False),
        ("They have, have they not, agreed.", "have", False),
        ("It was recently settled.", "recently", False),
    ],
)
def test_an_auxiliary_is_an_added_word_only_beside_itself(text: str, word: str, held: bool) -> None:
    start = text.index(word)
    assert _holds_together(text, start, start + len(word)) is held
