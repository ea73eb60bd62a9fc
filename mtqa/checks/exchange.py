"""Exchanged parts: is the translation more probable with two of them in each other's place?

Values that stand on both sides are compared one by one, and "five killed and 18 wounded" has the
same ones as "18 killed and five wounded". The language model, which has read the source, is offered
the translation with two of them exchanged. `benchmarks/training/calibrate_exchange.py` fitted how
sure a gain makes. Names are left alone: of those of good translations one in twenty gains.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from mtqa.checks.grading import graded
from mtqa.checks.passage import Pair, Relation
from mtqa.checks.rule import Suspicion
from mtqa.engines.base import LanguageModel
from mtqa.language.rewording import Rewording
from mtqa.metrics.logistic import probability
from mtqa.metrics.repair import Repair, best_repair, bounded_gain
from mtqa.mqm import Severity

MOST_EXCHANGES: Final = 15
"""Beyond these, a segment is a table or a list, and asking would take long."""
_LEAST: Final = 0.4
"""Confidence from which an exchange is worth a line."""

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
        if first[0].isupper() and second[0].islower() and _begins_sentence(text, start):
            first, second = first[0].lower() + first[1:], second[0].upper() + second[1:]
        elif first[0].isupper() and second[0].isdecimal() and _begins_sentence(text, start):
            first = first[0].lower() + first[1:]
        return Rewording(start, end, second + text[stop:begin] + first)


def _begins_sentence(text: str, place: int) -> bool:
    before = text[:place].rstrip(" \"'“”‘’«»„([¿¡")
    return not before or before[-1] in ".!?:…"


def best_exchange(
    pair: Pair, exchanges: Sequence[Exchange], model: LanguageModel | None
) -> tuple[Exchange, Repair] | None:
    """Return the exchange that gains most, and what it gains.

    None where the model is not asked: without one, in a round trip, in an unknown language, and
    where there is nothing or too much to exchange.

    Args:
        pair: The pair.
        exchanges: What could be exchanged.
        model: The language model.
    """
    source, target = pair.source, pair.target
    if model is None or pair.relation is not Relation.TRANSLATION:
        return None
    if not source.language or not target.language or len(exchanges) > MOST_EXCHANGES:
        return None
    by_wording = {exchange.rewording(target.text): exchange for exchange in exchanges}
    languages = source.language, target.language
    repair = best_repair(source.text, target.text, languages, list(by_wording), model)
    return None if repair is None else (by_wording[repair.rewording], repair)


def exchange_suspicion(
    pair: Pair, exchanges: Sequence[Exchange], model: LanguageModel | None
) -> Suspicion | None:
    """Return the suspicion that two parts of a translation are exchanged, None if none is worth it.

    Args:
        pair: The pair.
        exchanges: What could be exchanged.
        model: The language model.
    """
    found = best_exchange(pair, exchanges, model)
    if found is None:
        return None
    exchange, repair = found
    slope, intercept = _weights()
    confidence = probability(slope * bounded_gain(repair.gain) + intercept)
    if confidence < _LEAST:
        return None
    text, source = pair.target.text, pair.source.text
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


@cache
def _weights() -> tuple[float, float]:
    """Return the weight of the gain, and the intercept."""
    text = files("mtqa.checks.data").joinpath("exchange.json").read_text(encoding="utf-8")
    stored = json.loads(text)
    return stored["gain"], stored["intercept"]
