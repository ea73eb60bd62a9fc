"""What stands in the place of what: of each kind, what one text has and the other text lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

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


def lacking(
    mentions: Sequence[PlaceMention], others: Sequence[PlaceMention]
) -> Iterator[PlaceMention]:
    """Yield the mentions that nothing in the other text stands for.

    Args:
        mentions: What a text has.
        others: What the other text has.
    """
    own = {place for mention in mentions for place in mention.ids}
    theirs = {place for mention in others for place in mention.ids}
    # What both have stands for nothing else: of two nations of "the UK" each is told by itself.
    unclaimed = theirs - own
    for mention in mentions:
        if theirs.isdisjoint(mention.ids) and not any(
            _stand_for_each_other(one, other) for one in mention.ids for other in unclaimed
        ):
            yield mention


def paired(
    ours: Iterable[tuple[str, PlaceMention]], theirs: Iterable[tuple[str, PlaceMention]]
) -> list[Exchange]:
    """Return what stands in the place of what: the first of each kind, then the second, and so on.

    What is mentioned several times counts once.

    Args:
        ours: Kind and mention of what the source has and the target lacks.
        theirs: Kind and mention of what the target has and the source lacks.
    """
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
