"""Headline against body: a figure or a direction that the text does not bear out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from mtqa.checks.inspection import Context
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.document import Document, Kind, Role, Segment
from mtqa.language.numbers import NumberKind, NumberMention, find_numbers
from mtqa.mqm import Severity

_COMPARED: Final = frozenset({NumberKind.CARDINAL, NumberKind.PERCENT})
_NEXT_WORD: Final = re.compile(r"\s*([^\W\d_]{3,})")
_SMALLEST: Final = 3
"""Numbers below this are often words of the language rather than figures."""


@rule(
    id="headline-contradiction",
    title="A figure in the headline that the text does not have",
    category="custom/inner-contradiction",
    severity=Severity.MAJOR,
    scope=Scope.DOCUMENT,
    examples=[
        Example(
            "Strike kills 35 people in the capital\n\nA strike on Monday killed 25 people in the "
            "capital, officials said.\n\nRescuers searched the rubble for survivors.\n",
            ("35",),
        ),
        Example(
            "Strike kills 25 people in the capital\n\nA strike on Monday killed 25 people in the "
            "capital, officials said.\n\nRescuers searched the rubble for survivors.\n",
            (),
        ),
        Example(
            "Dozens killed in the capital\n\nA strike on Monday killed 25 people in the "
            "capital, officials said.\n\nRescuers searched the rubble for survivors.\n",
            (),
        ),
    ],
)
def headline_contradiction(document: Document, context: Context) -> Iterator[Suspicion]:
    """A count or percentage of the headline against those of the body.

    Reported if the body counts the same thing (the word after the number is the same) and none
    of its numbers, rounded or exact, is the headline's.
    """
    if document.kind is Kind.PAIRS:
        return
    headlines = [s for s in document.segments if s.role is Role.HEADLINE and s.target]
    body = [s for s in document.segments if s.role is not Role.HEADLINE and s.target]
    if not headlines or not body:
        return
    counted = [(s, n) for s in body for n in find_numbers(s.target or "", context.language)]
    values = {value for _, number in counted for value in number.values}
    for headline in headlines:
        for number in find_numbers(headline.target or "", context.language):
            if not _is_figure(number) or any(_agree(number.values[0], v) for v in values):
                continue
            thing = _thing(headline, number)
            rivals = [
                (segment, other)
                for segment, other in counted
                if thing and _is_figure(other) and _thing(segment, other) == thing
            ]
            if rivals:
                segment, other = rivals[0]
                yield Suspicion(
                    headline.start + number.start,
                    headline.start + number.end,
                    f"The headline says “{number.text} {thing}”, the text “{other.text}”.",
                    confidence=0.75,
                    evidence={"headline": number.text, "text": other.text, "segment": segment.id},
                )


def _is_figure(number: NumberMention) -> bool:
    return (
        number.kind in _COMPARED
        and bool(number.values)
        and not number.weak
        and not number.approximate
        and number.values[0] >= _SMALLEST
    )


def _agree(first: Decimal, second: Decimal) -> bool:
    """Whether one value is the other, or the other rounded."""
    return first == second or abs(first - second) <= abs(second) / 20


def _thing(segment: Segment, number: NumberMention) -> str | None:
    """Return the word after a number, what it counts."""
    if number.kind is NumberKind.PERCENT:
        return "%"
    match = _NEXT_WORD.match(segment.target or "", number.end)
    return match[1].casefold() if match else None
