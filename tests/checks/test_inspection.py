"""What a context knows of its encoder, and what is said of rules that cannot use it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mtqa.checks import Context, inspect, load_rules
from mtqa.document import Document, Kind, Role, Segment
from mtqa.engines.base import Encoder

PAIR = Segment(id="1", role=Role.PARAGRAPH, target="Yes.", start=0, end=4, source="Ja.")
DOCUMENT = Document(id="d", text="Yes.", segments=(PAIR,), kind=Kind.PAIRS, language="en")


@pytest.mark.parametrize(
    ("source", "target", "uncovered"),
    [
        ("ar", "en", None),
        ("ar-EG", "en-GB", None),
        ("fa", "en", "fa"),
        ("ar", "he", "he"),
        (None, "en", None),
    ],
)
def test_an_encoder_counts_if_it_was_made_for_both_languages(
    real_encoder: Encoder, source: str | None, target: str, uncovered: str | None
) -> None:
    context = Context(language=target, source_language=source, encoder=real_encoder)
    assert context.uncovered == uncovered
    assert context.pair_encoder is (real_encoder if uncovered is None else None)
    assert replace(context, encoder=None).pair_encoder is None


def test_a_rule_that_aligns_words_says_which_language_its_encoder_lacks(
    real_encoder: Encoder,
) -> None:
    context = Context(language="en", source_language="fa", encoder=real_encoder)
    skipped = inspect(DOCUMENT, context, [load_rules()["omission"]]).skipped
    assert skipped == {"omission": "the encoder was not made for the language fa"}
