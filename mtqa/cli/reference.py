"""The command reference: the help of every command as one Markdown page.

`python -m mtqa.cli.reference > docs/commands.md` writes it; a test keeps it current.
"""

from __future__ import annotations

from collections.abc import Iterator

import click

from mtqa.cli.app import mtqa

WIDTH = 96


def command_reference() -> str:
    """Return the page."""
    parts = [
        "# Commands\n",
        "The help of every command, written by `python -m mtqa.cli.reference`.\n",
    ]
    top = click.Context(
        mtqa,
        info_name="mtqa",
        max_content_width=WIDTH,
        terminal_width=WIDTH,
        help_option_names=["-h", "--help"],
    )
    for context in _contexts(top):
        path = context.command_path
        parts.append(f"## {path}\n\n```\n{context.command.get_help(context)}\n```\n")
    return "\n".join(parts)


def _contexts(context: click.Context) -> Iterator[click.Context]:
    """Yield the context of a command and of every command below it."""
    yield context
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            child = context.command.get_command(context, name)
            if child is not None:
                yield from _contexts(click.Context(child, parent=context, info_name=name))


if __name__ == "__main__":
    click.echo(command_reference(), nl=False)
