"""Names that stand in each other's place: "Palestinian" for "israelische", Beirut for دمشق.

They are told by the gazetteer alone, adjectives in lower case included, which no search for names
finds. A nation or a city of one side that the other does not have may be left out or made explicit;
where each side has one that the other lacks, one of them is wrong: in 5,467 professional
translations of news that happened once, and there it was a mistake.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from mtqa.language.gazetteer import (
    PlaceMention,
    find_places,
    fold,
    is_city,
    is_country,
    without_proclitics,
)
from mtqa.language.gazetteer_relations import covers, place_name, related_places
from mtqa.language.glued_words import has_glued_words
from mtqa.language.names import NameKind, NameMention
from mtqa.language.names_certainty import is_cased
from mtqa.language.names_lexicon import load_sections
from mtqa.language.names_matching import find_counterpart
from mtqa.language.names_unmatched import place_threshold
from mtqa.language.scripts import primary_subtag

_KINDS: Final = "place_kinds.txt"
_SHORT: Final = "short_places.txt"
_HEARD: Final = 0.7
"""Similarity from which a nation that the gazetteer would know is there in another spelling: words
that are something else come to 0.69 in Arabic script ("Chile")."""
_EXCHANGED: Final = ("nation", "faith", "branch", "party", "region", "water")
"""Kinds that are listed; one is not exchanged for another."""
_ORGANISATION: Final = "org:"
_SHORTEST_ACRONYM: Final = 3


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
    own = _places(text, language)
    others = _places(other_text, other_language)
    # What both have stands for nothing else: of two nations of "the UK" each is told by itself.
    unclaimed = others - own
    seen: set[tuple[str, ...]] = set()
    for mention in find_places(text, language):
        kind = _kind(mention, language)
        if kind is None or mention.ids in seen:
            continue
        seen.add(mention.ids)
        if not any(covers(place, other_language) for place in mention.ids):
            continue
        if not others.isdisjoint(mention.ids):
            continue
        if any(_stand_for_each_other(one, other) for one in mention.ids for other in unclaimed):
            continue
        name = _named(mention)
        if not _is_heard(name, language, other_text, other_language):
            yield kind, name


def _places(text: str, language: str) -> set[str]:
    return {place for mention in find_places(text, language) for place in mention.ids}


def _is_heard(name: NameMention, language: str, other_text: str, other_language: str) -> bool:
    """Whether something in the other text sounds like a name that the gazetteer misses there."""
    if primary_subtag(other_language) == "zh":
        return False  # Nations are written in one way there; what sounds alike is something else.
    found = find_counterpart(name, language, other_text, other_language)
    if found is None or found.evidence == "gazetteer":
        return False
    glued = has_glued_words(other_text, other_language)
    return found.score >= (place_threshold(other_language) if glued else _HEARD)


def _kind(mention: PlaceMention, language: str) -> str | None:
    """Return what a mention is, None if that is not sure."""
    if not (mention.firm or _is_sure_though_short(mention, primary_subtag(language))):
        return None
    kinds = {_kind_of(place) for place in mention.ids if not place.startswith("lang:")}
    return kinds.pop() if len(kinds) == 1 else None


def _is_sure_though_short(mention: PlaceMention, language: str) -> bool:
    """Whether a word can hardly be anything but the name, as short as it is."""
    sections = load_sections(_SHORT)
    doubtful = {name for place in mention.ids for name in (place, f"{language} {place}")}
    if not doubtful.isdisjoint(sections["ambiguous"]):
        return False
    if mention.text.isupper() and len(mention.text) >= _SHORTEST_ACRONYM:
        return True
    words = without_proclitics(fold(mention.text), language)
    cased = is_cased(language)
    places = [place for place in mention.ids if is_country(place) or (cased and is_city(place))]
    names = {fold(name) for place in places if (name := place_name(place, language))}
    return not names.isdisjoint(words) or any(
        word.startswith(form[:-1]) if form.endswith("+") else word == form
        for word in words
        for form in map(fold, sections.get(language, ()))
    )


def _kind_of(place: str) -> str | None:
    sections = load_sections(_KINDS)
    listed = next((kind for kind in _EXCHANGED if place in sections[kind]), None)
    if listed is not None:
        return listed
    if is_country(place):
        return "nation"
    if is_city(place):
        return None if place in sections["no city"] else "city"
    if place.startswith(_ORGANISATION):
        return None if place in sections["no organisation"] else "organisation"
    return None


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
