"""What the quality estimate is computed from: some forty numbers that describe a pair."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from mtqa.engines.base import TokenScore
from mtqa.metrics.fidelity import TAGS
from mtqa.metrics.pair_critic import CRITICS
from mtqa.metrics.pair_reader import JudgedPair, PairJudgement
from mtqa.metrics.word_marks import SIDES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_DIGITS = re.compile(r"\d+")
_END_MARK = re.compile(r"[.!?…。！？؟।۔][\"'”’»)\]]*\s*$")
_SPACED_MARK = re.compile(r"\s[,.](?=\s|$)")
_IMPROBABLE = (-3.0, -6.0, -9.0)
"""Log-probabilities below which a token counts as improbable, three degrees of it."""
_BEST_RATED: Final = 1.0
"""Standard deviations that the direct assessments in training hardly exceed."""
FIRST_TWO: Final = (
    "critic assessment",
    "second critic assessment",
    "critic critical",
    "second critic critical",
    *(f"critic {kind} {side} mark" for side in SIDES for kind in ("greatest", "mean")),
    "critic greatest doubt",
    "critic greatest gap",
)
"""Features that the first two pair critics give."""
THIRD: Final = (
    "third critic assessment",
    "third critic critical",
    "third critic greatest doubt",
    "third critic greatest gap",
)
"""Features that the third gives."""
OPINIONS: Final = (*FIRST_TWO[:4], *THIRD[:2])
"""What each critic says of the whole pair."""


def quality_features(
    source: str, target: str, judged: JudgedPair, similarity: float | None
) -> dict[str, float]:
    """Return the features of one pair by name.

    Args:
        source: The source text.
        target: Its translation.
        judged: What the language model and the pair critics say of them.
        similarity: Cosine of the encoder's vectors of the two; None without an encoder.
    """
    import numpy as np

    reading = judged.reading
    alone = {"source": _logprobs(reading.source), "target": _logprobs(reading.target)}
    given = {
        "source": _logprobs(reading.source_given_target),
        "target": _logprobs(reading.target_given_source),
    }
    features: dict[str, float] = {}
    for side in ("source", "target"):
        gain = given[side] - alone[side]
        features |= _distribution(f"{side} given other", given[side])
        features |= {
            f"{side} alone mean": float(alone[side].mean()),
            f"{side} alone minimum": float(alone[side].min()),
            f"{side} gain mean": float(gain.mean()),
            f"{side} gain minimum": float(gain.min()),
            f"{side} gain low": float(np.quantile(gain, 0.1)),
            f"{side} unexplained": float((gain < 0.1).mean()),
            f"{side} log tokens": math.log(len(gain)),
        }
    features |= _surface(source, target)
    features |= _verdict(judged.judgement)
    features["token ratio"] = features["target log tokens"] - features["source log tokens"]
    features["similarity"] = math.nan if similarity is None else similarity
    return features


def _verdict(judgement: PairJudgement) -> dict[str, float]:
    """Describe what the pair critics say, of the whole and of the words; NaN without a critic."""
    found = dict.fromkeys((*FIRST_TWO, *THIRD), math.nan)
    if not judgement.criticised:
        return found
    opinions = [map(_tempered, judgement.assessments), judgement.criticals]
    first_two, third = [], []
    for told in map(list, opinions):
        # Where the second critic has not read the pair, it is taken to agree with the first.
        first_two += [told[0], told[:CRITICS][-1]]
        third += told[CRITICS:]
    for side in SIDES:
        marks = judgement.marks[side]
        first_two += [max(marks.probabilities, default=0.0), marks.mean]
    first_two += judgement.greatest_doubts or (math.nan,) * len(TAGS)
    found |= zip(FIRST_TWO, first_two, strict=True)
    if third:
        third += judgement.third_doubts or (math.nan,) * len(TAGS)
        found |= zip(THIRD, third, strict=True)
    return found


def _tempered(assessment: float) -> float:
    """Return an assessment with what lies above all machine translations drawn together.

    The critic puts good human translations many standard deviations above those that it learned
    to rate, because it learned that they beat damaged ones, not by how much.
    """
    above = assessment - _BEST_RATED
    return assessment if above <= 0 else _BEST_RATED + 0.5 * math.log1p(2 * above)


def _logprobs(tokens: Sequence[TokenScore]) -> NDArray[np.float64]:
    import numpy as np

    return np.array([token.logprob for token in tokens] or [0.0])


def _distribution(name: str, values: NDArray[np.float64]) -> dict[str, float]:
    import numpy as np

    ordered = np.sort(values)
    features = {
        f"{name} mean": float(values.mean()),
        f"{name} deviation": float(values.std()),
        f"{name} minimum": float(ordered[0]),
        f"{name} worst three": float(ordered[:3].mean()),
        f"{name} low": float(np.quantile(values, 0.1)),
        f"{name} median": float(np.median(values)),
        f"{name} sum by root": float(values.sum() / math.sqrt(len(values))),
    }
    for limit in _IMPROBABLE:
        features[f"{name} below {limit:g}"] = float((values < limit).mean())
    return features


def _surface(source: str, target: str) -> dict[str, float]:
    """Describe the pair without a model: lengths, copied words, figures, punctuation."""
    source_words, target_words = source.casefold().split(), target.casefold().split()
    vocabulary = set(source_words)
    copied = sum(word in vocabulary for word in target_words) / max(1, len(target_words))
    figures = set(_DIGITS.findall(source)) ^ set(_DIGITS.findall(target))
    repeated = 1 - len(set(target_words)) / max(1, len(target_words))
    ratio = math.log((len(target) + 1) / (len(source) + 1))
    return {
        "length ratio": ratio,
        "length mismatch": abs(ratio),
        "copied words": copied,
        "differing figures": float(min(len(figures), 5)),
        "repeated words": repeated,
        "end mark lost": float(bool(_END_MARK.search(source)) and not _END_MARK.search(target)),
        "spaced marks": float(
            bool(_SPACED_MARK.search(target)) and not _SPACED_MARK.search(source)
        ),
        "capitals": sum(c.isupper() for c in source) / max(1, len(source)),
        "odd characters": sum(not c.isalnum() and not c.isspace() for c in source)
        / max(1, len(source)),
    }
