"""Glossary terms: the agreed rendering, the untouched name, the forbidden word."""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.checks.inspection import Context, primary
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Example, Need, Scope, Suspicion, rule
from mtqa.checks.term_matching import find_term
from mtqa.language.glossary import Glossary, Term, TermStatus
from mtqa.mqm import Severity

_GLOSSARY = Glossary(
    (
        Term("وقف إطلاق النار", ("ceasefire", "truce")),
        Term("مجلس الأمن", ("Security Council",)),
    )
)


@rule(
    id="glossary-term",
    title="A term not rendered as the glossary says",
    category="terminology/inconsistent-with-resource",
    severity=Severity.MAJOR,
    scope=Scope.PAIR,
    needs=(Need.GLOSSARY, Need.SOURCE),
    examples=[
        Example(
            "They agreed to stop shooting.",
            ("",),
            source="اتفقوا على وقف إطلاق النار.",
            glossary=_GLOSSARY,
        ),
        Example(
            "The ceasefires held.",
            (),
            source="صمد وقف إطلاق النار.",
            glossary=_GLOSSARY,
            why="inflection does not matter",
        ),
        Example(
            "He spoke of the Security Council’s role.",
            (),
            source="تحدث عن دور بمجلس الأمن.",
            glossary=_GLOSSARY,
            why="neither do clitics on the Arabic term",
        ),
    ],
)
def glossary_term(pair: Pair, context: Context) -> Iterator[Suspicion]:
    """A source term whose accepted renderings are all absent from the translation.

    Terms are matched in whatever inflection they stand. A longer glossary term hides the
    shorter ones inside it.
    """
    glossary = context.glossary
    if glossary is None:
        return
    taken: list[tuple[int, int]] = []
    for term in sorted(glossary.terms, key=lambda t: -len(t.source)):
        if term.status is not TermStatus.PREFERRED or not term_applies(term, context):
            continue
        places = [
            place
            for place in find_term(pair.source.text, term.source, context.source_language)
            if not any(a <= place[0] and place[1] <= b for a, b in taken)
        ]
        taken += places
        if not places:
            continue
        target = pair.target.text
        if any(find_term(target, rendering, context.language) for rendering in term.targets):
            continue
        accepted = "” or “".join(term.targets)
        note = f" ({term.note})" if term.note else ""
        yield Suspicion(
            len(target),
            len(target),
            f"“{term.source}” should be “{accepted}” by the glossary{note}.",
            confidence=0.85,
            source_start=places[0][0],
            source_end=places[0][1],
            suggestion=term.targets[0],
            evidence={"glossary": glossary.name, "accepted": list(term.targets)},
            cause=f"term:{places[0][0]}",
        )


def term_applies(term: Term, context: Context) -> bool:
    """Whether a term was entered for the languages at hand."""
    return all(
        wanted is None or actual is None or primary(wanted) == primary(actual)
        for wanted, actual in (
            (term.source_language, context.source_language),
            (term.target_language, context.language),
        )
    )
