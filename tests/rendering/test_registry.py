"""Formats are found by name, ours and those of other packages, and loaded when needed."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import EntryPoint

import pytest

from mtqa.errors import UsageError
from mtqa.rendering import FORMATS, available, find_format, registry, render
from mtqa.report import Report


@pytest.mark.parametrize("name", FORMATS)
def test_every_listed_format_renders(name: str, english_report: Report) -> None:
    assert find_format(name).name == name
    assert find_format(name).suffix.startswith(".")
    assert render(english_report, name).endswith("\n")


def test_unknown_format_names_the_nearest(english_report: Report) -> None:
    with pytest.raises(UsageError, match="'markdwon': did you mean markdown"):
        render(english_report, "markdwon")


def test_one_file_holds_several_reports_only_where_the_format_can(
    english_report: Report, arabic_report: Report
) -> None:
    both = (english_report, arabic_report)
    for name in FORMATS:
        if find_format(name).many:
            assert render(both, name)
        else:
            with pytest.raises(UsageError, match="holds one report, not 2"):
                render(both, name)


def test_other_packages_add_formats(
    monkeypatch: pytest.MonkeyPatch, tmp_path, english_report: Report
) -> None:
    (tmp_path / "their_format.py").write_text(
        "from mtqa.rendering import renderer\n"
        "@renderer('shout', suffix='.txt')\n"
        "def shout(reports, *, explain):\n"
        "    return reports[0].document.title.upper() + '\\n'\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    point = EntryPoint("shout", "their_format", registry.ENTRY_POINTS)
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [point])
    monkeypatch.setattr(registry, "_formats", dict(registry._formats))
    assert available() == (*FORMATS, "shout")
    assert render(english_report, "shout") == "HARBOUR TALKS END WITHOUT A DATE\n"


def test_listing_the_formats_loads_no_renderer() -> None:
    code = (
        "import sys, mtqa.rendering as r; r.available();"
        "print(sorted({'rich', 'jinja2', 'pydantic', 'mtqa.report'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
