"""The seed article on its own: what is odd in it, and nothing that is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mtqa.checks import Context, inspect, load_rules
from mtqa.checks.rule import Need
from mtqa.mqm import Severity
from mtqa.reading import read_text


def test_seed_has_one_odd_heading_and_one_impossible_year(seed: Path) -> None:
    document = replace(read_text(seed.read_text(encoding="utf-8"), id="seed"), language="en")
    rules = [r for r in load_rules().values() if Need.LANGUAGE_MODEL not in r.needs]
    inspection = inspect(document, Context(language="en"), rules)
    found = {(f.check, f.text) for f in inspection.findings if f.severity > Severity.NEUTRAL}
    assert found == {
        ("heading-case", "complex historical context"),
        ("chronology", "February 2012"),
        ("quotation-style", '"'),
    }
    assert all(rule.id in inspection.skipped for rule in rules if rule.on_pairs)
