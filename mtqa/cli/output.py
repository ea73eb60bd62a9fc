"""What a command shows: reports to the terminal or a file, and progress on a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mtqa.errors import StorageError, UsageError

if TYPE_CHECKING:
    from mtqa.report import Report

_Command = TypeVar("_Command", bound=Callable[..., Any])


def output_option(help: str) -> Callable[[_Command], _Command]:
    """Give a command `-o FILE`; without it, and for `-`, it writes to standard output."""

    def named(_: click.Context, __: click.Parameter, file: str | None) -> str | None:
        return None if file == "-" else file

    return click.option("-o", "--output", metavar="FILE", callback=named, help=help)


def show_report(report: Report, format: str | None, output: str | None, explain: bool) -> None:
    """Render a report to `output`, or to standard output.

    Without a format it is chosen by the suffix of `output`, and is `terminal` otherwise.
    """
    from mtqa.rendering import print_terminal, render

    name = format or format_of(output)
    if name == "terminal" and output is None:
        from rich.console import Console

        print_terminal(report, Console(), explain=explain)
        return
    for note in report.document.notes:
        # A program that reads the report would not see what was left out while reading.
        click.echo(f"mtqa: {report.document.path or 'standard input'}: {note}", err=True)
    emit(render(report, name, explain=explain), output)


def format_of(output: str | None) -> str:
    """Return the format that the suffix of a file name stands for.

    Raises:
        UsageError: No format has that suffix.
    """
    if output is None:
        return "terminal"
    from mtqa.rendering import available, find_format

    suffix = Path(output).suffix.lower()
    for name in available():
        if find_format(name).suffix == suffix:
            return name
    raise UsageError(f"cannot tell the format of {output} by its suffix: give --format")


def emit(text: str, output: str | None) -> None:
    """Write text to a file, or to standard output.

    Raises:
        StorageError: The file cannot be written.
    """
    if output is None:
        click.echo(text, nl=text[-1:] not in ("", "\n"))
    else:
        write_output(output, text)


def write_output(output: str, text: str) -> None:
    """Write a file whole or not at all.

    Raises:
        StorageError: It cannot be written.
    """
    from mtqa.runs.durable import write_atomically

    path = Path(output)
    if not path.parent.is_dir():
        raise StorageError(f"cannot write {output}: the folder {path.parent} does not exist")
    write_atomically(path, text)
    click.echo(f"Wrote {output}", err=True)


def show_table(rows: Sequence[dict[str, Any]], columns: Sequence[str], format: str) -> None:
    """Print rows as a table, or as JSON for `--format json`."""
    if format == "json":
        click.echo(json.dumps(list(rows), ensure_ascii=False, indent=2))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        # Only the last column is prose; a name that is broken over lines cannot be copied.
        last = column == columns[-1]
        table.add_column(column.replace("_", " "), overflow="fold", no_wrap=not last)
    for row in rows:
        table.add_row(*("" if row[c] is None else str(row[c]) for c in columns))
    Console().print(table)


list_format = click.option(
    "--format",
    type=click.Choice(["table", "json"]),
    default="table",
    help="table for people, json for programs.",
)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Show what is being done, on a terminal only; yields the function to call with each step."""
    if not sys.stderr.isatty():
        yield lambda step: None
        return
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    # No thread draws it: lists are checked on all cores by processes that have no other thread.
    console = Console(stderr=True)
    with Live(Text("reading …"), console=console, auto_refresh=False, transient=True) as line:
        yield lambda step: line.update(Text(f"{step} …"), refresh=True)
