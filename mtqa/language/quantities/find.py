"""Find amounts of money and measurements in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from mtqa.language.numbers.find import find_numbers
from mtqa.language.numbers.mention import NumberKind, NumberMention
from mtqa.language.quantities.units import Unit, UnitPatterns, patterns

_COUNTING = (
    NumberKind.CARDINAL, NumberKind.RANGE, NumberKind.FRACTION, NumberKind.YEAR, NumberKind.AGE,
    NumberKind.SCORE,
)  # fmt: skip
_WINDOW = 6


@dataclass(frozen=True, slots=True)
class QuantityMention:
    """An amount with its unit. `text` is the span `[start:end]` of what was searched."""

    start: int
    """Offset of the first character."""
    end: int
    """Offset after the last character."""
    text: str
    """The characters of the span."""
    amount: NumberMention
    """The number."""
    unit: str
    """ISO 4217 code of a currency, or a symbol such as `km`, `mph`, `C`, `y`."""
    dimension: str
    """`money`, `length`, `area`, `mass`, `volume`, `speed`, `temperature` or `time`."""
    family: str
    """Word that several currencies share ("dollar"); otherwise the unit itself."""
    base_value: Decimal | None
    """The amount in the base unit (metre, kilogram, litre, m/s, °C, second); None for money."""


def find_quantities(
    text: str, language: str | None, *, numbers: tuple[NumberMention, ...] | None = None
) -> tuple[QuantityMention, ...]:
    """Return the amounts of money and measurements of a text in order.

    Args:
        text: Any text.
        language: BCP 47 tag; None recognises only signs and symbols (€, km).
        numbers: What `find_numbers` found in the text, if that was done before.
    """
    if numbers is None:
        numbers = find_numbers(text, language)
    primary = None if language is None else language.replace("_", "-").split("-")[0].lower()
    return tuple(_quantities(text, numbers, patterns(primary))) if numbers else ()


def _quantities(
    text: str, numbers: tuple[NumberMention, ...], known: UnitPatterns
) -> Iterator[QuantityMention]:
    for number in numbers:
        if number.kind not in _COUNTING or not number.values:
            continue
        start, end = number.start, number.end
        match = known.before.search(text, max(0, start - _WINDOW), start)
        if match is not None:
            start = match.start()
        else:
            if number.text[-1].isalpha() and text[end : end + 1] == ".":
                end += 1  # the dot of "Mio." or "тыс."
            match = known.behind.match(text, end)
            if match is None:
                continue
            end = match.end()
        unit = _unit(match, known)
        yield QuantityMention(
            start, end, text[start:end], number, unit.code, unit.dimension, unit.family,
            to_base(number.values[0], unit),
        )  # fmt: skip


def _unit(match: re.Match[str], known: UnitPatterns) -> Unit:
    name = match.lastgroup
    if name is None:
        raise ValueError(f"unit pattern without a group: {match!r}")
    return known.units[int(name[1:].split("_")[0])]


def to_base(amount: Decimal, unit: Unit) -> Decimal | None:
    """Return an amount in the base unit of its dimension, None for money."""
    if unit.factor is None:
        return None
    if unit.code == "F":
        return (amount - 32) * unit.factor
    return amount * unit.factor
