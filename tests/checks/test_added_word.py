"""What is no added word, whatever the critics say."""

from __future__ import annotations

import pytest

from mtqa.checks.passage import Pair, Passage
from mtqa.checks.rules.added_word import _holds_together, _is_dropped_freely


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


@pytest.mark.parametrize(
    ("target", "word", "free"),
    [
        ("In 2018 alone 40,000 cases were reported to Macron.", "alone", True),
        ("Also, 40,000 cases were reported to Macron in 2018.", "Also", True),
        ("In 2018 40,000 cases were reported to Emmanuel Macron.", "Emmanuel", True),
        ("In 2018 some 40,000 respective cases were reported to Macron.", "respective", True),
        ("In 2018 40,000 deadly cases were reported to Macron.", "deadly", False),
    ],
)
def test_light_words_and_first_names_are_dropped_freely(target: str, word: str, free: bool) -> None:
    source = "En 2018, 40 000 cas ont été signalés à Macron."
    pair = Pair(Passage(target, "en"), Passage(source, "fr"))
    start = target.index(word)
    assert _is_dropped_freely(pair, start, start + len(word)) is free
