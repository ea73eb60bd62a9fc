"""Terms of a kind in each other's place: "interior minister" for وزير الخارجية, "theft" for Mord.

Offices, sides and forces, kin, crimes, diseases, weapons, points of the compass and the like: a
translator leaves one out or puts it in, but where each side has one that the other lacks, one of
them is wrong. In 5,718 professional translations that were looked at it happened twice, and one of
these is a mistake of its translator: "north" for the south of London.
"""

from __future__ import annotations

from functools import partial

from mtqa.language.exchanges import Exchange, exchanged, unmatched
from mtqa.language.gazetteer import PlaceMention, find_terms
from mtqa.language.gazetteer_names import term_forms
from mtqa.language.scripts import primary_subtag


def find_exchanged_terms(
    source_text: str, source_language: str, target_text: str, target_language: str
) -> list[Exchange]:
    """Return what each side has and the other lacks, paired in order within its kind.

    Args:
        source_text: The source sentence.
        source_language: BCP 47 tag.
        target_text: Its translation.
        target_language: BCP 47 tag.
    """
    ours = find_terms(source_text, source_language)
    theirs = find_terms(target_text, target_language)
    return exchanged(
        unmatched(ours, theirs, partial(_kind, other_language=target_language)),
        unmatched(theirs, ours, partial(_kind, other_language=source_language)),
    )


def _kind(mention: PlaceMention, other_language: str) -> str | None:
    """Return the kind of what is sure and would be found in the other language."""
    language = primary_subtag(other_language)
    if mention.firm and all(language in term_forms()[term] for term in mention.ids):
        return mention.ids[0].partition(":")[0]
    return None
