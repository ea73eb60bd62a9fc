"""Doubled spaces and spaces before punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mtqa.checks.inspection import Context, primary
from mtqa.checks.passage import Passage
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.mqm import Severity

_DOUBLED: Final = re.compile(r"(?<=\S)[ \u00a0]{2,}(?=\S)")
_BEFORE_MARK: Final = re.compile(r"(?<=\w)[ \u00a0]+(?=[,.;:!?،؛؟](?:\s|$))")
_SPACED_MARKS: Final = frozenset({"fr"})
"""Languages that set a space before the high punctuation marks."""


@rule(
    id="doubled-space",
    title="Two spaces in a row, or a space before a punctuation mark",
    category="linguistic-conventions/punctuation",
    severity=Severity.MINOR,
    scope=Scope.SEGMENT,
    examples=[
        Example("The talks  ended in Geneva.", ("  ",)),
        Example("The talks ended , he said.", (" ",)),
        Example("The talks ended, he said.", ()),
        Example("انتهت المحادثات  في جنيف.", ("  ",), language="ar"),
        Example("Est-ce fini ?", (), language="fr", why="French sets a space before “?”"),
    ],
)
def doubled_space(passage: Passage, context: Context) -> Iterator[Suspicion]:
    """Spacing that editing leaves behind: two spaces, or one before a comma or full stop.

    In French only the doubled space counts, since a space before ; : ! ? is right there.
    """
    for match in _DOUBLED.finditer(passage.text):
        yield Suspicion(
            match.start(),
            match.end(),
            "Two spaces in a row.",
            confidence=0.95,
            suggestion=" ",
        )
    if primary(passage.language) in _SPACED_MARKS:
        return
    for match in _BEFORE_MARK.finditer(passage.text):
        mark = passage.text[match.end()]
        yield Suspicion(
            match.start(),
            match.end(),
            f"A space before “{mark}”.",
            confidence=0.9,
            suggestion="",
        )
