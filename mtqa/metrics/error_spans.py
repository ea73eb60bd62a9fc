"""Suspected error spans of a translation, with a confidence that was calibrated on human marks.

Words that a human would probably mark (`word_marks`) and that stand next to each other become one
span.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mtqa.metrics.word_marks import SIDES, Side, WordMarks

KINDS: Mapping[Side, str] = {"target": "accuracy/mistranslation", "source": "accuracy/omission"}
"""MQM type of what is suspected on each side."""
_STRONG = 0.15
"""How far above the threshold a word's probability must be to make a span by itself."""


@dataclass(frozen=True, slots=True)
class ErrorSpan:
    """A stretch of one side that is probably wrong or not accounted for."""

    start: int
    """Offset of its first character in the text of its side."""
    end: int
    """Offset after its last character."""
    side: Side
    """Whether it lies in the `source` or the `target`."""
    confidence: float
    """Probability that a human would mark its most suspect word, 0–1."""
    kind: str
    """MQM type."""


def marked_spans(source: str, target: str, marks: Mapping[Side, WordMarks]) -> list[ErrorSpan]:
    """Return the spans of a pair that a human would probably mark, those of the target first.

    Args:
        source: The source text.
        target: Its translation.
        marks: How likely a human would mark each word of either side.
    """
    spans = []
    for side in SIDES:
        own = marks[side]
        text = target if side == "target" else source
        spans += [
            ErrorSpan(start, end, side, confidence, KINDS[side])
            for start, end, confidence in _spans(text, own.words, own.probabilities, own.threshold)
        ]
    return spans


def _spans(
    text: str,
    words: Sequence[tuple[int, int]],
    probabilities: Sequence[float],
    threshold: float,
) -> list[tuple[int, int, float]]:
    """Join neighbouring bad words to spans; drop spans of punctuation and of one weak word."""
    found: list[list[int]] = []
    for at, probability in enumerate(probabilities):
        if probability < threshold:
            continue
        if found and found[-1][-1] == at - 1:
            found[-1].append(at)
        else:
            found.append([at])
    spans = []
    for group in found:
        confidence = max(probabilities[at] for at in group)
        start, end = words[group[0]][0], words[group[-1]][1]
        start += len(text[start:end]) - len(text[start:end].lstrip())
        if not any(char.isalnum() for char in text[start:end]):
            continue
        if len(group) > 1 or confidence >= threshold + _STRONG:
            spans.append((start, end, confidence))
    return spans
