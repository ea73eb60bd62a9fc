"""mtqa: can this text be trusted to say what its source said?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

__all__ = ["Finding", "Report", "__version__", "check"]

if TYPE_CHECKING:
    from mtqa.api import check
    from mtqa.finding import Finding
    from mtqa.report import Report

_HOMES = {"check": "mtqa.api", "Report": "mtqa.report", "Finding": "mtqa.finding"}


def __getattr__(name: str) -> Any:
    """Import a public name on first use, so that `import mtqa` stays quick."""
    if name not in _HOMES:
        raise AttributeError(f"module 'mtqa' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOMES[name]), name)
