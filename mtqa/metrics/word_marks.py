"""How likely a human would mark each word of a pair.

On the target side as wrong, on the source side as mistranslated or left out.
A small logistic model over probabilities tells, and beside it the pair critics where there are any
for the language model. All were trained on the word tags of MLQE-PE (Fomicheva et al. 2022, CC0).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, Literal

from mtqa.language.scripts import language_pair
from mtqa.metrics.pair_critic import CRITICS, SOURCE_TAGS, TARGET_TAGS, PairVerdict, told_together
from mtqa.metrics.pair_reading import PairReading
from mtqa.metrics.word_features import FEATURES, word_features, words_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Side = Literal["source", "target"]
"""Side of a pair."""
SIDES: Final[tuple[Side, ...]] = ("target", "source")
"""Both sides, in the order in which findings are told."""
MARKED: Final = "bad"
"""Tag of the pair critics that tells the same."""


@dataclass(frozen=True, slots=True)
class WordMarks:
    """The words of one side and how likely a human would mark each."""

    words: tuple[tuple[int, int], ...]
    """Spans of the words in their text."""
    probabilities: tuple[float, ...]
    """Probability of each to be marked, 0–1."""
    threshold: float
    """Probability from which a word counts as marked for this pair of languages."""

    @property
    def mean(self) -> float:
        """Mean probability of a word to be marked, 0 where there are no words."""
        return sum(self.probabilities) / max(1, len(self.probabilities))


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
    critic_thresholds: dict[str, float]
    """The same for the probability that is pooled with the pair critics'."""

    def probabilities(self, pair: str, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the probability that a human marks each word, shape (words,)."""
        import numpy as np

        standard = np.clip((features - self.center) / self.scale, -5, 5)
        inputs = np.concatenate([standard, np.ones((len(features), 1))], axis=1)
        chosen: NDArray[np.float64] = self.weights.get(pair, self.weights[""])
        probability: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-(inputs @ chosen)))
        return probability


def word_marks(
    source: str,
    target: str,
    reading: PairReading,
    side: Side,
    languages: Mapping[Side, str],
    verdicts: Sequence[PairVerdict],
) -> WordMarks:
    """Return the words of one side and the probability that a human would mark each.

    Args:
        source: The source text.
        target: Its translation.
        reading: What the language model says of the pair.
        side: Whose words are wanted.
        languages: BCP 47 language of each side.
        verdicts: What each critic says of the pair; empty without any.
    """
    if side == "target":
        text, other = target, source
        given, alone = reading.target_given_source, reading.target
    else:
        text, other = source, target
        given, alone = reading.source_given_target, reading.source
    words = tuple(words_of(text, languages[side], given))
    pair = language_pair(languages["source"], languages["target"])
    head = load_word_heads()[side]
    thresholds = head.critic_thresholds if verdicts else head.thresholds
    threshold = thresholds.get(pair, thresholds[""])
    if not words:
        return WordMarks((), (), threshold)
    probabilities = head.probabilities(pair, word_features(text, other, words, given, alone))
    if verdicts:
        probabilities = pooled(criticised_marks(verdicts, side, words), probabilities)
    return WordMarks(words, tuple(probabilities.tolist()), threshold)


def criticised_marks(
    verdicts: Sequence[PairVerdict], side: Side, words: Sequence[tuple[int, int]]
) -> NDArray[np.float32]:
    """Return the critics' log-odds that a human would mark each word of one side.

    Of the source by the first two critics, of the target by the first alone, which is better there.
    """
    asked = verdicts[:1] if side == "target" else verdicts[:CRITICS]
    tags = TARGET_TAGS if side == "target" else SOURCE_TAGS
    marked: NDArray[np.float32] = told_together(asked, side, words)[:, tags.index(MARKED)]
    return marked


def pooled(logits: NDArray[np.float32], probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """Average the log-odds of the critics and of the logistic model.

    The ones know more, the other has weights of its own for each pair of languages.

    Args:
        logits: Log-odds of the critics, shape (words,).
        probabilities: Probabilities of the logistic model, same shape.
    """
    import numpy as np

    certain = np.clip(probabilities, 1e-6, 1 - 1e-6)
    both = (logits + np.log(certain / (1 - certain))) / 2
    mean: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-both))
    return mean


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
            stored[side]["critic_thresholds"],
        )
        for side in SIDES
    }
