"""Values in an article that its own context makes improbable, without source or reference.

A year, month, magnitude, name or negation is replaced by each sensible alternative; the language
model scores each version of it together with some of the text after it, all given the text before.
When an alternative is better by far, the article probably says something else than it should: in
"the special military operation in February 2012, which …" 2022 is better by about 20 nats.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from mtqa.engines.base import LanguageModel, TokenScore
from mtqa.metrics.logistic import probability
from mtqa.metrics.plausibility_alternatives import Kind, Place, find_places

_BEFORE = 600
"""Characters of the text before a place that the model reads."""
NEAR = 16
"""Characters after it that are scored with it at first, for every alternative."""
_AFTER = 60
"""Characters after it that are scored with it when an alternative seems better."""
_CONTENDERS = 4
"""Alternatives that are scored with the longer text."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """From which margin on a place is reported, and how sure that is."""

    threshold: float
    """Least margin in nats."""
    slope: float
    """Increase of the log-odds of an error for each nat of margin."""
    intercept: float
    """Log-odds of an error at margin 0."""

    def confidence(self, margin: float) -> float:
        """Return the probability that a place with this margin is an error."""
        return probability(self.slope * margin + self.intercept)


CALIBRATION = {
    Kind.YEAR: Calibration(5.3, 0.507, -4.923),
    Kind.MONTH: Calibration(4.5, 1.769, -5.558),
    Kind.NUMBER: Calibration(4.5, 2.533, -1.723),
    Kind.NAME: Calibration(29.4, 0.09, -4.32),
    Kind.NEGATION: Calibration(4.5, 1.176, -3.832),
}
"""Measured by `benchmarks/training/calibrate_plausibility.py` on NTREX news.

With these thresholds clean news gives 0.4 findings in 2,000 words. Names are the weakest: a name
that stood before is always probable again, so only a very large margin counts.
"""


@dataclass(frozen=True, slots=True)
class Implausible:
    """A value for which another would be far more plausible."""

    start: int
    """Offset of its first character in the text."""
    end: int
    """Offset after its last character."""
    text: str
    """The value."""
    alternative: str
    """The most plausible other value."""
    margin: float
    """How much better it is, in nats (natural logarithm of the ratio of probabilities)."""
    confidence: float
    """Probability that the value is an error, 0–1."""
    kind: str
    """`year`, `month`, `number`, `name` or `negation`."""


def find_implausible(text: str, language: str, model: LanguageModel) -> list[Implausible]:
    """Return the values of an article that another one would fit far better.

    Args:
        text: The article; offsets of the result are in it.
        language: Its BCP 47 language.
        model: The language model.
    """
    places = find_places(text, language)
    found = [
        implausible
        for place, (alternative, margin) in zip(places, margins(text, places, model), strict=True)
        if margin >= CALIBRATION[place.kind].threshold
        for implausible in [
            Implausible(
                start=place.start,
                end=place.end,
                text=text[place.start : place.end],
                alternative=alternative,
                margin=margin,
                confidence=CALIBRATION[place.kind].confidence(margin),
                kind=place.kind.value,
            )
        ]
    ]
    return _without_overlaps(found)


def margins(text: str, places: Sequence[Place], model: LanguageModel) -> list[tuple[str, float]]:
    """Return for each place the best alternative and by how many nats it beats the stated value.

    The margin is negative where the stated value is the best.
    """
    values = [(text[p.start : p.end], *p.alternatives) for p in places]
    near = score_values(text, places, values, model, NEAR)
    found = [_best(stated, scores) for stated, scores in zip(values, near, strict=True)]
    doubtful = [at for at, (_, margin) in enumerate(found) if margin > 0]
    contenders = [(values[at][0], *best_values(values[at], near[at])) for at in doubtful]
    exact = score_values(text, [places[at] for at in doubtful], contenders, model, _AFTER)
    for at, compared, scores in zip(doubtful, contenders, exact, strict=True):
        found[at] = _best(compared, scores)
    return found


def best_values(
    values: Sequence[str], scores: Sequence[float], count: int = _CONTENDERS
) -> tuple[str, ...]:
    """Return the `count` best of the values after the first, which is the stated one."""
    order = sorted(range(1, len(values)), key=lambda at: -scores[at])
    return tuple(values[at] for at in order[:count])


def score_values(
    text: str,
    places: Sequence[Place],
    values: Sequence[Sequence[str]],
    model: LanguageModel,
    after: int = _AFTER,
) -> list[tuple[float, ...]]:
    """Return for each place the log-probability of each of its values in nats.

    It is that of the value and of `after` characters of the text after it, given the text before.
    """
    pairs: list[tuple[str, str]] = []
    for place, tried in zip(places, values, strict=True):
        before, rest = _context(text, place, after)
        space = " " if _spaced(text, place) else ""
        pairs += [(before, space + value + rest) for value in tried]
    scored = iter(model.score(pairs))
    return [tuple(_total(next(scored)) for _ in tried) for tried in values]


def _best(values: Sequence[str], scores: Sequence[float]) -> tuple[str, float]:
    """Return the best value after the first, and by how much it beats the first."""
    best = max(range(1, len(values)), key=lambda at: scores[at])
    return values[best], scores[best] - scores[0]


def _context(text: str, place: Place, after: int) -> tuple[str, str]:
    """Return the text before a place, without the space at its end, and the text after it."""
    begin = max(0, place.start - _BEFORE)
    if begin:
        begin = text.find(" ", begin, place.start) + 1 or begin
    before = text[begin : place.start - _spaced(text, place)]
    end = min(len(text), place.end + after)
    if end < len(text):
        end = max(text.rfind(" ", place.end, end), place.end)
    return before, text[place.end : end]


def _spaced(text: str, place: Place) -> bool:
    """Whether a space stands before the place; the tokenizer joins it to the word after."""
    return place.start > 0 and text[place.start - 1] == " "


def _total(tokens: Sequence[TokenScore]) -> float:
    return math.fsum(token.logprob for token in tokens)


def _without_overlaps(found: list[Implausible]) -> list[Implausible]:
    """Keep the surest of findings that overlap, in order of the text."""
    kept: list[Implausible] = []
    for candidate in sorted(found, key=lambda item: -item.confidence):
        if all(candidate.end <= other.start or candidate.start >= other.end for other in kept):
            kept.append(candidate)
    return sorted(kept, key=lambda item: item.start)
