"""The terminal: 80 columns, plain when piped, and safe to print."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from rich.cells import cell_len
from rich.console import Console

from mtqa.rendering import print_terminal, render
from mtqa.report import Report


def printed(report: Report, **console: object) -> str:
    file = io.StringIO()
    print_terminal(report, Console(file=file, **console))  # type: ignore[arg-type]
    return file.getvalue()


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("name", ["english_report", "arabic_report"])
def test_lines_fit_the_width(name: str, width: int, request: pytest.FixtureRequest) -> None:
    text = printed(request.getfixturevalue(name), width=width)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert all(line == line.rstrip() for line in text.splitlines())


def test_no_colour_when_piped_or_not_wanted(
    english_report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "\x1b" not in printed(english_report)
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = r"\x1b\[[\d;]*[34]\d"
    terminal = {"force_terminal": True, "color_system": "standard"}
    assert re.search(coloured, printed(english_report, **terminal))
    monkeypatch.setenv("NO_COLOR", "1")
    assert not re.search(coloured, printed(english_report, **terminal))


def test_the_span_is_seen_without_colour(english_report: Report) -> None:
    assert "ended on ⟦Monday, 3 March 2026⟧." in render(english_report, "terminal")


def test_evidence_is_shown_only_when_asked_for(english_report: Report) -> None:
    assert "calendar: Tuesday" in render(english_report, "terminal", explain=True)
    assert "calendar" not in render(english_report, "terminal")


def test_what_is_not_sure_enough_to_count_takes_one_line(english_report: Report) -> None:
    lines = render(english_report, "terminal").splitlines()
    at = next(
        n for n, line in enumerate(lines) if line.startswith("1 doubtful place (0.25 to 0.50)")
    )
    assert lines[at + 1].startswith("  4  neutral 0.30  heading 1: The other headings begin")
    assert "--explain" in lines[at + 2]
    explained = render(english_report, "terminal", explain=True)
    assert "⟦what comes next⟧" in explained
    assert "--explain" not in explained


def test_what_is_fainter_still_is_left_to_the_machine_formats(english_report: Report) -> None:
    faint = [f.model_copy(update={"confidence": 0.2}) for f in english_report.findings]
    report = english_report.model_copy(update={"findings": tuple(faint)})
    text = render(report, "terminal")
    assert "No suspected errors" in text
    assert "doubtful" not in text
    assert all(finding.id in render(report, "json") for finding in faint)


def test_everything_is_told_in_full_where_everything_counts(english_report: Report) -> None:
    run = english_report.run.model_copy(update={"config": {"min-confidence": 0.0}})
    text = render(english_report.model_copy(update={"run": run}), "terminal")
    assert "4 suspected errors: 1 major, 2 minor, 1 neutral" in text
    assert "⟦what comes next⟧" in text
    assert "doubtful" not in text


@pytest.mark.parametrize("said", ["\x1b[2J\x1b]0;x\x07", "[bold]b[/bold]", "a\u202eb", "x" * 300])
def test_text_cannot_steer_the_terminal(said: str, report_saying: Callable[[str], Report]) -> None:
    text = render(report_saying(said), "terminal", explain=True)
    assert not set(text) & set("\x1b\x07\u202e")
    assert max(cell_len(line) for line in text.splitlines()) <= 80
    if said.startswith("["):
        assert said in text
