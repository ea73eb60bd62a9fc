"""Implausible value: a year, month, number or name that its own context speaks against."""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.checks.inspection import Context
from mtqa.checks.rule import Example, Need, Scope, Suspicion, rule
from mtqa.document import Document, Kind
from mtqa.mqm import Severity


@rule(
    id="implausible-value",
    title="A value for which another would fit the text far better",
    category="accuracy/mistranslation",
    severity=Severity.MAJOR,
    scope=Scope.DOCUMENT,
    needs=[Need.LANGUAGE_MODEL],
    examples=[
        Example(
            "The war began when Russia announced its “special military operation” in February "
            "2012, which plunged Europe into its biggest security crisis since World War II.",
            ("2012",),
        ),
        Example(
            "The war began when Russia announced its “special military operation” in February "
            "2022, which plunged Europe into its biggest security crisis since World War II.",
            (),
        ),
    ],
)
def implausible_value(document: Document, context: Context) -> Iterator[Suspicion]:
    """A year, month, number, name or negation for which an alternative is far more probable.

    The language model reads the text before and some of the text after, and compares the value
    with sensible alternatives. The evidence is the margin in nats, the natural logarithm of how
    many times more probable the alternative is. The model knows the world up to its training and
    is sometimes wrong about it: what it finds is a reason to look the value up, not to change it.
    """
    if document.kind is Kind.PAIRS or context.language_model is None:
        return
    from mtqa.metrics.plausibility import find_implausible

    language = document.language or ""
    for found in find_implausible(document.text, language, context.language_model):
        yield Suspicion(
            found.start,
            found.end,
            f"“{found.alternative}” would fit this place far better than “{found.text}”.",
            confidence=found.confidence,
            suggestion=found.alternative,
            evidence={"kind": found.kind, "margin in nats": round(found.margin, 1)},
        )
