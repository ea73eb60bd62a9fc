"""The one reader of pairs of a language model, and what follows from its readings word by word.

Several judges look at the same pairs: the quality estimate, the error spans, the checks. A pair is
read once, the states of its tokens are turned into judgements of its words at once and forgotten,
since they take a hundred times the place of the rest.
"""

from __future__ import annotations

import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Final
from weakref import WeakKeyDictionary

from mtqa.metrics.fidelity import WordDoubt, word_doubts
from mtqa.metrics.pair_reading import STATE_LAYERS, PairReading, ReadingModel, read_pairs
from mtqa.metrics.word_marks import SIDES, Side, WordMarks, word_marks

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_REMEMBERED: Final = 2048
"""Pairs whose judgement is kept, at some 30 kB each."""
_AT_ONCE: Final = 32
"""Pairs whose token states are held at a time."""


@dataclass(frozen=True, slots=True)
class WordJudgement:
    """What the language model thinks of the words of a pair."""

    marks: Mapping[Side, WordMarks]
    """How likely a human would mark each word of either side."""
    doubts: tuple[WordDoubt, ...] | None
    """What is to be doubted about each target word; None for a model that cannot tell."""


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """A pair as the language model has read it, and its judgement of the words."""

    reading: PairReading
    """The reading, without the states of single tokens."""
    words: WordJudgement
    """The judgement of its words."""


class PairReader:
    """Reads pairs and remembers the latest."""

    _readers: ClassVar[WeakKeyDictionary[ReadingModel, PairReader]] = WeakKeyDictionary()

    def __init__(self, model: ReadingModel) -> None:
        """Take the language model."""
        self._model = weakref.ref(model)
        self._known: dict[tuple[str, str, str, str], JudgedPair] = {}

    @classmethod
    def of(cls, model: ReadingModel) -> PairReader:
        """Return the one reader of a model."""
        if model not in cls._readers:
            cls._readers[model] = cls(model)
        return cls._readers[model]

    def judge(
        self, pairs: Sequence[tuple[str, str]], source_language: str, target_language: str
    ) -> list[JudgedPair]:
        """Read pairs, the states of `STATE_LAYERS` with them where the model has so many layers.

        Args:
            pairs: Source and target of each; neither may be blank.
            source_language: BCP 47 language of the sources.
            target_language: BCP 47 language of the targets.
        """
        keys = [(*pair, source_language, target_language) for pair in pairs]
        new = [key for key in dict.fromkeys(keys) if key not in self._known]
        found = dict(self._known)
        for begin in range(0, len(new), _AT_ONCE):
            chunk = new[begin : begin + _AT_ONCE]
            found.update(zip(chunk, self._judged(chunk), strict=True))
        self._known = dict(list(found.items())[-_REMEMBERED:])
        return [found[key] for key in keys]

    def _judged(self, keys: Sequence[tuple[str, str, str, str]]) -> list[JudgedPair]:
        model = self._model()
        if model is None:
            raise ReferenceError("the language model of this reader is gone")
        layers = STATE_LAYERS if model.depth >= max(STATE_LAYERS) else ()
        source_language, target_language = keys[0][2:]
        readings = read_pairs(
            model, [key[:2] for key in keys], source_language, target_language, layers
        )
        languages: Mapping[Side, str] = {"source": source_language, "target": target_language}
        sha256 = model.identity.sha256
        return [
            JudgedPair(
                replace(
                    reading,
                    source_states=_without_tokens(reading.source_states),
                    target_states=_without_tokens(reading.target_states),
                ),
                WordJudgement(
                    {
                        side: word_marks(source, target, reading, side, languages, sha256)
                        for side in SIDES
                    },
                    word_doubts(source, target, reading, target_language, sha256),
                ),
            )
            for (source, target, *_), reading in zip(keys, readings, strict=True)
        ]


def _without_tokens(states: NDArray[np.float16]) -> NDArray[np.float16]:
    return states[:, :0].copy()
