"""The default encoder: same meaning, near vectors, in sixteen languages."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from mtqa.engines import division
from mtqa.engines.base import Encoder
from mtqa.engines.embedding_cache import EmbeddingCache
from mtqa.engines.recipes import WHEEL_MODELS
from mtqa.engines.store import ModelStore
from mtqa.engines.use import DIMENSIONS, LONGEST_TEXT

MODEL = next(model for model in WHEEL_MODELS if model.engine == "use")
if MODEL.find() is None:
    pytest.skip("the offline extra is not installed", allow_module_level=True)

ARABIC = "وصل الوزير إلى القاهرة يوم الاثنين."
ENGLISH = "The minister arrived in Cairo on Monday."
UNRELATED = "Bread prices rose sharply in the autumn."


@pytest.fixture(scope="module")
def encoder(tmp_path_factory) -> Encoder:
    return ModelStore(tmp_path_factory.mktemp("store")).encoder()


def test_it_is_an_encoder_that_names_its_files(encoder):
    assert isinstance(encoder, Encoder)
    assert {"ar", "en", "zh-Hant"} <= encoder.languages
    assert encoder.languages == set(MODEL.languages)
    assert encoder.identity.signature.startswith("use-multilingual@")


def test_a_translation_is_nearer_than_another_sentence(encoder):
    rows = encoder.encode([ARABIC, ENGLISH, UNRELATED])
    assert rows.shape == (3, DIMENSIONS)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, rtol=1e-5)
    assert rows[0] @ rows[1] > 0.8
    assert rows[0] @ rows[2] < 0.4


def test_a_text_has_the_same_row_in_any_company(encoder):
    alone = encoder.encode([ENGLISH])[0]
    fresh = ModelStore(prepared_models=()).encoder()
    np.testing.assert_allclose(fresh.encode([UNRELATED, ENGLISH, ARABIC])[1], alone, atol=1e-5)
    assert encoder.encode([]).shape == (0, DIMENSIONS)


def test_a_long_text_keeps_its_subject(encoder):
    long = " ".join([ENGLISH] * 200)
    assert len(long) > 3 * LONGEST_TEXT
    rows = encoder.encode([long, ENGLISH, UNRELATED, "x" * (LONGEST_TEXT + 1)])
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, rtol=1e-5)
    assert rows[0] @ rows[1] > 0.6 > 0.4 > rows[0] @ rows[2]


def test_each_text_is_computed_once_until_the_cache_is_full():
    computed = []

    def compute(texts):
        computed.extend(texts)
        return np.array([[3.0, 4.0 * len(text)] for text in texts], dtype=np.float32)

    cache = EmbeddingCache(capacity=2)
    rows = cache.encode(["a", "b", "a"], 2, compute)
    np.testing.assert_allclose(rows[0], [0.6, 0.8])
    cache.encode(["b", "a"], 2, compute)
    assert computed == ["a", "b"]
    cache.encode(["c"], 2, compute)
    cache.encode(["a"], 2, compute)
    assert computed == ["a", "b", "c", "a"]


def test_a_word_has_the_same_vector_in_any_company(encoder):
    alone = encoder.encode_words([ARABIC])[0]
    _, among, _ = encoder.encode_words([ENGLISH, ARABIC, " ".join([UNRELATED] * 300)])
    np.testing.assert_allclose(among.words, alone.words, atol=1e-5)
    np.testing.assert_allclose(among.sentence, encoder.encode([ARABIC])[0], atol=1e-4)
    assert encoder.encode_words(["", ENGLISH])[0].words.shape == (0, DIMENSIONS)


@pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux")
def test_many_texts_are_encoded_in_parts_with_the_same_result(tmp_path, monkeypatch):
    texts = [f"{n} people arrived in Cairo." for n in range(600)]
    monkeypatch.setattr(division, "workers", lambda: 1)
    whole = ModelStore(tmp_path).encoder().encode(texts)
    asked: list[int] = []
    monkeypatch.setattr(division, "workers", lambda: asked.append(0) or 2)
    np.testing.assert_allclose(ModelStore(tmp_path).encoder().encode(texts), whole, atol=1e-6)
    assert asked
