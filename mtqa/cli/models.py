"""`mtqa models`: the engines' models."""

from __future__ import annotations

from pathlib import Path

import click

from mtqa.cli.output import list_format, show_table
from mtqa.engines.store import ModelStore

models_folder = click.option("--models", metavar="DIR", help="Folder of the installed models.")


def _store(models: str | None) -> ModelStore:
    return ModelStore(Path(models) if models else None)


@click.group("models")
def command() -> None:
    """See, fetch, add and remove models."""


@command.command("list")
@list_format
@models_folder
def list_models(format: str, models: str | None) -> None:
    """List every model that mtqa can use or prepare."""
    rows = [
        {
            "kind": model.kind,
            "name": model.name,
            "languages": " ".join(model.languages),
            "MB": round(model.bytes / 1e6, 1),
            "ready": "yes" if model.ready else "no",
            "sha256": model.sha256 if format == "json" else model.sha256[:12],
            "origin": model.origin,
            "note": model.note,
        }
        for model in _store(models).list()
    ]
    columns = ("kind", "name", "MB", "ready", "note")
    show_table(rows, columns if format == "table" else tuple(rows[0]) if rows else (), format)


@command.command("pull")
@click.argument("wanted")
@models_folder
def pull(wanted: str, models: str | None) -> None:
    """Fetch a Firefox translation model such as ar-en, or embeddinggemma-300m.

    Uses the internet, for the one Mozilla's model server and for the other PyPI; no text is sent.
    """
    model = _store(models).pull(wanted, lambda line: click.echo(line, err=True))
    click.echo(f"{model.name}: {model.bytes / 1e6:.1f} MB, sha256 {model.sha256[:12]}")


@command.command("add")
@click.argument("path")
@click.option("--pair", help="Languages, such as ar-en; read from the file names if not given.")
@models_folder
def add(path: str, pair: str | None, models: str | None) -> None:
    """Take a model from a folder: Firefox files, or a transformers model with safetensors."""
    model = _store(models).add(Path(path), pair)
    click.echo(f"{model.name}: {model.bytes / 1e6:.1f} MB, sha256 {model.sha256[:12]}")


@command.command("prepare")
@click.argument("name", default="gemma3-270m")
@models_folder
def prepare(name: str, models: str | None) -> None:
    """Convert a model that came as a wheel into the form that loads fast, once."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(f"preparing {name}", total=1.0)
        folder = _store(models).prepare(name, lambda share: bar.update(task, completed=share))
    click.echo(f"{name} is ready in {folder}")


@command.command("remove")
@click.argument("name")
@models_folder
def remove(name: str, models: str | None) -> None:
    """Remove a model from the store; models that came as wheels stay with their wheel."""
    _store(models).remove(name)
    click.echo(f"Removed {name}")
