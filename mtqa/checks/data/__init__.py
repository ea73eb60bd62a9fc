"""Word lists that rules read, one YAML file each."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def load_list(name: str) -> Any:
    """Read `mtqa/checks/data/NAME.yaml`, once."""
    text = files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    # The loader in C, where PyYAML has it, is eight times as fast.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(text, Loader=loader)  # noqa: S506 - both are safe
