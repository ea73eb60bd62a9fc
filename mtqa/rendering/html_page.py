"""The report as one HTML file that loads nothing from outside and works without a server."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from mtqa.rendering import wording
from mtqa.rendering.page import Page
from mtqa.rendering.registry import renderer
from mtqa.rendering.visible import direction, prose_direction, quoted_apart, visible
from mtqa.report import Report

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATE: Final = "report.html.j2"
"""Name of the page's template in `mtqa/rendering/templates`."""


@renderer("html", suffix=".html")
def render_html(reports: Sequence[Report], *, explain: bool) -> str:
    """Return the page; with `explain`, the evidence of each finding is unfolded."""
    from markupsafe import Markup

    (report,) = reports
    templates = resources.files("mtqa.rendering") / "templates"
    # Both are our own files, not text under examination, and must not be escaped.
    style = Markup((templates / "report.css").read_text("utf-8"))  # noqa: S704
    script = Markup((templates / "report.js").read_text("utf-8"))  # noqa: S704
    page = (
        _environment()
        .get_template(TEMPLATE)
        .render(
            page=Page(report, explain=explain),
            report=report,
            style=style,
            script=script,
            policy=content_security_policy(script),
            config=json.dumps(report.run.config, indent=2, ensure_ascii=False, default=str),
        )
    )
    return page + "\n"


def content_security_policy(script: str) -> str:
    """Return the policy of the page: nothing from anywhere, and no script but its own.

    The script is named by its hash (https://www.w3.org/TR/CSP3/#script-src), so that markup that
    ever slipped through the escaping still could not run.
    """
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("mtqa.rendering", "templates"),
        autoescape=True,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals["words"] = wording
    environment.filters |= {
        "direction": direction,
        "prose_direction": prose_direction,
        "quoted_apart": quoted_apart,
    }
    return environment


def _finalize(value: Any) -> Any:
    """Make hidden characters visible in all text; markup made by the template itself stays."""
    return visible(value) if type(value) is str else value
