"""`mtqa back-translate`: a text in another language and back."""

from __future__ import annotations

import json

import click

from mtqa.cli.options import configured
from mtqa.config import Resolved


@click.command("back-translate")
@click.argument("file")
@click.option("--format", type=click.Choice(["text", "json"]), default="text")
@configured(
    "pivot",
    "translator",
    "allow_download",
    "encoder",
    "models",
    "target_lang",
    "encoding",
    "max_bytes",
)
def command(file: str, format: str, resolved: Resolved) -> None:
    """Translate FILE to the pivot language and back, segment by segment."""
    from mtqa.pipeline import back_translate_file

    document, trip = back_translate_file(file, resolved)
    if format == "json":
        click.echo(json.dumps(trip.model_dump(), ensure_ascii=False, indent=2))
        return
    originals = {segment.id: segment.target for segment in document.segments}
    for segment in trip.segments:
        click.echo(f"= {originals[segment.segment]}")
        click.echo(f"> {segment.forward}")
        click.echo(f"< {segment.back}\n")
    click.echo(f"{trip.reason}", err=True)
    for name, score in trip.scores.items():
        click.echo(f"{name} {score.value:.1f}  {score.signature}", err=True)
