"""Reading the YAML files that hold words and patterns."""

from __future__ import annotations

from typing import Any


def parse_yaml(text: str) -> Any:
    """Parse YAML with PyYAML's safe loader, in C where there is one: eight times as fast."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(text, Loader=loader)  # noqa: S506 - both are safe
