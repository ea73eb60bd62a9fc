"""Sums that do not add up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from mtqa.checks.inspection import Context
from mtqa.checks.passage import Passage
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.language.numbers import NumberKind, NumberMention
from mtqa.mqm import Severity

_PART_OF: Final = re.compile(r"\b(?:including|among them|of whom|بينهم|بينها|منهم|منها|من بينهم)\b")
_JOINER: Final = re.compile(r"^[^.;:!?؛؟]{0,40}?(?:,|،|\band\b|\sو)\s*$")
_VOTE: Final = re.compile(
    r"\b(?:against|abstain\w*|opposed|undecided|ضد|معارض\w*|امتنع\w*)\b|امتناع", re.I
)
_COUNTED: Final = frozenset({NumberKind.CARDINAL})


@rule(
    id="sum-mismatch",
    title="Parts that do not add up to their whole",
    category="custom/inner-contradiction",
    severity=Severity.MAJOR,
    scope=Scope.SEGMENT,
    examples=[
        Example(
            "The strike killed 10 people, including 7 children and 5 women.",
            ("10 people, including 7 children and 5",),
        ),
        Example("The strike killed 20 people, including 7 children and 5 women.", ()),
        Example(
            "In the poll 52% were for it, 41% against it and 17% undecided.",
            ("52% were for it, 41% against it and 17%",),
        ),
        Example(
            "أسفر القصف عن مقتل 10 أشخاص بينهم 7 أطفال و5 نساء.",
            ("10 أشخاص بينهم 7 أطفال و5",),
            language="ar",
        ),
    ],
)
def sum_mismatch(passage: Passage, context: Context) -> Iterator[Suspicion]:
    """Parts listed after "including" that exceed the whole, and votes over a hundred per cent.

    Only figures of one sentence are added, and only where the wording says that they are parts
    of one whole.
    """
    text = passage.text
    counts = [n for n in passage.numbers if n.kind in _COUNTED and n.values and not n.approximate]
    for match in _PART_OF.finditer(text):
        before = [n for n in counts if n.end <= match.start() and match.start() - n.end < 60]
        whole = before[-1] if before else None
        parts = _list_after(text, match.end(), counts)
        if whole is None or len(parts) < 2:
            continue
        total = sum((n.values[0] for n in parts), Decimal(0))
        if total > whole.values[0]:
            yield _suspicion(whole, parts[-1], whole.values[0], total)
    percents = [n for n in passage.numbers if n.kind is NumberKind.PERCENT and n.values]
    if len(percents) >= 3 and _VOTE.search(text):
        total = sum((n.values[0] for n in percents), Decimal(0))
        if Decimal(102) < total < Decimal(150):
            yield _suspicion(percents[0], percents[-1], Decimal(100), total)


def _suspicion(
    first: NumberMention, last: NumberMention, whole: Decimal, total: Decimal
) -> Suspicion:
    return Suspicion(
        first.start,
        last.end,
        f"The parts add up to {total.normalize():f}, more than {whole.normalize():f}.",
        confidence=0.7,
        evidence={"whole": str(whole), "sum": str(total)},
    )


def _list_after(text: str, position: int, counts: list[NumberMention]) -> list[NumberMention]:
    """Return the numbers of the enumeration that begins at `position`."""
    parts: list[NumberMention] = []
    for number in counts:
        if number.start < position:
            continue
        between = text[parts[-1].end if parts else position : number.start]
        if (not parts and len(between) <= 12) or (parts and _JOINER.match(between)):
            parts.append(number)
        else:
            break
    return parts
