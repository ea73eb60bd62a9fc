"""Direction: a word that became its opposite."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mtqa.checks.grading import AT_MOST_MINOR, graded, the_other
from mtqa.checks.inspection import Context
from mtqa.checks.passage import Pair, Relation
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.checks.word_alignment import Side
from mtqa.language.polarity_comparison import PolarityChange, PolarityDifference
from mtqa.mqm import Severity

_DOUBT: Final = 0.5
"""Factor on the confidence where the two words do not answer each other."""
_CONVERSE: Final = frozenset({"win/lose", "buy/sell", "import/export"})
"""Opposites between two: what one wins the other loses."""


@rule(
    id="direction",
    title="A word that became its opposite",
    category="accuracy/mistranslation",
    severity=Severity.CRITICAL,
    scope=Scope.PAIR,
    round_trip=True,
    examples=[
        Example("Oil prices fell on Monday.", ("fell",), source="ارتفعت أسعار النفط يوم الاثنين."),
        Example("Oil prices rose on Monday.", (), source="ارتفعت أسعار النفط يوم الاثنين."),
        Example("The ministry denied the report.", (), source="نفت الوزارة الخبر."),
    ],
)
def direction(pair: Pair, context: Context) -> Iterator[Suspicion]:
    """Rise and fall, confirm and deny, win and lose: one pole in one text, the other here.

    Only pairs of opposites from a list are compared, and only if each side has one pole alone.
    With an encoder of words the two must also be each other's counterpart, or the finding is
    neutral: "growth" here and "fall" there may be about two things. Where two are named, the
    victory of one may be told as the other's defeat, which no word list can tell from an error.
    """
    for difference in pair.polarity_differences:
        if difference.change is not PolarityChange.DIRECTION_SWAPPED:
            continue
        if difference.target_start is None or difference.target_end is None:
            continue
        confidence = difference.confidence
        if not _answer_each_other(pair, difference):
            confidence *= _DOUBT
        if difference.opposites in _CONVERSE and _two_are_named(pair):
            confidence = min(confidence, AT_MOST_MINOR)
        word = pair.target.text[difference.target_start : difference.target_end]
        source = pair.source.text[difference.source_start : difference.source_end]
        yield Suspicion(
            difference.target_start,
            difference.target_end,
            f"“{word}” seems to be the opposite of “{source}” in {the_other(pair.relation)}.",
            confidence=confidence,
            source_start=difference.source_start,
            source_end=difference.source_end,
            severity=graded(confidence, Severity.CRITICAL),
            evidence={"reason": difference.evidence},
            cause=f"direction:{difference.target_start}",
        )


def _two_are_named(pair: Pair) -> bool:
    """Whether two are named, so that one may be said to have lost to the other.

    A name at the beginning of a sentence is not always known for one: one of the texts may lack it.
    Engines do not turn a sentence round so: there and back again it is an error.
    """
    named = [len({name.keys for name in side.names}) for side in (pair.source, pair.target)]
    return pair.relation is Relation.TRANSLATION and min(named) > 0 and max(named) > 1


def _answer_each_other(pair: Pair, difference: PolarityDifference) -> bool:
    """Whether one word is the other's best counterpart; true where nobody can tell."""
    alignment = pair.alignment() if pair.relation is Relation.TRANSLATION else None
    if alignment is None:
        return pair.relation is Relation.ROUND_TRIP
    ours = _word_at(alignment.target, difference.target_start or 0)
    theirs = _word_at(alignment.source, difference.source_start or 0)
    if ours is None or theirs is None:
        return False
    return bool(alignment.target.best[ours] == theirs or alignment.source.best[theirs] == ours)


def _word_at(side: Side, offset: int) -> int | None:
    for index, (start, end) in enumerate(side.spans):
        if start <= offset < end:
            return index
    return None
