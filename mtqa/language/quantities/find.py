"""Find amounts of money and measurements in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
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
_HALF = Decimal("0.5")
_AND = re.compile(r"\s*(?:(?:et|y|e|and an?|и с|и|ve|und|i)\s+)?")
_ONE_AND = re.compile(r"(?P<unit>[^\W\d_]+)(?P<and>\s+(?:(?:et|y|e|and an?|и|ve|und|i)\s+)?)$")
_LONGEST_UNIT = 24
_PROCLITIC_AND = "وו"
"""Letters that are "and" at the beginning of a word."""


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
    """The number; with the unit in it in "un an et demi"."""
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
    found = [_quantity(text, number, known, lexicon) for number in numbers]
    plain = [mention for mention in found if mention is not None]
    halves = [_and_a_half(text, n, known, plain) for n in numbers if _is_half(n)]
    longer = [mention for mention in halves if mention is not None]
    whole = [q for q in plain if not any(h.start <= q.start < h.end for h in longer)]
    return tuple(sorted([*whole, *longer], key=lambda mention: mention.start))


def _is_half(number: NumberMention) -> bool:
    return number.kind is NumberKind.FRACTION and number.value == _HALF and number.spelled


def _and_a_half(
    text: str, half: NumberMention, known: UnitPatterns, plain: list[QuantityMention]
) -> QuantityMention | None:
    """Return the amount that a half behind a unit belongs to: "un an et demi", 一年半.

    Without a number before it there is one of the unit: "año y medio", "a year and a half".
    """
    for quantity in plain:
        if quantity.end <= half.start and _AND.fullmatch(text, quantity.end, half.start):
            unit = next((u for u in known.units if u.code == quantity.unit), None)
            value = quantity.amount.value
            if unit is None or value is None:
                return None
            return _longer(text, quantity.start, half, unit, value + _HALF)
    before = _ONE_AND.search(text, max(0, half.start - _LONGEST_UNIT), half.start)
    if before is None or not (before["and"].strip() or half.text[0] in _PROCLITIC_AND):
        return None
    named = known.behind.fullmatch(" " + before["unit"])
    return named and _longer(text, before.start("unit"), half, _unit(named, known), 1 + _HALF)


def _longer(
    text: str, start: int, half: NumberMention, unit: Unit, value: Decimal
) -> QuantityMention:
    words = text[start : half.end]
    amount = replace(
        half, start=start, text=words, values=(value,), kind=NumberKind.CARDINAL, weak=False
    )
    return QuantityMention(
        start, half.end, words, amount, unit.code, unit.dimension, unit.family,
        to_base(value, unit),
    )  # fmt: skip


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
