"""Good translations of newswire, as an editor would write them, raise no alarm.

Each line of `good_newswire.jsonl` is a sentence of a kind that once raised one, or might: idioms of
numbers, times, names and negations that two languages put differently.
"""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from mtqa.checks import Example, inspect, load_rules
from mtqa.checks.examples import example_context, example_document
from mtqa.engines.base import Encoder
from mtqa.mqm import Severity

PAIRS = Path(__file__).with_name("good_newswire.jsonl")
ALARMS = (Severity.MAJOR, Severity.CRITICAL)


def languages(pair: dict[str, str]) -> tuple[str, str]:
    return pair["source_language"], pair["target_language"]


def by_languages() -> list[Any]:
    pairs = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    pairs.sort(key=languages)
    return [
        pytest.param([Example(finds=(), **_fields(pair)) for pair in members], id="-".join(key))
        for key, members in groupby(pairs, languages)
    ]


def _fields(pair: dict[str, str]) -> dict[str, str]:
    return {
        "source": pair["source"],
        "target": pair["target"],
        "source_language": pair["source_language"],
        "language": pair["target_language"],
    }


@pytest.mark.parametrize("examples", by_languages())
def test_no_rule_is_sure_of_an_error(examples: list[Example], real_encoder: Encoder) -> None:
    alarms = [
        (finding.check, finding.message, example.target)
        for example in examples
        for finding in inspect(
            example_document(example),
            example_context(example, real_encoder),
            load_rules().values(),
        ).findings
        if finding.severity in ALARMS
    ]
    assert alarms == []
