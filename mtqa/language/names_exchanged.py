"""Names that stand in each other's place: "Palestinian" for "israelische", Beirut for دمشق.

They are told by the gazetteer alone, adjectives in lower case included, which no search for names
finds. A nation or a city of one side that the other does not have may be left out or made explicit;
where each side has one that the other lacks, one of them is wrong: in 5,467 professional
translations of news that happened once, and there it was a mistake.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from mtqa.language.exchanges import Exchange, Unmatched, exchanged, unmatched
from mtqa.language.gazetteer import PlaceMention, find_places, without_proclitics
from mtqa.language.gazetteer_names import fold, is_city, is_country
from mtqa.language.gazetteer_relations import covers, place_name
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
"""Similarity from which a name that the gazetteer would know is there in another spelling: words
that are something else come to 0.69 in Arabic script ("Chile")."""
_EXCHANGED: Final = ("nation", "faith", "branch", "party", "region", "water")
"""Kinds that are listed; one is not exchanged for another."""
_ORGANISATION: Final = "org:"
_SHORTEST_ACRONYM: Final = 3


class _Text(NamedTuple):
    text: str
    language: str


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
    source, target = _Text(source_text, source_language), _Text(target_text, target_language)
    ours, theirs = _unmatched(source, target), _unmatched(target, source)
    if not exchanged(ours, theirs):
        return []  # Listening for names costs more than all the rest.
    return exchanged(_unheard(ours, source, target), _unheard(theirs, target, source))


def _unmatched(text: _Text, other: _Text) -> Unmatched:
    def kind_of(mention: PlaceMention) -> str | None:
        covered = any(covers(place, other.language) for place in mention.ids)
        return _kind(mention, text.language) if covered else None

    return unmatched(find_places(*text), find_places(*other), kind_of)


def _unheard(found: Unmatched, text: _Text, other: _Text) -> Unmatched:
    """Return what is left without the names that the other text has in another spelling."""
    return found._replace(
        lacking=[
            (kind, mention)
            for kind, mention in found.lacking
            if not _is_heard(named(mention), text, other)
        ]
    )


def _is_heard(name: NameMention, text: _Text, other: _Text) -> bool:
    """Whether something in the other text sounds like a name that the gazetteer misses there."""
    if primary_subtag(other.language) == "zh":
        return False  # Names that it knows are written in one way there; the rest sounds alike.
    found = find_counterpart(name, text.language, *other)
    if found is None or found.evidence == "gazetteer":
        return False
    glued = has_glued_words(*other)
    return found.score >= (place_threshold(other.language) if glued else _HEARD)


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


def named(mention: PlaceMention) -> NameMention:
    """Return what the gazetteer found as a name that is sure."""
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
