"""Exchanged term: another office, crime, disease or building than the source has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mtqa.checks.grading import the_other
from mtqa.checks.inspection import Context
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.language.gazetteer import PlaceMention, find_terms
from mtqa.language.terms_exchanged import find_exchanged_terms
from mtqa.mqm import Severity

_CONFIDENCE: Final = 0.85
"""Of 11,328 good translations two have such an exchange, and one of the two is a mistake."""


@rule(
    id="exchanged-term",
    title="Another of its kind in the place of a term",
    category="accuracy/mistranslation",
    severity=Severity.MAJOR,
    scope=Scope.PAIR,
    round_trip=True,
    examples=[
        Example(
            "The interior minister met the ambassador.",
            ("interior minister",),
            source="التقى وزير الخارجية السفير.",
        ),
        Example(
            "The foreign minister met the ambassador.", (), source="التقى وزير الخارجية السفير."
        ),
        Example(
            "He was charged with theft.",
            ("theft",),
            source="Er wurde wegen Mordes angeklagt.",
            source_language="de",
        ),
        Example(
            "The church was damaged by the flood.",
            ("church",),
            source="Мечеть пострадала от наводнения.",
            source_language="ru",
        ),
        Example(
            "The blast was in the south of the city.",
            ("south",),
            source="وقع الانفجار في شمال المدينة.",
        ),
        Example(
            "Police arrested five after the army opened fire.",
            ("army",),
            source="A polícia prendeu cinco pessoas depois de a polícia abrir fogo.",
            source_language="pt",
            why="the source has the police twice",
        ),
        Example(
            "The minister spoke in the evening.",
            (),
            source="Le ministre de l’Intérieur s’est exprimé dans la soirée.",
            source_language="fr",
            why="what is left out has nothing in its place",
        ),
    ],
)
def exchanged_term(pair: Pair, context: Context) -> Iterator[Suspicion]:
    """A minister, a crime, a weapon, a building where the source has another of its kind.

    Some hundred and fifty terms of 27 kinds are known in eighteen languages: offices and their
    seats, government and opposition, left and right wing, army, police and rebels, kin, kings and
    queens, faiths, crimes, penalties, drugs, weapons, diseases, disasters, vehicles, buildings,
    commodities, trade, professions, votes, points of the compass, seasons, sports, medals, meals,
    animals, weddings and funerals. Each text must have one that the other lacks; one of the two may
    be what the other text has as well, but not as often. Where the sentences around have both, the
    texts are not divided alike, and nothing is said.
    """
    source, target = pair.source, pair.target
    if source.language is None or target.language is None:
        return
    for one in find_exchanged_terms(source.text, source.language, target.text, target.language):
        # Sentences that moved bring along what they name, in both texts.
        if _is_nearby(one.source, pair.target_nearby(), target.language) and _is_nearby(
            one.target, pair.source_nearby(), source.language
        ):
            continue
        yield Suspicion(
            one.target.start,
            one.target.end,
            f"“{one.source.text}” in {the_other(pair.relation)} is “{one.target.text}” here.",
            confidence=_CONFIDENCE,
            source_start=one.source.start,
            source_end=one.source.end,
            evidence={"kind": one.kind},
            cause=f"term:{one.target.start}",
        )


def _is_nearby(term: PlaceMention, text: str, language: str) -> bool:
    own = set(term.ids)
    return any(not own.isdisjoint(mention.ids) for mention in find_terms(text, language))
