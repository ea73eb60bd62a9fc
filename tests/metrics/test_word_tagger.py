"""Taggers of words, and the doubts and marks that come of them."""

from __future__ import annotations

import numpy as np
import pytest

from mtqa.engines.base import LanguageModel, TokenScore
from mtqa.metrics.fidelity import TAGGER, TAGS, confidence_of, word_doubts
from mtqa.metrics.pair_reader import PairReader
from mtqa.metrics.pair_reading import ReadingModel, read_pairs
from mtqa.metrics.word_marks import SIDES, TAGGERS, pooled
from mtqa.metrics.word_tagger import WordTagger, load_word_tagger, word_states

TOKENS = (TokenScore(0, 2, -1.0), TokenScore(2, 5, -1.0), TokenScore(6, 9, -1.0))
SOURCE = "وصل الوفد إلى باريس مساء يوم الاثنين."
GOOD = "The delegation arrived in Paris on Monday evening."
BAD = "The delegation arrived in Helsinki on Monday evening."


def test_a_word_is_told_by_its_last_token_and_by_what_follows() -> None:
    states = np.arange(6, dtype=np.float16).reshape(2, 3, 1)
    found = word_states([(0, 5), (6, 9)], TOKENS, states)
    assert found.tolist() == [[1, 4, 2, 5], [2, 5, 2, 5]]


def test_without_tokens_states_are_nought() -> None:
    assert not word_states([(0, 1)], (), np.zeros((2, 0, 3), np.float16)).any()


def test_the_network_is_one_hidden_layer_on_inputs_that_are_cut() -> None:
    tagger = WordTagger(
        ("wrong",), {}, "", np.zeros(2, np.float32), np.ones(2, np.float32),
        hidden=np.array([[1, -1], [0, 0], [0.5, 0]], np.float32),
        output=np.array([[2], [3], [-1]], np.float32),
    )  # fmt: skip
    features, states = np.array([[1.0], [-99.0]]), np.array([[7.0], [7.0]], np.float32)
    # 1: relu(1.5), relu(-1) → 2·1.5 − 1; −99 is cut to −5: relu(−4.5), relu(5) → 3·5 − 1.
    assert tagger.logits(features, states)[:, 0].tolist() == [2.0, 14.0]


@pytest.mark.parametrize("name", [TAGGER, *TAGGERS.values()])
def test_taggers_that_come_with_mtqa_belong_to_one_model(name: str) -> None:
    tagger = load_word_tagger(name)
    assert len(tagger.model_sha256) == 64
    assert tagger.output.shape == (len(tagger.hidden.T) + 1, len(tagger.tags))


def test_pooling_averages_log_odds() -> None:
    assert pooled(np.array([0.0, 2.0], np.float32), np.array([0.5, 0.5])) == pytest.approx(
        [0.5, 1 / (1 + np.exp(-1))]
    )


@pytest.mark.parametrize("tag", TAGS)
def test_confidence_is_three_quarters_where_few_good_translations_get(tag: str) -> None:
    sure = load_word_tagger(TAGGER).calibration["sure"][tag]
    assert confidence_of(tag, sure) == pytest.approx(0.75)
    assert confidence_of(tag, 1e9) <= 1.0


def test_the_changed_word_is_doubted_most(real_language_model: LanguageModel) -> None:
    assert isinstance(real_language_model, ReadingModel)
    reader = PairReader(real_language_model)
    bad, good = (p.words for p in reader.judge([(SOURCE, BAD), (SOURCE, GOOD)], "ar", "en"))
    assert bad.doubts
    assert good.doubts
    worst = max(bad.doubts, key=lambda doubt: doubt.wrong)
    assert BAD[worst.start : worst.end] == "Helsinki"
    assert worst.wrong > max(doubt.wrong for doubt in good.doubts) + 3


def test_states_of_tokens_are_not_kept(real_language_model: LanguageModel) -> None:
    assert isinstance(real_language_model, ReadingModel)
    (judged,) = PairReader(real_language_model).judge([(SOURCE, GOOD)], "ar", "en")
    assert judged.reading.target_states.size == judged.reading.source_states.size == 0
    assert judged.reading.states.shape[0] == 4
    assert set(judged.words.marks) == set(SIDES)


@pytest.mark.parametrize(("language", "sha256"), [("ar", None), ("en", "0" * 64)])
def test_no_doubts_for_other_languages_and_models(
    real_language_model: LanguageModel, language: str, sha256: str | None
) -> None:
    assert isinstance(real_language_model, ReadingModel)
    (reading,) = read_pairs(real_language_model, [(SOURCE, GOOD)], "ar", "en", (9, 15))
    own = sha256 or real_language_model.identity.sha256
    assert word_doubts(SOURCE, GOOD, reading, language, own) is None
