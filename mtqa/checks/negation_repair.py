"""A second witness for lost and gained negations: would the sentence gain by the repair?

The rule counts words that negate and cannot tell a lost "not" from one that the translator put
otherwise ("did not win" → "lost"). The language model, which has read the source, is offered the
English sentence with the negation put right, in every way that may be meant, and says how much more
probable it becomes. Where nothing gains, nothing is missing. `benchmarks/training/` fitted how much
either witness counts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from mtqa.checks.passage import Pair, Relation
from mtqa.engines.base import LanguageModel
from mtqa.language.negation_wording import affirmed_wordings, negated_wordings
from mtqa.language.polarity_comparison import PolarityChange, PolarityDifference
from mtqa.language.scripts import primary_subtag
from mtqa.metrics.logistic import log_odds, probability
from mtqa.metrics.repair import Repair, Wordings, best_repairs, bounded_gain

MOST_WORDINGS: Final = 150
"""Beyond these, a segment is no sentence, and asking would take long."""
_RARER: Final = 1.85
"""Log-odds by which a wrong negation is rarer in copy than where the weights were fitted: there,
translators' paraphrases were as many as planted errors. A finding that had 0.95 has 0.75: of 299
held-back sentences with a planted negation 6 are no longer found."""


@dataclass(frozen=True, slots=True)
class RepairedNegation:
    """What the language model says of a suspicion."""

    confidence: float
    """The rule's confidence with the model's word weighed in, 0–1."""
    repair: Repair
    """The repair that gains most."""


def repaired(
    pair: Pair, difference: PolarityDifference, confidence: float, model: LanguageModel | None
) -> RepairedNegation | None:
    """Ask the language model about a negation that is lost or gained.

    Args:
        pair: The pair.
        difference: What the rule suspects.
        confidence: The rule's confidence, 0–1.
        model: The language model; None if there is none.

    Returns:
        Its answer; None where it is not asked: without a model, in a round trip, in texts in
        another language than English and in very long segments.
    """
    weights = _weights().get(difference.change.value)
    if model is None or weights is None or pair.relation is not Relation.TRANSLATION:
        return None
    repair = negation_repair(pair, difference, model)
    if repair is None:
        return None
    slope, count, intercept = weights
    total = intercept + slope * log_odds(confidence) + count * bounded_gain(repair.gain) - _RARER
    return RepairedNegation(probability(total), repair)


def negation_repair(
    pair: Pair, difference: PolarityDifference, model: LanguageModel
) -> Repair | None:
    """Return the repair that gains most; None where there is none to try."""
    target, source = pair.target, pair.source
    if not target.language or not source.language or primary_subtag(target.language) != "en":
        return None
    if difference.change is PolarityChange.NEGATION_LOST:
        wordings = negated_wordings(target.text)
    else:
        start, end = difference.target_start or 0, difference.target_end or 0
        wordings = affirmed_wordings(target.text, start, end)
    if len(wordings) > MOST_WORDINGS:
        return None
    languages = (source.language, target.language)
    asked = Wordings(source.text, target.text, languages, tuple(wordings))
    return best_repairs([asked], model)[0]


@cache
def _weights() -> dict[str, tuple[float, float, float]]:
    """Return for each change the weights of the rule and of the gain, and the intercept."""
    text = files("mtqa.checks.data").joinpath("negation_repair.json").read_text(encoding="utf-8")
    return {change: tuple(weights) for change, weights in json.loads(text)["weights"].items()}
