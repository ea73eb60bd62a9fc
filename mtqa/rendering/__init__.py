"""Rendering: a report as text for people and for other programs.

A renderer is a function from reports to text, registered under the name of its format with
`@renderer(...)`. Other packages add formats through the entry point group `mtqa.renderers`;
the entry point has the name of the format and points at the module that registers it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mtqa.errors import UsageError
from mtqa.rendering.registry import (
    ENTRY_POINTS,
    FORMATS,
    Format,
    Renderer,
    available,
    find_format,
    renderer,
)

if TYPE_CHECKING:
    from rich.console import Console

    from mtqa.report import Report

__all__ = [
    "ENTRY_POINTS",
    "FORMATS",
    "Format",
    "Renderer",
    "available",
    "find_format",
    "print_terminal",
    "render",
    "renderer",
]


def render(reports: Report | Sequence[Report], format: str, *, explain: bool = False) -> str:
    """Return one report, or several where the format can hold them, as text.

    Args:
        reports: The report, or the reports in the order in which they shall appear.
        format: One of `available()`.
        explain: Whether to show the evidence behind every finding.

    Raises:
        UsageError: There is no such format, or it cannot hold more than one report.
    """
    found = find_format(format)
    several = reports if isinstance(reports, Sequence) else (reports,)
    if not found.many and len(several) != 1:
        raise UsageError(
            f"The format {format} holds one report, not {len(several)}: write a file for each."
        )
    return found.renderer(several, explain=explain)


def print_terminal(report: Report, console: Console, *, explain: bool = False) -> None:
    """Print a report to a rich console, in its width and with the colours that it allows."""
    from mtqa.rendering.terminal import print_report

    print_report(report, console, explain=explain)
