"""Every rule's examples hold: they are its documentation, so they must be true."""

from __future__ import annotations

from typing import Any

import pytest

from mtqa.checks import Example, Need, Rule, inspect, load_rules
from mtqa.checks.examples import example_context, example_document
from mtqa.engines.base import Encoder, LanguageModel

ENCODERS = {Need.ENCODER, Need.WORD_ENCODER}


def cases(*, language_model: bool) -> list[Any]:
    return [
        pytest.param(rule, example, id=f"{rule.id}-{number}")
        for rule in load_rules().values()
        for number, example in enumerate(rule.examples, start=1)
        if (Need.LANGUAGE_MODEL in rule.needs) == language_model and Need.JUDGE not in rule.needs
    ]


@pytest.mark.parametrize(("rule", "example"), cases(language_model=False))
def test_rule_finds_what_its_example_says(
    rule: Rule, example: Example, real_encoder: Encoder
) -> None:
    document = example_document(example)
    encoder = real_encoder if ENCODERS & rule.needs else None
    result = inspect(document, example_context(example, encoder), [rule])
    assert not result.skipped
    assert sorted(f.text for f in result.findings) == sorted(example.finds)
    for finding in result.findings:
        assert document.text[finding.start : finding.end] == finding.text
        assert 0 < finding.confidence <= 1


@pytest.mark.parametrize(("rule", "example"), cases(language_model=True))
def test_rule_of_the_language_model_finds_what_its_example_says(
    rule: Rule, example: Example, real_language_model: LanguageModel
) -> None:
    context = example_context(example, language_model=real_language_model)
    result = inspect(example_document(example), context, [rule])
    assert not result.skipped
    assert sorted(f.text for f in result.findings) == sorted(example.finds)


@pytest.mark.parametrize("rule", load_rules().values(), ids=lambda rule: rule.id)
def test_every_rule_shows_what_it_finds_and_what_it_leaves_alone(rule: Rule) -> None:
    assert any(example.finds for example in rule.examples)
    assert any(not example.finds for example in rule.examples)
    if rule.on_pairs:
        assert all(example.source is not None for example in rule.examples)
