"""Which names of a sentence pair stand on one side only, or are others on the other side?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from mtqa.language.glued_words import has_glued_words
from mtqa.language.names import NameMention
from mtqa.language.names_certainty import (
    explains_gap,
    extra_confidence,
    is_cased,
    is_home,
    is_translated,
    may_be_missed,
    missing_confidence,
    most_of_place,
    says_something,
    tells,
)
from mtqa.language.names_exchanged import find_exchanges, named
from mtqa.language.names_unmatched import UnmatchedName, unmatched_names
from mtqa.language.phrase_gaps import PhraseGap, find_phrase_gap, has_lost_words
from mtqa.language.scripts import primary_subtag


class NameChange(StrEnum):
    """What happened to a name between source and target."""

    MISSING = "missing"
    """A name of the source that the target does not have."""
    EXTRA = "extra"
    """A name of the target that the source does not have."""
    CHANGED = "changed"
    """One name of the source is missing where the target has another one."""


@dataclass(frozen=True, slots=True)
class NameDifference:
    """One name that does not stand on both sides."""

    change: NameChange
    """What happened."""
    source: NameMention | None
    """The name in the source; None for an extra name and for a gap that nothing explains."""
    target: NameMention | None
    """The name in the target; None for a missing one."""
    gap: PhraseGap | None
    """Where the target breaks off for want of a missing name; None where it does not."""
    confidence: float
    """How likely it is an error, 0–1; from 0.75 a professional translation hardly ever shows it."""
    evidence: str
    """What was compared, in one clause for the reader."""
    most: float = 1.0
    """How likely it can be at most, whatever else is known of it, 0–1."""


_GAP_CONFIDENCE: Final = 0.85
_MADE_EXPLICIT: Final = 0.7
"""Most confidence in an extra name where one in exchange would have been found: "the country"
becomes China in translations; or where it may stand inside words that run together."""
_HOME: Final = 0.45
"""The same for the country of the source's language, which is said to readers abroad alone: the
Bundesgerichtshof is "Germany's top court". An editor adds it more often than a machine errs."""
_NAMES_STAND_OUT: Final = frozenset({"en", "fr", "es", "pt", "ru", "uk"})
"""Languages in which hardly anything but names has capital letters, so that those of a source are
found."""
_OF_ITS_KIND_CONFIDENCE: Final = 0.9
"""Confidence in a place, an organisation or a faith that stands for another of its kind."""
_SURE_CHANGE: Final = 0.76
"""Least confidence where a name of each side is unmatched and capitals mark both."""


def match_names(
    source_text: str, source_language: str, target_text: str, target_language: str
) -> tuple[NameDifference, ...]:
    """The names that stand on one side only, or differ.

    Args:
        source_text: The source sentence.
        source_language: BCP 47 tag.
        target_text: Its translation.
        target_language: BCP 47 tag.

    Returns:
        Differences, target order first, then missing ones in source order. Confidences from
        0.75 are meant to be shown as major errors, lower ones as hints.
    """
    source, target = (source_text, source_language), (target_text, target_language)
    exchanges = find_exchanges(*source, *target)
    gone = {place for one in exchanges for place in one.source.ids}
    come = {place for one in exchanges for place in one.target.ids}
    extra = [
        one
        for one in unmatched_names(*target, *source)
        if tells(one.name, target_language) and not come.intersection(one.name.places)
    ]
    missing = [
        one
        for one in unmatched_names(*source, *target)
        if may_be_missed(one.name, source_language) and not gone.intersection(one.name.places)
    ]
    differences = [
        _change(named(one.source), named(one.target), _OF_ITS_KIND_CONFIDENCE) for one in exchanges
    ]
    for unmatched in extra:
        partner = _partner(unmatched.name, missing, primary_subtag(source_language))
        if partner is not None:
            missing.remove(partner)
        if partner is not None and _is_exchanged(partner.name, source_language):
            differences.append(_changed(partner.name, unmatched, source_text, source_language))
        else:
            alone = partner is None
            differences.append(_extra(unmatched, alone, source_text, source_language))
    gap = find_phrase_gap(
        target_text,
        target_language,
        doubtful=any(explains_gap(unmatched, source_language) for unmatched in missing),
    )
    if gap is not None and has_lost_words(source_text):
        gap = None
    differences.extend(_missing(missing, gap, source_language))
    return tuple(differences)


def _change(source: NameMention, target: NameMention, confidence: float) -> NameDifference:
    evidence = f"{source.text!r} in the source, {target.text!r} in the target"
    return NameDifference(NameChange.CHANGED, source, target, None, confidence, evidence)


def _is_exchanged(name: NameMention, language: str) -> bool:
    """Whether a source name surely is one, so that another name in its place is a change."""
    known = primary_subtag(language) == "en" and bool(name.places)
    return not name.sentence_initial or known


def _changed(
    name: NameMention, unmatched: UnmatchedName, source_text: str, source_language: str
) -> NameDifference:
    """The change of a source name into a target name that nothing in the source is like."""
    confidence = min(0.97, 0.08 + extra_confidence(unmatched, source_text, source_language))
    if not says_something(unmatched.name) and is_cased(source_language):
        confidence = max(confidence, _SURE_CHANGE)
    if not name.places:
        confidence = min(confidence, most_of_place(unmatched.name, source_language))
    return _change(name, unmatched.name, confidence)


def _extra(
    unmatched: UnmatchedName, alone: bool, source_text: str, source_language: str
) -> NameDifference:
    """The name that the target has for nothing in the source.

    Args:
        unmatched: The name.
        alone: Whether no name of the source is left over either.
        source_text: The source sentence.
        source_language: Its BCP 47 tag.
    """
    confidence = extra_confidence(unmatched, source_text, source_language)
    most = 1.0
    if alone:
        stands_out = primary_subtag(source_language) in _NAMES_STAND_OUT
        glued = has_glued_words(source_text, source_language)
        if is_home(unmatched.name, source_language):
            most = _HOME
        elif stands_out or glued:
            most = _MADE_EXPLICIT
        confidence = min(confidence, most, most_of_place(unmatched.name, source_language))
    evidence = f"nothing in the source reads like {unmatched.name.text!r}"
    return NameDifference(NameChange.EXTRA, None, unmatched.name, None, confidence, evidence, most)


def _missing(
    missing: Sequence[UnmatchedName], gap: PhraseGap | None, language: str
) -> list[NameDifference]:
    """The missing names, surer where the target breaks off; a sure gap says enough alone."""
    if gap is not None and gap.sure and not missing:
        evidence = f"a phrase of the target breaks off: {gap.text!r}"
        return [NameDifference(NameChange.MISSING, None, None, gap, _GAP_CONFIDENCE, evidence)]
    differences: list[NameDifference] = []
    for unmatched in missing:
        confidence = missing_confidence(unmatched, language)
        evidence = f"nothing in the target reads like {unmatched.name.text!r}"
        if gap is not None:
            confidence = max(confidence, _GAP_CONFIDENCE)
            evidence += f", and a phrase breaks off: {gap.text!r}"
        differences.append(
            NameDifference(NameChange.MISSING, unmatched.name, None, gap, confidence, evidence)
        )
    return differences


def _partner(
    name: NameMention, missing: list[UnmatchedName], language: str
) -> UnmatchedName | None:
    """The unmatched source name that a target name most likely stands for.

    No place stands for words that are translated: "France's top court" for the Conseil d'État.
    """
    candidates = [u for u in missing if not is_translated(u.name, language)]
    if not candidates:
        candidates = [u for u in missing if u.name.places or not name.places]
    same_kind = [u for u in candidates if bool(u.name.places) == bool(name.places)]
    return max(same_kind or candidates, key=lambda u: u.shortfall, default=None)
