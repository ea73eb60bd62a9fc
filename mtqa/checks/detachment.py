"""How likely a translation is detached from its source: features and a logistic model.

The weights lie in `data/detached.json`; `benchmarks/training/detached.py` made them from
translations annotated for hallucination (Guerreiro et al. 2022, "Looking for a Needle in a
Haystack").
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from mtqa.checks.rules.length_ratio import length_score
from mtqa.checks.word_alignment import Side, WordAlignment
from mtqa.metrics.logistic import probability
from mtqa.metrics.pair_critic import ALL_CRITICS

if TYPE_CHECKING:
    from mtqa.metrics.pair_reader import PairJudgement

MEASURED: Final = (
    "cosine", "source_unanswered", "too_long", "too_short", "repeated_pairs", "repeated_triples",
    "target_words", "source_words", "copied", "mostly_copied", "echo", "near_echo",
)  # fmt: skip
READ: Final = ("gain", "recovered", "marked")
"""What a language model adds to `MEASURED` where one has read the pair."""
RATED: Final = ("rated", "dangerous")
"""What the third pair critic adds to that where it has: the first two have taken many a fluent
translation of another sentence for a good one."""
WHOLE: Final = ("cosine", "source_unanswered", "repeated_pairs")
"""What of `MEASURED` tells whether nothing of the source is left."""
WHOLE_READ: Final = ("gain",)
"""What of `READ` does."""
_MOST: Final = 0.8
"""How sure a finding is at most where something of the source is left."""
_STRESS: Final = 2
"""How much more it counts whether anything is left: so that of two plain hallucinations the one
with no content of the source comes first, and the confidence is the share that people call
hallucinations (cross-validated on the half of the corpus that the models are fitted on)."""
INTERCEPT: Final = "intercept"
_POOR_FIT: Final = 0.35
_WORD: Final = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_LONG_WORD: Final = 4
_NEAR: Final = 3


def detachment_features(
    source: str,
    target: str,
    alignment: WordAlignment,
    source_language: str | None,
    target_language: str | None,
    judgement: PairJudgement | None,
) -> dict[str, float]:
    """Return a value for each of `MEASURED`, and of `READ` and `RATED` as far as they are known.

    Cosine of the sentences, share of the source that nothing answers, deviation of the length in
    both directions, repetition beyond the source's (pairs, triples, long words anywhere and
    within three words), sizes, and the share of words copied from the source; how much likelier the
    source makes the translation, how likely the translation makes the source, and the mean
    probability of its words to be marked as wrong; the direct assessment and the log-odds of a
    critical error by the third critic.
    """
    length = length_score(source.strip(), target.strip(), source_language, target_language) or 0.0
    ours = [word.casefold() for word in _WORD.findall(target)]
    theirs = [word.casefold() for word in _WORD.findall(source)]
    copied = _copied(ours, theirs)
    values = (
        alignment.cosine,
        _unanswered(alignment.source),
        max(length, 0.0),
        max(-length, 0.0),
        max(0.0, _repetition(ours, 2) - _repetition(theirs, 2)),
        max(0.0, _repetition(ours, 3) - _repetition(theirs, 3)),
        math.log1p(len(alignment.target.spans)),
        math.log1p(len(alignment.source.spans)),
        copied,
        max(0.0, copied - 0.6),
        max(0, _echoes(ours) - _echoes(theirs)) / max(4, len(ours)),
        float(min(_NEAR, max(0, _near_echoes(ours, theirs)))),
    )
    features = dict(zip(MEASURED, values, strict=True))
    # Another language model than the one with a critic has log-probabilities of another scale.
    if judgement is not None and judgement.criticised:
        features |= {
            "gain": judgement.gain,
            "recovered": judgement.recovered,
            "marked": judgement.marks["target"].mean,
        }
        if judgement.critics == ALL_CRITICS:
            features |= {"rated": judgement.assessments[-1], "dangerous": judgement.criticals[-1]}
    return features


@cache
def _models() -> dict[str, dict[str, dict[str, float]]]:
    text = files("mtqa.checks.data").joinpath("detached.json").read_text(encoding="utf-8")
    models: dict[str, dict[str, dict[str, float]]] = json.loads(text)
    return models


def detachment(features: Mapping[str, float]) -> float:
    """Return how likely a translation with these features is detached, 0–1.

    It is the probability of a hallucination of any kind, lowered where something of the source is
    still there, and raised where nothing is.
    """
    known = {"rated": RATED[0], "read": READ[0], "measured": MEASURED[0]}
    models = _models()[next(name for name, feature in known.items() if feature in features)]
    hallucinated, whole = (_probability(models[name], features) for name in ("any", "whole"))
    return 1 - (1 - _MOST * hallucinated) * (1 - whole) ** _STRESS


def _probability(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    total = sum(w * (1.0 if name == INTERCEPT else features[name]) for name, w in weights.items())
    return probability(total)


def _unanswered(side: Side) -> float:
    total = float(side.weight.sum())
    return float(side.weight[side.fit < _POOR_FIT].sum()) / total if total > 0 else 0.0


def _repetition(words: list[str], order: int) -> float:
    """Share of n-grams that came before."""
    grams = [tuple(words[i : i + order]) for i in range(len(words) - order + 1)]
    return 1 - len(set(grams)) / len(grams) if grams else 0.0


def _copied(target: list[str], source: list[str]) -> float:
    """Share of the target's words that the source has as well."""
    common = Counter(target) & Counter(source)
    return common.total() / max(1, len(target))


def _echoes(words: list[str]) -> int:
    """How often a long word comes again."""
    return sum(n - 1 for word, n in Counter(words).items() if len(word) >= _LONG_WORD)


def _near_echoes(target: list[str], source: list[str]) -> int:
    """How much more often than in the source a long word comes again within three words."""
    in_source = Counter(source)

    def count(words: list[str]) -> int:
        return sum(
            len(word) >= _LONG_WORD
            and word in words[max(0, place - _NEAR) : place]
            and (words is source or in_source[word] < 2)
            for place, word in enumerate(words)
        )

    return count(target) - count(source)
