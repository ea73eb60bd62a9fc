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
    for path, command in _commands(mtqa, ("mtqa",)):
        context = click.Context(
            command, info_name=" ".join(path), max_content_width=WIDTH, terminal_width=WIDTH
        )
        parts.append(f"## {' '.join(path)}\n\n```\n{command.get_help(context)}\n```\n")
    return "\n".join(parts)


def _commands(
    command: click.Command, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=path[-1])
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None:
                yield from _commands(child, (*path, name))


if __name__ == "__main__":
    click.echo(command_reference(), nl=False)
