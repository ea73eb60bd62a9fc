"""The critic of added words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from mtqa.engines.base import LanguageModel
from mtqa.engines.embedding_gemma import LAYERS, TESTED_SHA256
from mtqa.engines.store import ModelStore
from mtqa.metrics import pair_reader
from mtqa.metrics.added_word_critic import ADDED_WORD_PARAMETERS, added_word_critic
from mtqa.metrics.pair_critic import TARGET_TAGS, PairCritic, SideVerdict, critic_parameters
from mtqa.metrics.pair_reader import PairReader
from mtqa.metrics.pair_reading import ReadingModel

SOURCE = "وصل الوفد إلى باريس مساء يوم الاثنين."
TARGETS = (
    "The delegation arrived in Paris on Monday evening.",
    "The delegation left Paris.",
    "Nobody left.",
)


class Counting:
    """Says nothing of any pair, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def read_targets(
        self, pairs: Sequence[tuple[str, str]], source_language: str, target_language: str
    ) -> list[SideVerdict | None]:
        assert (source_language, target_language) == ("ar", "en")
        self.asked.append([target for _, target in pairs])
        return [SideVerdict(((0, len(t)),), np.zeros((1, 1), np.float32)) for _, t in pairs]


@pytest.fixture
def critic(monkeypatch: pytest.MonkeyPatch) -> Counting:
    counting = Counting()
    monkeypatch.setattr(pair_reader, "added_word_critic", lambda store: counting)
    return counting


def test_it_belongs_to_the_model_that_mtqa_fetches_and_tells_one_thing_of_each_word() -> None:
    parameters = critic_parameters(ADDED_WORD_PARAMETERS)
    assert parameters.model_sha256 == TESTED_SHA256
    assert parameters.changes.end == LAYERS
    assert parameters.heads["target"].shape[0] == len(parameters.heads["target bias"]) == 1
    assert set(parameters.heads) == {"target", "target bias"}


def test_there_is_none_without_its_model(tmp_path: Path) -> None:
    assert added_word_critic(ModelStore(tmp_path)) is None


def test_it_tells_of_every_token_of_the_target(real_language_model: LanguageModel) -> None:
    own = PairCritic.of(real_language_model)
    assert own is not None
    long = "a " * 1500
    pairs = [(SOURCE, f"  {TARGETS[0]}"), (long, long)]
    told, unread = own.read_targets(pairs, "ar", "en")
    assert unread is None
    assert told is not None
    whole = own.read(pairs[:1], "ar", "en")[0]
    assert whole is not None
    assert told.spans == whole.target.spans
    np.testing.assert_array_equal(told.log_odds, whole.target.log_odds)
    assert told.log_odds.shape[1] == len(TARGET_TAGS)


def test_pairs_are_read_together(
    real_language_model: LanguageModel, tmp_path: Path, critic: Counting
) -> None:
    assert isinstance(real_language_model, ReadingModel)
    reader = PairReader(real_language_model, ModelStore(tmp_path))
    pairs = [(SOURCE, target) for target in TARGETS]
    told = reader.added_words(pairs, "ar", "en")
    assert [verdict and verdict.spans for verdict in told] == [((0, len(t)),) for t in TARGETS]
    assert critic.asked == [list(TARGETS)]


def test_nobody_can_tell_without_a_store(
    real_language_model: LanguageModel, critic: Counting
) -> None:
    assert isinstance(real_language_model, ReadingModel)
    assert PairReader(real_language_model).added_words([(SOURCE, TARGETS[0])], "ar", "en") == [None]
    assert not critic.asked
