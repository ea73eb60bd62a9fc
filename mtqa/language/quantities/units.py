"""Currencies and units, read from `data/currency_names.yaml` and `data/unit_names.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from typing import Any, Final

from mtqa.language.yaml_lists import parse_yaml

CENT: Final = "cent"
"""Code of the hundredth of a currency: cents, pence, kopecks."""
BASIS_POINT: Final = "bp"
"""Code of the hundredth of a percentage point."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A currency or a unit of measurement."""

    code: str
    """ISO 4217 code or symbol: `USD`, `km`, `mph`."""
    dimension: str
    """`money`, `length`, `area`, `mass`, `volume`, `speed`, `temperature`, `time` or `rate`."""
    factor: Decimal | None
    """Multiplies an amount into the base unit of the dimension; None for money."""
    family: str
    """Word that several currencies share ("dollar"); the code itself for other units."""


@dataclass(frozen=True, slots=True, eq=False)
class UnitPatterns:
    """How a language writes units around an amount."""

    behind: re.Pattern[str]
    """A unit right after an amount, group `u<i>`."""
    before: re.Pattern[str]
    """A currency sign or code that ends where an amount begins, group `u<i>`."""
    units: tuple[Unit, ...]
    """What the groups mean."""


@lru_cache(maxsize=1)
def _data() -> tuple[tuple[Unit, dict[str, Any]], ...]:

    folder = resources.files("mtqa.language") / "data"
    rows: list[tuple[Unit, dict[str, Any]]] = []
    for name in ("currency_names.yaml", "unit_names.yaml"):
        text = (folder / name).read_text(encoding="utf-8")
        for code, entry in parse_yaml(text).items():
            factor = entry.get("factor")
            unit = Unit(
                code=str(code),
                dimension=entry.get("dimension", "money"),
                factor=None if factor is None else Decimal(str(factor)),
                family=entry.get("family", str(code)),
            )
            rows.append((unit, entry))
    return tuple(rows)


@lru_cache(maxsize=64)
def patterns(language: str | None) -> UnitPatterns:
    """Return the patterns of a language (primary subtag); signs and symbols alone for None."""
    units: list[Unit] = []
    behind: list[tuple[int, str]] = []
    before: list[tuple[int, str]] = []
    unspaced = language in ("zh", "ja", "ko")
    for index, (unit, entry) in enumerate(_data()):
        units.append(unit)
        for sign in entry.get("signs", ()):
            form = re.escape(sign) + (r"(?!\w)" if sign[-1].isalpha() else "")
            behind.append((index, form))
            opening = r"(?<!\w)" if sign[0].isalpha() else ""
            before.append((index, opening + re.escape(sign)))
        for symbol in entry.get("symbols", ()):
            behind.append(
                (index, symbol + ("" if not symbol[-1].isascii() and unspaced else r"(?!\w)"))
            )
        if language is not None and language in entry:
            behind.append((index, f"(?:{entry[language]})" + ("" if unspaced else r"(?!\w)")))
    return UnitPatterns(
        re.compile(r"[\s\u00a0\-‑]{0,2}(?:(?:de|d['’])\s?)?(?:" + _alternatives(behind) + ")"),
        re.compile("(?:" + _alternatives(before) + r")\s?$"),
        tuple(units),
    )


def _alternatives(forms: list[tuple[int, str]]) -> str:
    """Join forms, the longest first so that "square miles" wins over "s" and "US$" over "$"."""
    ordered = sorted(forms, key=lambda pair: -len(pair[1]))
    return "|".join(f"(?P<u{index}_{n}>{form})" for n, (index, form) in enumerate(ordered))
