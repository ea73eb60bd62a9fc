"""Find amounts of money and measurements in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from mtqa.language.numbers.find import find_numbers
from mtqa.language.numbers.lexicon import Lexicon, load
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
    """`money`, `length`, `area`, `mass`, `volume`, `speed`, `temperature`, `time` or
    `rate`."""
    family: str
    """Word that several currencies share ("dollar"); otherwise the unit itself."""
    base_value: Decimal | None
    """The amount in the base unit (metre, kilogram, litre, m/s, °C, second, percentage point); None
    for money."""


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
    if not numbers:
        return ()
    primary = None if language is None else language.replace("_", "-").split("-")[0].lower()
    known = patterns(primary)
    lexicon = None if language is None else load(language)
    found = (_quantity(text, number, known, lexicon) for number in numbers)
    return tuple(mention for mention in found if mention is not None)


def _quantity(
    text: str, number: NumberMention, known: UnitPatterns, lexicon: Lexicon | None
) -> QuantityMention | None:
    if number.kind not in _COUNTING or not number.values:
        return None
    start, end = number.start, number.end
    if (match := known.before.search(text, max(0, start - _WINDOW), start)) is not None:
        start = match.start()
    else:
        if number.text[-1].isalpha() and text[end : end + 1] == ".":
            end += 1  # the dot of "Mio." or "тыс."
        match = known.behind.match(text, end)
        end = number.end if match is None else match.end()
    unit = _dual_unit(number, known, lexicon) if match is None else _unit(match, known)
    if unit is None:
        return None
    return QuantityMention(
        start, end, text[start:end], number, unit.code, unit.dimension, unit.family,
        to_base(number.values[0], unit),
    )  # fmt: skip


def _dual_unit(number: NumberMention, known: UnitPatterns, lexicon: Lexicon | None) -> Unit | None:
    """Return the unit of a noun that says two by its form ("عامين")."""
    if lexicon is None or number.value != 2 or not number.spelled:
        return None
    code = lexicon.dual_unit(number.text)
    return next((unit for unit in known.units if unit.code == code), None)


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
