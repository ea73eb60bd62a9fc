"""What the user does not want to be told again."""

from __future__ import annotations

import pytest

from mtqa.checks import Context, inspect, load_rules
from mtqa.checks.suppression import Suppressions
from mtqa.reading import read_text

TEXT = "The talks ended in in Geneva. {}\n\nThey met on on Monday.\n"


@pytest.mark.parametrize(
    ("directive", "exceptions", "found"),
    [
        ("", {}, ["in in", "on on"]),
        ("<!-- mtqa: ignore=doubled-word -->", {}, ["on on"]),
        ("<!-- mtqa: ignore -->", {}, ["on on"]),
        ("<!-- mtqa: ignore=negation, modality -->", {}, ["in in", "on on"]),
        ("", {"doubled-word": frozenset({"on on"})}, ["in in"]),
        ("", {"*": frozenset({"in in", "on on"})}, []),
    ],
)
def test_suppressed_findings_are_gone(
    directive: str, exceptions: dict[str, frozenset[str]], found: list[str]
) -> None:
    document = read_text(TEXT.format(directive), id="t")
    rules = [load_rules()["doubled-word"]]
    result = inspect(document, Context(language="en"), rules, suppressions=Suppressions(exceptions))
    assert [finding.text for finding in result.findings] == found
