"""Everything numeric that a text claims, broken into values that can be compared one by one.

A date becomes a day, a month and a year, a range its two ends, a quantity its amount with a
unit: so a number inside a date on one side can meet the same number outside one on the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from mtqa.language.dates import DateMention, TimeMention, find_dates, find_times
from mtqa.language.numbers import NumberKind, NumberMention, find_numbers
from mtqa.language.quantities import CENT, QuantityMention, find_quantities


class FigureRole(StrEnum):
    """What a figure counts or names."""

    NUMBER = "number"
    PERCENT = "percent"
    FRACTION = "fraction"
    MULTIPLE = "multiple"
    ORDINAL = "ordinal"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"
    MONTH = "month"
    DAY = "day"
    WEEKDAY = "weekday"
    """Monday is 0."""
    RELATIVE = "relative"
    """A relative date; the value is the amount, the unit of time stands in `unit`."""
    TIME = "time"
    """Minutes after midnight."""
    SCORE = "score"
    IDENTIFIER = "identifier"


_ROLES = {
    NumberKind.CARDINAL: FigureRole.NUMBER,
    NumberKind.RANGE: FigureRole.NUMBER,
    NumberKind.AGE: FigureRole.NUMBER,
    NumberKind.ORDINAL: FigureRole.ORDINAL,
    NumberKind.PERCENT: FigureRole.PERCENT,
    NumberKind.FRACTION: FigureRole.FRACTION,
    NumberKind.MULTIPLE: FigureRole.MULTIPLE,
    NumberKind.SCORE: FigureRole.SCORE,
    NumberKind.YEAR: FigureRole.YEAR,
    NumberKind.DECADE: FigureRole.DECADE,
    NumberKind.CENTURY: FigureRole.CENTURY,
    NumberKind.IDENTIFIER: FigureRole.IDENTIFIER,
}
_COUNTED_FROM = 1000
"""Amounts with a unit are numbers from here on even in a word like ألف, also a verb."""
_NEAR = 8
"""Characters between the two parts of one height at most."""
_NEAR_GLOSS = 3
"""Characters between a time and the same in another zone at most: a bracket."""
_NEAR_CENTS = 14
"""The same of one price, from the end of the amount: "79 American dollars and 12 cents"."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One comparable value in a text."""

    start: int
    """Offset of the first character of the mention it comes from."""
    end: int
    """Offset after its last character."""
    text: str
    """The characters of the span."""
    role: FigureRole
    """What the value counts or names."""
    values: tuple[Decimal, ...]
    """Possible readings, the most likely first; for identifiers all their digit groups."""
    spelled: bool = False
    """Whether it is written in words."""
    definite: bool = True
    """Whether the text certainly states this value: neither weak nor vague."""
    approximate: bool = False
    """Whether the text gives no exact value ("dozens")."""
    unit: str | None = None
    """ISO 4217 code, unit symbol or unit of time."""
    dimension: str | None = None
    """What the unit measures; None without unit."""
    family: str | None = None
    """Word that several currencies share; the unit itself for others."""
    base_value: Decimal | None = None
    """The amount in the base unit of its dimension; None for money and plain numbers."""
    calendar_day: date | None = None
    """The day that a date means, where that is certain; None for everything else."""


def read_figures(
    text: str, language: str | None, *, article_date: date | None = None
) -> tuple[Figure, ...]:
    """Return every value that a text states, in order of appearance.

    Args:
        text: Any text, usually one segment.
        language: BCP 47 tag of the text.
        article_date: The day of writing, which resolves relative dates.
    """
    numbers = find_numbers(text, language)
    dates = find_dates(text, language, article_date=article_date)
    return figures_of(
        numbers,
        dates,
        find_times(text, language, numbers=numbers),
        find_quantities(text, language, numbers=numbers),
    )


def figures_of(
    numbers: Sequence[NumberMention],
    dates: Sequence[DateMention] = (),
    times: Sequence[TimeMention] = (),
    quantities: Sequence[QuantityMention] = (),
) -> tuple[Figure, ...]:
    """Return the values of mentions that were found before; each is counted once."""
    found: list[Figure] = []
    taken: list[tuple[int, int]] = []
    dated: dict[tuple[int, int], DateMention] = {}
    for mention in dates:
        if mention.relative is not None and _any_inside(numbers, mention):
            continue  # "three days ago" is compared by its three
        found += _date_figures(mention)
        dated[mention.start, mention.end] = mention
    for time, before in zip(times, [None, *times], strict=False):
        found.append(replace(_time_figure(time), definite=not _is_gloss(time, before)))
        taken.append((time.start, time.end))
    units = {(q.amount.start, q.amount.end): q for q in quantities}
    for quantity in quantities:
        if quantity.amount not in numbers:
            found += _number_figures(quantity.amount, quantity)
            taken.append((quantity.start, quantity.end))
    for number in numbers:
        span = (number.start, number.end)
        if any(a < span[1] and span[0] < b for a, b in taken):
            continue
        date_of = next((d for (a, b), d in dated.items() if a < span[1] and span[0] < b), None)
        if date_of is None:
            found += _number_figures(number, units.get(span))
        else:
            found += _beside_date(number, date_of)
    found.sort(key=lambda figure: (figure.start, figure.end))
    return tuple(_with_sums(found))


def _any_inside(numbers: Sequence[NumberMention], mention: DateMention) -> bool:
    return any(n.start < mention.end and mention.start < n.end for n in numbers)


def _date_figures(mention: DateMention) -> Iterator[Figure]:
    parts = {
        FigureRole.YEAR: [mention.year, *(a.year for a in mention.alternatives)],
        FigureRole.MONTH: [mention.month, *(a.month for a in mention.alternatives)],
        FigureRole.DAY: [mention.day, *(a.day for a in mention.alternatives)],
        FigureRole.WEEKDAY: [mention.weekday],
    }
    hijri = mention.calendar == "hijri"
    for role, readings in parts.items():
        values = tuple(dict.fromkeys(Decimal(r) for r in readings if r is not None))
        if values:
            yield Figure(
                mention.start, mention.end, mention.text, role, values,
                unit="hijri" if hijri else None,
                spelled=role is FigureRole.WEEKDAY or role is FigureRole.MONTH,
                definite=not hijri, calendar_day=mention.resolved,
            )  # fmt: skip
    if mention.relative is not None and mention.weekday is None:
        yield Figure(
            mention.start, mention.end, mention.text, FigureRole.RELATIVE,
            (Decimal(mention.relative.amount),), spelled=True, unit=mention.relative.unit,
            calendar_day=mention.resolved,
        )  # fmt: skip


def _is_gloss(time: TimeMention, before: TimeMention | None) -> bool:
    """Whether a time says the one before it again for another zone: 3:42 p.m. (1342 GMT)."""
    if before is None or time.zone is None or before.zone == time.zone:
        return False
    return time.start - before.end <= _NEAR_GLOSS


def _time_figure(time: TimeMention) -> Figure:
    minutes = time.hour * 60 + time.minute
    values = [Decimal(minutes)]
    if not time.half_day_known:
        values.append(Decimal((minutes + 720) % 1440))
    return Figure(time.start, time.end, time.text, FigureRole.TIME, tuple(values))


def _number_figures(number: NumberMention, quantity: QuantityMention | None) -> Iterator[Figure]:
    role = _ROLES.get(number.kind)
    if role is None or not number.values:
        return
    figure = Figure(
        number.start, number.end, number.text, role, number.values, number.spelled,
        definite=not number.weak and not number.approximate, approximate=number.approximate,
    )  # fmt: skip
    if quantity is not None:
        figure = replace(
            figure,
            definite=figure.definite
            or (number.values[0] >= _COUNTED_FROM and not number.approximate),
            unit=quantity.unit, dimension=quantity.dimension, family=quantity.family,
            base_value=quantity.base_value,
        )  # fmt: skip
    if number.second is None:
        yield figure
        return
    factor = _factor(figure, number.second)
    low = None if factor is None else number.values[0] * factor
    high = None if factor is None else number.second * factor
    yield replace(figure, base_value=low)
    yield replace(figure, values=(number.second,), base_value=high)


def _factor(figure: Figure, second: Decimal) -> Decimal | None:
    if figure.base_value is None or not figure.values[0] or figure.unit in ("C", "F"):
        return None
    return figure.base_value / figure.values[0]


def _beside_date(number: NumberMention, mention: DateMention) -> Iterator[Figure]:
    """Keep the end of a range that a date does not cover ("12-15 March")."""
    if number.second is None or (number.start >= mention.start and number.end <= mention.end):
        return
    covered = {mention.day, mention.year, mention.month}
    for value in (number.values[0], number.second):
        if int(value) not in covered:
            yield Figure(number.start, number.end, number.text, FigureRole.NUMBER, (value,))


def _with_sums(figures: list[Figure]) -> Iterator[Figure]:
    """Give the two parts of one height or price their sum.

    6 feet 6 meets 1.98 m and 1 metre 98, 79 dollars and 12 cents meet $79.12, 9 secondes 92 meets
    9.92 seconds.
    """
    skip = False
    for first, second in zip(figures, [*figures[1:], None], strict=False):
        if skip:
            skip = False
            yield replace(first, definite=False)
        elif second is not None and (total := _height(first, second)) is not None:
            yield replace(first, base_value=total, definite=False)
            skip = True
        elif second is not None and (price := _price(first, second)) is not None:
            yield replace(first, values=(price, *first.values))
            skip = True
        else:
            yield first


def _height(first: Figure, second: Figure) -> Decimal | None:
    """Return metres if the figures are feet and inches, or metres and centimetres, of one."""
    if second.role is not FigureRole.NUMBER or not 0 <= second.start - first.end <= _NEAR:
        return None
    high, low = first.values[0], second.values[0]
    if first.unit == "ft" and second.unit in (None, "in") and high < 9 and low < 12:
        return (high * 12 + low) * Decimal("0.0254")
    if first.unit == "m" and second.unit in (None, "cm") and high < 3 and 10 <= low < 100:
        return high + low / 100
    return None


def _price(first: Figure, second: Figure) -> Decimal | None:
    """Return the price whose whole units and cents the figures are; or of seconds, hundredths."""
    seconds = first.unit == "s" and second.unit is None and second.role is FigureRole.NUMBER
    price = first.dimension == "money" and second.unit == CENT and first.unit != CENT
    if not (price or seconds):
        return None
    whole, cents = first.values[0], second.values[0]
    beside = 0 <= second.start - first.end <= _NEAR_CENTS
    return whole + cents / 100 if beside and whole % 1 == 0 and cents < 100 else None
