"""When two figures say the same: equal values, other forms, converted units, roundings."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import Enum

from mtqa.language.numbers_figures import Figure, FigureRole
from mtqa.language.quantities import BASIS_POINT, CENT

_CONVERSION_TOLERANCE = Decimal("0.12")
_TIME_TOLERANCE = Decimal("0.03")
_SMALLEST_ROUNDED = 1000
_LATEST_YEAR = 10_000
_HALF = Decimal("0.5")
_WHOLE = 100
"""Percent of everything."""
_MOST_IN_ONE = 10
"""Of how many one is told instead of a percentage at most: "un sur cinq" is 20 %."""
_ROUNDED_PLACES = 2
"""How many significant digits a rounding takes away at least."""
_SOME_TEN = re.compile(
    r"dozen|d(?:iz|ouz)aine|de(?:cin|cen|zen|kad)a|dozzin|docen|d[uú]zia|dutzend|dziesiąt(?:ek|k)|"
    r"tuzin|desítk|tucet|десят(?:ок|к)|дюжин|düzine",
    re.IGNORECASE,
)
"""Nouns for ten or twelve, of which translators put one for the other: "a dozen" is десяток."""
_VAGUE_RATIO = Decimal("2.5")
_DAY = 86400
_WEEKS_IN_DAYS = (Decimal(15), "d")
"""What two weeks are called in French, Spanish, Italian and Portuguese, with both ends counted."""
_TIMELIKE = (FigureRole.WEEKDAY, FigureRole.RELATIVE)


class Agreement(Enum):
    """How far two figures say the same, the closest first after `NONE`."""

    NONE = 0
    EXACT = 1
    """Same value in the same role."""
    SAME_VALUE = 2
    """Same value in another role ("third" and 3, the day of a date and a number)."""
    OTHER_FORM = 3
    """Another reading or form of one value: 50 % and half, 3 p.m. and 15:00, '15 and 2015."""
    CONVERTED = 4
    """Another unit, the value converted."""
    ROUNDED = 5
    """One is the other rounded, or both are vague about the same amount."""
    OTHER_UNIT = 6
    """Same amount in another unit of the same dimension, which it is not converted to."""


def agreement(source: Figure, target: Figure) -> Agreement:
    """Return how far two figures say the same."""
    if source.role in _TIMELIKE or target.role in _TIMELIKE:
        same = source.role is target.role and source.unit == target.unit
        if same and source.values == target.values:
            return Agreement.EXACT
        return Agreement.OTHER_FORM if _same_day(source, target) else Agreement.NONE
    times = (source.role is FigureRole.TIME) + (target.role is FigureRole.TIME)
    if times == 2:
        return _times(source, target)
    if times == 1:
        return _time_and_number(source, target)
    if (known := _hundredths(source, target) or _hundredths(target, source)) is not None:
        return known
    if source.values[0] == target.values[0]:
        if _in_other_unit(source, target):
            # 30 yards are called 30 metres.
            alike = _converted(source, target)
            return Agreement.CONVERTED if alike else Agreement.OTHER_UNIT
        return Agreement.EXACT if source.role is target.role else Agreement.SAME_VALUE
    if set(source.values) & set(target.values):
        return Agreement.OTHER_FORM
    if source.text == target.text and not source.spelled:
        return Agreement.OTHER_FORM  # 8-18,000 as written, whatever the comma means there
    if _other_form(source, target) or _other_form(target, source):
        return Agreement.OTHER_FORM
    if _converted(source, target):
        return Agreement.CONVERTED
    return Agreement.ROUNDED if _rounded(source, target) else Agreement.NONE


def _hundredths(hundredths: Figure, other: Figure) -> Agreement | None:
    """Compare basis points with a percentage, cents with a price; None where that tells nothing."""
    money = hundredths.unit == CENT and hundredths.dimension == other.dimension
    points = hundredths.unit == BASIS_POINT
    if hundredths.unit == other.unit or not (money or points):
        return None
    if hundredths.values[0] == other.values[0] * 100:
        return Agreement.OTHER_FORM
    return Agreement.NONE if points and other.role is FigureRole.PERCENT else None


def _same_day(a: Figure, b: Figure) -> bool:
    """Whether "yesterday", "Tuesday" and "14 May" mean one day, going by the article's date."""
    if a.calendar_day is not None and b.calendar_day is not None:
        return a.calendar_day == b.calendar_day
    known, weekday = (a, b) if a.calendar_day is not None else (b, a)
    return (
        known.calendar_day is not None
        and weekday.role is FigureRole.WEEKDAY
        and known.calendar_day.weekday() == weekday.values[0]
    )


def _in_other_unit(source: Figure, target: Figure) -> bool:
    """Whether the two are in different units of one dimension."""
    return (
        source.base_value is not None
        and target.base_value is not None
        and source.dimension == target.dimension
        and source.unit != target.unit
    )


def _times(source: Figure, target: Figure) -> Agreement:
    if source.values[0] == target.values[0]:
        return Agreement.EXACT
    return Agreement.OTHER_FORM if set(source.values) & set(target.values) else Agreement.NONE


def _time_and_number(source: Figure, target: Figure) -> Agreement:
    time, number = (source, target) if source.role is FigureRole.TIME else (target, source)
    for minutes in time.values:
        hour, minute = divmod(int(minutes), 60)
        for shown in (hour, hour % 12, 12 if hour % 12 == 0 else hour):
            if number.values[0] in (shown + Decimal(minute) / 100, shown * 100 + minute or -1):
                return Agreement.OTHER_FORM
            if number.values[0] == shown:
                return Agreement.OTHER_FORM
    return Agreement.NONE


def _other_form(a: Figure, b: Figure) -> bool:
    value, other = a.values[0], b.values[0]
    if a.role is FigureRole.IDENTIFIER:
        return other in a.values
    if a.role is FigureRole.PERCENT and b.role in (FigureRole.FRACTION, FigureRole.NUMBER):
        one_in = b.dimension is None and 1 < other <= _MOST_IN_ONE and value * other == _WHOLE
        return one_in or (abs(value / 100 - other) < Decimal("0.005") and other < 5)
    if a.role is FigureRole.PERCENT and b.role is FigureRole.MULTIPLE:
        return value == (other - 1) * 100  # doubled is up by 100 %
    if a.role is FigureRole.PERCENT and b.role is FigureRole.ORDINAL:
        return other > 1 and value * other == _WHOLE  # "jeder Vierte" is 25 %
    if a.role is FigureRole.FRACTION and b.role is FigureRole.FRACTION:
        return abs(value - other) < Decimal("0.001")
    if a.role is FigureRole.FRACTION:
        if value == _HALF and other < _SMALLEST_ROUNDED and other % 1 == _HALF:
            return True  # "عام ونصف", a year and a half, is 1.5 years
        # The parts of a fraction can be written as two numbers ("two out of three").
        return bool(value) and other == (1 / value).quantize(Decimal(1)) and other <= 10
    if a.role is FigureRole.YEAR and 0 < other < 100:
        return b.role is not FigureRole.DAY and value % 100 == other and not b.spelled
    if a.role is FigureRole.DECADE and other < _LATEST_YEAR:
        return value % 100 == other % 100 and (value < 100 or other < 100 or value == other)
    if a.role is FigureRole.CENTURY and b.role in (FigureRole.DECADE, FigureRole.YEAR):
        return other == (value - 1) * 100
    return False


def _converted(source: Figure, target: Figure) -> bool:
    if source.base_value is None or target.base_value is None:
        return _degrees(source, target) or _degrees(target, source)
    if source.dimension != target.dimension or source.unit == target.unit:
        return False
    low, high = sorted((abs(source.base_value), abs(target.base_value)))
    tolerance = _TIME_TOLERANCE if source.dimension == "time" else _CONVERSION_TOLERANCE
    if source.dimension == "temperature":
        return high - low <= 2
    if _WEEKS_IN_DAYS in ((source.values[0], source.unit), (target.values[0], target.unit)):
        return low == 14 * _DAY
    return high - low <= tolerance * high


def _degrees(known: Figure, bare: Figure) -> bool:
    """Whether a plain "80 degrees" is the known temperature in Fahrenheit."""
    if known.unit != "C" or bare.dimension is not None or known.base_value is None:
        return False
    return abs((bare.values[0] - 32) * 5 / 9 - known.base_value) <= 2


def _rounded(source: Figure, target: Figure) -> bool:
    low, high = sorted((abs(source.values[0]), abs(target.values[0])))
    if not low:
        return False
    if source.approximate or target.approximate:
        return high <= low * _VAGUE_RATIO
    if all(_SOME_TEN.search(one.text) for one in (source, target)):
        return low * 12 == high * 10  # two dozen are два десятка
    if low < _SMALLEST_ROUNDED or FigureRole.YEAR in (source.role, target.role):
        return False
    if not source.spelled and not target.spelled:
        return False
    rough, fine = sorted((source.values[0], target.values[0]), key=_significant)
    if _significant(rough) < 2 or _significant(fine) - _significant(rough) < _ROUNDED_PLACES:
        return False
    step = Decimal(10) ** (rough.adjusted() - _significant(rough) + 1)
    return abs(rough - fine) <= step / 2


def _significant(value: Decimal) -> int:
    return len(str(value.normalize().as_tuple().digits).replace(", ", "").strip("(),"))
