"""One quantity with two values within a text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from mtqa.checks.inspection import Context
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.document import Document, Kind
from mtqa.language.numbers import NumberKind, NumberMention, find_numbers
from mtqa.mqm import Severity

_DEFINITE: Final = re.compile(r"\b(?:the|all(?: the)?|its|their|his|her|ال)\s+$", re.I)
_PHRASE: Final = re.compile(r"[\s-]*((?:[^\W\d_]+[\s-]+){1,2}[^\W\d_]{3,})")
_STOP: Final = frozenset(
    [
        "people",
        "percent",
        "per",
        "cent",
        "of",
        "in",
        "and",
        "or",
        "to",
        "for",
        "on",
        "at",
        "by",
        "from",
        "the",
        "a",
        "an",
        "years",
        "year",
        "months",
        "month",
        "days",
        "day",
        "weeks",
        "week",
        "hours",
        "hour",
        "minutes",
        "minute",
        "seconds",
        "times",
        "time",
        "other",
        "more",
        "who",
        "were",
        "was",
        "is",
        "are",
        "had",
        "have",
        "has",
        "that",
        "which",
        "with",
        "after",
        "before",
        "dollars",
        "pounds",
        "euros",
        "points",
        "goals",
        "metres",
        "meters",
        "kilometres",
        "kilometers",
        "miles",
        "feet",
    ]
)


class _Count(NamedTuple):
    start: int
    end: int
    value: Decimal
    text: str
    segment: str


@rule(
    id="quantity-contradiction",
    title="One quantity with two values",
    category="custom/inner-contradiction",
    severity=Severity.MINOR,
    scope=Scope.DOCUMENT,
    examples=[
        Example(
            "The 27 member states met on Monday. On Tuesday the 28 member states agreed.",
            ("28",),
        ),
        Example("The 27 member states met. All 27 member states agreed.", ()),
        Example("He paid 20 old coins. She paid 30 old coins.", (), why="two quantities"),
    ],
)
def quantity_contradiction(document: Document, context: Context) -> Iterator[Suspicion]:
    """A definite group ("the 27 member states") that is counted differently elsewhere.

    Only groups named with an article or "all" and at least two words are compared, because
    counts of something indefinite may well differ from sentence to sentence.
    """
    if document.kind is Kind.PAIRS:
        return
    groups: dict[str, list[_Count]] = defaultdict(list)
    for segment in document.segments:
        text = segment.target or ""
        for number in find_numbers(text, context.language):
            phrase = _definite_group(text, number)
            if phrase:
                groups[phrase].append(
                    _Count(
                        segment.start + number.start,
                        segment.start + number.end,
                        number.values[0],
                        number.text,
                        segment.id,
                    )
                )
    for phrase, counts in groups.items():
        first = counts[0]
        for other in counts[1:]:
            if other.value != first.value:
                yield Suspicion(
                    other.start,
                    other.end,
                    f"“{other.text} {phrase}” here, “{first.text} {phrase}” before.",
                    confidence=0.5,
                    evidence={"before": first.text, "segment": first.segment},
                )
                break


def _definite_group(text: str, number: NumberMention) -> str | None:
    """Return what a number counts if it is a definite group of two words or more."""
    if number.kind is not NumberKind.CARDINAL or not number.values or number.approximate:
        return None
    before = text[: number.start]
    if not _DEFINITE.search(before):
        return None
    match = _PHRASE.match(text, number.end)
    if not match:
        return None
    words = match[1].casefold().replace("-", " ").split()[:2]
    if len(words) < 2 or any(word in _STOP for word in words):
        return None
    return " ".join(words)
