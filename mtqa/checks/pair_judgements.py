"""The language model's judgement of a list of pairs, read some dozens at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mtqa.checks.passage import Pair
from mtqa.engines.base import LanguageModel
from mtqa.errors import ModelError
from mtqa.metrics.pair_reader import READ_AT_ONCE, JudgedPair, PairJudgement, PairReader
from mtqa.metrics.pair_reading import ReadingModel

if TYPE_CHECKING:
    from mtqa.checks.inspection import Context


class PairJudgements:
    """The judgement of each pair, found when first asked for and kept."""

    def __init__(
        self,
        model: LanguageModel,
        pairs: Sequence[tuple[str, str, str]],
        source_language: str,
        target_language: str,
    ) -> None:
        """Take the model and the pairs as (id, source, target), in the order of asking."""
        self._model = model
        self._pairs = [pair for pair in pairs if pair[1].strip() and pair[2].strip()]
        self._places = {pair[0]: place for place, pair in enumerate(self._pairs)}
        self._languages = source_language, target_language
        self._done: dict[str, PairJudgement] = {}

    def of(self, segment: str) -> PairJudgement | None:
        """Return the judgement of one pair, None where a side is empty or the model cannot tell."""
        place = self._places.get(segment)
        if place is None or not isinstance(self._model, ReadingModel):
            return None
        if segment not in self._done:
            chunk = self._pairs[place : place + READ_AT_ONCE]
            judged = PairReader.of(self._model).judge(
                [pair[1:] for pair in chunk], *self._languages
            )
            self._done |= {
                name: pair.judgement for (name, _, _), pair in zip(chunk, judged, strict=True)
            }
        return self._done[segment]


def read_again(pair: Pair, context: Context) -> JudgedPair | None:
    """Return the pair as it was read and judged; None where there is nothing to judge.

    In the context's languages it has just been read and is known; in a segment's own it would be
    read once more.

    Raises:
        ModelError: The language model can only score, not read.
    """
    model: object = context.language_model
    if judged(pair, context.language_model) is None or not isinstance(model, ReadingModel):
        return None
    texts = pair.source.text, pair.target.text
    (read,) = PairReader.of(model).judge([texts], *context.pair_languages)
    return read


def judged(pair: Pair, model: LanguageModel | None) -> PairJudgement | None:
    """Return what the language model thinks of a pair; None where there is nothing to judge.

    Args:
        pair: The pair.
        model: The language model of the inspection.

    Raises:
        ModelError: The language model can only score, not read.
    """
    if model is not None and not isinstance(model, ReadingModel):
        raise ModelError(f"{model.identity.name} can only score: choose gemma3-270m")
    return pair.judgement()
