"""A term of a kind in another's place, and the sentences around it."""

from __future__ import annotations

import pytest

from mtqa.checks.inspection import Context
from mtqa.checks.passage import Pair, Passage, Relation
from mtqa.checks.rules.exchanged_term import exchanged_term

SOURCE, TARGET = "قال وزير الخارجية ذلك.", "The interior minister said so."


@pytest.mark.parametrize(
    ("source_nearby", "target_nearby", "found"),
    [
        ("", "", True),
        # An article goes on about the same minister.
        ("سافر وزير الخارجية.", "The foreign minister travelled.", True),
        ("سافر وزير الداخلية.", "The interior minister travelled.", True),
        # The sentences are divided otherwise.
        ("سافر وزير الداخلية.", "The foreign minister travelled.", False),
    ],
)
def test_only_what_moved_in_both_texts_is_explained_by_the_sentences_around(
    source_nearby: str, target_nearby: str, found: bool
) -> None:
    pair = Pair(
        Passage(TARGET, "en"),
        Passage(SOURCE, "ar"),
        source_nearby=lambda: source_nearby,
        target_nearby=lambda: target_nearby,
    )
    told = list(exchanged_term(pair, Context(language="en", source_language="ar")))
    assert bool(told) == found


def test_a_text_of_no_known_language_is_left_alone() -> None:
    pair = Pair(Passage(TARGET, None), Passage(SOURCE, "ar"))
    assert list(exchanged_term(pair, Context(source_language="ar"))) == []


def test_a_back_translation_is_compared_too() -> None:
    pair = Pair(
        Passage("The church burned.", "en"),
        Passage("The mosque burned.", "en"),
        relation=Relation.ROUND_TRIP,
    )
    (suspicion,) = exchanged_term(pair, Context(language="en"))
    assert suspicion.message == "“mosque” in the back-translation is “church” here."
