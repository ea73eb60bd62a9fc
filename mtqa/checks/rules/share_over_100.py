"""Shares over a hundred per cent of something that cannot be exceeded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mtqa.checks.inspection import Context
from mtqa.checks.passage import Passage
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.language.numbers import NumberKind
from mtqa.mqm import Severity

_WHOLE: Final = re.compile(
    r"\s*(?:of|من)\s+(?:(?:all|the|its|their|eligible|registered|total|جميع|كل|إجمالي|عدد)\s+)*"
    r"(?:voters?|votes?|ballots?|seats|electorate|respondents|population|people|households|"
    r"residents|citizens|workers|employees|women|men|children|students|patients|members|cases|"
    r"deaths|victims|territory|"
    r"الناخبين|الأصوات|المقاعد|السكان|المشاركين|المستطلعين|المواطنين|العاملين|النساء|الأطفال|"
    r"الطلاب|المرضى|الأعضاء|الحالات|الوفيات|الضحايا|الأراضي)\b"
)
_OUT_OF: Final = re.compile(
    r"(?<![\d.,])(\d{1,6})\s+(?:out of|أصل|من أصل)\s+(?:every\s+)?(\d{1,6})\b"
)


@rule(
    id="share-over-100",
    title="More than all of something",
    category="custom/inner-contradiction",
    severity=Severity.MAJOR,
    scope=Scope.SEGMENT,
    examples=[
        Example("He won 112% of the votes.", ("112%",)),
        Example("Some 12 out of 10 members agreed.", ("12 out of 10",)),
        Example("Prices rose by 112% within a year.", ()),
        Example("Debt reached 112% of GDP.", (), why="can be more than all"),
        Example("فاز بنسبة 112% من الأصوات.", ("112%",), language="ar"),
    ],
)
def share_over_100(passage: Passage, context: Context) -> Iterator[Suspicion]:
    """A share of people, votes or seats above a hundred per cent, or twelve out of ten.

    Growth, debt and occupancy can exceed their base and are left alone.
    """
    for number in passage.numbers:
        over = number.kind is NumberKind.PERCENT and number.values and number.values[0] > 100
        if over and _WHOLE.match(passage.text, number.end):
            yield Suspicion(
                number.start,
                number.end,
                f"{number.values[0].normalize():f} % is more than all.",
                confidence=0.9,
            )
    for match in _OUT_OF.finditer(passage.text):
        if int(match[1]) > int(match[2]):
            yield Suspicion(
                match.start(),
                match.end(),
                f"{match[1]} cannot be a part of {match[2]}.",
                confidence=0.85,
            )
