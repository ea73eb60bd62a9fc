"""Trials of added words: what is gained when a word of a translation is left out.

The critics and the language model read the translation without the word, those of many pairs
together; `added_words` says which words are tried and what a gain means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from mtqa.engines.base import TokenScore
from mtqa.metrics.fidelity import WordDoubt
from mtqa.metrics.pair_critic import TARGET_TAGS, PairVerdict, SideVerdict
from mtqa.metrics.pair_reader import JudgedPair, PairReader
from mtqa.metrics.word_features import words_of

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

Gains = tuple[float, ...]
"""A value for each of `TRIAL_WITH_CRITIC`, or without the critic for each of `TRIAL`."""


@dataclass(frozen=True, slots=True)
class TriedPair:
    """A pair, and the words of its target that are left out for a trial, one at a time."""

    pair: tuple[str, str]
    """Source and target."""
    judged: JudgedPair
    """What the reader says of them."""
    told: SideVerdict | None
    """What the critic of added words says of the target; None without it."""
    words: tuple[WordDoubt, ...]
    """The words."""

    @property
    def shorter(self) -> list[tuple[str, str]]:
        """The pair without each word; none at all where nobody can judge what is left."""
        source, target = self.pair
        rests = [without(target, word.start, word.end) for word in self.words]
        usable = self.judged.judgement.criticised and all(rest.strip() for rest in rests)
        return [(source, rest) for rest in rests] if usable else []


def trials(
    tried: Sequence[TriedPair], languages: tuple[str, str], reader: PairReader
) -> list[list[Gains | None]]:
    """Return for each word of each pair what its trial gives, None where nobody can tell.

    Args:
        tried: The pairs.
        languages: BCP 47 languages of both sides.
        reader: Who read them.
    """
    shorter = [one.shorter for one in tried]
    heard = [own if one.told else [] for one, own in zip(tried, shorter, strict=True)]
    read = iter(reader.first_opinion(list(chain(*shorter)), *languages))
    opinions = iter(reader.opinions_on_targets(list(chain(*heard)), *languages))
    return [
        _gains(
            one, languages[1], list(islice(read, len(own))), list(islice(opinions, len(on_target)))
        )
        for one, own, on_target in zip(tried, shorter, heard, strict=True)
    ]


def _gains(
    one: TriedPair,
    language: str,
    read: Sequence[tuple[PairVerdict, float] | None],
    opinions: Sequence[tuple[SideVerdict, float, float] | None],
) -> list[Gains | None]:
    """Return for each word what its trial gives.

    Args:
        one: The pair.
        language: BCP 47 language of its target.
        read: What the first critic and the language model say of the pair without each word.
        opinions: What the critic of added words and the language model say of the target without
            each word; empty without that critic.
    """
    if not read:
        return [None] * len(one.words)
    on_targets = _on_target(one, opinions) if one.told else [()] * len(read)
    target, judgement = one.pair[1], one.judged.judgement
    before = sum(token.logprob for token in one.judged.reading.source_given_target)
    found: list[Gains | None] = []
    for word, (_, rest), opinion, more in zip(
        one.words, one.shorter, read, on_targets, strict=True
    ):
        if opinion is None or more is None:
            found.append(None)
            continue
        verdict, probable = opinion
        rated = verdict.assessment - judgement.assessments[0]
        safer = judgement.criticals[0] - verdict.critical
        gap = _gap_after(rest, len(target[: word.start].rstrip()), language, verdict)
        found.append((rated, safer, probable - before, gap, *more))
    return found


def _on_target(
    one: TriedPair, opinions: Sequence[tuple[SideVerdict, float, float] | None]
) -> list[Gains | None]:
    """Return for each word what a trial gives with the critic of added words alone."""
    reading, told = one.judged.reading, one.told
    alone, given = (
        sum(token.logprob for token in tokens)
        for tokens in (reading.target, reading.target_given_source)
    )
    whole = given / len(reading.target_given_source), one.judged.judgement.criticals[-1]
    found: list[Gains | None] = []
    for word, opinion in zip(one.words, opinions, strict=True):
        if opinion is None or told is None:
            found.append(None)
            continue
        verdict, rest_alone, rest_given = opinion
        rest = rest_given - (given - log_probability(reading.target_given_source, word))
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


def log_probability(tokens: Sequence[TokenScore], word: WordDoubt) -> float:
    """Return that of a word, in nats: the sum over its tokens."""
    return sum(t.logprob for t in tokens if t.start < word.end and t.end > word.start)
