"""Name mismatch: a person, place or organisation changed, lost or added."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mtqa.checks.corroboration import Subject, corroborated
from mtqa.checks.grading import graded, the_other
from mtqa.checks.inspection import Context
from mtqa.checks.passage import Pair, Passage
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.language.names import NameMention
from mtqa.language.names_comparison import NameChange, NameDifference
from mtqa.language.names_matching import find_counterpart
from mtqa.mqm import Severity

_NEARBY: Final = 0.4
"""Factor on the confidence where a neighbouring segment has the name."""
_LEAST: Final = 0.3
_ALIKE: Final = 0.9
"""Similarity from which a name in a neighbouring segment counts as the same."""
_ABBREVIATION: Final = re.compile(r"[^.;!?()]{0,80}\(([^\W\d_a-z]{2,10})\)")
"""The rest of a name and its abbreviation in brackets."""
_CATEGORIES: Final = {
    NameChange.CHANGED: "accuracy/mistranslation",
    NameChange.MISSING: "accuracy/omission",
    NameChange.EXTRA: "accuracy/addition",
}


@rule(
    id="name-mismatch",
    title="A name changed, lost or added",
    category="accuracy/mistranslation",
    severity=Severity.MAJOR,
    scope=Scope.PAIR,
    round_trip=True,
    examples=[
        Example(
            "The delegation arrived in Berlin on Monday.",
            ("Berlin",),
            source="وصل الوفد إلى باريس يوم الاثنين.",
        ),
        Example(
            "The delegation arrived in Paris on Monday.",
            (),
            source="وصل الوفد إلى باريس يوم الاثنين.",
        ),
        Example(
            "Lavrov met his Chinese counterpart in Geneva.",
            (),
            source="التقى لافروف نظيره الصيني في جنيف.",
            why="matched by sound across scripts",
        ),
        Example(
            "Hezbollah has rejected the offer.",
            ("Hezbollah",),
            source="Die Hamas hat das Angebot abgelehnt.",
            source_language="de",
            why="organisations are known by all their names, in every language",
        ),
        Example(
            "The Palestinian army reported two dead.",
            ("Palestinian",),
            source="Die israelische Armee meldete zwei Tote.",
            source_language="de",
            why="each side names a nation that the other does not have",
        ),
        Example(
            "UNHCR asked for help for the refugees.",
            (),
            source="ACNUR pidió ayuda para los refugiados.",
            source_language="es",
        ),
        Example(
            "Der Minister lobte den Vorschlag der Kommission.",
            (),
            source="The minister praised the commission's proposal.",
            language="de",
            source_language="en",
            why="German writes every noun with a capital",
        ),
        Example(
            "The protesters oppose ACTA.",
            (),
            source="Протестующие против Торгового соглашения по борьбе с контрафакцией (ACTA).",
            why="the abbreviation behind the name stands for it",
        ),
        Example(
            "The Society for the Prevention of Cruelty (RSPCA) wants cameras in abattoirs.",
            (),
            source="Королевское общество по предотвращению жестокости (RSPCA) требует камер.",
            why="both names have the same abbreviation",
        ),
    ],
)
def name_mismatch(pair: Pair, context: Context) -> Iterator[Suspicion]:
    """People, places and organisations that stand on one side only, or as somebody else.

    Places are compared through a gazetteer that knows capitals and demonyms ("Beijing" may stand
    for China), other names by sound between scripts and by spelling within one. Where each side has
    a nation, a city, a sea, an organisation, a faith or a party that the other lacks, one of them
    is wrong ("Palestinian" for "israelische"), whatever the language model says. Names that only
    look different, those that a neighbouring sentence has, and those for which an abbreviation
    stands are reported low or not at all, and so are names that a translation from English, French,
    Spanish or Portuguese only makes explicit ("the country" becomes China).
    """
    for difference in pair.name_differences:
        source, target = difference.source, difference.target
        end = len(pair.target.text)
        place = target or difference.gap
        start, stop = (place.start, place.end) if place else (end, end)
        if difference.confidence < _LEAST:
            continue
        confidence = _weighed(pair, difference, start, stop) * _doubt(pair, difference)
        if confidence < _LEAST:
            continue
        yield Suspicion(
            start,
            stop,
            _message(pair, difference),
            confidence=confidence,
            source_start=source.start if source else None,
            source_end=source.end if source else None,
            severity=graded(confidence),
            category=_CATEGORIES[difference.change],
            evidence={
                "source": source.text if source else None,
                "target": target.text if target else None,
                "reason": difference.evidence,
            },
            cause=f"name:{start}:{source.start if source else ''}",
        )


def _message(pair: Pair, difference: NameDifference) -> str:
    other = the_other(pair.relation)
    if difference.source and difference.target:
        return f"“{difference.source.text}” in {other} is “{difference.target.text}” here."
    if difference.source:
        return f"“{difference.source.text}” of {other} is missing."
    if difference.gap:
        return f"A name seems to be left out: “{difference.gap.text}” breaks off."
    name = difference.target.text if difference.target else ""
    return f"“{name}” has no counterpart in {other}."


def _weighed(pair: Pair, difference: NameDifference, start: int, stop: int) -> float:
    """Weigh in the language model, unless both names are known places: then it knows no better."""
    source, target = difference.source, difference.target
    if source is not None and target is not None and source.places and target.places:
        return difference.confidence
    missing = difference.change is NameChange.MISSING
    subject = Subject.NAME_MISSING if missing else Subject.NAME
    # Critics doubt a name that was only made explicit as much as one that was made up.
    return min(difference.most, corroborated(pair, subject, difference.confidence, start, stop))


def _doubt(pair: Pair, difference: NameDifference) -> float:
    """Less than 1 where an abbreviation or a sentence nearby explains the difference."""
    source, target = difference.source, difference.target
    if _abbreviated(source, pair.source, pair.target) or _abbreviated(
        target, pair.target, pair.source
    ):
        return _NEARBY
    nearby = [
        _stands_in(name, own, text, other)
        for name, own, text, other in (
            (source, pair.source, pair.target_nearby(), pair.target),
            (target, pair.target, pair.source_nearby(), pair.source),
        )
        if name is not None
    ]
    # A place that moved to another sentence leaves no other place behind, unless that moved too.
    known = source is not None and target is not None and source.places and target.places
    explained = all(nearby) if known else any(nearby)
    return _NEARBY if explained else 1.0


def _abbreviated(name: NameMention | None, own: Passage, other: Passage) -> bool:
    """Whether the other side has the abbreviation that stands behind a name."""
    if name is None:
        return False
    behind = _ABBREVIATION.match(own.text, name.end)
    return behind is not None and re.search(rf"\b{re.escape(behind[1])}\b", other.text) is not None


def _stands_in(name: NameMention, own: Passage, text: str, other: Passage) -> bool:
    if not text or own.language is None or other.language is None:
        return False
    found = find_counterpart(name, own.language, text, other.language)
    if found is None:
        return False
    # A place is known by name; what only sounds like it in a whole paragraph is chance.
    return found.evidence == "gazetteer" if name.places else found.score >= _ALIKE
