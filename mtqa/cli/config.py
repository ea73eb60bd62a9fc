"""`mtqa config`: what is set, and where each value came from."""

from __future__ import annotations

import json

import click

from mtqa.cli.options import configured
from mtqa.cli.output import list_format, show_table
from mtqa.config import Resolved, resolve


@click.group("config")
def command() -> None:
    """See and validate configurations."""


@command.command("show")
@list_format
@configured()
def show(format: str, resolved: Resolved) -> None:
    """Show every value in force and where it came from."""
    values = resolved.values()
    rows = [
        {
            "key": key,
            "value": value if format == "json" else json.dumps(value, ensure_ascii=False),
            "from": resolved.origins[key],
        }
        for key, value in values.items()
    ]
    show_table(rows, ("key", "value", "from"), format)


@command.command("validate")
@click.argument("file")
def validate(file: str) -> None:
    """Say whether FILE is a configuration that mtqa accepts."""
    resolved = resolve(file)
    given = [key for key, origin in resolved.origins.items() if origin == file]
    click.echo(f"{file}: valid, sets {', '.join(given) or 'nothing'}")
