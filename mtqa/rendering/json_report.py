"""The report as JSON, in the layout that `mtqa check --json-schema` describes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mtqa.rendering.registry import renderer

if TYPE_CHECKING:
    from mtqa.report import Report


@renderer("json", suffix=".json")
def render_json(reports: Sequence[Report], *, explain: bool) -> str:
    """Return the whole report; the evidence is always in it, so `explain` changes nothing."""
    (report,) = reports
    return report.model_dump_json(indent=2) + "\n"
