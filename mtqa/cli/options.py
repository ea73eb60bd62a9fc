"""Options that are configuration keys: made from the configuration, so that names agree."""

from __future__ import annotations

import functools
import types
import typing
from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

from mtqa.config import Config, Resolved, resolve

Command = TypeVar("Command", bound=Callable[..., Any])

NOT_ON_THE_COMMAND_LINE: Final = frozenset({"exceptions"})
"""Keys that are lists of lists and so only make sense in a file."""


def configured(*names: str) -> Callable[[Command], Command]:
    """Give a command `--config` and an option for each named configuration field.

    The command gets the result as `resolved`. With no names, every field becomes an option.
    """
    fields = names or tuple(n for n in Config.model_fields if n not in NOT_ON_THE_COMMAND_LINE)

    def decorate(function: Command) -> Command:
        @functools.wraps(function)
        def command(**arguments: Any) -> Any:
            name = arguments.pop("config")
            overrides = {field: arguments.pop(field) for field in fields}
            overrides = {k: v for k, v in overrides.items() if v not in (None, ())}
            resolved: Resolved = resolve(name, overrides)
            return function(resolved=resolved, **arguments)

        decorated: Any = command
        for field in reversed(fields):
            decorated = _option(field)(decorated)
        return typing.cast(Command, _config_option(decorated))

    return decorate


_config_option = click.option(
    "--config",
    metavar="NAME|FILE",
    help="Configuration: newswire (the default), fast, strict or a YAML file.",
)


def _option(field: str) -> Callable[[Any], Any]:
    info = Config.model_fields[field]
    flag = "--" + field.replace("_", "-")
    text = " ".join((info.description or "").split())
    kind, many = _click_type(info.annotation)
    if kind is bool:
        return click.option(f"{flag}/--no-{flag[2:]}", field, default=None, help=text)
    return click.option(flag, field, type=kind, default=None, multiple=many, help=text)


def _click_type(annotation: Any) -> tuple[Any, bool]:
    """Return the click type of an annotation and whether the option may be repeated."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return _click_type(next(a for a in arguments if a is not type(None)))
    if origin is typing.Literal:
        return click.Choice(arguments), False
    if origin is tuple:
        return arguments[0], True
    return annotation, False
