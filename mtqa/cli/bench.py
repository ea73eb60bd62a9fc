"""`mtqa bench`: run benchmark suites and compare their results."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mtqa.cli.output import list_format, show_table
from mtqa.cli.runs import compare, open_store, runs_folder

if TYPE_CHECKING:
    from mtqa.benchmarks.suite import Suite
    from mtqa.runs.stored import StoredRun

data_folder = click.option("--data", metavar="DIR", help="Folder of the data sets (MTQA_DATA).")

benchmarks_folder = click.option(
    "--folder", metavar="DIR", default="benchmarks", help="Folder of results and leaderboard."
)


@click.group("bench")
def command() -> None:
    """Run benchmark suites and compare their results."""


command.add_command(compare, "compare")


@command.command("list")
@list_format
def list_suites(format: str) -> None:
    """List the suites."""
    from mtqa.benchmarks.suite import bundled_suites

    rows = [
        {
            "suite": suite.name,
            "task": suite.task,
            "data": ", ".join(suite.data),
            "measures": suite.title,
        }
        for suite in bundled_suites().values()
    ]
    columns = ("suite", "measures") if format == "table" else tuple(rows[0])
    show_table(rows, columns, format)


@command.command("show")
@click.argument("suite")
def show(suite: str) -> None:
    """Show a suite and where its data come from."""
    import yaml

    from mtqa.benchmarks.data import catalogue
    from mtqa.benchmarks.suite import find_suite
    from mtqa.benchmarks.task import find_task

    found = find_suite(suite)
    click.echo(yaml.safe_dump(found.model_dump(mode="json"), allow_unicode=True, sort_keys=False))
    click.echo(f"{' '.join((find_task(found.task).__doc__ or '').split())}\n")
    for name in found.data:
        entry = catalogue().get(name)
        if entry:
            click.echo(
                f"{name}: {entry.what}\n  {entry.home} ({entry.licence})\n  {entry.how}\n"
                f"  {entry.cite}"
            )


@command.command("run")
@click.argument("suite", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Run every suite.")
@click.option("--config", metavar="NAME|FILE", help="Configuration instead of the suite's own.")
@click.option("--limit", type=click.IntRange(1), help="Items of each group at most.")
@click.option("--samples", multiple=True, metavar="ID", help="Only this item; may be repeated.")
@click.option("--resume", is_flag=True, help="Go on with the suite's stopped run, if there is one.")
@click.option("--repeat", type=click.IntRange(1), default=1, help="Run it so often, other seeds.")
@click.option("--publish", is_flag=True, help="Write results and leaderboard.")
@click.option("--log", "loggers", multiple=True, metavar="NAME", help="Tracker that gets a copy.")
@benchmarks_folder
@data_folder
@runs_folder
def run(
    suite: tuple[str, ...],
    every: bool,
    config: str | None,
    limit: int | None,
    samples: tuple[str, ...],
    resume: bool,
    repeat: int,
    publish: bool,
    loggers: tuple[str, ...],
    folder: str,
    data: str | None,
    runs: str | None,
) -> None:
    """Run suites and record their scores."""
    from mtqa.benchmarks.leaderboard import write_leaderboard
    from mtqa.benchmarks.results import publish as publish_result
    from mtqa.benchmarks.suite import bundled_suites, find_suite
    from mtqa.runs.hooks import find_loggers, log_run, requested_loggers

    if every == bool(suite):
        raise click.UsageError("Name the suites to run, or --all.")
    suites = list(bundled_suites().values()) if every else [find_suite(name) for name in suite]
    trackers = find_loggers(requested_loggers(loggers))
    for chosen in suites:
        for number in range(repeat):
            seeded = chosen.model_copy(update={"seed": chosen.seed + number})
            tags = (f"repeat:{number + 1}/{repeat}",) if repeat > 1 else ()
            done = _run_suite(seeded, config, limit, samples, resume, tags, data, runs)
            _show_scores(done)
            for problem in log_run(done, trackers):
                click.echo(problem, err=True)
            if publish and number == 0:
                click.echo(f"Wrote {publish_result(done, Path(folder) / 'results')}", err=True)
    if publish:
        click.echo(f"Wrote {write_leaderboard(Path(folder))}", err=True)


def _run_suite(
    suite: Suite,
    config: str | None,
    limit: int | None,
    samples: Sequence[str],
    resume: bool,
    tags: Sequence[str],
    data: str | None,
    runs: str | None,
) -> StoredRun:
    import sys

    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from mtqa.benchmarks.data import DataFolder
    from mtqa.benchmarks.runner import run_suite, unfinished_run
    from mtqa.config import resolve
    from mtqa.workshop import Workshop

    resolved = resolve(config or suite.configuration)
    store = open_store(runs)
    columns = (TextColumn("{task.description}"), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(suite.name, total=None)
        return run_suite(
            suite,
            DataFolder.find(Path(data) if data else None),
            Workshop(resolved.config, lambda line: click.echo(line, err=True)),
            store,
            config={"name": resolved.name, **resolved.values()},
            config_given={"config": config} if config else {},
            command=("bench", "run", suite.name),
            limit=limit,
            samples=samples,
            resume=unfinished_run(store, suite) if resume else None,
            tags=tags,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )


@command.command("publish")
@click.argument("run")
@benchmarks_folder
@runs_folder
def publish_run(run: str, folder: str, runs: str | None) -> None:
    """Write the figures of a recorded run to the results folder."""
    from mtqa.benchmarks.results import publish

    click.echo(str(publish(open_store(runs).load(run), Path(folder) / "results")))


@command.command("leaderboard")
@click.option("--check", is_flag=True, help="Only say whether the page is current.")
@benchmarks_folder
def leaderboard(check: bool, folder: str) -> None:
    """Write the leaderboard from the published results."""
    from mtqa.benchmarks.leaderboard import require_current, write_leaderboard

    if check:
        require_current(Path(folder))
    else:
        click.echo(str(write_leaderboard(Path(folder))))


@command.command("fetch")
@click.argument("name")
@data_folder
def fetch_data(name: str, data: str | None) -> None:
    """Fetch a data set from its authors, where the licence allows it."""
    import os

    from mtqa.benchmarks.data import ENVIRONMENT_VARIABLE
    from mtqa.benchmarks.fetching import fetch

    folder = data or os.environ.get(ENVIRONMENT_VARIABLE)
    if not folder:
        raise click.UsageError("Say where the data go: --data DIR or MTQA_DATA.")
    for path in fetch(name, Path(folder), announce=lambda line: click.echo(line, err=True)):
        click.echo(str(path))


def _show_scores(run: StoredRun) -> None:
    rows = [
        {
            "score": name + ("" if score.higher_is_better else " ↓"),
            "value": f"{score.value:.4g} {score.unit}".strip(),
            "95 %": ""
            if score.low is None or score.high is None
            else f"{score.low:.3g} – {score.high:.3g}",
            "n": score.items,
            "floors": ", ".join(f"{floor} {value:.3g}" for floor, value in score.floors.items()),
        }
        for name, score in run.scores.items()
    ]
    click.echo(f"{run.info.name}: run {run.id}")
    if rows:
        show_table(rows, tuple(rows[0]), "table")
