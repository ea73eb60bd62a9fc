"""The site: runs as a folder of pages that opens from disk and needs no server."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from typing import Final

from mtqa.errors import StorageError, UsageError
from mtqa.runs.alignment import align_items
from mtqa.runs.comparison import compare_runs
from mtqa.runs.durable import storage_errors, write_atomically
from mtqa.runs.pages import (
    MOST_PLOTS,
    Link,
    history_points,
    render_comparison,
    render_index,
    render_run,
)
from mtqa.runs.plots import Point
from mtqa.runs.record import RunSummary
from mtqa.runs.store import RunStore, SkippedRun
from mtqa.runs.stored import StoredRun

Progress = Callable[[int, int], None]
"""Is told how many runs have their page and how many there are."""

_RUNS: Final = "runs"

_COMPARISONS: Final = "comparisons"


def write_site(
    store: RunStore,
    folder: Path,
    *,
    limit: int | None = None,
    progress: Progress = lambda done, total: None,
) -> Path:
    """Write the site of a store's runs and return its first page.

    Runs of one name are compared each with the one before it, where they are over the same items.

    Args:
        store: The runs.
        folder: Where the site goes; files of an earlier site are replaced.
        limit: The newest runs only.
        progress: Is told how far it is.

    Raises:
        StorageError: The folder cannot be written.
    """
    for part in (_RUNS, _COMPARISONS):
        with storage_errors("write", folder):
            (folder / part).mkdir(parents=True, exist_ok=True)
    summaries = store.list(limit=limit)
    skipped = list(store.unreadable())
    links = _write_comparisons(store, folder, summaries)
    written: list[RunSummary] = []
    for done, summary in enumerate(summaries, 1):
        try:
            _write_run(store.load(summary.id), folder, links.get(summary.id, []))
            written.append(summary)
        except StorageError as error:
            skipped.append(SkippedRun(summary.id, str(error)))
        progress(done, len(summaries))
    first = folder / "index.html"
    write_atomically(
        first,
        render_index(
            written,
            [f"{_RUNS}/{run.id}.html" for run in written],
            histories=_histories(store, written),
            skipped=skipped,
        ),
    )
    return first


def _write_run(run: StoredRun, folder: Path, comparisons: Sequence[Link]) -> None:
    report = None
    if run.report is not None:
        from mtqa.rendering import render

        report = f"{run.id}.report.html"
        write_atomically(folder / _RUNS / report, render(run.report, "html", explain=False))
    page = render_run(run, report=report, comparisons=comparisons, home="../index.html")
    write_atomically(folder / _RUNS / f"{run.id}.html", page)


def _write_comparisons(
    store: RunStore, folder: Path, summaries: Sequence[RunSummary]
) -> dict[str, list[Link]]:
    """Write the comparisons of neighbours and return the links to them by the later run."""
    links: dict[str, list[Link]] = {}
    for _, runs in _by_name(summaries):
        for before, after in pairwise(runs):
            name = f"{before.id}..{after.id}.html"
            try:
                pair = [store.load(before.id), store.load(after.id)]
                items = align_items(pair)
                comparison = compare_runs(pair, items=items)
            except (UsageError, StorageError):
                # Other items, or a damaged record, which the first page names: nothing to compare.
                continue
            page = render_comparison(comparison, pair, items=items, home="../index.html")
            write_atomically(folder / _COMPARISONS / name, page)
            links[after.id] = [Link(f"../{_COMPARISONS}/{name}", before.id)]
    return links


def _histories(
    store: RunStore, summaries: Sequence[RunSummary]
) -> list[tuple[str, Sequence[Point]]]:
    """Return the first score of each name that at least three runs have."""
    histories: list[tuple[str, Sequence[Point]]] = []
    for name, runs in _by_name(summaries):
        scores = next((list(run.scores) for run in reversed(runs) if run.scores), [])
        if len(runs) >= 3 and scores and len(histories) < MOST_PLOTS:
            stored = [store.load(run.id) for run in runs]
            histories.append((f"{name}: {scores[0]}", history_points(stored, scores[0])))
    return histories


def _by_name(summaries: Sequence[RunSummary]) -> list[tuple[str, list[RunSummary]]]:
    """Return the runs of each name, oldest first."""
    ordered = sorted(summaries, key=lambda run: (run.name, run.created, run.id))
    return [(name, list(runs)) for name, runs in groupby(ordered, key=lambda run: run.name)]
