"""Inconsistent rendering: one source with several targets, or several sources with one target."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from mtqa.checks.inspection import Context
from mtqa.checks.rule import Example, Need, Scope, Suspicion, rule
from mtqa.checks.rules.glossary_term import term_applies
from mtqa.checks.term_matching import find_term
from mtqa.document import Document, Segment
from mtqa.language.glossary import Glossary, Term, TermStatus
from mtqa.mqm import Severity

_NOT_WORDS: Final = re.compile(r"[\W_]+")
_FEWEST_WORDS: Final = 2

_GLOSSARY = Glossary((Term("وقف إطلاق النار", ("ceasefire", "truce")),))


@rule(
    id="inconsistent-term",
    title="One source rendered in several ways, or several sources in one way",
    category="terminology/inconsistent-use",
    severity=Severity.MINOR,
    scope=Scope.DOCUMENT,
    needs=(Need.SOURCE,),
    examples=[
        Example(
            "The ceasefire began. The truce holds.",
            ("truce",),
            source="بدأ وقف إطلاق النار. صمد وقف إطلاق النار.",
            glossary=_GLOSSARY,
        ),
        Example(
            "The ceasefire began. The ceasefire holds.",
            (),
            source="بدأ وقف إطلاق النار. صمد وقف إطلاق النار.",
            glossary=_GLOSSARY,
        ),
    ],
)
def inconsistent_term(document: Document, context: Context) -> Iterator[Suspicion]:
    """Segments and glossary terms that recur in the source and differ in the translation.

    A repeated segment whose translations differ by more than case and punctuation is reported
    at its later places, so are different sources that got one and the same translation. With a
    glossary, a term with several accepted renderings should keep to one of them in a text.
    """
    segments = list(document.aligned())
    yield from _several(segments, by_source=True)
    yield from _several(segments, by_source=False)
    if context.glossary:
        for term in context.glossary.terms:
            if term.status is TermStatus.PREFERRED and term_applies(term, context):
                yield from _renderings(term, segments, context)


def _several(segments: list[Segment], *, by_source: bool) -> Iterator[Suspicion]:
    """Report segments with an equal side whose other side differs."""
    groups: dict[str, list[Segment]] = defaultdict(list)
    for segment in segments:
        key = _plain(segment.source if by_source else segment.target)
        if len(key.split()) >= _FEWEST_WORDS:
            groups[key].append(segment)
    for group in groups.values():
        first = group[0]
        for other in group[1:]:
            mine = _plain(other.target if by_source else other.source)
            if mine == _plain(first.target if by_source else first.source) or not mine:
                continue
            message = (
                f"The same source is rendered “{first.target}” elsewhere."
                if by_source
                else f"Another source, “{first.source}”, has the same translation."
            )
            yield Suspicion(
                other.start,
                other.end,
                message,
                confidence=0.6 if by_source else 0.4,
                severity=Severity.MINOR if by_source else Severity.NEUTRAL,
                source_start=other.source_start,
                source_end=other.source_end,
                suggestion=first.target if by_source else None,
                evidence={"segment": first.id},
            )


def _renderings(term: Term, segments: list[Segment], context: Context) -> Iterator[Suspicion]:
    """Report the places where a text leaves the rendering it first chose for a term."""
    used: str | None = None
    for segment in segments:
        if not find_term(segment.source or "", term.source, context.source_language):
            continue
        places = sorted(
            (place, rendering)
            for rendering in term.targets
            for place in find_term(segment.target or "", rendering, context.language)
        )
        for (start, end), rendering in places:
            used = used or rendering
            if rendering != used:
                yield Suspicion(
                    segment.start + start,
                    segment.start + end,
                    f"“{term.source}” is rendered “{used}” before.",
                    confidence=0.5,
                    suggestion=used,
                    evidence={"renderings": list(term.targets)},
                )


def _plain(text: str | None) -> str:
    return _NOT_WORDS.sub(" ", (text or "").casefold()).strip()
