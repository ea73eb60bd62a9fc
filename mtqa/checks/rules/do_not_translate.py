"""Do not translate: names and marks that stay as they are."""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.checks.inspection import Context
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Example, Need, Scope, Suspicion, rule
from mtqa.checks.rules.glossary_term import term_applies
from mtqa.checks.term_matching import find_term
from mtqa.language.glossary import Glossary, Term, TermStatus
from mtqa.mqm import Severity

_GLOSSARY = Glossary((Term("Le Monde", ("Le Monde",), TermStatus.DO_NOT_TRANSLATE),))


@rule(
    id="do-not-translate",
    title="A name translated that should stay as it is",
    category="accuracy/do-not-translate",
    severity=Severity.MAJOR,
    scope=Scope.PAIR,
    needs=(Need.GLOSSARY, Need.SOURCE),
    examples=[
        Example(
            "The World reported it.",
            ("",),
            source="Le Monde l'a rapporté.",
            source_language="fr",
            glossary=_GLOSSARY,
        ),
        Example(
            "Le Monde reported it.",
            (),
            source="Le Monde l'a rapporté.",
            source_language="fr",
            glossary=_GLOSSARY,
        ),
    ],
)
def do_not_translate(pair: Pair, context: Context) -> Iterator[Suspicion]:
    """A source term that the glossary wants untouched and the translation does not have."""
    glossary = context.glossary
    for term in glossary.terms if glossary else ():
        if term.status is not TermStatus.DO_NOT_TRANSLATE or not term_applies(term, context):
            continue
        places = find_term(pair.source.text, term.source, context.source_language)
        target = pair.target.text
        if not places or any(find_term(target, t, context.language) for t in term.targets):
            continue
        yield Suspicion(
            len(target),
            len(target),
            f"“{term.source}” should stay untranslated.",
            confidence=0.9,
            source_start=places[0][0],
            source_end=places[0][1],
            suggestion=term.targets[0],
            evidence={"glossary": glossary.name if glossary else ""},
            cause=f"term:{places[0][0]}",
        )
