"""What stands in the place of what: of each kind, what one text has and the other text lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from mtqa.language.gazetteer import PlaceMention
from mtqa.language.gazetteer_relations import related_places
from mtqa.language.names_lexicon import load_sections

_APART: Final = "place_kinds.txt"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One of the source, and the one that the target has in its place."""

    kind: str
    """What both are: `nation`, `office` …"""
    source: PlaceMention
    """Where the source names it."""
    target: PlaceMention
    """Where the target names the other."""


class Unmatched(NamedTuple):
    """What of a text the other text does not match, each with its kind."""

    lacking: list[tuple[str, PlaceMention]]
    """What the other text has nothing for."""
    in_excess: list[tuple[str, PlaceMention]]
    """What the other text has as well, but not as often."""


def unmatched(
    mentions: Sequence[PlaceMention],
    others: Sequence[PlaceMention],
    kind_of: Callable[[PlaceMention], str | None],
) -> Unmatched:
    """Return what of a text nothing in the other text stands for.

    Args:
        mentions: What a text has.
        others: What the other text has.
        kind_of: Tells of what kind a mention is; None leaves it out.
    """
    own, theirs = _mentioned(mentions), _mentioned(others)
    # A bar may be a restaurant, but then it is none too many.
    surely = _mentioned([mention for mention in mentions if mention.firm])
    # What both have stands for nothing else: of two nations of "the UK" each is told by itself.
    unclaimed = theirs.keys() - own.keys()
    found = Unmatched([], [])
    for mention in mentions:
        first, *others_it_may_be = mention.ids
        lacks = theirs.keys().isdisjoint(mention.ids)
        rarer = not others_it_may_be and surely[first] > theirs[first]
        if (lacks or rarer) and not _is_meant(mention, unclaimed):
            kind = kind_of(mention)
            if kind is not None:
                (found.lacking if lacks else found.in_excess).append((kind, mention))
    return found


def _mentioned(mentions: Sequence[PlaceMention]) -> Counter[str]:
    """Return how often a text has each."""
    return Counter(place for mention in mentions for place in mention.ids)


def _is_meant(mention: PlaceMention, unclaimed: Iterable[str]) -> bool:
    """Whether something that only the other text has stands for what is mentioned."""
    return any(_stand_for_each_other(one, other) for one in mention.ids for other in unclaimed)


def exchanged(ours: Unmatched, theirs: Unmatched) -> list[Exchange]:
    """Return what stands in the place of what: the first of each kind, then the second, and so on.

    What is mentioned several times counts once. One of the two at least is what the other text
    lacks; its partner may be in excess: of "the police … the police" one became "the army".

    Args:
        ours: Of the source.
        theirs: Of the target.
    """
    found = _paired([*ours.lacking, *ours.in_excess], theirs.lacking)
    kinds = {one.kind for one in found}
    more = _paired(ours.lacking, theirs.in_excess)
    return [*found, *(one for one in more if one.kind not in kinds)]


def _paired(
    ours: Sequence[tuple[str, PlaceMention]], theirs: Sequence[tuple[str, PlaceMention]]
) -> list[Exchange]:
    left = _first_of_each(theirs)
    found: list[Exchange] = []
    for kind, mention in _first_of_each(ours) if left else ():
        partner = next((one for one in left if one[0] == kind), None)
        if partner is not None:
            left.remove(partner)
            found.append(Exchange(kind, mention, partner[1]))
    return found


def _first_of_each(mentions: Iterable[tuple[str, PlaceMention]]) -> list[tuple[str, PlaceMention]]:
    first: dict[tuple[str, ...], tuple[str, PlaceMention]] = {}
    for kind, mention in mentions:
        first.setdefault(mention.ids, (kind, mention))
    return list(first.values())


def _stand_for_each_other(one: str, other: str) -> bool:
    apart = load_sections(_APART)["apart"]
    if f"{one} {other}" in apart or f"{other} {one}" in apart:
        return False
    return other in related_places(one) or one in related_places(other)
