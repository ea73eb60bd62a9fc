"""Word lists that rules read, one YAML file each."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from mtqa.language.yaml_lists import parse_yaml


@cache
def load_list(name: str) -> Any:
    """Read `mtqa/checks/data/NAME.yaml`, once."""
    text = files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    return parse_yaml(text)
