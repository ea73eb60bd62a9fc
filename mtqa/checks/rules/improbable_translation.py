"""Improbable translation: words that the source does not account for."""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.checks.inspection import Context
from mtqa.checks.pair_judgements import judged
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Example, Need, Scope, Suspicion, rule
from mtqa.mqm import Severity


@rule(
    id="improbable-translation",
    title="Words that the source makes improbable",
    category="accuracy/mistranslation",
    severity=Severity.MINOR,
    scope=Scope.PAIR,
    needs=[Need.LANGUAGE_MODEL],
    examples=[
        Example(
            "Der Minister ist gestern in der Banane angekommen.",
            ("Banane",),
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
    """Words that a post-editor would probably change, as the language model and the critics see it.

    The language model reads source and target in both directions; a small model trained on words
    that people changed marks what it finds improbable. It sees what the rules cannot, a wrong word
    of any kind, and takes many a rare word for one as well: one in four of its places was wrong
    indeed. So a place has to stand out from its sentence to count.
    """
    judgement = judged(pair, context.language_model)
    if judgement is None:
        return
    from mtqa.metrics.error_spans import marked_spans

    for span in marked_spans(pair.target.text, judgement.marks["target"]):
        words = pair.target.text[span.start : span.end]
        yield Suspicion(
            span.start,
            span.end,
            f"“{words}” is improbable as a translation here.",
            confidence=span.confidence,
        )
