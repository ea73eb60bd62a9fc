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

from mtqa.engines.base import Encoder, TokenScore
from mtqa.metrics.fidelity import WordDoubt
from mtqa.metrics.logistic import probability
from mtqa.metrics.pair_critic import TARGET_TAGS, PairVerdict, SideVerdict
from mtqa.metrics.pair_reader import JudgedPair, PairReader
from mtqa.metrics.word_features import words_of

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
TRIAL: Final = ("assessment", "critical", "recovered", "gap")
"""What a trial gives: by how much the translation is rated higher without the word, how much less
likely it is to be dangerously wrong, how much more probable it makes the source, and the log-odds
that something of the source is left out where the word stood."""
TRIAL_WITH_CRITIC: Final = (*TRIAL, "rest", "fluent", "cleared", "literal", "dangerous")
"""The same where the critic of added words is there: by how much more probable without the word are
what comes after it, after the source, and the whole translation by itself, in nats; by how much the
highest log-odds that a word was added fall; and two things of the translation as it is, the mean
log-probability of its tokens after the source, and the last critic's log-odds that it is
dangerously wrong: where a translator keeps his distance, more words have no counterpart."""


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
    pair: tuple[str, str],
    judged: JudgedPair,
    languages: tuple[str, str],
    reader: PairReader,
    encoder: Encoder | None,
) -> list[AddedWord]:
    """Return the words of a translation that were probably put in; of a short one none.

    Args:
        pair: Source and target.
        judged: What the reader says of them.
        languages: BCP 47 languages of both.
        reader: Who read them, to read the translation without a word.
        encoder: Sentence encoder that was made for both languages, if there is one.
    """
    if len(pair[1].split()) < FEWEST_WORDS:
        return []
    told = reader.added_words(pair, *languages)
    choose, judge = _models(with_critic=told is not None)
    chosen = [
        (doubt, values)
        for doubt, values in candidates(pair, judged, encoder, told)
        if choose.log_odds(values) >= 0
    ]
    trials = trial(pair, judged, [doubt for doubt, _ in chosen], languages, reader, told)
    found = []
    for (doubt, values), gains in zip(chosen, trials, strict=True):
        if gains is not None:
            log_odds = judge.log_odds((*values, *gains))
            confidence = probability(log_odds)
            found.append(AddedWord(doubt.start, doubt.end, confidence, gains[0]))
    return found


def candidates(
    pair: tuple[str, str],
    judged: JudgedPair,
    encoder: Encoder | None,
    told: SideVerdict | None = None,
) -> list[tuple[WordDoubt, tuple[float, ...]]]:
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
    found: list[tuple[WordDoubt, tuple[float, ...]]] = []
    nearer = _nearer(pair, [doubts[at] for at in chosen], encoder)
    for at, near in zip(chosen, nearer, strict=True):
        doubt = doubts[at]
        given = _log_probability(reading.target_given_source, doubt)
        alone = _log_probability(reading.target, doubt)
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


def trial(
    pair: tuple[str, str],
    judged: JudgedPair,
    words: Sequence[WordDoubt],
    languages: tuple[str, str],
    reader: PairReader,
    told: SideVerdict | None = None,
) -> list[tuple[float, ...] | None]:
    """Return for each word what a trial gives, None where nobody can tell.

    That is a value for each of `TRIAL_WITH_CRITIC`, or without the critic for each of `TRIAL`.

    Args:
        pair: Source and target.
        judged: What the reader says of them.
        words: The words to leave out, one at a time.
        languages: BCP 47 languages of both.
        reader: Who read them.
        told: What the critic of added words says of the target.
    """
    source, target = pair
    judgement = judged.judgement
    shorter = [(source, without(target, word.start, word.end)) for word in words]
    if not words or not judgement.criticised or not all(text.strip() for _, text in shorter):
        return [None] * len(words)
    before = sum(token.logprob for token in judged.reading.source_given_target)
    found: list[tuple[float, ...] | None] = []
    read = reader.first_opinion(shorter, *languages)
    on_targets = _on_targets(judged, words, shorter, languages, reader, told)
    for word, (_, rest), opinion, more in zip(words, shorter, read, on_targets, strict=True):
        if opinion is None or more is None:
            found.append(None)
            continue
        verdict, probable = opinion
        rated = verdict.assessment - judgement.assessments[0]
        safer = judgement.criticals[0] - verdict.critical
        gap = _gap_after(rest, len(target[: word.start].rstrip()), languages[1], verdict)
        found.append((rated, safer, probable - before, gap, *more))
    return found


def _on_targets(
    judged: JudgedPair,
    words: Sequence[WordDoubt],
    shorter: Sequence[tuple[str, str]],
    languages: tuple[str, str],
    reader: PairReader,
    told: SideVerdict | None,
) -> list[tuple[float, ...] | None]:
    """Return for each word what a trial gives with the critic alone; nothing for each without."""
    if told is None:
        return [()] * len(words)
    reading = judged.reading
    alone, given = (
        sum(token.logprob for token in tokens)
        for tokens in (reading.target, reading.target_given_source)
    )
    whole = given / len(reading.target_given_source), judged.judgement.criticals[-1]
    found: list[tuple[float, ...] | None] = []
    opinions = reader.opinions_on_targets(shorter, *languages)
    for word, opinion in zip(words, opinions, strict=True):
        if opinion is None:
            found.append(None)
            continue
        verdict, rest_alone, rest_given = opinion
        rest = rest_given - (given - _log_probability(reading.target_given_source, word))
        cleared = float(told.log_odds.max() - verdict.log_odds.max())
        found.append((rest, rest_alone - alone, cleared, *whole))
    return found


def _gap_after(text: str, place: int, language: str, verdict: PairVerdict) -> float:
    """Return the log-odds that something is left out at a place: those of the word after it.

    At the end, where none comes after, those of a word on average.
    """
    words = words_of(text, language, ())
    if not words:
        return 0.0
    gaps = verdict.target.of(words)[:, TARGET_TAGS.index("gap")]
    after = [float(gap) for (start, _), gap in zip(words, gaps, strict=True) if start >= place]
    return after[0] if after else float(gaps.mean())


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
