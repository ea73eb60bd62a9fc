"""Terms of a kind in each other's place: "interior minister" for وزير الخارجية, "theft" for Mord.

Offices, sides and forces, kin, crimes, diseases, disasters, vehicles, buildings and the like: a
translator leaves one out or puts it in, but where each side has one that the other lacks, one of
them is wrong. In 5,467 professional translations of news and 251 others that happened never.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mtqa.language.exchanges import lacking, paired
from mtqa.language.gazetteer import PlaceMention, find_terms
from mtqa.language.gazetteer_names import term_forms
from mtqa.language.scripts import primary_subtag


@dataclass(frozen=True, slots=True)
class TermExchange:
    """A term of the source, and the one that the target has in its place."""

    kind: str
    """What both are: `office`, `crime` …"""
    source: PlaceMention
    """Where the source has it."""
    target: PlaceMention
    """Where the target has the other."""


def find_exchanged_terms(
    source_text: str, source_language: str, target_text: str, target_language: str
) -> list[TermExchange]:
    """Return what each side has and the other lacks, paired in order within its kind.

    Args:
        source_text: The source sentence.
        source_language: BCP 47 tag.
        target_text: Its translation.
        target_language: BCP 47 tag.
    """
    ours = find_terms(source_text, source_language)
    theirs = find_terms(target_text, target_language)
    pairs = paired(
        _sure(lacking(ours, theirs), target_language), _sure(lacking(theirs, ours), source_language)
    )
    return [TermExchange(_kind(source), source, target) for source, target in pairs]


def _sure(mentions: Iterator[PlaceMention], other_language: str) -> list[tuple[str, PlaceMention]]:
    """Return the first mention of each that would be found in the other language."""
    language = primary_subtag(other_language)
    first: dict[tuple[str, ...], tuple[str, PlaceMention]] = {}
    for mention in mentions:
        if mention.firm and all(language in term_forms()[term] for term in mention.ids):
            first.setdefault(mention.ids, (_kind(mention), mention))
    return list(first.values())


def _kind(mention: PlaceMention) -> str:
    return mention.ids[0].partition(":")[0]
