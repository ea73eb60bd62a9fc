"""`mtqa batch`: many files, one report each."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from mtqa.cli.options import configured
from mtqa.cli.output import show_table
from mtqa.config import Resolved


@click.command("batch")
@click.argument("paths", nargs=-1, required=True)
@click.option("-o", "--output", required=True, metavar="DIR", help="Folder for the reports.")
@click.option(
    "--format",
    "formats",
    multiple=True,
    default=("json", "html"),
    show_default=True,
    help="Formats of the reports; may be repeated.",
)
@configured()
def command(
    paths: tuple[str, ...], output: str, formats: tuple[str, ...], resolved: Resolved
) -> int:
    """Check every file in PATHS and in the folders among them.

    A file that cannot be read is said and the others go on. After an interruption the same
    command goes on where it was. Exits with 1 if a file could not be checked, else with 3 if a
    text failed.
    """
    from rich.console import Console
    from rich.progress import Progress

    from mtqa.batch import Outcome, find_inputs, run_batch
    from mtqa.rendering import find_format
    from mtqa.report import Status

    for format in formats:
        find_format(format)
    folder = Path(output)
    inputs = find_inputs(paths, folder)
    outcomes: list[Outcome] = []
    # No thread draws it, as in `progress`.
    with Progress(console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task("checking", total=len(inputs))
        bar.refresh()
        words = ("mtqa", *sys.argv[1:])
        for outcome in run_batch(inputs, folder, resolved, formats=formats, command=words):
            outcomes.append(outcome)
            bar.update(task, advance=1, refresh=True)
            if outcome.error:
                click.echo(f"mtqa: {outcome.path}: {outcome.error}", err=True)
    rows = [
        {
            "file": outcome.path,
            "verdict": outcome.status.value if outcome.status else "not checked",
            "findings": outcome.findings if outcome.status else None,
            "MQM": outcome.score,
            "words": outcome.words or None,
            "seconds": outcome.seconds if outcome.status else None,
        }
        for outcome in outcomes
    ]
    show_table(rows, ("file", "verdict", "findings", "MQM", "words", "seconds"), "table")
    if any(outcome.error for outcome in outcomes):
        return 1
    return 3 if any(outcome.status is Status.FAIL for outcome in outcomes) else 0
