"""The one reader of pairs of a language model, and what follows from its readings.

Several judges look at the same pairs: the quality estimate, the error spans, the checks. A pair is
read once and what was found out is kept.
"""

from __future__ import annotations

import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, Final, TypeVar
from weakref import WeakKeyDictionary

from mtqa.engines.base import ModelIdentity, TokenScore
from mtqa.engines.store import ModelStore
from mtqa.language.scripts import language_pair
from mtqa.metrics.added_word_critic import added_word_critic
from mtqa.metrics.assessors import assessors_of
from mtqa.metrics.fidelity import WordDoubt, greatest_doubts, word_doubts
from mtqa.metrics.pair_critic import CRITICS, PairCritic, PairVerdict, SideVerdict, critics_of
from mtqa.metrics.pair_reading import (
    PairReading,
    ReadingModel,
    read_pairs,
    sources_after_targets,
    targets_alone_and_after_sources,
)
from mtqa.metrics.word_marks import SIDES, Side, WordMarks, word_marks

_REMEMBERED: Final = 2048
"""Pairs whose judgement is kept, at some 30 kB each."""
READ_AT_ONCE: Final = 32
"""Pairs that are read at a time."""


_Key = tuple[str, str, str, str]
"""Source, target, and the language of each."""
_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class PairJudgement:
    """What is judged of a pair."""

    assessments: tuple[float, ...]
    """Each pair critic's expected assessment, see `PairVerdict`; empty without a critic."""
    criticals: tuple[float, ...]
    """Each pair critic's log-odds of a critical error."""
    detached: float | None
    """Log-odds that the target translates another sentence; None where no critic can tell."""
    marks: Mapping[Side, WordMarks]
    """How likely a human would mark each word of either side."""
    doubts: tuple[WordDoubt, ...] | None
    """What is to be doubted about each target word; None where nobody can tell."""
    greatest_doubts: tuple[float, ...] = ()
    """The greatest log-odds of each of `fidelity.TAGS` by the first two critics, as trained; empty
    where nobody can tell."""
    third_doubts: tuple[float, ...] = ()
    """The same by the third critic alone."""
    recovered: float = 0.0
    """Mean log-probability of a source token after the target, in nats."""
    gains: Mapping[Side, tuple[TokenScore, ...]] = field(default_factory=dict)
    """What the other side adds to the log-probability of each token of a side, in nats."""

    @property
    def critics(self) -> int:
        """How many critics have read the pair."""
        return len(self.assessments)

    @property
    def criticised(self) -> bool:
        """Whether a critic has read the pair."""
        return bool(self.assessments)

    @property
    def gain(self) -> float:
        """What the source adds to the log-probability of a target token, mean, in nats.

        Little where the translation does not follow from it.
        """
        return _mean(self.gains.get("target", ()))

    def gain_within(self, side: Side, start: int, end: int) -> float | None:
        """Return what the other side adds to the tokens of a stretch, mean, in nats.

        About 0 where it does not say the same; None without a token.
        """
        inside = [t for t in self.gains.get(side, ()) if t.start < end and t.end > start]
        return _mean(inside) if inside else None


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """A pair as the language model has read it, and what is judged of it."""

    reading: PairReading
    """The reading."""
    judgement: PairJudgement
    """The judgement."""


class PairReader:
    """Reads pairs and remembers the latest."""

    _readers: ClassVar[WeakKeyDictionary[ReadingModel, PairReader]] = WeakKeyDictionary()

    def __init__(self, model: ReadingModel, store: ModelStore | None = None) -> None:
        """Take the language model, and the store in which critics' other models may be."""
        self._model = weakref.ref(model)
        self._store = store
        self._known: dict[_Key, JudgedPair] = {}
        self._assessors: dict[str, tuple[PairCritic, ...]] = {}

    @classmethod
    def of(cls, model: ReadingModel) -> PairReader:
        """Return the one reader of a model."""
        if model not in cls._readers:
            cls._readers[model] = cls(model)
        return cls._readers[model]

    @classmethod
    def open(cls, model: object, store: ModelStore) -> None:
        """Have the one reader of a model ask all critics whose models a store has."""
        if isinstance(model, ReadingModel):
            cls._readers[model] = cls(model, store)

    @classmethod
    def identities(cls, model: object) -> tuple[ModelIdentity, ...]:
        """Return the models whose critics have read pairs for a language model, its own included.

        None have before the first pair.
        """
        reader = cls._readers.get(model) if isinstance(model, ReadingModel) else None
        critics: tuple[PairCritic, ...] = vars(reader).get("_critics", ()) if reader else ()
        return tuple(critic.identity for critic in critics)

    def judge(
        self, pairs: Sequence[tuple[str, str]], source_language: str, target_language: str
    ) -> list[JudgedPair]:
        """Read and judge pairs.

        Args:
            pairs: Source and target of each; neither may be blank.
            source_language: BCP 47 language of the sources.
            target_language: BCP 47 language of the targets.
        """
        keys = [(*pair, source_language, target_language) for pair in pairs]
        new = [key for key in dict.fromkeys(keys) if key not in self._known]
        found = dict(self._known)
        for begin in range(0, len(new), READ_AT_ONCE):
            chunk = new[begin : begin + READ_AT_ONCE]
            found.update(zip(chunk, self._judged(chunk), strict=True))
        self._known = dict(list(found.items())[-_REMEMBERED:])
        return [found[key] for key in keys]

    def first_opinion(
        self, pairs: Sequence[tuple[str, str]], source_language: str, target_language: str
    ) -> list[tuple[PairVerdict, float] | None]:
        """Return the first critic's verdict on each pair and how probable the source is after it.

        The latter is a log-probability in nats. None where the critic cannot read a pair; nothing
        is kept.

        Args:
            pairs: Source and target of each; neither may be blank.
            source_language: BCP 47 language of the sources.
            target_language: BCP 47 language of the targets.
        """
        if not self._critics:
            return [None] * len(pairs)
        verdicts = self._critics[0].read(pairs, source_language, target_language)
        probable = sources_after_targets(
            self._language_model(), pairs, source_language, target_language
        )
        return [
            None if verdict is None else (verdict, one)
            for verdict, one in zip(verdicts, probable, strict=True)
        ]

    def added_words(
        self, pairs: Sequence[tuple[str, str]], source_language: str, target_language: str
    ) -> list[SideVerdict | None]:
        """Return for the tokens of each target the log-odds that the source does not have them.

        None where nobody can tell; nothing is kept.

        Args:
            pairs: Source and target of each; neither may be blank.
            source_language: BCP 47 language of the sources.
            target_language: BCP 47 language of the targets.
        """
        critic = self._added_word_critic
        if critic is None:
            return [None] * len(pairs)
        return critic.read_targets(pairs, source_language, target_language)

    def reassessed(
        self, pairs: Sequence[tuple[str, str]], source_language: str, target_language: str
    ) -> list[tuple[float, ...]]:
        """Return what the assessor that each pair critic became says of pairs, see `assessors`.

        Empty where a language pair has none; nothing is kept.

        Args:
            pairs: Source and target of each; neither may be blank.
            source_language: BCP 47 language of the sources.
            target_language: BCP 47 language of the targets.
        """
        assessors = self._assessors_of(language_pair(source_language, target_language))
        told = [one.assess(pairs, source_language, target_language) for one in assessors]
        return [tuple(_in_order([own[at] for own in told])) for at in range(len(pairs))]

    def opinions_on_targets(
        self, pairs: Sequence[tuple[str, str]], source_language: str, target_language: str
    ) -> list[tuple[SideVerdict, float, float] | None]:
        """Return what the critic of added words says of targets, and how probable each is.

        That is by itself and after its source, log-probabilities in nats. None where the critic
        cannot read a pair; nothing is kept.

        Args:
            pairs: Source and target of each; neither may be blank.
            source_language: BCP 47 language of the sources.
            target_language: BCP 47 language of the targets.
        """
        critic, languages = self._added_word_critic, (source_language, target_language)
        if critic is None:
            return [None] * len(pairs)
        told = critic.read_targets(pairs, *languages)
        probable = targets_alone_and_after_sources(self._language_model(), pairs, *languages)
        return [
            None if verdict is None else (verdict, *one)
            for verdict, one in zip(told, probable, strict=True)
        ]

    @property
    def critics(self) -> tuple[ModelIdentity, ...]:
        """The models whose critics read the pairs, in order."""
        return tuple(critic.identity for critic in self._critics)

    @cached_property
    def _critics(self) -> tuple[PairCritic, ...]:
        """The critics; their models take seconds to load, and a text alone needs none."""
        return critics_of(self._language_model(), self._store)

    @cached_property
    def _added_word_critic(self) -> PairCritic | None:
        return None if self._store is None else added_word_critic(self._store)

    def _language_model(self) -> ReadingModel:
        model = self._model()
        if model is None:
            raise ReferenceError("the language model of this reader is gone")
        return model

    def _judged(self, keys: Sequence[_Key]) -> list[JudgedPair]:
        model = self._language_model()
        source_language, target_language = keys[0][2:]
        pairs = [key[:2] for key in keys]
        readings = read_pairs(model, pairs, source_language, target_language)
        told: list[list[PairVerdict | None]] = [
            critic.read(pairs, source_language, target_language) for critic in self._critics
        ]
        languages: Mapping[Side, str] = {"source": source_language, "target": target_language}
        return [
            judged_pair(pair, reading, _in_order([own[at] for own in told]), languages)
            for at, (pair, reading) in enumerate(zip(pairs, readings, strict=True))
        ]

    def _assessors_of(self, pair: str) -> tuple[PairCritic, ...]:
        if pair not in self._assessors:
            self._assessors[pair] = assessors_of(self._language_model(), self._store, pair)
        return self._assessors[pair]


def _in_order(told: Sequence[_Found | None]) -> list[_Found]:
    """Return what is told before the first that is missing: each is known by its place."""
    found: list[_Found] = []
    for one in told:
        if one is None:
            break
        found.append(one)
    return found


def judged_pair(
    pair: tuple[str, str],
    reading: PairReading,
    verdicts: Sequence[PairVerdict],
    languages: Mapping[Side, str],
) -> JudgedPair:
    """Put together what is known of a pair.

    Args:
        pair: Source and target.
        reading: What the language model says of them.
        verdicts: What each pair critic says; empty without any.
        languages: BCP 47 language of each side.
    """
    source, target = pair
    marks = {side: word_marks(source, target, reading, side, languages, verdicts) for side in SIDES}
    told = target, languages["target"], reading.target_given_source
    judgement = PairJudgement(
        assessments=tuple(verdict.assessment for verdict in verdicts),
        criticals=tuple(verdict.critical for verdict in verdicts),
        detached=next((v.detached for v in verdicts if v.detached is not None), None),
        marks=marks,
        doubts=word_doubts(*told, verdicts),
        greatest_doubts=greatest_doubts(*told, verdicts[:CRITICS]),
        third_doubts=greatest_doubts(*told, verdicts[CRITICS:]),
        recovered=_mean(reading.source_given_target),
        gains={
            "source": _gains(reading.source_given_target, reading.source),
            "target": _gains(reading.target_given_source, reading.target),
        },
    )
    return JudgedPair(reading, judgement)


def _gains(given: Sequence[TokenScore], alone: Sequence[TokenScore]) -> tuple[TokenScore, ...]:
    return tuple(
        TokenScore(told.start, told.end, told.logprob - own.logprob)
        for told, own in zip(given, alone, strict=True)
    )


def _mean(tokens: Sequence[TokenScore]) -> float:
    return sum(token.logprob for token in tokens) / max(1, len(tokens))
