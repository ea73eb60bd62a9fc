"""Words that became their opposite, and those that only tell it from the other side."""

from __future__ import annotations

import pytest

from mtqa.checks.inspection import Context
from mtqa.checks.passage import Pair, Passage
from mtqa.checks.rules.direction import direction
from mtqa.checks.word_alignment import PairAlignments
from mtqa.engines.store import ModelStore


@pytest.mark.parametrize(
    ("source", "target", "most"),
    [
        (
            "Livingston a imposé une victoire à Steven Gerrard.",
            "Livingston consigned Steven Gerrard to a defeat.",
            0.7,
        ),
        ("Le club a fêté une victoire.", "The club suffered a defeat.", 1.0),
        (
            "Livingston et Steven Gerrard ont confirmé.",
            "Livingston and Steven Gerrard denied.",
            1.0,
        ),
    ],
)
def test_a_victory_over_somebody_is_a_defeat_too(source: str, target: str, most: float) -> None:
    encoder = ModelStore().encoder("use-multilingual")
    alignments = PairAlignments(encoder, [("1", source, target)])
    pair = Pair(Passage(target, "en"), Passage(source, "fr"), alignment=lambda: alignments.of("1"))
    context = Context(language="en", source_language="fr", encoder=encoder, independent=True)
    (suspicion,) = direction(pair, context)
    assert most - 0.26 < suspicion.confidence <= most
