"""Match the numbers of a source with those of its translation, by value.

Equal values meet first, then values that say the same in another form (percent and
fraction, miles and kilometres, 3 p.m. and 15:00), then roundings. What is left on both
sides is a likely change, what is left on one side a likely omission or addition.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

from mtqa.language.numbers import NumberMention
from mtqa.language.numbers_equivalence import Agreement, agreement
from mtqa.language.numbers_figures import Figure, FigureRole, figures_of

_LEVELS = tuple(Agreement)[1:]
_COUNTED = frozenset(
    {
        FigureRole.NUMBER, FigureRole.PERCENT, FigureRole.FRACTION, FigureRole.ORDINAL,
        FigureRole.YEAR, FigureRole.DECADE, FigureRole.CENTURY, FigureRole.DAY,
        FigureRole.SCORE, FigureRole.MULTIPLE,
    }
)  # fmt: skip
_DATED = frozenset({FigureRole.DAY, FigureRole.MONTH, FigureRole.WEEKDAY, FigureRole.RELATIVE})
_SCALES = tuple(Decimal(10) ** n for n in (1, 2, 3, 6, 9))
_OF_TIME = frozenset({FigureRole.CENTURY, FigureRole.DECADE, FigureRole.YEAR})
_NEAR, _FAR = 2.0, 3.5
"""Mismatch up to which a pair of different values is certainly, or probably, one and the same."""
_REPEATED = 0.8
"""Weight of a change where one side states the value elsewhere as well."""
_IMPLIED = 0.9
"""Weight of a change where one side has only a dual noun or the like."""
_GLOSS_TOLERANCE = Decimal("0.03")
_SURE_WORDS = 12
"""Spelled numbers up to here are often left out or brought in for style."""


@dataclass(frozen=True, slots=True)
class FigurePair:
    """A figure of the source with its counterpart in the target."""

    source: Figure
    """The source's figure."""
    target: Figure
    """The target's figure."""
    agreement: Agreement
    """How far the two say the same; `NONE` for a changed value."""
    confidence: float
    """How certain the pairing (of equal values) or the change (of different ones) is, 0–1."""

    @property
    def scale_slip(self) -> Decimal | None:
        """Power of ten between two different values (1000 for million → billion), else None."""
        roles = {self.source.role, self.target.role}
        if self.agreement is not Agreement.NONE or (len(roles) > 1 and roles & _OF_TIME):
            return None  # the 18th century and the 1800s are two ways to count
        low, high = sorted((self.source.values[0], self.target.values[0]))
        return next((s for s in _SCALES if low and high == low * s), None)

    @property
    def unit_changed(self) -> bool:
        """Whether the same amount stands with another unit or currency ("5 miles" → "5 km")."""
        source, target = self.source, self.target
        return (
            self.agreement in (Agreement.EXACT, Agreement.SAME_VALUE, Agreement.OTHER_UNIT)
            and source.dimension is not None
            and source.dimension == target.dimension
            and source.family != target.family
        )


@dataclass(frozen=True, slots=True)
class UnmatchedFigure:
    """A figure that stands on one side only."""

    figure: Figure
    """The figure without counterpart."""
    confidence: float
    """How certain it is that something was left out or added, 0–1."""


@dataclass(frozen=True, slots=True)
class Matching:
    """How the numbers of two texts answer each other."""

    matched: tuple[FigurePair, ...]
    """Pairs that say the same."""
    changed: tuple[FigurePair, ...]
    """Likely pairs with different values."""
    missing: tuple[UnmatchedFigure, ...]
    """Figures of the source without counterpart."""
    extra: tuple[UnmatchedFigure, ...]
    """Figures of the target without counterpart."""


def match_numbers(source: Sequence[NumberMention], target: Sequence[NumberMention]) -> Matching:
    """Match plain number mentions; `match_figures` knows dates, times and units as well."""
    return match_figures(figures_of(source), figures_of(target))


def match_figures(source: Sequence[Figure], target: Sequence[Figure]) -> Matching:
    """Match the figures of a source with those of its translation.

    Weak and vague figures can explain a figure on the other side but are never reported.
    """
    matched = _agreeing(source, target)
    matched += _with_unit_understood(matched, *_open(matched, source, target))
    open_source, open_target = _open(matched, source, target)
    lost = [f for f in open_source if f.definite]
    new = [f for f in open_target if f.definite]
    lost_once = [f for f in lost if not _stated(f, source, target)]
    new_once = [f for f in new if not _stated(f, target, source)]
    rounds = (
        (lost_once, new_once, 1.0),
        (lost_once, new, _REPEATED),
        (lost, new_once, _REPEATED),
        (_implied(open_source), _plain(new_once), _IMPLIED),
        (_plain(lost_once), _implied(open_target), _IMPLIED),
    )
    changed: list[FigurePair] = []
    paired: set[int] = set()
    for lost_now, new_now, doubt in rounds:
        pairs = _changes(
            [f for f in lost_now if id(f) not in paired],
            [f for f in new_now if id(f) not in paired],
            source, target, doubt,
        )  # fmt: skip
        for pair in pairs:
            changed.append(pair)
            paired |= {id(pair.source), id(pair.target)}
    missing = [f for f in lost_once if id(f) not in paired]
    extra = [f for f in new_once if id(f) not in paired]
    return Matching(
        tuple(matched),
        tuple(changed),
        tuple(_alone(f, extra) for f in missing),
        tuple(_alone(f, missing) for f in extra),
    )


def _agreeing(source: Sequence[Figure], target: Sequence[Figure]) -> list[FigurePair]:
    """Pair figures that say the same, those first that say it in the same way."""
    matched: list[FigurePair] = []
    open_source, open_target = list(source), list(target)
    levels = {(i, j): agreement(s, t) for i, s in enumerate(source) for j, t in enumerate(target)}
    index = {id(f): i for side in (source, target) for i, f in enumerate(side)}
    for level in _LEVELS:
        for figure in list(open_source):
            i = index[id(figure)]
            partners = [t for t in open_target if levels[i, index[id(t)]] is level]
            if partners:
                best = min(
                    partners,
                    key=lambda t: (
                        _preference(figure, t),
                        _distance(i, source, index[id(t)], target),
                    ),
                )
                open_source.remove(figure)
                open_target.remove(best)
                matched.append(FigurePair(figure, best, level, 1.0))
    return matched


def _open(
    matched: Sequence[FigurePair], source: Sequence[Figure], target: Sequence[Figure]
) -> tuple[list[Figure], list[Figure]]:
    """Return the figures of each side that are not matched."""
    sources, targets = ({id(p.source) for p in matched}, {id(p.target) for p in matched})
    return [f for f in source if id(f) not in sources], [f for f in target if id(f) not in targets]


def _with_unit_understood(
    matched: Sequence[FigurePair], sources: Sequence[Figure], targets: Sequence[Figure]
) -> list[FigurePair]:
    """Pair a measure with a plain number that is meant in the unit of another conversion.

    "2 to 5 centimetres, at most 10" are 1 to 2 inches and at most 4 inches.
    """
    found: dict[int, FigurePair] = {}
    taken: set[int] = set()
    conversions = [pair for pair in matched if pair.agreement is Agreement.CONVERTED]
    for known, source, target in product(conversions, sources, targets):
        plain = (source.dimension is None) + (target.dimension is None)
        if plain != 1 or id(source) in found or id(target) in taken:
            continue
        if _says_more(known, source, target):
            found[id(source)] = FigurePair(source, target, Agreement.CONVERTED, 1.0)
            taken.add(id(target))
    return list(found.values())


def _says_more(known: FigurePair, source: Figure, target: Figure) -> bool:
    """Whether two figures agree if the one without unit has that of a known conversion."""
    full = _in_unit_of(known.source, source), _in_unit_of(known.target, target)
    return agreement(*full) is Agreement.CONVERTED


def _in_unit_of(known: Figure, figure: Figure) -> Figure:
    """Return a plain number as a measure in the unit of a known one."""
    if figure.role is not FigureRole.NUMBER or figure.dimension is not None:
        return figure
    if known.base_value is None or not known.values[0]:
        return figure
    factor = known.base_value / known.values[0]
    return replace(
        figure,
        dimension=known.dimension,
        unit=known.unit,
        base_value=figure.values[0] * factor,
    )


def _preference(source: Figure, target: Figure) -> int:
    return (source.role is not target.role) + (not target.definite)


def _distance(i: int, source: Sequence[Figure], j: int, target: Sequence[Figure]) -> float:
    return abs(i / max(len(source), 1) - j / max(len(target), 1))


def _stated(figure: Figure, own: Sequence[Figure], other: Sequence[Figure]) -> bool:
    """Whether the other side says the value somewhere, if not as often.

    Where both sides have measures of the same kind in the same units, only that in the same unit
    can say it: a conversion would explain too much.
    """
    glossed = _of_dimension(figure, own) != _of_dimension(figure, other)
    same_unit = [f for f in other if figure.dimension is not None and f.unit == figure.unit]
    if same_unit and not glossed:
        return any(agreement(figure, f) is not Agreement.NONE for f in same_unit)
    return any(agreement(figure, f) is not Agreement.NONE or _nearly(figure, f) for f in other)


def _of_dimension(figure: Figure, figures: Sequence[Figure]) -> int:
    return sum(f.dimension == figure.dimension for f in figures)


def _nearly(figure: Figure, other: Figure) -> bool:
    """Whether a measure is the other with a converter's rounding: 65 km/h, 40 mph (64 km/h)."""
    if figure.base_value is None or other.base_value is None or figure.dimension == "time":
        return False
    low, high = sorted((abs(figure.base_value), abs(other.base_value)))
    return figure.dimension == other.dimension and high - low <= _GLOSS_TOLERANCE * high


def _plain(figures: Sequence[Figure]) -> list[Figure]:
    return [f for f in figures if f.role is FigureRole.NUMBER]


def _implied(figures: Sequence[Figure]) -> list[Figure]:
    return [f for f in figures if _is_implied(f)]


def _is_implied(figure: Figure) -> bool:
    """Whether a word that is no plain numeral says a number: a dual, "both", "dreimal"."""
    counts = figure.role in (FigureRole.NUMBER, FigureRole.MULTIPLE) and figure.values[0] >= 2
    return counts and figure.spelled and not figure.definite and not figure.approximate


def _changes(
    lost: Sequence[Figure],
    new: Sequence[Figure],
    source: Sequence[Figure],
    target: Sequence[Figure],
    doubt: float,
) -> Iterator[FigurePair]:
    """Pair figures that could be one and the same with a changed value, the likeliest first."""
    positions = {id(f): n for side in (source, target) for n, f in enumerate(side)}
    candidates = [
        (
            _mismatch(s, t)
            + _distance(positions[id(s)], source, positions[id(t)], target),
            i, j,
        )
        for i, s in enumerate(lost)
        for j, t in enumerate(new)
        if _comparable(s, t)
    ]  # fmt: skip
    used_source: set[int] = set()
    used_target: set[int] = set()
    for cost, i, j in sorted(candidates):
        if i in used_source or j in used_target:
            continue
        used_source.add(i)
        used_target.add(j)
        confidence = _change_certainty(lost[i], new[j], cost)
        yield FigurePair(lost[i], new[j], Agreement.NONE, round(confidence * doubt, 2))


def _change_certainty(source: Figure, target: Figure, cost: float) -> float:
    if source.role is FigureRole.RELATIVE and source.unit != "day":
        return 0.6
    if cost > _FAR:
        return min(_certainty(source), _certainty(target))
    if cost > _NEAR:
        return 0.7
    return 0.8 if source.spelled or target.spelled else 0.9


def _comparable(source: Figure, target: Figure) -> bool:
    if source.role is FigureRole.RELATIVE or target.role is FigureRole.RELATIVE:
        return source.role is target.role and source.unit == target.unit
    if source.role in _COUNTED and target.role in _COUNTED:
        return True
    return source.role is target.role


def _mismatch(source: Figure, target: Figure) -> float:
    cost = 0.0 if source.role is target.role else 1.0
    if source.dimension != target.dimension:
        cost += 1.0
    low, high = sorted((abs(source.values[0]), abs(target.values[0])))
    if not low or high / low > 10:
        cost += 0.0 if low and any(high == low * s for s in _SCALES) else 1.5
    return cost


def _alone(figure: Figure, others: Sequence[Figure]) -> UnmatchedFigure:
    """Rate a figure that stands alone, given what stands alone on the other side."""
    certainty = _certainty(figure)
    if figure.role in _DATED and any(f.role in _DATED for f in others):
        certainty = min(certainty, 0.4)  # the same day said in another way: "Friday", "28 May"
    return UnmatchedFigure(figure, certainty)


def _certainty(figure: Figure) -> float:
    """How likely a figure without counterpart is an error rather than style."""
    role, value = figure.role, abs(figure.values[0])
    if role in (FigureRole.RELATIVE, FigureRole.MULTIPLE, FigureRole.IDENTIFIER):
        return 0.3
    if role in (FigureRole.WEEKDAY, FigureRole.MONTH, FigureRole.DECADE, FigureRole.CENTURY):
        return 0.5
    if role is FigureRole.TIME and value in (0, 720):
        return 0.4  # "midnight", "noon"
    if figure.spelled:
        return 0.3 if value <= _SURE_WORDS or role is not FigureRole.NUMBER else 0.6
    if role in (FigureRole.PERCENT, FigureRole.YEAR, FigureRole.TIME, FigureRole.SCORE):
        return 0.7
    around_the_clock = figure.dimension == "time" and value == 24
    return 0.5 if value <= _SURE_WORDS or around_the_clock else 0.7
