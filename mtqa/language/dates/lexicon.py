"""Month names, weekdays and relative expressions, read from `data/date_<language>.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import count
from typing import Any

from mtqa.language.dates.mention import Relative
from mtqa.language.yaml_lists import parse_yaml

_FIGURES = r"(?<![\d.,])\d{1,3}"


@dataclass(frozen=True, slots=True, eq=False)
class DateLexicon:
    """The compiled expressions of one language; named groups carry the numbers."""

    order: str
    """Order of day and month in figures: `dmy`, `mdy`, `ymd`, the usual one first."""
    months: re.Pattern[str] | None
    """Gregorian month names, groups `m1` to `m12`."""
    hijri: re.Pattern[str] | None
    """Hijri month names, groups `m1` to `m12`."""
    weekdays: re.Pattern[str] | None
    """Names of the days, groups `w0` to `w6`."""
    ambiguous: re.Pattern[str] | None
    """Month names that are also other words."""
    hijri_ambiguous: re.Pattern[str] | None
    ambiguous_weekdays: re.Pattern[str] | None
    evidence: re.Pattern[str] | None
    """What before an ambiguous name makes it a month."""
    weekday_evidence: re.Pattern[str] | None
    day_before: re.Pattern[str]
    """A day in figures that ends where the month begins, group `day`."""
    day_behind: re.Pattern[str] | None
    """A day in figures after the month, group `day`; None where that is not written."""
    year_behind: re.Pattern[str]
    """A year after day and month, group `year`."""
    hijri_year: re.Pattern[str] | None
    relative: re.Pattern[str] | None
    """Fixed relative expressions, groups `r0`, `r1`, …"""
    relatives: tuple[Relative, ...]
    """What the groups of `relative` mean."""
    counted: re.Pattern[str] | None
    """"three days ago": groups `n` and the unit, with `ago` or `ahead`."""
    last: re.Pattern[str] | None
    next: re.Pattern[str] | None


def _numbered(names: Sequence[str], letter: str, first: int) -> str:
    ordered = sorted(enumerate(names, first), key=lambda pair: -max(map(len, pair[1].split("|"))))
    return "|".join(f"(?P<{letter}{i}>{form})" for i, form in ordered)


def _bounded(body: str, data: Mapping[str, Any]) -> re.Pattern[str]:
    if data.get("unspaced"):
        return re.compile(body)
    prefix = data.get("prefix", "")
    return re.compile(rf"(?<!\w){prefix}(?:{body})(?!\w)")


def _optional(pattern: object) -> re.Pattern[str] | None:
    return re.compile(str(pattern)) if pattern else None


def _relative_key(key: str) -> Relative:
    unit, amount = key.split()
    return Relative(unit, int(amount))


def _compile(data: Mapping[str, Any]) -> DateLexicon:
    months, hijri, weekdays = (data.get(k) for k in ("months", "hijri", "weekdays"))
    order = str(data.get("order", "dmy"))
    ending = data.get("day_after", "")
    day = rf"(?<![\d.,:/])(?<!\d-)(?P<day>\d{{1,2}}){ending}{data.get('day_link', '')}$"
    behind = rf"\.?\s+(?P<day>\d{{1,2}})(?!\d|[.,:]\d|%|\s?(?:million|billion|per)){ending}"
    year = rf"\.?{data.get('year_link', '')}(?P<year>\d{{4}})(?!\d|[.,]\d)"
    relative: dict[str, str] = data.get("relative", {})
    groups = "|".join(f"(?P<r{i}>{form})" for i, form in enumerate(relative.values()))
    names = _numbered(weekdays, "w", 0) if weekdays else ""
    if data.get("compound_weekdays"):
        names = f"(?:{names})(?:{data['compound_weekdays']})?s?"
    return DateLexicon(
        order=order,
        months=_bounded(_numbered(months, "m", 1), data) if months else None,
        hijri=_bounded(_numbered(hijri, "m", 1), data) if hijri else None,
        weekdays=_bounded(names, data) if names else None,
        ambiguous=_optional(data.get("ambiguous")),
        hijri_ambiguous=_optional(data.get("hijri_ambiguous")),
        ambiguous_weekdays=_optional(data.get("ambiguous_weekdays")),
        evidence=_optional(data.get("evidence") and rf"(?:{data['evidence']})$"),
        weekday_evidence=_optional(
            data.get("weekday_evidence") and rf"(?:{data['weekday_evidence']})$"
        ),
        day_before=re.compile(day),
        day_behind=re.compile(behind) if "mdy" in order else None,
        year_behind=re.compile(year),
        hijri_year=_optional(data.get("hijri_year")),
        relative=_bounded(groups, {**data, "prefix": ""}) if groups else None,
        relatives=tuple(_relative_key(key) for key in relative),
        counted=_counted(data),
        last=_with_weekday(data, "last", names),
        next=_with_weekday(data, "next", names),
    )


def _counted(data: Mapping[str, Any]) -> re.Pattern[str] | None:
    units: dict[str, str] = data.get("units", {})
    bodies: list[str] = []
    serial = count()
    for direction in ("ago", "ahead"):
        for unit, forms in units.items() if data.get(direction) else ():
            body = str(data[direction]).replace("{unit}", f"(?:{forms})")
            while "{n}" in body:
                name = f"{direction}_{unit}_{next(serial)}"
                body = body.replace("{n}", rf"(?P<{name}>[^\W\d_]+|{_FIGURES})", 1)
            bodies.append(body)
    return re.compile(rf"(?<!\w)(?:{'|'.join(bodies)})(?!\w)") if bodies else None


def _with_weekday(data: Mapping[str, Any], key: str, names: str) -> re.Pattern[str] | None:
    if not data.get(key) or not names:
        return None
    plain = re.sub(r"\?P<\w+>", "?:", names)
    return re.compile(str(data[key]).replace("{day}", f"(?:{plain})"))


@lru_cache(maxsize=64)
def load(language: str) -> DateLexicon | None:
    """Return the date lexicon of a language (a BCP 47 tag), None where there is none."""
    primary = language.replace("_", "-").split("-")[0].lower()
    file = resources.files("mtqa.language") / "data" / f"date_{primary}.yaml"
    if not file.is_file():
        return None
    return _compile(parse_yaml(file.read_text(encoding="utf-8")))
