"""Quotation style: typographic and straight marks, or marks of two languages, in one text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mtqa.checks.inspection import Context
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.document import Document, Kind
from mtqa.mqm import Severity

_STYLES: Final[dict[str, re.Pattern[str]]] = {
    "curly": re.compile("[“”]"),
    "straight": re.compile(r'(?<!\d)"'),
    "angular": re.compile("[«»]"),
    "low": re.compile("„"),
}


@rule(
    id="quotation-style",
    title="Two styles of quotation marks in one text",
    category="style/inconsistent-style",
    severity=Severity.MINOR,
    scope=Scope.DOCUMENT,
    examples=[
        Example(
            'He called it “difficult” and “long”. She spoke of "progress".',
            ('"',),
        ),
        Example("He called it “difficult”. She spoke of “progress”.", ()),
        Example("Er nannte es „schwierig“ und „lang“.", (), language="de"),
    ],
)
def quotation_style(document: Document, context: Context) -> Iterator[Suspicion]:
    """One text, one kind of double quotation mark: “curly”, "straight", «angular» or „low“.

    The first mark of the rarer style is reported, once for each style.
    """
    if document.kind is Kind.PAIRS:
        return
    places = {
        style: [m.start() for m in pattern.finditer(document.text)]
        for style, pattern in _STYLES.items()
    }
    if places["low"]:
        places["low"] += places.pop("curly", [])
    used = {style: found for style, found in places.items() if found}
    if len(used) < 2:
        return
    usual = max(sorted(used), key=lambda style: len(used[style]))
    for style, found in sorted(used.items()):
        if style != usual:
            yield Suspicion(
                found[0],
                found[0] + 1,
                f"{len(found)} {style} quotation marks among {len(used[usual])} {usual} ones.",
                confidence=0.85,
                evidence={name: len(marks) for name, marks in sorted(used.items())},
            )
