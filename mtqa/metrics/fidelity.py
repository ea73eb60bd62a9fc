"""How likely each word of a translation says something else than the source, or follows a gap.

A network over what the language model makes of each word (`word_tagger`) was trained on good
translations in which one thing was changed, added or left out: a number, a name, a negation, a
word. Unlike the marks of people on machine translations it knows little of style, and much of what
an editor would call wrong.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from mtqa.language.scripts import primary_subtag
from mtqa.metrics.pair_reading import PairReading
from mtqa.metrics.word_features import word_features, words_of
from mtqa.metrics.word_tagger import load_word_tagger, word_states

TAGGER: Final = "fidelity_tagger"
TAGS: Final = ("wrong", "gap")
"""What the tagger tells of each word: it is wrong, or something is left out before it."""
_AT_SURE: Final = math.log(3.0)
"""Log-odds of a confidence of 0.75."""


@dataclass(frozen=True, slots=True)
class WordDoubt:
    """What is to be doubted about one word of a translation; log-odds, 0 is as likely as not."""

    start: int
    """Offset of its first character."""
    end: int
    """Offset after its last character."""
    wrong: float
    """Log-odds that it says something else than the source."""
    gap: float
    """Log-odds that something of the source is left out just before it."""


def word_doubts(
    source: str, target: str, reading: PairReading, target_language: str, model_sha256: str
) -> tuple[WordDoubt, ...] | None:
    """Return the doubts about each word of the target; None where they cannot be had.

    The tagger knows the errors of translations into the languages it was trained on, and the
    states of one language model.

    Args:
        source: The source text.
        target: Its translation.
        reading: What the language model says of the pair.
        target_language: BCP 47 language of the target.
        model_sha256: Hash of the language model.
    """
    tagger = load_word_tagger(TAGGER)
    if primary_subtag(target_language) not in tagger.calibration["languages"]:
        return None
    given, states = reading.target_given_source, reading.target_states
    if tagger.model_sha256 != model_sha256 or states.shape[1] != len(given):
        return None
    words = words_of(target, target_language, given)
    if not words:
        return ()
    features = word_features(target, source, words, given, reading.target)
    logits = tagger.logits(features, word_states(words, given, states))
    return tuple(
        WordDoubt(start, end, float(wrong), float(gap))
        for (start, end), (wrong, gap) in zip(words, logits, strict=True)
    )


def confidence_of(tag: str, logit: float) -> float:
    """Return log-odds of the tagger as a confidence, 0–1.

    The log-odds are those of training, where every other sentence has an error. They are moved so
    that 0.75, from which a check calls a finding major, is reached by few good translations.

    Args:
        tag: `wrong` or `gap`.
        logit: Its log-odds for a word.
    """
    sure = load_word_tagger(TAGGER).calibration["sure"][tag]
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit - sure + _AT_SURE))))
