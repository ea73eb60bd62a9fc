"""Words that a translator put in: would the translation be better without them?

Words that the source neither makes likely nor bears out are left out for a trial, one at a time,
and the pair critic and the language model read the rest. Where the critic then likes the
translation better, and the source follows from it as before, the word was added: a translation
loses when a word is taken out that belongs there. The sentence encoder is asked as well whether the
translation comes nearer to the source. Where its model is there, the critic that was trained for
added words (`added_word_critic`) is heard before all others, and the trial tells whether it has
nothing more to say without the word, whether the language model then expects the rest sooner, and
how closely the translation follows its source.
Two small logistic models put this together: one chooses the words worth a trial, the other judges
after it.
`benchmarks/training/calibrate_added_words.py` fitted both, with that critic and without.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from mtqa.engines.base import Encoder
from mtqa.metrics.added_word_trials import (
    TRIAL,
    TRIAL_WITH_CRITIC,
    TriedPair,
    log_probability,
    trials,
    without,
)
from mtqa.metrics.fidelity import WordDoubt
from mtqa.metrics.logistic import probability
from mtqa.metrics.pair_critic import SideVerdict
from mtqa.metrics.pair_reader import JudgedPair, PairReader

CANDIDATES: Final = 3
"""Words of a translation that are worth a trial at most: those that the critics doubt most."""
FEWEST_WORDS: Final = 4
"""Words of a translation that is judged: shorter ones the weights were not fitted to."""
CHOSEN_BY: Final = ("wrong", "given source", "gain", "letters", "nearer")
"""What a word is chosen by: the critics' doubt, its log-probability after the source, what the
source adds to that, its length, and by how much the cosine of both sides grows without it."""
_CALIBRATED_ENCODER: Final = "use-multilingual"
"""Name of the encoder whose cosines the weights were fitted to; others have another scale."""
_NEARER_IF_UNASKED: Final = -0.02
"""What is taken where that encoder cannot be asked: a little below the mean, -0.01."""
CHOSEN_WITH_CRITIC_BY: Final = (*CHOSEN_BY, "added")
"""The same where the critic of added words is there, with its log-odds."""


@dataclass(frozen=True, slots=True)
class AddedWord:
    """A word that was probably put in."""

    start: int
    """Offset of its first character in the target."""
    end: int
    """Offset after its last character."""
    confidence: float
    """How sure that is, 0–1; 0.75 is reached by few good translations."""
    better_by: float
    """By how many standard deviations the translation is rated higher without it."""


Candidate = tuple[WordDoubt, tuple[float, ...]]
"""A word that may be worth a trial, and what it is chosen by."""


@dataclass(frozen=True, slots=True)
class _Chosen:
    place: int
    """Number of the pair."""
    words: tuple[Candidate, ...]
    """The words that are worth a trial."""
    tried: TriedPair
    """The trial."""


@dataclass(frozen=True, slots=True)
class _Logistic:
    weights: tuple[float, ...]
    intercept: float

    def log_odds(self, values: Sequence[float]) -> float:
        return self.intercept + sum(w * v for w, v in zip(self.weights, values, strict=True))


def find_added_words(
    pairs: Sequence[tuple[str, str]],
    judged: Sequence[JudgedPair],
    languages: tuple[str, str],
    reader: PairReader,
    encoder: Encoder | None,
) -> list[list[AddedWord]]:
    """Return the words of each translation that were probably put in; of a short one none.

    Args:
        pairs: Source and target of each.
        judged: What the reader says of each.
        languages: BCP 47 languages of both sides.
        reader: Who read them, to read the translations without a word.
        encoder: Sentence encoder that was made for both languages, if there is one.
    """
    found: list[list[AddedWord]] = [[] for _ in pairs]
    long = [at for at, (_, target) in enumerate(pairs) if len(target.split()) >= FEWEST_WORDS]
    told = reader.added_words([pairs[at] for at in long], *languages)
    chosen: list[_Chosen] = []
    for at, verdict in zip(long, told, strict=True):
        choose, _ = _models(with_critic=verdict is not None)
        offered = candidates(pairs[at], judged[at], encoder, verdict)
        worth = tuple(one for one in offered if choose.log_odds(one[1]) >= 0)
        words = tuple(word for word, _ in worth)
        chosen.append(_Chosen(at, worth, TriedPair(pairs[at], judged[at], verdict, words)))
    tried = trials([one.tried for one in chosen], languages, reader)
    for one, gained in zip(chosen, tried, strict=True):
        _, judge = _models(with_critic=one.tried.told is not None)
        for (word, values), gains in zip(one.words, gained, strict=True):
            if gains is not None:
                confidence = probability(judge.log_odds((*values, *gains)))
                found[one.place].append(AddedWord(word.start, word.end, confidence, gains[0]))
    return found


def candidates(
    pair: tuple[str, str],
    judged: JudgedPair,
    encoder: Encoder | None,
    told: SideVerdict | None = None,
) -> list[Candidate]:
    """Return the words that may be worth a trial, each with what it is chosen by.

    That is a value for each of `CHOSEN_WITH_CRITIC_BY`, or without the critic for each of
    `CHOSEN_BY`.

    Args:
        pair: Source and target.
        judged: What the reader says of them.
        encoder: Sentence encoder that was made for both languages, if there is one.
        told: What the critic of added words says of the target.
    """
    target = pair[1]
    doubts = [d for d in judged.judgement.doubts or () if target[d.start : d.end].isalpha()]
    added = _told_added(doubts, told)
    order = sorted(range(len(doubts)), key=lambda at: -added[at][0] if told else -doubts[at].wrong)
    chosen = order[:CANDIDATES]
    reading = judged.reading
    found: list[Candidate] = []
    nearer = _nearer(pair, [doubts[at] for at in chosen], encoder)
    for at, near in zip(chosen, nearer, strict=True):
        doubt = doubts[at]
        given = log_probability(reading.target_given_source, doubt)
        alone = log_probability(reading.target, doubt)
        letters = float(doubt.end - doubt.start)
        found.append((doubt, (doubt.wrong, given, given - alone, letters, near, *added[at])))
    return found


def _told_added(words: Sequence[WordDoubt], told: SideVerdict | None) -> list[tuple[float, ...]]:
    """Return for each word the log-odds that it was added; nothing for each without the critic."""
    if told is None or not words:
        return [()] * len(words)
    odds = told.of([(word.start, word.end) for word in words])
    return [(float(own[0]),) for own in odds]


def _nearer(
    pair: tuple[str, str], words: Sequence[WordDoubt], encoder: Encoder | None
) -> list[float]:
    """Return for each word by how much the cosine of both sides grows without it."""
    source, target = pair
    if encoder is None or encoder.identity.name != _CALIBRATED_ENCODER or not words:
        return [_NEARER_IF_UNASKED] * len(words)
    shorter = [without(target, word.start, word.end) for word in words]
    vectors = encoder.encode([source, target, *shorter])
    whole, *parts = (vectors[1:] @ vectors[0]).tolist()
    return [part - whole for part in parts]


@cache
def _models(*, with_critic: bool) -> tuple[_Logistic, _Logistic]:
    """Return what chooses words and what judges them."""
    text = files("mtqa.metrics").joinpath("data").joinpath("added_words.json").read_text("utf-8")
    stored = json.loads(text)["with critic" if with_critic else "without critic"]
    chosen_by = CHOSEN_WITH_CRITIC_BY if with_critic else CHOSEN_BY
    tried_by = TRIAL_WITH_CRITIC if with_critic else TRIAL
    return _model(stored["chosen"], chosen_by), _model(stored["judged"], (*chosen_by, *tried_by))


def _model(stored: Mapping[str, float], features: Sequence[str]) -> _Logistic:
    *weights, intercept = (stored[feature] for feature in (*features, "intercept"))
    return _Logistic(tuple(weights), intercept)
