"""Words that a translator put in: would the translation be better without them?

Words that the source neither makes likely nor bears out are left out for a trial, one at a time,
and the pair critic and the language model read the rest. Where the critic then likes the
translation better, and the source follows from it as before, the word was added: a translation
loses when a word is taken out that belongs there. Two small logistic models put this together: one
chooses the words worth a trial, the other judges after it.
`benchmarks/training/calibrate_added_words.py` fitted both.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from mtqa.engines.base import TokenScore
from mtqa.metrics.fidelity import WordDoubt
from mtqa.metrics.logistic import probability
from mtqa.metrics.pair_reader import JudgedPair, PairReader

CANDIDATES: Final = 3
"""Words of a translation that are worth a trial at most: those that the critics doubt most."""
CHOSEN_BY: Final = ("wrong", "given source", "gain", "letters")
"""What a word is chosen by: the critics' doubt, its log-probability after the source, what the
source adds to that, and its length."""
TRIAL: Final = ("assessment", "critical", "recovered")
"""What a trial gives: by how much the translation is rated higher without the word, how much less
likely it is to be dangerously wrong, and how much more probable it makes the source."""
JUDGED_BY: Final = (*CHOSEN_BY, *TRIAL)
"""What a word is judged by after its trial."""


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


@dataclass(frozen=True, slots=True)
class _Logistic:
    weights: tuple[float, ...]
    intercept: float

    def log_odds(self, values: Sequence[float]) -> float:
        return self.intercept + sum(w * v for w, v in zip(self.weights, values, strict=True))


def find_added_words(
    pair: tuple[str, str], judged: JudgedPair, languages: tuple[str, str], reader: PairReader
) -> list[AddedWord]:
    """Return the words of a translation that were probably put in.

    Args:
        pair: Source and target.
        judged: What the reader says of them.
        languages: BCP 47 languages of both.
        reader: Who read them, to read the translation without a word.
    """
    chosen = [
        (doubt, values)
        for doubt, values in candidates(pair[1], judged)
        if _chooser().log_odds(values) >= 0
    ]
    trials = trial(pair, judged, [doubt for doubt, _ in chosen], languages, reader)
    found = []
    for (doubt, values), gains in zip(chosen, trials, strict=True):
        if gains is not None:
            log_odds = _judge().log_odds((*values, *gains))
            confidence = probability(log_odds)
            found.append(AddedWord(doubt.start, doubt.end, confidence, gains[0]))
    return found


def candidates(target: str, judged: JudgedPair) -> list[tuple[WordDoubt, tuple[float, ...]]]:
    """Return the words that may be worth a trial, each with a value for each of `CHOSEN_BY`."""
    doubts = [d for d in judged.judgement.doubts or () if target[d.start : d.end].isalpha()]
    reading = judged.reading
    found: list[tuple[WordDoubt, tuple[float, ...]]] = []
    for doubt in sorted(doubts, key=lambda doubt: -doubt.wrong)[:CANDIDATES]:
        given = _log_probability(reading.target_given_source, doubt)
        alone = _log_probability(reading.target, doubt)
        found.append((doubt, (doubt.wrong, given, given - alone, float(doubt.end - doubt.start))))
    return found


def trial(
    pair: tuple[str, str],
    judged: JudgedPair,
    words: Sequence[WordDoubt],
    languages: tuple[str, str],
    reader: PairReader,
) -> list[tuple[float, ...] | None]:
    """Return for each word a value for each of `TRIAL`, None where nobody can tell.

    Args:
        pair: Source and target.
        judged: What the reader says of them.
        words: The words to leave out, one at a time.
        languages: BCP 47 languages of both.
        reader: Who read them.
    """
    source, target = pair
    judgement = judged.judgement
    shorter = [(source, without(target, word.start, word.end)) for word in words]
    if not words or not judgement.criticised or not all(text.strip() for _, text in shorter):
        return [None] * len(words)
    before = sum(token.logprob for token in judged.reading.source_given_target)
    found: list[tuple[float, ...] | None] = []
    for read in reader.first_opinion(shorter, *languages):
        if read is None:
            found.append(None)
            continue
        verdict, probable = read
        rated, critical = judgement.assessments[0], judgement.criticals[0]
        gains = (verdict.assessment - rated, critical - verdict.critical, probable - before)
        found.append(gains)
    return found


def without(text: str, start: int, end: int) -> str:
    """Return a text without a word; what then begins it gets a capital if the word had one."""
    before, after = text[:start].rstrip(), text[end:]
    if before:
        return before + after
    after = after.lstrip()
    return after[:1].upper() + after[1:] if text[start].isupper() else after


def _log_probability(tokens: Sequence[TokenScore], word: WordDoubt) -> float:
    return sum(t.logprob for t in tokens if t.start < word.end and t.end > word.start)


@cache
def _stored() -> dict[str, Mapping[str, float]]:
    text = files("mtqa.metrics").joinpath("data").joinpath("added_words.json").read_text("utf-8")
    stored: dict[str, Mapping[str, float]] = json.loads(text)
    return stored


def _model(name: str, features: tuple[str, ...]) -> _Logistic:
    *weights, intercept = (_stored()[name][feature] for feature in (*features, "intercept"))
    return _Logistic(tuple(weights), intercept)


@cache
def _chooser() -> _Logistic:
    return _model("chosen", CHOSEN_BY)


@cache
def _judge() -> _Logistic:
    return _model("judged", JUDGED_BY)
