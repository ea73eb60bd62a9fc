"""Exchanged parts: is the translation more probable with two of them in each other's place?

Values that stand on both sides are compared one by one, and "five killed and 18 wounded" has the
same ones as "18 killed and five wounded". The language model, which has read the source, is offered
the translation with two of them exchanged. Names are left alone: of those of good translations one
in twenty gains.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mtqa.checks.grading import graded
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Suspicion
from mtqa.checks.trial import suspected_wordings
from mtqa.engines.base import LanguageModel
from mtqa.language.rewording import Rewording, begins_sentence
from mtqa.mqm import Severity

Span = tuple[int, int]
"""Offsets in a text."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a translation whose counterpart is known."""

    target: Span
    """Where it stands."""
    source: Span
    """Where its counterpart stands."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """Two parts of a translation, in text order, that may stand in each other's place."""

    first: Part
    """The one that comes first in the target."""
    second: Part
    """The other."""

    def rewording(self, text: str) -> Rewording:
        """Return the stretch from the first to the second with both exchanged.

        A capital that the place gives, at the beginning of a sentence, stays there.
        """
        (start, stop), (begin, end) = self.first.target, self.second.target
        first, second = text[start:stop], text[begin:end]
        if first[0].isupper() and second[0].islower() and begins_sentence(text, start):
            first, second = first[0].lower() + first[1:], second[0].upper() + second[1:]
        elif first[0].isupper() and second[0].isdecimal() and begins_sentence(text, start):
            first = first[0].lower() + first[1:]
        return Rewording(start, end, second + text[stop:begin] + first)


def exchange_suspicion(
    pair: Pair, exchanges: Sequence[Exchange], model: LanguageModel | None
) -> Suspicion | None:
    """Return the suspicion that two parts of a translation are exchanged, None if none is worth it.

    Args:
        pair: The pair.
        exchanges: What could be exchanged.
        model: The language model.
    """
    text, source = pair.target.text, pair.source.text
    by_wording = {exchange.rewording(text): exchange for exchange in exchanges}
    (suspected,) = suspected_wordings([(pair, list(by_wording))], model, "exchange")
    if suspected is None:
        return None
    repair, confidence = suspected
    exchange = by_wording[repair.rewording]
    parts = exchange.first, exchange.second
    first, second = (text[slice(*part.target)] for part in parts)
    spans = sorted(part.source for part in parts)
    return Suspicion(
        exchange.first.target[0],
        exchange.second.target[1],
        f"“{first}” and “{second}” seem to be exchanged.",
        confidence=confidence,
        source_start=spans[0][0],
        source_end=spans[-1][1],
        suggestion=repair.rewording.text,
        severity=graded(confidence, Severity.CRITICAL),
        evidence={
            "source": [source[slice(*span)] for span in spans],
            "target": [first, second],
            "more_probable_by_nats": round(repair.gain, 2),
        },
        cause="exchange",
    )
