"""Empty side: a source without translation, or the reverse."""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.checks.inspection import Context
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.mqm import Severity


@rule(
    id="empty-side",
    title="A source without translation, or a translation without source",
    category="accuracy/omission",
    severity=Severity.CRITICAL,
    scope=Scope.PAIR,
    examples=[
        Example("", ("",), source="انتهت المحادثات في جنيف."),
        Example("...", ("...",), source="انتهت المحادثات في جنيف."),
        Example("The talks ended in Geneva.", ("The talks ended in Geneva.",), source=""),
        Example("The talks ended in Geneva.", (), source="انتهت المحادثات في جنيف."),
    ],
)
def empty_side(pair: Pair, context: Context) -> Iterator[Suspicion]:
    """One side of a pair has words, the other none."""
    source, target = pair.source.text, pair.target.text
    if _has_words(source) and not _has_words(target):
        yield Suspicion(
            0,
            len(target),
            "The source has no translation here.",
            confidence=0.99,
            source_start=0,
            source_end=len(source),
            cause="detached",
        )
    elif _has_words(target) and not _has_words(source):
        yield Suspicion(
            0,
            len(target),
            "The translation says something where the source is empty.",
            confidence=0.95,
            category="accuracy/addition",
            cause="detached",
        )


def _has_words(text: str) -> bool:
    return any(c.isalnum() for c in text)
