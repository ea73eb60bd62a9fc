"""Attribution: a quotation given to another speaker."""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.checks.inspection import Context
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.language.quotations import Attribution, find_quotations
from mtqa.language.transliteration import sound_similarity
from mtqa.mqm import Severity

_UNLIKE = 0.4
"""Similarity of sound below which two names are different people's."""


@rule(
    id="attribution",
    title="A quotation given to another speaker",
    category="accuracy/mistranslation",
    severity=Severity.MINOR,
    scope=Scope.PAIR,
    examples=[
        Example(
            "“The talks were difficult,” Lavrov said.",
            ("Lavrov",),
            source="«كانت المحادثات صعبة»، قال بلينكن.",
        ),
        Example(
            "“The talks were difficult,” Blinken said.",
            (),
            source="«كانت المحادثات صعبة»، قال بلينكن.",
        ),
    ],
)
def attribution(pair: Pair, context: Context) -> Iterator[Suspicion]:
    """The speaker named with a quotation against the one named in the source.

    Only where both sides have one quotation with a named speaker, and the names sound different.
    """
    ours, theirs = _only(pair.target.text, pair.target.language), None
    if ours is not None and ours.speaker:
        theirs = _only(pair.source.text, pair.source.language)
    if ours is None or theirs is None or not ours.speaker or not theirs.speaker:
        return
    alike = max(
        sound_similarity(a, b) for a in ours.speaker.split() for b in theirs.speaker.split()
    )
    if alike >= _UNLIKE:
        return
    place = pair.target.text.find(ours.speaker)
    start, end = (place, place + len(ours.speaker)) if place >= 0 else (ours.start, ours.end)
    yield Suspicion(
        start,
        end,
        f"The source has “{theirs.speaker}” say this, not “{ours.speaker}”.",
        confidence=0.4,
        severity=Severity.NEUTRAL,
        source_start=theirs.start,
        source_end=theirs.end,
        evidence={"source": theirs.speaker, "target": ours.speaker},
        cause="attribution",
    )


def _only(text: str, language: str | None) -> Attribution | None:
    """Return who speaks if the text has one quotation."""
    if language is None:
        return None
    quotations = [q for q in find_quotations(text, language) if q.depth == 0]
    return quotations[0].attribution if len(quotations) == 1 else None
