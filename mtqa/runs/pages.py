"""HTML pages of runs and comparisons: self-contained, searchable without a server."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from mtqa.rendering.html_page import content_security_policy
from mtqa.runs import plots
from mtqa.runs.alignment import AlignedItems, align_items
from mtqa.runs.compared import Comparison
from mtqa.runs.comparison import GOLD_PREFIX
from mtqa.runs.plots import Point, Series
from mtqa.runs.record import ItemRecord, RunSummary
from mtqa.runs.store import SkippedRun
from mtqa.runs.stored import StoredRun

if TYPE_CHECKING:
    from jinja2 import Environment

MOST_PLOTS: Final = 6
"""Plots of one kind on a page."""

_LONGEST_CELL: Final = 400
"""Characters of a text that a table shows."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose rows a script shows page by page."""

    columns: tuple[str, ...]
    """Headings."""
    rows: list[list[Any]]
    """Cells, numbers as numbers."""
    filter: int | None = None
    """Column by whose values the rows can be filtered."""
    links: list[str] | None = None
    """Where the first cell of each row leads."""

    @property
    def json(self) -> Markup:
        """The table as JSON that cannot end the script element it stands in."""
        data = {
            "columns": self.columns,
            "rows": self.rows,
            "filter": self.filter,
            "links": self.links,
        }
        text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
        return Markup(text.replace("\u2028", "\\u2028"))  # noqa: S704 - `<` is escaped


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot with what it shows."""

    svg: Markup
    """The plot."""
    caption: str
    """What it shows."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another page."""

    href: str
    """Where it leads."""
    text: str
    """What it says."""


def render_comparison(
    comparison: Comparison,
    runs: Sequence[StoredRun],
    *,
    items: AlignedItems | None = None,
    history: Sequence[StoredRun] = (),
    home: str | None = None,
) -> str:
    """Return the page of a comparison.

    Args:
        comparison: The comparison.
        runs: The runs that were compared, the baseline first.
        items: Their items, where the caller has aligned them already.
        history: Runs of the same kind, oldest first, for the trend.
        home: Link to the list of runs.
    """
    items = items or align_items(runs, common=True)
    return _render(
        "comparison.html.j2",
        home,
        comparison=comparison,
        plots=list(_comparison_plots(comparison, runs, items, history)),
        findings=Table(
            ("check", "cause", "severity", "gained", "lost", "kept", "run"),
            [
                [c.check, c.cause, c.severity.value, c.gained, c.lost, c.kept, c.run]
                for c in comparison.findings
            ],
            filter=0,
        ),
        changes=Table(
            ("item", "metric", "before", "after", "source", "text before", "text after", "run"),
            [
                [
                    c.id,
                    c.metric,
                    c.before,
                    c.after,
                    _shortened(c.source),
                    _shortened(c.target_before),
                    _shortened(c.target_after),
                    c.run,
                ]
                for c in comparison.changes
            ],
            filter=1,
        ),
    )


def render_run(
    run: StoredRun,
    *,
    report: str | None = None,
    comparisons: Sequence[Link] = (),
    home: str | None = None,
) -> str:
    """Return the page of a run.

    Args:
        run: The run.
        report: Link to the full report of a check.
        comparisons: Links to comparisons with other runs.
        home: Link to the list of runs.
    """
    items = list(run.items())
    return _render(
        "run.html.j2",
        home,
        info=run.info,
        report=report,
        comparisons=comparisons,
        scores=run.scores,
        plots=list(_run_plots(items)),
        items=_item_table(items),
        facts=list(_facts(run)),
    )


def render_index(
    runs: Sequence[RunSummary],
    links: Sequence[str],
    *,
    histories: Sequence[tuple[str, Sequence[Point]]] = (),
    skipped: Sequence[SkippedRun] = (),
) -> str:
    """Return the page that lists runs; `histories` are scores over runs of one name."""
    table = Table(
        ("run", "name", "kind", "configuration", "created", "seconds", "items", "status", "scores"),
        [
            [
                run.id,
                run.name,
                run.kind.value,
                run.config_name or "",
                run.created[:16].replace("T", " "),
                run.duration or 0.0,
                run.items,
                run.verdict or run.status.value,
                ", ".join(f"{name} {value:.3g}" for name, value in list(run.scores.items())[:4]),
            ]
            for run in runs
        ],
        filter=2,
        links=list(links),
    )
    shown = [Plot(plots.trend(points, label), label) for label, points in histories]
    return _render("index.html.j2", None, runs=table, plots=shown, skipped=skipped)


def history_points(runs: Iterable[StoredRun], score: str) -> list[Point]:
    """Return a score in each run that has it, for a trend."""
    return [
        Point(run.info.created[:16], found.value, found.low, found.high)
        for run in runs
        if (found := run.scores.get(score)) is not None
    ]


def _comparison_plots(
    comparison: Comparison,
    runs: Sequence[StoredRun],
    items: AlignedItems,
    history: Sequence[StoredRun],
) -> Iterator[Plot]:
    names = _labels(runs)
    for metric in comparison.metrics[:MOST_PLOTS]:
        series = [
            Series(name, [row[column].scores[metric.metric] for row in items.rows])
            for column, name in enumerate(names)
        ]
        yield Plot(
            plots.distribution(series, metric.metric),
            f"How {metric.metric} is distributed over the items.",
        )
    columns = [[row[column] for row in items.rows] for column in range(len(runs))]
    if any(item.findings for column in columns for item in column):
        yield _finding_bars(names, columns)
    for metric in comparison.metrics[:MOST_PLOTS]:
        for gold in _gold_labels(columns[0]):
            yield _reliability(names, columns, metric.metric, gold)
    for score in _trend_scores(comparison, history):
        yield Plot(plots.trend(history_points(history, score), score), f"{score} over the runs.")


def _trend_scores(comparison: Comparison, history: Sequence[StoredRun]) -> list[str]:
    if len(history) < 3:
        return []
    return [score.name for score in comparison.scores][:MOST_PLOTS]


def _finding_bars(names: Sequence[str], columns: Sequence[Sequence[ItemRecord]]) -> Plot:
    tallies = [Counter(f.category for item in column for f in item.findings) for column in columns]
    categories = sorted(set().union(*tallies), key=lambda c: (-sum(t[c] for t in tallies), c))
    series = [
        Series(name, [tally[category] for category in categories])
        for name, tally in zip(names, tallies, strict=True)
    ]
    return Plot(plots.bars(categories, series, "findings"), "Findings by their MQM type.")


def _reliability(
    names: Sequence[str], columns: Sequence[Sequence[ItemRecord]], metric: str, gold: str
) -> Plot:
    curves = [
        (name, [i.scores[metric] for i in column], [i.scores[gold] for i in column])
        for name, column in zip(names, columns, strict=True)
    ]
    label = gold.removeprefix(GOLD_PREFIX)
    return Plot(
        plots.reliability(curves),
        f"Reliability: {metric} against {label}, means of ten bins of equally many items.",
    )


def _gold_labels(items: Sequence[ItemRecord]) -> list[str]:
    names = [name for name in items[0].scores if name.startswith(GOLD_PREFIX)]
    return [name for name in names if all(name in item.scores for item in items)]


def _run_plots(items: Sequence[ItemRecord]) -> Iterator[Plot]:
    names = sorted({name for item in items for name in item.scores})
    for name in [n for n in names if not n.startswith(GOLD_PREFIX)][:MOST_PLOTS]:
        values = [item.scores[name] for item in items if name in item.scores]
        svg = plots.distribution([Series("this run", values)], name)
        yield Plot(svg, f"How {name} is distributed over the items.")
    if any(item.findings for item in items):
        yield _finding_bars(["this run"], [items])


def _item_table(items: Sequence[ItemRecord]) -> Table:
    names = sorted({name for item in items for name in item.scores})
    rows: list[list[Any]] = []
    for item in items:
        findings = "; ".join(f"{f.severity.value}: {f.message}" for f in item.findings)
        rows.append(
            [
                item.id,
                item.group or "",
                _shortened(item.source),
                _shortened(item.target),
                *(item.scores.get(name) for name in names),
                _shortened(item.error or findings),
            ]
        )
    return Table(("item", "group", "source", "text", *names, "findings"), rows, filter=1)


def _facts(run: StoredRun) -> Iterator[tuple[str, str]]:
    info = run.info
    yield "command", "mtqa " + " ".join(info.command) if info.command else "from Python"
    if info.revision:
        changed = " with changes" if info.revision.dirty else ""
        yield "commit", f"{info.revision.commit}{changed}"
    if info.machine:
        machine = info.machine
        yield (
            "machine",
            f"{machine.cpu}, {machine.cores} cores, {machine.memory_gib} GiB, {machine.platform}",
        )
    yield "models", ", ".join(info.models) or "none"
    yield "versions", ", ".join(f"{name} {version}" for name, version in info.versions.items())
    yield "seed", str(info.seed)
    for key, value in info.config.items():
        yield key, json.dumps(value, ensure_ascii=False)


def _labels(runs: Sequence[StoredRun]) -> list[str]:
    return [
        f"{number}: {run.info.config.get('name') or run.info.name} ({run.id[-6:]})"
        for number, run in enumerate(runs, 1)
    ]


def _shortened(text: str | None) -> str:
    if text is None or len(text) <= _LONGEST_CELL:
        return text or ""
    return text[:_LONGEST_CELL] + " …"


def _render(template: str, home: str | None, **values: Any) -> str:
    style, script = _assets()
    page = _environment().get_template(template)
    policy = content_security_policy(script)
    return page.render(style=style, script=script, policy=policy, home=home, **values) + "\n"


@cache
def _assets() -> tuple[Markup, Markup]:
    templates = resources.files("mtqa.runs") / "templates"
    # Both are our own files, not text under examination, and must not be escaped.
    style, script = (
        Markup((templates / name).read_text("utf-8"))  # noqa: S704
        for name in ("pages.css", "pages.js")
    )
    return style, script


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("mtqa.runs", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
