"""Translation residue: phrases of Arabic newswire that read like a translation in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from mtqa.checks.data import load_list
from mtqa.checks.inspection import Context, primary
from mtqa.checks.passage import Passage
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.mqm import Severity


class _Calque(NamedTuple):
    pattern: re.Pattern[str]
    arabic: str
    instead: str


@cache
def _calques() -> tuple[_Calque, ...]:
    return tuple(
        _Calque(
            re.compile(rf"(?<![\w-])(?:{entry['pattern']})(?!\w)", re.I),
            entry["arabic"],
            entry["instead"],
        )
        for entry in load_list("calques")
    )


@rule(
    id="translation-residue",
    title="A phrase that Arabic newswire leaves in English",
    category="style/unidiomatic",
    severity=Severity.NEUTRAL,
    scope=Scope.SEGMENT,
    languages=("en",),
    examples=[
        Example("For his part, the minister welcomed the visit.", ("For his part,",)),
        Example(
            "It is worth noting that the scene has changed.",
            ("It is worth noting that",),
        ),
        Example("The two spoke in a framework agreement.", ()),
        Example("The minister welcomed the visit.", ()),
    ],
)
def translation_residue(passage: Passage, context: Context) -> Iterator[Suspicion]:
    """Calques and stock phrases of Arabic news, with the literal Arabic behind them.

    They are no errors, and good English has some of them too, so they cost nothing; an editor
    who wants the text to read as written in English starts with them. With a source in another
    language than Arabic the rule is silent.
    """
    if primary(context.source_language) not in (None, "ar"):
        return
    for calque in _calques():
        for match in calque.pattern.finditer(passage.text):
            instead = f"; “{calque.instead}” reads more natural" if calque.instead else ""
            yield Suspicion(
                match.start(),
                match.end(),
                f"“{match[0]}” is how “{calque.arabic}” is often rendered{instead}.",
                confidence=0.4,
                evidence={"arabic": calque.arabic, "instead": calque.instead},
            )
