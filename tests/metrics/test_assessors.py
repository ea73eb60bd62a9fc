"""Assessors: critics that were trained further on what people rated."""

from __future__ import annotations

import json
from importlib.resources import files
from weakref import WeakKeyDictionary

import pytest

from mtqa.engines.base import LanguageModel
from mtqa.engines.e5 import installed_e5
from mtqa.metrics import pair_reader
from mtqa.metrics.assessors import (
    ASSESSED,
    CORRECTIONS,
    Correction,
    assessor_parameters,
    assessors_of,
    correction_of,
)
from mtqa.metrics.pair_critic import (
    ALL_CRITICS,
    CRITIC_PARAMETERS,
    CRITICS,
    PairCritic,
    critic_parameters,
)
from mtqa.metrics.pair_reader import PairReader
from mtqa.metrics.pair_reading import ReadingModel
from mtqa.metrics.quality import QualityEstimator

SOURCE = "Делегация прибыла в Париж в понедельник вечером."
GOOD = "The delegation arrived in Paris on Monday evening."
BAD = "A delegate the Paris evening monday has it arrive."


@pytest.fixture(scope="session")
def assessors(real_language_model: LanguageModel) -> tuple[PairCritic, ...]:
    if installed_e5() is None:
        pytest.skip("the wheel of the second critic's model is missing")
    return assessors_of(real_language_model, None, "ru-en")


@pytest.mark.parametrize("pair", ASSESSED)
def test_each_belongs_to_the_model_of_its_critic_and_tells_one_thing(pair: str) -> None:
    for own, of_critic in zip(assessor_parameters(pair), CRITIC_PARAMETERS, strict=True):
        told, critic = critic_parameters(own), critic_parameters(of_critic)
        assert told.model_sha256 == critic.model_sha256
        assert (told.changes.first, told.changes.end) == (critic.changes.first, critic.changes.end)
        assert told.heads["sentence"].shape == (1, critic.heads["sentence"].shape[1])
        assert set(told.heads) == {"sentence", "sentence bias"}


def test_there_are_as_many_as_critics_and_only_where_people_rated_enough(
    real_language_model: LanguageModel, assessors: tuple[PairCritic, ...]
) -> None:
    assert len(assessors) == CRITICS
    assert assessors_of(real_language_model, None, "ar-en") == ()
    assert assessors_of(object(), None, "ru-en") == ()


def test_every_one_rates_the_better_translation_higher(
    assessors: tuple[PairCritic, ...],
) -> None:
    long = "a " * 1500
    for assessor in assessors:
        good, bad, unread = assessor.assess(
            [(SOURCE, GOOD), (SOURCE, BAD), (long, long)], "ru", "en"
        )
        assert good is not None
        assert bad is not None
        assert good > bad + 0.5
        assert unread is None


def test_what_they_say_is_weighed_with_the_estimate() -> None:
    correction = Correction(intercept=0.5, own=2.0, weights=(1.0, 0.25), calibration={})
    assert correction.corrected(1.0, (3.0, 4.0)) == pytest.approx(6.5)
    with pytest.raises(ValueError, match="shorter"):
        correction.corrected(1.0, (3.0,))


def test_there_is_a_correction_for_as_many_as_there_may_be() -> None:
    stored = json.loads(
        files("mtqa.metrics").joinpath("data").joinpath(CORRECTIONS).read_text("utf-8")
    )
    assert tuple(stored) == ASSESSED
    for pair in ASSESSED:
        for number in (CRITICS, ALL_CRITICS):
            correction = correction_of(pair, number)
            assert correction is not None
            assert len(correction.weights) == number
            assert min(correction.own, *correction.weights) > 0
        assert correction_of(pair, 1) is None
    assert correction_of("ar-en", CRITICS) is None


def test_they_correct_the_estimate_of_their_language_pair_and_nothing_else(
    real_language_model: LanguageModel,
    assessors: tuple[PairCritic, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert isinstance(real_language_model, ReadingModel)
    asked: list[str] = []

    def known(model: object, store: object, pair: str) -> tuple[PairCritic, ...]:
        asked.append(pair)
        return assessors if pair == "ru-en" else ()

    def estimated() -> dict[str, float]:
        monkeypatch.setattr(PairReader, "_readers", WeakKeyDictionary())
        estimator = QualityEstimator(real_language_model, None)
        return {
            language: estimator.estimate([(SOURCE, GOOD)], language, "en-GB")[0].quality
            for language in ("ru-RU", "uk")
        }

    monkeypatch.setattr(pair_reader, "assessors_of", known)
    PairReader(real_language_model).judge([(SOURCE, GOOD)], "ru", "en")
    assert not asked
    corrected = estimated()
    assert asked == ["ru-en", "uk-en"]
    monkeypatch.setattr(pair_reader, "assessors_of", lambda *given: ())
    as_before = estimated()
    assert corrected["uk"] == as_before["uk"]
    assert corrected["ru-RU"] != as_before["ru-RU"]
    assert corrected["ru-RU"] == pytest.approx(as_before["ru-RU"], abs=25)
