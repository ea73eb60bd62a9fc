"""Improbable translation: words that the other side does not account for."""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.checks.inspection import Context
from mtqa.checks.pair_judgements import judged
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Example, Need, Scope, Suspicion, rule
from mtqa.mqm import Severity


@rule(
    id="improbable-translation",
    title="Words that the other side makes improbable",
    category="accuracy/mistranslation",
    severity=Severity.MINOR,
    scope=Scope.PAIR,
    needs=[Need.LANGUAGE_MODEL],
    examples=[
        Example(
            "Der Minister ist gestern in der Banane angekommen.",
            ("", "Banane angekommen"),
            source="The minister arrived in the capital yesterday.",
            language="de",
            source_language="en",
        ),
        Example(
            "Der Minister ist gestern in der Hauptstadt angekommen.",
            (),
            source="The minister arrived in the capital yesterday.",
            language="de",
            source_language="en",
        ),
    ],
)
def improbable_translation(pair: Pair, context: Context) -> Iterator[Suspicion]:
    """Target words that are improbable given the source, and source words left unaccounted for.

    The language model reads source and target in both directions; a small model trained on words
    that people marked as bad turns what it says into a confidence. It sees what the rules cannot,
    a wrong word of any kind, and is less sure than they are: its findings are minor.
    """
    judgement = judged(pair, context.language_model)
    if judgement is None:
        return
    from mtqa.metrics.error_spans import marked_spans

    for span in marked_spans(pair.source.text, pair.target.text, judgement.marks):
        if span.side == "target":
            words = pair.target.text[span.start : span.end]
            yield Suspicion(
                span.start,
                span.end,
                f"“{words}” is improbable as a translation here.",
                confidence=span.confidence,
                category=span.kind,
            )
        else:
            words = pair.source.text[span.start : span.end]
            end = len(pair.target.text)
            yield Suspicion(
                end,
                end,
                f"The translation does not seem to account for “{words}” in the source.",
                confidence=span.confidence,
                category=span.kind,
                source_start=span.start,
                source_end=span.end,
            )
