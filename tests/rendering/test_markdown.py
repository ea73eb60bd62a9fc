"""Markdown fit for a ticket: text stays text, tables stay tables."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from mtqa.rendering import render
from mtqa.rendering.markdown import escaped
from mtqa.rendering.visible import one_line
from mtqa.report import Report

READER = MarkdownIt("commonmark").enable("table")


def cell_text(markdown: str) -> str:
    """Return what a reader sees of a table cell with this content, HTML comments left out."""
    tokens = READER.parse(f"|a|\n|-|\n| x{markdown}x |\n")
    (cell,) = [t for t in tokens if t.type == "inline" and t.content.startswith("x")]
    assert {child.type for child in cell.children} <= {"text", "text_special", "html_inline"}
    return "".join(c.content for c in cell.children if c.type != "html_inline")[1:-1]


@given(st.text(st.sampled_from("ab |\\`*_[](){}<>#@~!$&;:/.-+=\n\r\tع\u202e"), max_size=30))
def test_escaped_text_reads_as_it_was(text: str) -> None:
    assert cell_text(escaped(text)) == one_line(text)


@pytest.mark.parametrize("text", ["@editor", "see #12", "https://example.org", "www.example.org"])
def test_nobody_is_notified_and_nothing_linked(text: str) -> None:
    assert "<!-- -->" in escaped(text)
    assert cell_text(escaped(text)) == text


@settings(max_examples=30, deadline=None)
@given(st.text(st.sampled_from("a|\\`<>\n*_"), min_size=1, max_size=8).filter(str.strip))
def test_any_text_leaves_the_tables_whole(
    report_saying: Callable[[str], Report], said: str
) -> None:
    def shape(text: str) -> list[str]:
        tokens = READER.parse(render(report_saying(text), "markdown", explain=True))
        return [t.type for t in tokens if t.type.startswith(("table", "tr", "td", "heading"))]

    assert shape(said) == shape("harmless")


def test_what_is_not_sure_enough_to_count_is_folded(english_report: Report) -> None:
    text = render(english_report, "markdown")
    sure, doubtful = text.split("<details><summary>1 doubtful place (0.25 to 0.50)", 1)
    assert "| 3 |" in sure
    assert "| 4 |" not in sure
    assert "| 4 | **neutral**" in doubtful


def test_evidence_is_shown_only_when_asked_for(english_report: Report) -> None:
    assert "| 1 | calendar | Tuesday |" in render(english_report, "markdown", explain=True)
    assert "calendar" not in render(english_report, "markdown")


def test_something_missing_is_marked_in_its_place(arabic_report: Report) -> None:
    omission = arabic_report.findings[1].model_copy(update={"segment": "s1"})
    report = arabic_report.model_copy(update={"findings": (omission,)})
    assert "الاثنين.<mark><b>\\[…\\]</b></mark>" in render(report, "markdown")
    assert "الاثنين.⟦…⟧" in render(report, "terminal")
