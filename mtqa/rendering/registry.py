"""The registry of output formats: one renderer a module, found by the name of its format."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from mtqa.errors import UsageError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from mtqa.report import Report

ENTRY_POINTS: Final = "mtqa.renderers"
"""Entry point group in which other packages name their renderers: `format = "module"`."""

_BUILT_IN: Final[dict[str, str]] = {
    "terminal": "mtqa.rendering.terminal",
    "json": "mtqa.rendering.json_report",
    "jsonl": "mtqa.rendering.json_lines",
    "html": "mtqa.rendering.html_page",
    "markdown": "mtqa.rendering.markdown",
    "sarif": "mtqa.rendering.sarif",
    "junit": "mtqa.rendering.junit",
}

FORMATS: Final[tuple[str, ...]] = tuple(_BUILT_IN)
"""The formats that come with mtqa, in the order in which help texts list them."""


class Renderer(Protocol):
    """A function that turns reports into text."""

    def __call__(self, reports: Sequence[Report], *, explain: bool) -> str:
        """Return the text of the reports, which end with a line feed."""


@dataclass(frozen=True, slots=True)
class Format:
    """An output format and what makes it."""

    name: str
    """Name by which `--format` selects it."""
    suffix: str
    """Suffix of its files, with the dot."""
    many: bool
    """Whether one file may hold several reports; otherwise the renderer gets exactly one."""
    renderer: Renderer
    """What makes the text."""


_formats: dict[str, Format] = {}


def renderer(name: str, *, suffix: str, many: bool = False) -> Callable[[Renderer], Renderer]:
    """Register the decorated function as the renderer of a format."""

    def register(function: Renderer) -> Renderer:
        _formats[name] = Format(name, suffix, many, function)
        return function

    return register


def available() -> tuple[str, ...]:
    """Return the name of every format: ours, then those of other packages by name."""
    return FORMATS + tuple(sorted(set(_external()) - set(FORMATS)))


def find_format(name: str) -> Format:
    """Return a format by its name, importing its renderer if need be.

    Raises:
        UsageError: There is no such format.
    """
    if name not in _formats:
        if name in _BUILT_IN:
            importlib.import_module(_BUILT_IN[name])
        elif name in (external := _external()):
            external[name].load()
    if name not in _formats:
        import difflib

        near = difflib.get_close_matches(name, available(), n=1)
        hint = f"did you mean {near[0]}?" if near else f"take one of {', '.join(available())}."
        raise UsageError(f"There is no output format {name!r}: {hint}")
    return _formats[name]


def _external() -> dict[str, EntryPoint]:
    from importlib.metadata import entry_points

    return {point.name: point for point in entry_points(group=ENTRY_POINTS)}
