"""Disfluent: a stretch of the text that reads unlike professional news."""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.checks.inspection import Context
from mtqa.checks.rule import Example, Need, Scope, Suspicion, rule
from mtqa.document import Document, Kind
from mtqa.mqm import Severity


@rule(
    id="disfluent",
    title="A stretch that reads unlike professional news",
    category="style/awkward",
    severity=Severity.NEUTRAL,
    scope=Scope.DOCUMENT,
    needs=[Need.LANGUAGE_MODEL],
    examples=[
        Example(
            "The minister arrived in Geneva on Monday for talks with the Russian delegation. "
            "Purple yesterday swims the of quickly table.",
            ("Purple yesterday swims",),
        ),
        Example("The minister arrived in Geneva on Monday for talks with the delegation.", ()),
    ],
)
def disfluent(document: Document, context: Context) -> Iterator[Suspicion]:
    """Words that the language model finds less probable than nearly all of professional news.

    Rare names and terms are improbable too, so this is neutral: a place to read twice.
    """
    if document.kind is Kind.PAIRS or context.language_model is None:
        return
    from mtqa.metrics.fluency import document_fluency

    fluency = document_fluency(document.text, document.language or "", context.language_model)
    for span in fluency.disfluent:
        yield Suspicion(
            span.start,
            span.end,
            "This reads unlike professional news.",
            confidence=0.3,
            evidence={"mean log-probability of its words": round(span.logprob, 1)},
        )
