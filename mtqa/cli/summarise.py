"""`mtqa summarise`: the sentences that say what a text says."""

from __future__ import annotations

import json

import click

from mtqa.cli.options import configured
from mtqa.config import Resolved


@click.command("summarise")
@click.argument("file")
@click.option("--format", type=click.Choice(["text", "json"]), default="text")
@configured("sentences", "ratio", "encoder", "models", "target_lang", "encoding", "max_bytes")
def command(file: str, format: str, resolved: Resolved) -> None:
    """Print the most central sentences of FILE, verbatim and in reading order."""
    from mtqa.pipeline import summarise_file

    summary = summarise_file(file, resolved)
    if format == "json":
        click.echo(json.dumps(summary.model_dump(), ensure_ascii=False, indent=2))
        return
    for sentence in summary.sentences:
        click.echo(sentence.text)
    click.echo(f"({summary.method})", err=True)
