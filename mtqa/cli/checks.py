"""`mtqa checks`: what each rule finds."""

from __future__ import annotations

from typing import Any

import click

from mtqa.cli.output import list_format, show_table


@click.group("checks")
def command() -> None:
    """See what each check finds, with examples."""


@command.command("list")
@list_format
def list_checks(format: str) -> None:
    """List every check."""
    from mtqa.checks import load_rules

    rows = [
        {
            "id": rule.id,
            "severity": rule.severity.value,
            "category": rule.category,
            "looks at": rule.scope.value,
            "needs": ", ".join(sorted(rule.needs)),
            "finds": rule.title,
        }
        for rule in load_rules().values()
    ]
    columns = ("id", "severity", "finds") if format == "table" else tuple(rows[0])
    show_table(rows, columns, format)


@command.command("show")
@click.argument("id")
def show(id: str) -> None:
    """Explain one check, with what it finds and what it leaves alone."""
    import difflib

    from mtqa.checks import load_rules

    rules = load_rules()
    if id not in rules:
        near = difflib.get_close_matches(id, rules, n=1, cutoff=0.4)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise click.UsageError(f"There is no check {id!r}.{hint} `mtqa checks list` shows all.")
    rule = rules[id]
    click.echo(f"{rule.id}: {rule.title}\n")
    click.echo(
        f"MQM type {rule.category}, {rule.severity.value} unless the finding says otherwise."
    )
    if rule.needs:
        click.echo(f"Needs: {', '.join(sorted(rule.needs))}.")
    if rule.round_trip:
        click.echo("Also compares a text with its back-translation.")
    click.echo(f"\n{_paragraphs(rule.explanation)}\n\nExamples")
    for example in rule.examples:
        _show_example(example)


def _show_example(example: Any) -> None:
    if example.source is not None:
        click.echo(f"\n  source  {example.source}")
    click.echo(f"{'' if example.source is not None else chr(10)}  text    {example.target}")
    found = ", ".join(repr(span) if span else "(something missing)" for span in example.finds)
    click.echo(f"  finds   {found or 'nothing'}{f' ({example.why})' if example.why else ''}")


def _paragraphs(text: str) -> str:
    return "\n\n".join(click.wrap_text(" ".join(p.split()), 78) for p in text.split("\n\n"))
