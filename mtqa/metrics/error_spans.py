"""Suspected error spans of a translation, with a confidence measured on professional marks.

Words that a post-editor would probably change (`word_marks`) and that stand next to each other
become one span. How sure it is was fitted to something else: how often a rater marked an error
there (MQM, Freitag et al. 2021), or one had been put in. A rare word is often changed and rarely
wrong, and in news that people wrote many are; so a word has to stand out from its sentence. What a
translation leaves out is not looked for here: of the source words that would be marked, raters
found one in a hundred left out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from mtqa.metrics.logistic import log_odds, probability
from mtqa.metrics.word_marks import WordMarks

_STRONG: Final = 0.15
"""How far above the threshold a word's probability must be to make a span by itself."""
_EDGE: Final = 0.6
"""Share of the highest probability in a span that its first and its last word must have."""


@dataclass(frozen=True, slots=True)
class ErrorSpan:
    """A stretch of a translation that is probably wrong."""

    start: int
    """Offset of its first character."""
    end: int
    """Offset after its last character."""
    confidence: float
    """Probability that there is an error in it, 0–1."""


@dataclass(frozen=True, slots=True)
class SpanConfidence:
    """What makes the probability of an error of that of a change."""

    word: float
    """Weight of the log-odds that the most suspect word would be changed."""
    sentence: float
    """Weight of the log-odds of the mean probability in the sentence."""
    intercept: float
    """Log-odds where both are even."""

    def of(self, changed: float, mean: float) -> float:
        """Return the probability of an error.

        Args:
            changed: Probability that the most suspect word would be changed.
            mean: That of the words of the sentence, in the mean.
        """
        return probability(
            self.word * log_odds(changed) + self.sentence * log_odds(mean) + self.intercept
        )


def marked_spans(target: str, marks: WordMarks) -> list[ErrorSpan]:
    """Return the spans of a translation that a post-editor would probably change, in text order.

    Args:
        target: The translation.
        marks: How likely each of its words would be changed.
    """
    spans = []
    for words in _neighbours(marks):
        highest = max(marks.probabilities[at] for at in words)
        if len(words) == 1 and highest < marks.threshold + _STRONG:
            continue
        inner = [at for at in words if marks.probabilities[at] >= _EDGE * highest]
        start, end = marks.words[inner[0]][0], marks.words[inner[-1]][1]
        start += len(target[start:end]) - len(target[start:end].lstrip())
        if any(character.isalnum() for character in target[start:end]):
            confidence = load_span_confidence().of(highest, marks.mean)
            spans.append(ErrorSpan(start, end, confidence))
    return spans


def _neighbours(marks: WordMarks) -> list[list[int]]:
    """Return the places of the marked words, those that stand next to each other together."""
    found: list[list[int]] = []
    for at in _marked(marks):
        if found and found[-1][-1] == at - 1:
            found[-1].append(at)
        else:
            found.append([at])
    return found


def _marked(marks: WordMarks) -> Sequence[int]:
    return [at for at, one in enumerate(marks.probabilities) if one >= marks.threshold]


@cache
def load_span_confidence() -> SpanConfidence:
    """Return the fitted confidence that comes with mtqa."""
    path = files("mtqa.metrics").joinpath("data").joinpath("error_span_confidence.json")
    return SpanConfidence(**json.loads(path.read_text("utf-8")))
