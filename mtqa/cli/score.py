"""`mtqa score`: numbers for translations, and the ranking of systems."""

from __future__ import annotations

import json

import click

from mtqa.cli.options import configured
from mtqa.cli.output import emit, output_option, show_table, write_output
from mtqa.config import Resolved


class _ScoreCommand(click.Command):
    """Lets `--systems` take every word up to the next option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Repeat `--systems` before each of its words, which is what click understands."""
        spread: list[str] = []
        inside = False
        for word in args:
            inside = word == "--systems" or (inside and not word.startswith("-"))
            if inside and word != "--systems":
                spread.append("--systems")
            if word != "--systems":
                spread.append(word)
        return super().parse_args(ctx, spread)


@click.command("score", cls=_ScoreCommand)
@click.argument("file", required=False)
@click.option(
    "--metric",
    "metrics",
    multiple=True,
    help="quality (the default), similarity, bleu, chrf++ or ter; may be repeated.",
)
@output_option("Write the scores here.")
@click.option(
    "--systems",
    multiple=True,
    metavar="FILE…",
    help="Translations to rank, the baseline first; one sentence a line.",
)
@click.option("--source", metavar="FILE", help="The sources, one sentence a line.")
@click.option("--reference", metavar="FILE", help="Reference translations, one sentence a line.")
@click.option(
    "--format", type=click.Choice(["table", "json"]), default="table", help="Form of a ranking."
)
@configured(
    "source_lang",
    "target_lang",
    "encoder",
    "language_model",
    "models",
    "seed",
    "encoding",
    "max_bytes",
)
def command(
    file: str | None,
    metrics: tuple[str, ...],
    output: str | None,
    systems: tuple[str, ...],
    source: str | None,
    reference: str | None,
    format: str,
    resolved: Resolved,
) -> None:
    """Score each pair of FILE (JSONL or TSV), one JSON object a line.

    With --systems, rank two or more translations of the same sources instead.
    """
    from mtqa.pair_scoring import rank_files, score_file

    if (file is None) == (not systems):
        raise click.UsageError("Give either a FILE with pairs, or --systems with --source.")
    if systems:
        if source is None:
            raise click.UsageError("A ranking needs --source FILE.")
        ranking = rank_files(systems, source, reference, metrics, resolved)
        rows = [score.model_dump() for score in ranking]
        if output is not None:
            write_output(output, json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
        columns = (
            "metric",
            "rank",
            "system",
            "value",
            "low",
            "high",
            "p_bootstrap",
            "p_randomisation",
        )
        show_table(rows, columns if format == "table" else (), format)
        return
    lines, notes = score_file(file or "-", metrics or ("quality",), resolved)
    for note in notes:
        click.echo(f"mtqa: {file}: {note}", err=True)
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    emit(text, output)
