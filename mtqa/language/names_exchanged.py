"""Nations, faiths and parties that stand in each other's place: "Palestinian" for "israelische".

They are told by the gazetteer alone, adjectives in lower case included, which no search for names
finds. A nation of one side that the other does not have may be left out or made explicit; where
each side has one that the other lacks, one of them is wrong: in 5,467 professional translations of
news that happened once, and there it was a mistake.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from mtqa.language.gazetteer import PlaceMention, find_places, is_country
from mtqa.language.gazetteer_relations import covers, related_places
from mtqa.language.names import NameKind, NameMention
from mtqa.language.names_lexicon import load_sections
from mtqa.language.names_matching import find_counterpart
from mtqa.language.names_unmatched import place_threshold

_KINDS: Final = "place_kinds.txt"
_EXCHANGED: Final = ("nation", "faith", "branch", "party")
"""Kinds of which one is not exchanged for another kind."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One of the source, and the one that the target has in its place."""

    source: NameMention
    """Where the source names it."""
    target: NameMention
    """Where the target names the other."""


def find_exchanges(
    source_text: str, source_language: str, target_text: str, target_language: str
) -> list[Exchange]:
    """Return what each side has and the other lacks, paired in order within its kind.

    Args:
        source_text: The source sentence.
        source_language: BCP 47 tag.
        target_text: Its translation.
        target_language: BCP 47 tag.
    """
    source, target = (source_text, source_language), (target_text, target_language)
    theirs = list(_lacking(*target, *source))
    if not theirs:
        return []
    found: list[Exchange] = []
    for kind, mention in _lacking(*source, *target):
        partner = next((one for one in theirs if one[0] == kind), None)
        if partner is not None:
            theirs.remove(partner)
            found.append(Exchange(mention, partner[1]))
    return found


def _lacking(
    text: str, language: str, other_text: str, other_language: str
) -> Iterator[tuple[str, NameMention]]:
    """Yield kind and first mention of each that a text has and the other text lacks."""
    others = {place for mention in find_places(other_text, other_language) for place in mention.ids}
    seen: set[tuple[str, ...]] = set()
    for mention in find_places(text, language):
        kind = _kind(mention)
        if kind is None or mention.ids in seen:
            continue
        seen.add(mention.ids)
        if not any(covers(place, other_language) for place in mention.ids):
            continue
        if any(_stand_for_each_other(one, other) for one in mention.ids for other in others):
            continue
        name = _named(mention)
        if not _is_heard(name, language, other_text, other_language):
            yield kind, name


def _is_heard(name: NameMention, language: str, other_text: str, other_language: str) -> bool:
    """Whether something in the other text sounds like a name that the gazetteer misses there."""
    found = find_counterpart(name, language, other_text, other_language)
    if found is None or found.evidence == "gazetteer":
        return False
    return found.score >= place_threshold(other_language)


def _kind(mention: PlaceMention) -> str | None:
    """Return what a mention is, None if that is not sure."""
    if not mention.firm:
        return None
    kinds = {_kind_of(place) for place in mention.ids if not place.startswith("lang:")}
    return kinds.pop() if len(kinds) == 1 else None


def _kind_of(place: str) -> str | None:
    if is_country(place):
        return "nation"
    sections = load_sections(_KINDS)
    return next((kind for kind in _EXCHANGED if place in sections[kind]), None)


def _stand_for_each_other(one: str, other: str) -> bool:
    apart = load_sections(_KINDS)["apart"]
    if f"{one} {other}" in apart or f"{other} {one}" in apart:
        return False
    return other in related_places(one) or one in related_places(other)


def _named(mention: PlaceMention) -> NameMention:
    return NameMention(
        start=mention.start,
        end=mention.end,
        text=mention.text,
        kind=NameKind.PLACE,
        keys=(mention.text,),
        places=mention.ids,
        sentence_initial=False,
        sure=True,
    )
