"""Bidirectional control characters in running text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from mtqa.checks.inspection import Context
from mtqa.checks.passage import Passage
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.language.scripts import script_shares
from mtqa.mqm import Severity

_CONTROL: Final = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_OPENERS: Final = frozenset("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
_CLOSERS: Final = frozenset("\u202c\u2069")
_OVERRIDES: Final = frozenset("\u202d\u202e")
_MARKS: Final = frozenset("\u200e\u200f\u061c")


@rule(
    id="bidi-control",
    title="A bidirectional control character that does harm",
    category="linguistic-conventions/character-encoding",
    severity=Severity.MINOR,
    scope=Scope.SEGMENT,
    examples=[
        Example("The \u202etalks ended in Geneva.", ("\u202e",), why="reverses what follows"),
        Example("The talks\u200f ended in Geneva.", ("\u200f",), why="no right-to-left text"),
        Example("قال \u2067الوزير\u2069 إن المحادثات انتهت.", (), language="ar"),
        Example("قال (الوزير)\u200f إن المحادثات انتهت.", (), language="ar"),
    ],
)
def bidi_control(passage: Passage, context: Context) -> Iterator[Suspicion]:
    """Direction marks, embeddings, overrides and isolates (Unicode Standard Annex 9).

    Reported are overrides, which can make a text show other than it reads, embeddings and
    isolates that are not closed, and any of them in a text without right-to-left letters. Marks
    and closed isolates in Arabic or Hebrew text are right and left alone.
    """
    text = passage.text
    controls = list(_CONTROL.finditer(text))
    if not controls:
        return
    shares = script_shares(text)
    right_to_left = shares.get("Arabic", 0) + shares.get("Hebrew", 0) > 0
    opened = [m for m in controls if m[0] in _OPENERS]
    closed = sum(m[0] in _CLOSERS for m in controls)
    unclosed = {m.start() for m in opened[: max(0, len(opened) - closed)]}
    for match in controls:
        name = unicodedata.name(match[0]).lower()
        if match[0] in _OVERRIDES:
            message, confidence = f"A {name} makes the text show other than it reads.", 0.95
        elif match.start() in unclosed:
            message, confidence = f"A {name} is never closed.", 0.9
        elif not right_to_left and (match[0] in _MARKS or match[0] in _OPENERS):
            message, confidence = f"A {name} in a text without right-to-left letters.", 0.8
        else:
            continue
        yield Suspicion(match.start(), match.end(), message, confidence=confidence, suggestion="")
