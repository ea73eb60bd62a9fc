"""Suspected error spans of a translation, with a confidence that was calibrated on human marks.

A target word that is improbable given the source, compared with the rest of the sentence and with
how probable it is on its own, is probably mistranslated; a source word that the target makes no
more probable is probably not accounted for. A small logistic model over such features, trained on
the word tags of MLQE-PE, gives each word a probability; words next to each other become one span.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from mtqa.engines.base import LanguageModel
from mtqa.errors import ModelError
from mtqa.language.scripts import primary_subtag
from mtqa.metrics.pair_reading import PairReader, PairReading, ReadingModel
from mtqa.metrics.word_features import FEATURES, word_features, words_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Side = Literal["source", "target"]
"""Side of the pair on which a span lies."""
KINDS: dict[Side, str] = {"target": "accuracy/mistranslation", "source": "accuracy/omission"}
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


@dataclass(frozen=True, slots=True)
class WordHead:
    """The trained logistic model for one side."""

    center: NDArray[np.float64]
    """Mean of each feature in training."""
    scale: NDArray[np.float64]
    """Standard deviation of each feature in training."""
    weights: dict[str, NDArray[np.float64]]
    """Weights and intercept by language pair, the shared ones under the empty string."""
    thresholds: dict[str, float]
    """Probability from which a word counts as bad, by language pair and the empty string."""

    def probabilities(self, pair: str, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the probability that a human marks each word, shape (words,)."""
        import numpy as np

        standard = np.clip((features - self.center) / self.scale, -5, 5)
        inputs = np.concatenate([standard, np.ones((len(features), 1))], axis=1)
        chosen: NDArray[np.float64] = self.weights.get(pair, self.weights[""])
        probability: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-(inputs @ chosen)))
        return probability


def find_error_spans(
    source: str, target: str, source_language: str, target_language: str, model: LanguageModel
) -> list[ErrorSpan]:
    """Return the suspected error spans of one pair, those of the target first.

    Args:
        source: The source text.
        target: Its translation.
        source_language: BCP 47 language of the source.
        target_language: BCP 47 language of the target.
        model: The language model; must be able to read (`ReadingModel`).

    Raises:
        ModelError: The language model can only score, not read.
    """
    if not isinstance(model, ReadingModel):
        raise ModelError(f"{model.identity.name} can only score: choose gemma3-270m")
    if not source.strip() or not target.strip():
        return []
    reading = PairReader.of(model).read([(source, target)], source_language, target_language)[0]
    languages: dict[Side, str] = {"source": source_language, "target": target_language}
    spans = []
    for side in KINDS:
        words, probabilities = word_probabilities(source, target, reading, side, languages)
        threshold = _threshold(side, _pair(languages))
        text = target if side == "target" else source
        spans += [
            ErrorSpan(start, end, side, confidence, KINDS[side])
            for start, end, confidence in _spans(text, words, probabilities, threshold)
        ]
    return spans


def word_probabilities(
    source: str,
    target: str,
    reading: PairReading,
    side: Side,
    languages: dict[Side, str],
    words: Sequence[tuple[int, int]] | None = None,
) -> tuple[list[tuple[int, int]], list[float]]:
    """Return the words of one side and the probability that a human would mark each.

    Args:
        source: The source text.
        target: Its translation.
        reading: What the language model says of the pair.
        side: Whose words are wanted.
        languages: BCP 47 language of each side.
        words: Spans of the words; None cuts the text into words here.
    """
    if side == "target":
        text, other = target, source
        given, alone = reading.target_given_source, reading.target
    else:
        text, other = source, target
        given, alone = reading.source_given_target, reading.source
    words = list(words_of(text, languages[side], given) if words is None else words)
    if not words:
        return [], []
    features = word_features(text, other, words, given, alone)
    head = load_word_heads()[side]
    return words, head.probabilities(_pair(languages), features).tolist()


@cache
def load_word_heads() -> dict[Side, WordHead]:
    """Return the trained models that come with mtqa."""
    import numpy as np

    path = files("mtqa.metrics").joinpath("data").joinpath("error_span_head.json")
    stored = json.loads(path.read_text("utf-8"))
    if tuple(stored["features"]) != FEATURES:
        raise ValueError("error_span_head.json was trained on other features: train it again")
    return {
        side: WordHead(
            np.array(stored[side]["center"]),
            np.array(stored[side]["scale"]),
            {pair: np.array(weights) for pair, weights in stored[side]["weights"].items()},
            stored[side]["thresholds"],
        )
        for side in KINDS
    }


def _pair(languages: dict[Side, str]) -> str:
    return f"{primary_subtag(languages['source'])}-{primary_subtag(languages['target'])}"


def _threshold(side: Side, pair: str) -> float:
    thresholds = load_word_heads()[side].thresholds
    return thresholds.get(pair, thresholds[""])


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
