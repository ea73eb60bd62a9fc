"""How likely each word of a translation says something else than the source, or follows a gap.

The pair critics were trained for it on good translations in which one thing was changed, added or
left out: a number, a name, a negation, a word. Unlike the marks of people on machine translations
it knows little of style, and much of what an editor would call wrong.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from mtqa.engines.base import TokenScore
from mtqa.language.scripts import primary_subtag
from mtqa.metrics.pair_critic import TARGET_TAGS, PairVerdict, calibrated_number, told_together
from mtqa.metrics.word_features import words_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TAGS: Final = ("wrong", "gap")
"""What is told of each word: it is wrong, or something is left out before it."""
_AT_SURE: Final = math.log(3.0)
"""Log-odds of a confidence of 0.75."""


@dataclass(frozen=True, slots=True)
class WordDoubt:
    """What is to be doubted about one word of a translation.

    Log-odds; those of a confidence of 0.75, from which a check calls a finding major, are reached
    by few good translations.
    """

    start: int
    """Offset of its first character."""
    end: int
    """Offset after its last character."""
    wrong: float
    """Log-odds that it says something else than the source."""
    gap: float
    """Log-odds that something of the source is left out just before it."""


def word_doubts(
    target: str,
    target_language: str,
    tokens: Sequence[TokenScore],
    verdicts: Sequence[PairVerdict],
) -> tuple[WordDoubt, ...] | None:
    """Return the doubts about each word of the target; None where they cannot be had.

    Args:
        target: The translation.
        target_language: Its BCP 47 language.
        tokens: Its tokens.
        verdicts: What each critic says of the pair; empty without any.
    """
    told = _trained_doubts(target, target_language, tokens, verdicts)
    if told is None:
        return None
    words, doubts = told
    for at, sure in enumerate(sure_points(len(verdicts))):
        # In training every other sentence has an error.
        doubts[:, at] += _AT_SURE - sure
    return tuple(
        WordDoubt(start, end, float(wrong), float(gap))
        for (start, end), (wrong, gap) in zip(words, doubts, strict=True)
    )


def greatest_doubts(
    target: str,
    target_language: str,
    tokens: Sequence[TokenScore],
    verdicts: Sequence[PairVerdict],
) -> tuple[float, ...]:
    """Return the greatest log-odds of each of `TAGS`, as they were trained.

    Empty where they cannot be had. Arguments as those of `word_doubts`.
    """
    told = _trained_doubts(target, target_language, tokens, verdicts)
    return tuple(told[1].max(axis=0).tolist()) if told is not None and told[0] else ()


def _trained_doubts(
    target: str,
    target_language: str,
    tokens: Sequence[TokenScore],
    verdicts: Sequence[PairVerdict],
) -> tuple[list[tuple[int, int]], NDArray[np.float32]] | None:
    """Return the words of the target and the log-odds of each of `TAGS`, as they were trained."""
    import numpy as np

    if not verdicts or primary_subtag(target_language) not in calibrated_languages():
        return None
    words = words_of(target, target_language, tokens)
    if not words:
        return [], np.zeros((0, len(TAGS)), np.float32)
    doubts = doubts_of(words, verdicts)
    if target[words[0][0]].islower():
        # The critic learned from sentences whose beginnings were cut off: to it, a small letter
        # at the beginning is a sign of a gap, even in a list or a text without capitals.
        doubts[0, TAGS.index("gap")] = doubts[:, TAGS.index("gap")].min()
    return words, doubts


def doubts_of(
    words: Sequence[tuple[int, int]], verdicts: Sequence[PairVerdict]
) -> NDArray[np.float32]:
    """Return the log-odds of each of `TAGS` for each word of the target, as they were trained.

    Shape (words, tags).

    Wrong words are told by the first critic and the last together, gaps by the first alone: the
    second finds hardly a fifth as many.
    """
    import numpy as np

    wrong = told_together([verdicts[0], verdicts[-1]], "target", words)[
        :, TARGET_TAGS.index("wrong")
    ]
    gap = verdicts[0].target.of(words)[:, TARGET_TAGS.index("gap")]
    return np.stack([wrong, gap], axis=1)


def calibrated_languages() -> tuple[str, ...]:
    """Return the languages of translations for which the log-odds were calibrated."""
    return tuple(_stored()["languages"])


def sure_points(critics: int) -> tuple[float, ...]:
    """Return for each of `TAGS` the log-odds of training that few good translations reach anywhere.

    Args:
        critics: How many critics have read the pair.
    """
    told = _stored()["sure"][str(calibrated_number(critics))]
    return tuple(told[tag] for tag in TAGS)


@cache
def _stored() -> dict[str, Any]:
    text = files("mtqa.metrics").joinpath("data").joinpath("fidelity.json").read_text("utf-8")
    stored: dict[str, Any] = json.loads(text)
    return stored
