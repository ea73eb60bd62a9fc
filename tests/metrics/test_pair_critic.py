"""The pair critic, and the doubts and marks that come of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from weakref import WeakKeyDictionary

import numpy as np
import pytest

from mtqa.engines.base import Encoder, LanguageModel, TokenScore
from mtqa.engines.e5 import installed_e5
from mtqa.engines.embedding_gemma import EmbeddingGemma
from mtqa.engines.language_model import ScoringModel
from mtqa.engines.store import ModelStore
from mtqa.metrics import pair_reader
from mtqa.metrics.fidelity import doubts_of, sure_points, word_doubts
from mtqa.metrics.logistic import probability
from mtqa.metrics.pair_critic import (
    E5_PARAMETERS,
    GEMMA_ENCODER_PARAMETERS,
    PARAMETERS,
    PairCritic,
    PairVerdict,
    SideVerdict,
    critic_parameters,
    critics_of,
    told_together,
)
from mtqa.metrics.pair_reader import PairJudgement, PairReader, judged_pair
from mtqa.metrics.pair_reading import PairReading, ReadingModel, passage
from mtqa.metrics.quality import QualityEstimator
from mtqa.metrics.quality_features import FIRST_TWO, OPINIONS, THIRD, quality_features
from mtqa.metrics.quality_head import HEADS, critical_threshold, load_head
from mtqa.metrics.word_marks import SIDES, Side, criticised_marks, pooled

TOKENS = (TokenScore(0, 2, -1.0), TokenScore(2, 5, -1.0), TokenScore(6, 9, -1.0))
SPANS = ((0, 2), (2, 5), (6, 9))
SOURCE = "وصل الوفد إلى باريس مساء يوم الاثنين."
GOOD = "The delegation arrived in Paris on Monday evening."
BAD = "The delegation arrived in Helsinki on Monday evening."
VERDICT = PairVerdict(
    assessment=0.5,
    critical=-3.0,
    source=SideVerdict(SPANS, np.array([[1.0], [2.0], [3.0]], np.float32)),
    target=SideVerdict(SPANS, np.arange(9, dtype=np.float32).reshape(3, 3)),
)


@pytest.fixture(scope="session")
def critics(real_language_model: LanguageModel) -> tuple[PairCritic, ...]:
    if installed_e5() is None:
        pytest.skip("the wheel of the second critic's model is missing")
    return critics_of(real_language_model)


def told_by(critics: Sequence[PairCritic], source: str, target: str) -> list[PairVerdict]:
    verdicts = [critic.read([(source, target)], "ar", "en")[0] for critic in critics]
    assert verdicts
    assert all(verdicts)
    return verdicts


def test_a_word_is_told_by_its_last_token() -> None:
    assert VERDICT.target.of([(0, 5), (6, 9), (20, 21)]).tolist() == [
        [3, 4, 5], [6, 7, 8], [0, 1, 2],
    ]  # fmt: skip
    assert criticised_marks([VERDICT], "source", [(0, 5)]).tolist() == [2.0]
    assert criticised_marks([VERDICT], "target", [(0, 5)]).tolist() == [3.0]


def test_doubts_are_those_of_the_words() -> None:
    doubts = word_doubts("Paris now", "en", TOKENS, [VERDICT])
    assert doubts is not None
    assert [(d.start, d.end) for d in doubts] == [(0, 5), (6, 9)]
    wrong, gap = (math.log(3.0) - sure for sure in sure_points(1))
    told = [value for d in doubts for value in (d.wrong, d.gap)]
    assert told == pytest.approx([4 + wrong, 5 + gap, 7 + wrong, 8 + gap], abs=1e-4)


def test_a_small_letter_at_the_beginning_is_no_gap() -> None:
    odds = np.array([[0, 0, 0], [0, 0, 9], [0, 0, 1]], np.float32)
    verdict = replace(VERDICT, target=SideVerdict(SPANS, odds))
    gaps = {
        text: [doubt.gap for doubt in word_doubts(text, "en", TOKENS, [verdict]) or ()]
        for text in ("Paris now", "paris now")
    }
    large, small = gaps["Paris now"], gaps["paris now"]
    assert large[0] - large[1] == pytest.approx(8, abs=1e-4)
    assert small == [large[1], large[1]]


def test_text_without_capitals_has_no_more_gaps(critics: tuple[PairCritic, ...]) -> None:
    target = GOOD[0].lower() + GOOD[1:]
    doubts = word_doubts(target, "en", (), told_by(critics, SOURCE, target))
    assert doubts
    assert all(probability(doubt.gap) < 0.75 for doubt in doubts)


def test_no_doubts_without_a_verdict_or_in_a_language_that_was_not_calibrated() -> None:
    assert word_doubts("Paris", "en", TOKENS, []) is None
    assert word_doubts("Paris", "tlh", TOKENS, [VERDICT]) is None


def test_both_sides_are_named_in_what_is_read() -> None:
    read = passage(" نعم ", "yes", "ar", "en")
    assert [piece.text for piece in read] == ["Arabic:", " نعم", "\nEnglish:", " yes"]
    assert [piece.scored for piece in read] == [False, True, False, True]


def test_pooling_averages_log_odds() -> None:
    assert pooled(np.array([0.0, 2.0], np.float32), np.array([0.5, 0.5])) == pytest.approx(
        [0.5, 1 / (1 + np.exp(-1))]
    )


@pytest.mark.parametrize("critics", [1, 2, 3])
def test_confidence_is_three_quarters_where_few_good_translations_get(critics: int) -> None:
    odds = np.array([[0, *sure_points(critics)], [0] * 3, [0] * 3], np.float32)
    verdict = replace(VERDICT, target=SideVerdict(SPANS, odds))
    doubts = word_doubts("Pa now", "en", TOKENS, [verdict] * critics)
    assert doubts
    assert [probability(doubts[0].wrong), probability(doubts[0].gap)] == pytest.approx([0.75] * 2)


@pytest.mark.parametrize(
    ("file", "opinions"), [(PARAMETERS, 2), (E5_PARAMETERS, 3), (GEMMA_ENCODER_PARAMETERS, 2)]
)
def test_parameters_that_come_with_mtqa_fit_each_other(file: str, opinions: int) -> None:
    parameters = critic_parameters(file)
    assert len(parameters.model_sha256) == 64
    changes = parameters.changes
    names = {f"{layer}" for layer in range(changes.first, changes.end)}
    assert {name.split(".")[0] for name in changes.down} == names
    assert changes.down.keys() == changes.up.keys()
    assert {head: weight.shape[0] for head, weight in parameters.heads.items()} == {
        "sentence": opinions, "sentence bias": opinions, "target": 3, "target bias": 3, "source": 1,
        "source bias": 1,
    }  # fmt: skip


@pytest.mark.parametrize("number", [0, 1])
def test_each_critic_doubts_the_changed_word_most_and_rates_it_lower(
    critics: tuple[PairCritic, ...], number: int
) -> None:
    (bad,), (good,) = (told_by(critics[number : number + 1], SOURCE, t) for t in (BAD, GOOD))
    doubts = word_doubts(BAD, "en", (), [bad])
    assert doubts is not None
    worst = max(doubts, key=lambda doubt: doubt.wrong)
    assert BAD[worst.start : worst.end] == "Helsinki"
    assert good.assessment > bad.assessment + 0.1


@pytest.mark.parametrize(
    "other", ["Bread prices rose sharply in the autumn.", "Police closed the road."]
)
def test_a_translation_of_another_sentence_is_known(
    critics: tuple[PairCritic, ...], other: str
) -> None:
    (good,), (detached,) = (told_by(critics[1:], SOURCE, text) for text in (GOOD, other))
    assert good.detached is not None
    assert detached.detached is not None
    assert good.detached < 0 < detached.detached
    (first,) = told_by(critics[:1], SOURCE, GOOD)
    assert first.detached is None


@pytest.mark.parametrize(
    ("source", "other"),
    [
        (SOURCE, "The staff were very friendly and helpful. The room was clean."),
        ("Handys, die scheinbar alles können.", "The staff were very friendly and helpful."),
        ("Цены на хлеб осенью резко выросли.", GOOD),
    ],
)
def test_a_fluent_translation_of_another_sentence_has_no_quality(
    real_language_model: LanguageModel, real_encoder: Encoder, source: str, other: str
) -> None:
    language = "ar" if source == SOURCE else "de" if source[0] == "H" else "ru"
    estimator = QualityEstimator(real_language_model, real_encoder)
    (estimate,) = estimator.estimate([(source, other)], language, "en")
    assert estimate.quality < 50
    assert estimate.low <= 1 < estimate.quality <= estimate.high


def test_together_the_critics_say_what_they_say_on_average() -> None:
    other = replace(VERDICT, target=SideVerdict(SPANS, np.full((3, 3), 10, np.float32)))
    told = told_together([VERDICT, other], "target", [(0, 5), (6, 9)])
    assert told.tolist() == [[6.5, 7.0, 7.5], [8.0, 8.5, 9.0]]


@pytest.mark.parametrize("number", [0, 1])
def test_offsets_are_those_of_the_text_with_its_blanks(
    critics: tuple[PairCritic, ...], number: int
) -> None:
    (verdict,) = told_by(critics[number : number + 1], f"  {SOURCE} ", f"\n{GOOD}  ")
    assert (verdict.target.spans[0][0], verdict.target.spans[-1][1]) == (0, len(GOOD) + 1)
    assert verdict.source.spans[-1][1] == len(SOURCE) + 2
    assert verdict.source.log_odds.shape == (len(verdict.source.spans), 1)


def test_one_critic_is_enough_where_the_other_cannot_read_so_much(
    real_language_model: LanguageModel, critics: tuple[PairCritic, ...]
) -> None:
    assert isinstance(real_language_model, ReadingModel)
    long = f"{GOOD} " * 40
    (judged,) = PairReader(real_language_model).judge([(long, long)], "en", "en")
    assert len(judged.judgement.assessments) == 1
    features = quality_features(long, long, judged, None)
    assert features["second critic assessment"] == features["critic assessment"]


class SilentCritic:
    """A critic that can read nothing."""

    def read(
        self, pairs: Sequence[tuple[str, str]], source_language: str, target_language: str
    ) -> list[PairVerdict | None]:
        return [None] * len(pairs)


def test_the_second_critic_is_not_taken_for_the_first(
    real_language_model: LanguageModel,
    critics: tuple[PairCritic, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert isinstance(real_language_model, ReadingModel)
    monkeypatch.setattr(
        pair_reader, "critics_of", lambda model, store: (SilentCritic(), critics[1])
    )
    (judged,) = PairReader(real_language_model).judge([(SOURCE, GOOD)], "ar", "en")
    assert not judged.judgement.criticised


def test_the_signature_names_the_critics(
    real_language_model: LanguageModel, critics: tuple[PairCritic, ...]
) -> None:
    signature = QualityEstimator(real_language_model, None).signature
    named = "+".join(critic.identity.signature for critic in critics)
    assert f"|critics:{named}|" in signature
    assert "+e5-small@" in named


def test_windows_that_not_both_critics_read_are_joined(
    real_language_model: LanguageModel, critics: tuple[PairCritic, ...]
) -> None:
    short, long = "a " * 300, f"{GOOD} " * 70
    (estimate,) = QualityEstimator(real_language_model, None).estimate(
        [(short + long, short + long)], "en", "en"
    )
    assert "windows" in (estimate.note or "")
    assert "detached" not in estimate.components
    assert "critic" in estimate.components


def test_what_is_too_long_is_not_judged(real_language_model: LanguageModel) -> None:
    assert isinstance(real_language_model, ReadingModel)
    long = f"{GOOD} " * 120
    (judged,) = PairReader(real_language_model).judge([(long, long)], "en", "en")
    judgement = judged.judgement
    assert not judgement.criticised
    assert judgement.doubts is None
    assert all(len(judgement.marks[side].words) > 900 for side in SIDES)


def test_a_model_that_was_not_trained_has_no_critic(real_language_model: LanguageModel) -> None:
    assert isinstance(real_language_model, ScoringModel)
    other = ScoringModel.__new__(ScoringModel)
    other.__dict__.update(real_language_model.__dict__)
    other._identity = real_language_model.identity.__class__("language-model", "o", "", "f" * 64)
    assert PairCritic.of(other) is None
    assert PairCritic.of(object()) is None
    assert critics_of(other) == ()


@pytest.mark.parametrize("number", HEADS)
def test_the_quality_head_asks_no_more_critics_than_there_are(
    real_language_model: LanguageModel, number: int
) -> None:
    assert isinstance(real_language_model, ReadingModel)
    reading = PairReader(real_language_model).judge([(SOURCE, GOOD)], "ar", "en")[0].reading
    languages: dict[Side, str] = {"source": "ar", "target": "en"}
    judged = judged_pair((SOURCE, "Paris now"), reading, [VERDICT] * number, languages)
    features = quality_features(SOURCE, GOOD, judged, None)
    head = load_head()
    assert tuple(features) == head.features
    told = {0: (), 2: FIRST_TWO, 3: (*FIRST_TWO, *THIRD)}[number]
    assert {name for name in (*FIRST_TWO, *THIRD) if not math.isnan(features[name])} == set(told)
    unknown = [head.features.index(name) for name in (*FIRST_TWO, *THIRD) if name not in told]
    known = [head.features.index(name) for name in OPINIONS if name in told]
    row = np.array([[features[name] for name in head.features]])
    for task in head.tasks(number).values():
        assert all(not np.any(weights[unknown]) for weights in task.weights.values())
        assert np.all(task.weights[""][known])
        assert math.isfinite(float(task.predict("ar-en", head.inputs(row))[0]))


def test_one_critic_is_taken_for_two_of_one_mind() -> None:
    head = load_head()
    assert head.tasks(1) is head.tasks(2)
    assert critical_threshold("en-de", 1) == critical_threshold("en-de", 2)
    assert critical_threshold("en-de", 2) != critical_threshold("en-de", 0)


def test_a_third_critic_is_asked_where_the_store_has_its_model(
    critics: tuple[PairCritic, ...], real_language_model: LanguageModel, tmp_path: Path, monkeypatch
) -> None:
    asked: list[str] = []

    class Store(ModelStore):
        def embedding_gemma(self, weights_sha256: str) -> EmbeddingGemma | None:
            asked.append(weights_sha256)
            return None

    store = Store(tmp_path)
    assert [critic.identity for critic in critics_of(real_language_model, store)] == [
        critic.identity for critic in critics
    ]
    assert asked == [critic_parameters(GEMMA_ENCODER_PARAMETERS).model_sha256]
    monkeypatch.setattr(PairCritic, "of", lambda model, file=PARAMETERS: file)
    files = (PARAMETERS, E5_PARAMETERS, GEMMA_ENCODER_PARAMETERS)
    assert critics_of(real_language_model, store) == files


def test_critics_are_loaded_when_the_first_pair_is_read(
    real_language_model: LanguageModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(real_language_model, ReadingModel)
    monkeypatch.setattr(PairReader, "_readers", WeakKeyDictionary())
    store = ModelStore(tmp_path)
    loaded: list[ModelStore | None] = []
    monkeypatch.setattr(pair_reader, "critics_of", lambda model, store: loaded.append(store) or ())
    PairReader.open(real_language_model, store)
    assert PairReader.identities(real_language_model) == ()
    assert not loaded
    PairReader.of(real_language_model).judge([(SOURCE, GOOD)], "ar", "en")
    assert loaded == [store]


def test_words_are_doubted_by_the_first_critic_and_the_last() -> None:
    other = replace(VERDICT, target=SideVerdict(SPANS, 2 + VERDICT.target.log_odds))

    def told(*verdicts: PairVerdict) -> list[tuple[float, float]]:
        found = doubts_of([(0, 5), (6, 9)], verdicts)
        return [(wrong, gap) for wrong, gap in found.tolist()]

    assert told(VERDICT) == told(VERDICT, VERDICT) == told(VERDICT, other, VERDICT)
    assert told(VERDICT, VERDICT, other) == [(w + 1, g) for w, g in told(VERDICT)]


def test_a_pair_is_rated_by_all_who_read_it() -> None:
    other = replace(
        VERDICT,
        assessment=9.0,
        critical=4.0,
        target=SideVerdict(SPANS, 9 + VERDICT.target.log_odds),
    )
    reading = PairReading(TOKENS, TOKENS, TOKENS, TOKENS)
    languages: dict[Side, str] = {"source": "ar", "target": "en"}
    two, three = (
        judged_pair(("a", "Paris now"), reading, verdicts, languages).judgement
        for verdicts in ([VERDICT, VERDICT], [VERDICT, VERDICT, other])
    )
    assert (two.critics, three.critics) == (2, 3)
    assert (two.assessments, three.assessments) == ((0.5, 0.5), (0.5, 0.5, 9.0))
    assert (two.criticals, three.criticals) == ((-3.0, -3.0), (-3.0, -3.0, 4.0))
    assert two.doubts != three.doubts
    assert two.greatest_doubts == three.greatest_doubts == (7.0, 8.0)
    assert (two.third_doubts, three.third_doubts) == ((), (16.0, 17.0))
    assert two.marks == three.marks


def test_the_gain_of_a_stretch_is_the_mean_of_its_tokens() -> None:
    tokens = (TokenScore(0, 4, 1.0), TokenScore(4, 9, 3.0), TokenScore(9, 12, 8.0))
    judgement = PairJudgement((), (), None, {}, None, gains={"source": tokens})
    assert judgement.gain_within("source", 2, 9) == 2.0
    assert judgement.gain_within("source", 20, 30) is None
    assert judgement.gain_within("target", 0, 9) is None
