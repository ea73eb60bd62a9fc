"""`mtqa check`: the main job."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from mtqa.cli.options import configured
from mtqa.cli.output import output_option, progress, show_report, write_output
from mtqa.config import Resolved
from mtqa.report import Status

GATE_FAILED = 3


def _print_schema(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from mtqa.report import json_schema

        click.echo(json.dumps(json_schema(), indent=2))
        ctx.exit()


@click.command("check")
@click.argument("file")
@click.option("--source", metavar="FILE", help="The text it was translated from.")
@click.option("--reference", metavar="FILE", help="A reference translation to score against.")
@click.option(
    "--format",
    metavar="FORMAT",
    help="terminal, json, jsonl, html, markdown, sarif or junit; else by the suffix of -o.",
)
@output_option("Write the report here.")
@click.option("--html", metavar="FILE", help="Also write the HTML report here.")
@click.option("--explain", is_flag=True, help="Show the evidence behind each finding.")
@click.option(
    "--json-schema",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_schema,
    help="Print the JSON schema of the report and exit.",
)
@configured()
def command(
    file: str,
    source: str | None,
    reference: str | None,
    format: str | None,
    output: str | None,
    html: str | None,
    explain: bool,
    resolved: Resolved,
) -> Any:
    """Check FILE, or standard input if FILE is -.

    FILE is plain text, Markdown or HTML; or a bitext: TSV with source and target, or JSONL with
    "source" and "target", each line an independent pair. Exits with 3 if the text fails.
    """
    from mtqa.api import check_file
    from mtqa.rendering import render

    with progress() as step:
        report = check_file(
            file,
            source=source,
            reference=reference,
            resolved=resolved,
            command=("mtqa", *sys.argv[1:]),
            progress=step,
        )
    if html is not None:
        # Before the terminal: a reader such as `| head` that stops early must not cost the file.
        write_output(html, render(report, "html", explain=explain))
    show_report(report, format, output, explain)
    return GATE_FAILED if report.verdict.status is Status.FAIL else 0
