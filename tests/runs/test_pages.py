"""Pages of runs load nothing, escape everything, and keep long tables usable without a server."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import numpy as np
import pytest

from mtqa.runs import plots
from mtqa.runs.comparison import compare_runs
from mtqa.runs.pages import render_comparison, render_run
from mtqa.runs.plots import Point, Series
from mtqa.runs.record import ItemRecord, RunKind, RunScore
from mtqa.runs.site import write_site
from mtqa.runs.store import describe_run

ATTACK = '</script><script>alert(1)</script><img src="https://example.org/x">'


class Page(HTMLParser):
    """Collects what a browser would load or run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.scripts: list[str] = []
        self.links: list[str] = []
        self.policy = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.loaded += [values[a] for a in ("src", "data", "poster") if values.get(a)]
        if tag == "link":
            self.loaded.append(values.get("href") or "")
        if tag == "a":
            self.links.append(values["href"] or "")
        if tag == "script":
            self.scripts.append(values.get("type") or "script")
        if values.get("http-equiv") == "Content-Security-Policy":
            self.policy = values["content"] or ""


@pytest.fixture
def attacked(store):
    def make(shift: float, name: str = "suite"):
        chance = np.random.default_rng(1)
        with store.begin(describe_run(RunKind.BENCH, name, config={"name": "fast"})) as writer:
            for number in range(30):
                value = float(chance.random())
                writer.append(
                    ItemRecord(
                        id=f"{number}",
                        source=f"نص {number} {ATTACK}",
                        target=f"text {ATTACK}",
                        scores={"quality": value + shift, "gold:ok": float(value > 0.5)},
                    )
                )
            score = RunScore(value=0.5 + shift, low=0.4, high=0.6, signature="s")
            return writer.finish({"pearson": score})

    return make


def embedded(page: str, name: str):
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.S)
    return json.loads(found.group(1))


def test_a_comparison_page_is_closed_to_the_outside(attacked):
    runs = [attacked(0.0), attacked(0.2), attacked(-0.1)]
    text = render_comparison(compare_runs(runs), runs, history=runs)
    page = Page(text)
    assert page.loaded == []
    assert page.scripts.count("script") == 1
    assert page.policy.startswith("default-src 'none'")
    assert "sha256-" in page.policy
    assert ATTACK not in text
    for plot in ("Distribution of quality", "Reliability", "pearson over runs"):
        assert f"<title>{plot}" in text


def test_rows_are_complete_in_the_page_and_begin_without_a_script(attacked):
    run = attacked(0.0)
    text = render_run(run)
    table = embedded(text, "items")
    assert len(table["rows"]) == 30
    assert table["columns"][:4] == ["item", "group", "source", "text"]
    assert table["rows"][0][2] == f"نص 0 {ATTACK}"
    assert text.count('<td dir="auto">29</td>') == 1


def test_the_site_links_only_to_pages_that_are_there(store, attacked, make_report, tmp_path):
    for shift in (0.0, 0.1, 0.2):
        attacked(shift)
    store.record_report(make_report())
    (store.root / "broken").mkdir()
    first = write_site(store, tmp_path / "site")
    pages = list((tmp_path / "site").rglob("*.html"))
    assert len(pages) == 1 + 4 + 1 + 2
    for path in pages:
        if path.name.endswith(".report.html"):
            continue
        page = Page(path.read_text(encoding="utf-8"))
        assert page.loaded == []
        for link in page.links:
            if not link.startswith("#"):
                assert (path.parent / link).resolve().is_file()
    text = first.read_text(encoding="utf-8")
    assert len(embedded(text, "runs")["rows"]) == 4
    assert "pearson over runs" in text
    assert "broken" in text


@pytest.mark.parametrize(
    "svg",
    [
        plots.distribution([Series("a<b", [1.0, 2.0, 2.5]), Series("c", [2.0])], "x & y"),
        plots.distribution([Series("same", [3.0, 3.0])], "constant"),
        plots.bars(["acc<uracy", "style"], [Series("a", [3, 0]), Series("b", [1, 2])], "findings"),
        plots.reliability([("a", [0.1, 0.5, 0.9], [0.0, 1.0, 1.0])]),
        plots.reliability([("a", [10.0, 50.0], [-2.0, 3.0])]),
        plots.trend([Point("r1", 0.5), Point("r2", 0.6, 0.5, 0.7)], "pearson"),
        plots.trend([Point("only", 1.0)], "pearson"),
    ],
)
def test_plots_are_well_formed_and_stay_inside_their_frame(svg):
    root = ET.fromstring(str(svg))  # our own markup
    assert root.attrib["role"] == "img"
    assert root.find("title").text
    height = float(root.attrib["viewBox"].split()[3])
    for element in root.iter():
        for name in ("x", "x1", "x2", "cx"):
            assert -1 <= float(element.attrib.get(name, 0)) <= plots.WIDTH + 1
        for name in ("y", "y1", "y2", "cy"):
            assert -1 <= float(element.attrib.get(name, 0)) <= height + 1


def test_reliability_bins_hold_equally_many_items():
    x, y = plots.reliability_bins([i / 100 for i in range(100)], [i >= 50 for i in range(100)])
    assert len(x) == 10
    assert list(y) == [0.0] * 5 + [1.0] * 5
    assert list(x) == sorted(x)


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-3, 17), (0.61, 0.67), (0, 10_000), (5, 5)])
def test_ticks_are_few_and_inside(low, high):
    found = plots.ticks(low, high)
    assert 1 <= len(found) <= 11
    assert all(low - 1e-9 <= tick <= high + 1e-9 for tick in found)
