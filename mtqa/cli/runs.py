"""`mtqa runs`: read, compare and export recorded runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from mtqa.cli.options import configured
from mtqa.cli.output import (
    emit,
    list_format,
    output_option,
    progress,
    show_table,
    write_output,
)
from mtqa.errors import UsageError

if TYPE_CHECKING:
    from mtqa.config import Resolved
    from mtqa.runs.compared import Comparison
    from mtqa.runs.store import RunStore

EXPORTS: Final = ("csv", "jsonl", "markdown", "latex", "html", "mqm-tsv", "xcomet")

runs_folder = click.option("--runs", metavar="DIR", help="Folder of the recorded runs.")


def open_store(folder: str | None) -> RunStore:
    """Return the store of runs in a folder, or the user's."""
    from mtqa.runs.store import RunStore

    return RunStore(Path(folder) if folder else None)


@click.group("runs")
def command() -> None:
    """Read, compare and export recorded runs.

    A RUN is named by its id, the beginning of it, or `last`.
    """


@command.command("list")
@click.option("--limit", type=click.IntRange(1), default=20, help="Newest runs only (20).")
@click.option("--kind", type=click.Choice(["check", "batch", "score", "bench", "import"]))
@click.option("--since", metavar="DATE", help="Runs since this date or time (ISO).")
@list_format
@runs_folder
def list_runs(
    limit: int, kind: str | None, since: str | None, format: str, runs: str | None
) -> None:
    """List recorded runs, newest first."""
    from mtqa.runs.record import RunKind

    store = open_store(runs)
    found = store.list(limit, RunKind(kind) if kind else None, _moment(since))
    if format == "json":
        rows = [run.model_dump(mode="json") for run in found]
    else:
        rows = [
            {
                "run": run.id,
                "kind": run.kind.value,
                "items": run.items,
                "result": run.verdict or run.status.value,
                "name": run.name,
            }
            for run in found
        ]
    show_table(rows, tuple(rows[0]) if rows else ("run", "kind", "name"), format)
    for skipped in store.unreadable():
        click.echo(f"left out: {skipped.reason}", err=True)


@command.command("show")
@click.argument("run")
@click.option("--format", type=click.Choice(["text", "json"]), default="text")
@runs_folder
def show(run: str, format: str, runs: str | None) -> None:
    """Show what ran and what it gave; for a check, its report."""
    import json

    stored = open_store(runs).load(run)
    if format == "json":
        shown = stored.info.model_dump(mode="json")
        shown["scores"] = {k: s.model_dump(mode="json") for k, s in stored.scores.items()}
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    if stored.report is not None:
        from mtqa.cli.output import show_report

        show_report(stored.report, None, None, explain=False)
        return
    from mtqa.runs.export import export

    info = stored.info
    click.echo(f"{info.name} · {info.kind.value} · {info.created} · {info.status.value}")
    click.echo(export(stored, "markdown"), nl=False)


@command.command("compare")
@click.argument("run", nargs=-1, required=True)
@click.option("--common", is_flag=True, help="Compare the items that all runs share.")
@click.option("--fail-on-regression", is_flag=True, help="Exit with 3 if a run is worse.")
@click.option("--format", type=click.Choice(["table", "json", "html"]), default=None)
@output_option("Write to this file.")
@runs_folder
def compare(
    run: tuple[str, ...],
    common: bool,
    fail_on_regression: bool,
    format: str | None,
    output: str | None,
    runs: str | None,
) -> int:
    """Compare runs with the first one: scores with significance, findings gained and lost."""
    from mtqa.runs.comparison import compare_runs, regressions

    store = open_store(runs)
    stored = [store.load(name) for name in run]
    comparison = compare_runs(stored, common=common)
    chosen = format or ("html" if output and output.endswith((".html", ".htm")) else "table")
    if chosen == "html":
        from mtqa.runs.pages import render_comparison

        alike = store.list(limit=None, kind=stored[0].info.kind)
        history = [store.load(r.id) for r in reversed(alike) if r.name == stored[0].info.name]
        emit(render_comparison(comparison, stored, history=history), output)
    elif chosen == "json":
        emit(comparison.model_dump_json(indent=1) + "\n", output)
    else:
        _show_comparison(comparison)
    reasons = regressions(comparison) if fail_on_regression else ()
    for reason in reasons:
        click.echo(f"worse: {reason}", err=True)
    return 3 if reasons else 0


@command.command("rescore")
@click.argument("run")
@click.option("--metric", "metrics", multiple=True, help="Metric to compute; may be repeated.")
@configured("encoder", "language_model", "profile", "min_confidence", "models", "runs")
def rescore_run(run: str, metrics: tuple[str, ...], resolved: Resolved) -> None:
    """Compute metrics, or the MQM score with other weights, over a run's outputs."""
    from mtqa.runs.rescoring import rescore
    from mtqa.workshop import Workshop

    config = resolved.config
    store = open_store(config.runs)
    workshop = Workshop(config, lambda line: click.echo(line, err=True))
    needs_encoder = any("similarity" in metric or metric == "quality" for metric in metrics)
    done = rescore(
        store.load(run),
        store,
        metrics,
        encoder=workshop.encoder if needs_encoder else None,
        language_model=workshop.language_model if "quality" in metrics else None,
        profile=config.profile,
        min_confidence=config.min_confidence,
        config={"name": resolved.name, **resolved.values()},
        command=("runs", "rescore", run, *(w for m in metrics for w in ("--metric", m))),
    )
    for name, score in done.scores.items():
        click.echo(f"{name} {score.value:.4g}  {score.signature}")
    click.echo(f"Recorded as {done.id}", err=True)


@command.command("export")
@click.argument("run")
@click.option("--format", type=click.Choice(EXPORTS), required=True)
@output_option("Write to this file.")
@runs_folder
def export_run(run: str, format: str, output: str | None, runs: str | None) -> None:
    """Write a run as a table, for a paper, for Marot (mqm-tsv) or as error spans (xcomet)."""
    from mtqa.runs.export import export

    emit(export(open_store(runs).load(run), format), output)


@command.command("export-config")
@click.argument("run")
@click.option("-o", "--output", metavar="DIR", default=".", help="Folder of the files.")
@runs_folder
def export_configuration(run: str, output: str, runs: str | None) -> None:
    """Write the files that repeat a run, and say with which command."""
    from mtqa.runs.repeating import export_config

    repetition = export_config(open_store(runs).load(run).info)
    for name, content in repetition.files.items():
        write_output(str(Path(output) / name), content)
    click.echo(repetition.command)


@command.command("import")
@click.argument("file")
@click.option("--format", type=click.Choice(["sacrebleu", "comet", "mqm-tsv"]))
@runs_folder
def import_run(file: str, format: str | None, runs: str | None) -> None:
    """Import outputs and scores: sacreBLEU JSON, COMET JSON, MQM TSV."""
    from mtqa.runs.importing import import_results

    for run in import_results(Path(file), open_store(runs), format):
        click.echo(f"{run.id}  {run.info.name}  {run.info.items} items")


@command.command("site")
@click.argument("folder")
@click.option("--limit", type=click.IntRange(1), help="Newest runs only.")
@runs_folder
def site(folder: str, limit: int | None, runs: str | None) -> None:
    """Write all runs as pages that open from disk, without a server."""
    from mtqa.runs.site import write_site

    with progress() as step:
        tell: Callable[[int, int], None] = lambda done, total: step(f"page {done} of {total}")  # noqa: E731
        first = write_site(open_store(runs), Path(folder), limit=limit, progress=tell)
    click.echo(str(first))


@command.command("reindex")
@runs_folder
def reindex(runs: str | None) -> None:
    """Build the index of runs again from their folders."""
    result = open_store(runs).reindex()
    click.echo(f"{result.indexed} runs")
    for skipped in result.skipped:
        click.echo(f"left out: {skipped.reason}", err=True)


@command.command("delete")
@click.argument("run", nargs=-1, required=True)
@runs_folder
def delete(run: tuple[str, ...], runs: str | None) -> None:
    """Delete runs."""
    store = open_store(runs)
    for name in run:
        click.echo(f"deleted {store.delete(name)}")


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is not a date: write it as 2026-11-23") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _show_comparison(comparison: Comparison) -> None:
    left_out = f", {comparison.left_out} left out" if comparison.left_out else ""
    click.echo(f"{comparison.items} items{left_out}; baseline {comparison.runs[0].id}")
    for number, compared in enumerate(comparison.runs[1:], 2):
        click.echo(f"run {number} is {compared.id}")
    rows: list[dict[str, Any]] = []
    for metric in comparison.metrics:
        for number, contrast in enumerate(metric.contrasts, 2):
            rows.append(
                {
                    "run": number,
                    "metric": metric.metric + ("" if metric.higher_is_better else " ↓"),
                    "base": f"{metric.baseline:.4g}",
                    "score": f"{contrast.value:.4g}",
                    "diff": f"{contrast.difference:+.4g}" + ("*" if contrast.significant else ""),
                    "p bs": f"{contrast.p_bootstrap:.3f}",
                    "p ar": f"{contrast.p_randomisation:.3f}",
                    "won": contrast.won,
                    "lost": contrast.lost,
                }
            )
    if rows:
        show_table(rows, tuple(rows[0]), "table")
    scores = [
        {
            "score": score.name,
            **{
                str(number): "–" if value is None else f"{value:.4g}"
                for number, value in enumerate(score.values, 1)
            },
        }
        for score in comparison.scores
    ]
    if scores:
        show_table(scores, tuple(scores[0]), "table")
    numbers = {compared.id: number for number, compared in enumerate(comparison.runs, 1)}
    changed = [
        {
            "run": numbers[c.run],
            "check": c.check,
            "gained": c.gained,
            "lost": c.lost,
            "kept": c.kept,
            "cause": c.cause,
        }
        for c in comparison.findings
        if c.gained or c.lost
    ]
    if changed:
        show_table(changed, tuple(changed[0]), "table")
