"""The `mtqa` command: finds its subcommands without importing them, and ends with exit codes."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any, Final

import click

from mtqa import __version__
from mtqa.errors import MtqaError

COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "check": ("check", "Check a text: summary, back-translation, findings, scores, verdict."),
    "summarise": ("summarise", "Print the sentences that say what a text says."),
    "back-translate": ("back_translate", "Translate a text to another language and back."),
    "score": ("score", "Score translations, or rank systems on the same sources."),
    "batch": ("batch", "Check many files, one report each."),
    "bench": ("bench", "Run benchmark suites and compare their results."),
    "runs": ("runs", "Read, compare and export recorded runs."),
    "models": ("models", "See, fetch, add and remove models."),
    "checks": ("checks", "See what each check finds, with examples."),
    "config": ("config", "See and validate configurations."),
    "doctor": ("doctor", "See what is installed and test every engine."),
}
"""Command → its module in this package and its line in the help, kept here so that `--help`
imports none of them."""


class LazyGroup(click.Group):
    """A group that imports a command's module when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of the main job first."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command; None if there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"mtqa.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, naming the nearest one for a slip of the fingers."""
        import difflib

        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean {near[0]}?" if near else " `mtqa --help` lists them."
            raise click.UsageError(f"There is no command {args[0]!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="mtqa")
def mtqa() -> None:
    """Can this text be trusted to say what its source said?

    mtqa summarises a text, translates it to another language and back, finds suspected
    translation errors and keeps the record. Everything runs on this machine unless you name a
    remote judge.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit.

    Exit status: 0 passed, 1 operational failure, 2 wrong usage or unreadable input, 3 the
    quality gate failed, 130 interrupted.
    """
    # What is imported and loaded at the start stays to the end: looking through it for garbage
    # every 700 objects would be a tenth of a short command's time.
    gc.set_threshold(50_000, 20, 20)
    # OpenMP, which torch computes with, has waiting threads spin: beside another busy process they
    # take the time of those that work. It reads this when torch is loaded.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    words = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in words or bool(os.environ.get("MTQA_DEBUG"))
    words = [word for word in words if word != "--debug"]
    sys.exit(run(words, debug=debug))


def run(words: Sequence[str], *, debug: bool = False) -> int:
    """Run the command line and return the exit status."""
    try:
        result: Any = mtqa.main(args=list(words), prog_name="mtqa", standalone_mode=False)
    except MtqaError as error:
        if debug:
            raise
        click.echo(f"mtqa: {error}", err=True)
        return error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 2
    except click.ClickException as error:
        if debug:
            raise
        hint = ""
        if isinstance(error, click.UsageError) and error.ctx is not None:
            hint = f" See `{error.ctx.command_path} --help`."
        click.echo(f"mtqa: {error.format_message()}{hint}", err=True)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("mtqa: interrupted", err=True)
        return 130
    except BrokenPipeError:
        # The reader of our output (`| head`) has gone; keep the interpreter from complaining.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return result if isinstance(result, int) else 0
