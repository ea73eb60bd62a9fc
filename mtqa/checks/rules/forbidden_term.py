"""Forbidden terms: words the outlet does not use."""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.checks.inspection import Context, primary
from mtqa.checks.passage import Passage
from mtqa.checks.rule import Example, Need, Scope, Suspicion, rule
from mtqa.checks.term_matching import find_term
from mtqa.language.glossary import Glossary, Term, TermStatus
from mtqa.mqm import Severity

_GLOSSARY = Glossary(
    (Term("", ("terrorist",), TermStatus.FORBIDDEN, None, "en", "say what they did"),)
)


@rule(
    id="forbidden-term",
    title="A word the glossary forbids",
    category="terminology/inconsistent-with-resource",
    severity=Severity.MAJOR,
    scope=Scope.SEGMENT,
    needs=(Need.GLOSSARY,),
    examples=[
        Example("Three terrorists were arrested.", ("terrorists",), glossary=_GLOSSARY),
        Example("Three gunmen were arrested.", (), glossary=_GLOSSARY),
    ],
)
def forbidden_term(passage: Passage, context: Context) -> Iterator[Suspicion]:
    """A word that the glossary lists as forbidden, in whatever inflection it stands."""
    glossary = context.glossary
    for term in glossary.terms if glossary else ():
        if term.status is not TermStatus.FORBIDDEN:
            continue
        language = term.target_language
        if language and context.language and primary(language) != primary(context.language):
            continue
        for word in term.targets:
            for start, end in find_term(passage.text, word, context.language):
                note = f": {term.note}" if term.note else ""
                yield Suspicion(
                    start,
                    end,
                    f"The glossary forbids “{word}”{note}.",
                    confidence=0.95,
                    evidence={"glossary": glossary.name if glossary else ""},
                )
