"""`mtqa doctor`: what is installed, and whether each engine gives what it should."""

from __future__ import annotations

import json
from pathlib import Path

import click

from mtqa.cli.output import list_format, show_table


@click.command("doctor")
@list_format
@click.option("--models", metavar="DIR", help="Folder of the installed models.")
def command(format: str, models: str | None) -> int:
    """See what is installed and test every engine against stored expectations.

    Exits with 1 if an engine that is installed gives something else.
    """
    from mtqa.engines.selftest import run_selftests
    from mtqa.engines.store import ModelStore
    from mtqa.runs.environment import machine, versions

    store = ModelStore(Path(models) if models else None)
    results = run_selftests(store)
    rows = [
        {
            "engine": result.engine,
            "result": {True: "ok", False: "WRONG", None: "not installed"}[result.ok],
            "note": result.note or f"expected {result.expected}, got {result.got}",
        }
        for result in results
    ]
    if format == "json":
        click.echo(
            json.dumps(
                {
                    "versions": versions(),
                    "machine": machine().model_dump(),
                    "store": str(store.root),
                    "selftests": rows,
                },
                indent=2,
                ensure_ascii=False,
            )
        )
    else:
        named = [{"what": name, "version": version} for name, version in versions().items()]
        show_table(named, ("what", "version"), "table")
        click.echo(f"Models are kept in {store.root}")
        show_table(rows, ("engine", "result", "note"), "table")
    return 1 if any(result.ok is False for result in results) else 0
