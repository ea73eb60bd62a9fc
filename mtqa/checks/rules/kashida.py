"""Kashida: the stretching mark of Arabic typesetting in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mtqa.checks.inspection import Context
from mtqa.checks.passage import Passage
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.mqm import Severity

_STRETCHED: Final = re.compile("(?<=[\u0620-\u064a])\u0640+(?=[\u0620-\u064a])")


@rule(
    id="kashida",
    title="A word stretched with kashida",
    category="linguistic-conventions/textual-conventions",
    severity=Severity.MINOR,
    scope=Scope.SEGMENT,
    languages=("ar", "fa", "ur", "ps", "ckb"),
    examples=[
        Example("قال الرئـــيس إن المحادثات انتهت.", ("ـــ",), language="ar"),
        Example("قال الرئيس إن المحادثات انتهت.", (), language="ar"),
        Example("في عام 1445 هـ وقع الاتفاق.", (), language="ar", why="“هـ” marks the Hijri year"),
    ],
)
def kashida(passage: Passage, context: Context) -> Iterator[Suspicion]:
    """The tatweel character (U+0640) inside a word.

    It only serves justification in print; in text it breaks searching, names above all, and
    matching with the source.
    """
    for match in _STRETCHED.finditer(passage.text):
        yield Suspicion(
            match.start(),
            match.end(),
            "A kashida stretches this word; searching will not find it.",
            confidence=0.9,
            suggestion="",
        )
