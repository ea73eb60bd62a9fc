"""Exchanged numbers: two values of the source in each other's place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

from mtqa.checks.exchange import Exchange, Part, exchange_suspicion
from mtqa.checks.figure_findings import DATED
from mtqa.checks.inspection import Context
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Example, Need, Scope, Suspicion, rule
from mtqa.language.numbers_alignment import FigurePair
from mtqa.language.numbers_figures import Figure, FigureRole
from mtqa.mqm import Severity

_UNLIKELY: Final = frozenset({FigureRole.IDENTIFIER, FigureRole.RELATIVE})
"""Roles of values that nobody exchanges."""
_RANGE: Final = re.compile(
    r"\D*(\d+(?:[.,\s]\d+)*)(\s*\S*?)(\s+\S+\s+|\s?[-–—]\s?)(\d+(?:[.,\s]\d+)*)(.*)"
)
"""The lower end, its unit if it has one, what joins them, the upper end, its unit."""


@rule(
    id="exchanged-numbers",
    title="Two numbers in each other's place",
    category="accuracy/mistranslation",
    severity=Severity.CRITICAL,
    scope=Scope.PAIR,
    needs=(Need.SOURCE, Need.LANGUAGE_MODEL),
    examples=[
        Example(
            "The attack killed 18 people and wounded five others.",
            ("18 people and wounded five",),
            source="أسفر الهجوم عن مقتل خمسة أشخاص وإصابة 18 آخرين.",
            why="both texts have the same two numbers",
        ),
        Example(
            "The attack killed five people and wounded 18 others.",
            (),
            source="أسفر الهجوم عن مقتل خمسة أشخاص وإصابة 18 آخرين.",
        ),
    ],
)
def exchanged_numbers(pair: Pair, context: Context) -> Iterator[Suspicion]:
    """Numbers, shares, years and days that both texts have, but for different things.

    Every value has its counterpart, so no comparison of values can tell. The language model is
    offered the translation with two values of the same kind exchanged; where it finds that much
    more probable beside the source, they stand in the wrong places. Needs both values once in each
    text.
    """
    found = exchange_suspicion(pair, exchanges_of_numbers(pair), context.language_model)
    if found is not None:
        yield found


def exchanges_of_numbers(pair: Pair) -> list[Exchange]:
    """Return the pairs of values that could be exchanged: of one kind, each once in either text."""
    matched = [
        one
        for one in pair.figure_matching.matched
        if one.target.role not in _UNLIKELY
        and _once(one.source, pair.source.figures)
        and _once(one.target, pair.target.figures)
    ]
    found: dict[tuple[int, int], Exchange] = {}
    for one, other in combinations(sorted(matched, key=_place), 2):
        exchange = _exchange(one, other)
        alike = [_roles(p.target, pair.target.figures) for p in (one, other)]
        if exchange is not None and alike[0] == alike[1]:
            found.setdefault((exchange.first.target[0], exchange.second.target[0]), exchange)
    return list(found.values())


def _exchange(one: FigurePair, other: FigurePair) -> Exchange | None:
    """Return two values, the first in the target first, as what could be exchanged."""
    first, second = (Part(_span(p.target), _span(p.source)) for p in (one, other))
    if first.target == second.target:
        ends = _ends(one.target)
        return ends and Exchange(Part(ends[0], first.source), Part(ends[1], second.source))
    return None if first.target[1] > second.target[0] else Exchange(first, second)


def _ends(figure: Figure) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Return where the ends of a range stand in the text, with their units if those differ."""
    match = _RANGE.fullmatch(figure.text)
    if match is None:
        return None
    same_unit = not match[2].strip() or match[2].strip() == match[5].strip()
    stops = (match.end(1), match.end(4)) if same_unit else (match.end(2), match.end(5))
    begins = match.start(1), match.start(4)
    first, second = (
        (figure.start + a, figure.start + b) for a, b in zip(begins, stops, strict=True)
    )
    return first, second


def _place(pair: FigurePair) -> int:
    return pair.target.start


def _span(figure: Figure) -> tuple[int, int]:
    return figure.start, figure.end


def _once(figure: Figure, figures: Sequence[Figure]) -> bool:
    """Whether a text certainly states a value, and once; Wednesday is the third day, but no 2."""
    alike = [
        other
        for other in figures
        if set(other.values) & set(figure.values)
        and (other.role is figure.role or not {other.role, figure.role} & DATED)
    ]
    return figure.definite and len(alike) == 1


def _roles(figure: Figure, figures: Sequence[Figure]) -> list[FigureRole]:
    """What the values are that were read from the same words: day, month and year of a date."""
    return [other.role for other in figures if _span(other) == _span(figure)]
