"""What each format looks like, whole, for an English and an Arabic report."""

from __future__ import annotations

import lxml.html
import pytest
from syrupy.assertion import SnapshotAssertion

from mtqa.rendering import render

REPORTS = ("english_report", "arabic_report", "faultless_report")
FORMATS = ("terminal", "json", "jsonl", "markdown", "sarif", "junit")


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("format", FORMATS)
def test_format(
    name: str, format: str, request: pytest.FixtureRequest, snapshot: SnapshotAssertion
) -> None:
    assert render(request.getfixturevalue(name), format, explain=True) == snapshot


@pytest.mark.parametrize("name", REPORTS)
def test_html(name: str, request: pytest.FixtureRequest, snapshot: SnapshotAssertion) -> None:
    page = lxml.html.document_fromstring(render(request.getfixturevalue(name), "html"))
    assert lxml.html.tostring(page.find(".//main"), encoding="unicode") == snapshot
