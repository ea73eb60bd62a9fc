"""What the language model says of each word of one side of a pair, as numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mtqa.engines.base import TokenScore
from mtqa.language.scripts import MARKS, primary_subtag

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my", "yue"})
"""Languages written without spaces between words; the model's own tokens stand for words."""
_LETTER = rf"[\w{MARKS}\u200c]"
_WORD = re.compile(rf"{_LETTER}+(?:[’'\-.]{_LETTER}+)*|[^\w\s{MARKS}\u200c]+")
_OF_WORD = ("given least", "given mean", "gain least", "gain mean", "alone least")
_OF_SENTENCE = ("given mean", "given deviation", "gain mean", "unexplained")
FEATURES = (
    *(f"{name}{place}" for place in ("", " before", " after") for name in _OF_WORD),
    *(f"sentence {name}" for name in _OF_SENTENCE),
    "letters",
    "figure",
    "capital",
    "sign",
    "in other side",
    "last",
)
"""Names of the features of a word, in order."""


def words_of(text: str, language: str, tokens: Sequence[TokenScore]) -> list[tuple[int, int]]:
    """Return the spans of the words and punctuation marks of a text."""
    if primary_subtag(language) in UNSPACED:
        spans = dict.fromkeys((token.start, token.end) for token in tokens)
        return [span for span in spans if text[slice(*span)].strip()]
    return [match.span() for match in _WORD.finditer(text)]


def word_features(
    text: str,
    other: str,
    words: Sequence[tuple[int, int]],
    given: Sequence[TokenScore],
    alone: Sequence[TokenScore],
) -> NDArray[np.float64]:
    """Return the features of each word, shape (words, len(FEATURES)).

    Args:
        text: One side of the pair.
        other: The other side.
        words: Spans of the words in `text`, in order.
        given: Tokens of `text` after the other side.
        alone: Tokens of `text` on its own.
    """
    import numpy as np

    lp = np.array([token.logprob for token in given] or [0.0])
    gain = lp - np.array([token.logprob for token in alone] or [0.0])
    of_words = np.array([_word(span, given, lp, gain) for span in words]).reshape(-1, len(_OF_WORD))
    zero = np.zeros((1, len(_OF_WORD)))
    sentence = [lp.mean(), lp.std(), gain.mean(), (gain < 0.1).mean()]
    folded = other.casefold()
    surface = [
        [
            min(end - start, 15) / 5,
            any(c.isdigit() for c in text[start:end]),
            text[start].isupper(),
            not any(c.isalnum() for c in text[start:end]),
            text[start:end].casefold() in folded,
            end == words[-1][1],
        ]
        for start, end in words
    ]
    return np.concatenate(
        [
            of_words,
            np.concatenate([zero, of_words])[: len(words)],
            np.concatenate([of_words, zero])[1:],
            np.repeat([sentence], len(words), axis=0),
            np.array(surface, dtype=float).reshape(len(words), -1),
        ],
        axis=1,
    )


def _word(
    span: tuple[int, int],
    tokens: Sequence[TokenScore],
    lp: NDArray[np.float64],
    gain: NDArray[np.float64],
) -> list[float]:
    """Describe one word by the tokens that overlap it."""
    at = [n for n, token in enumerate(tokens) if token.start < span[1] and token.end > span[0]]
    if not at:
        return [0.0] * len(_OF_WORD)
    alone = lp[at] - gain[at]
    return [lp[at].min(), lp[at].mean(), gain[at].min(), gain[at].mean(), alone.min()]
