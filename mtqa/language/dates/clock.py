"""How a language tells the time of day, read from `data/clock.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from mtqa.language.scripts import primary_subtag
from mtqa.language.yaml_lists import parse_yaml

LONGEST: Final = 24
"""Characters before an hour in which the words are looked for that tell it."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The compiled expressions of one language."""

    before: re.Pattern[str] | None
    """What stands before an hour, up to it."""
    sure: re.Pattern[str] | None
    """What says by itself that an hour follows."""
    at: re.Pattern[str] | None
    """What stands before an hour that such a word follows, up to it."""
    hours: re.Pattern[str] | None
    """What stands after an hour."""
    dotted: bool
    """Whether 19.30 is a time."""
    ahead: tuple[tuple[re.Pattern[str], int], ...]
    """What is told before an hour, up to it, in minutes: half past."""
    behind: tuple[tuple[re.Pattern[str], int], ...]
    """What is told after it: y media."""


@cache
def clock_of(language: str | None) -> Clock:
    """Return how a language (a BCP 47 tag) tells the time; nothing where that is not known."""
    data = _all().get(primary_subtag(language or ""), {})
    unless = rf"(?!\s+(?:{data['not']}))" if "not" in data else ""
    at = data.get("at", data.get("before"))
    return Clock(
        before=_up_to(data["before"]) if "before" in data else None,
        at=_up_to(at) if at else None,
        sure=_up_to(data["sure"]) if "sure" in data else None,
        hours=_from(data["hours"], unless) if "hours" in data else None,
        dotted=bool(data.get("dotted")),
        ahead=tuple((_up_to(form), int(n)) for n, form in data.get("ahead", {}).items()),
        behind=tuple((_from(form), int(n)) for n, form in data.get("behind", {}).items()),
    )


def _up_to(form: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{form})\s*$")


def _from(form: str, unless: str = "") -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{form})(?!\w){unless}")


@cache
def _all() -> Mapping[str, Any]:
    file = resources.files("mtqa.language") / "data" / "clock.yaml"
    parsed: Mapping[str, Any] = parse_yaml(file.read_text(encoding="utf-8"))
    return parsed
