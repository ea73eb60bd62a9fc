"""Similarity is a cosine of the encoder's rows, and says which encoder."""

from __future__ import annotations

import numpy as np
import pytest

from mtqa.engines.base import ModelIdentity
from mtqa.errors import InputError
from mtqa.metrics import MetricContext, Sample, create_metric


class Letters:
    """An encoder that counts letters: texts of the same letters are the same."""

    languages: frozenset[str] = frozenset()
    identity = ModelIdentity("encoder", "letters", "1", "ab" * 32)

    def encode(self, texts):
        rows = np.array([[text.count(c) for c in "abc"] for text in texts], dtype=np.float32)
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


CONTEXT = MetricContext(encoder=Letters())


def test_the_cosine_of_source_and_translation():
    metric = create_metric("similarity", CONTEXT)
    samples = [Sample("ab", source="ba"), Sample("a", source="b"), Sample("ab", source="a")]
    assert metric.segment_scores(samples) == [pytest.approx(v) for v in (1, 0, 0.5**0.5)]
    score = metric.document_score(samples)
    assert score.value == pytest.approx((1 + 0.5**0.5) / 3)
    assert score.signature == "similarity|mean:segments|encoder:letters@abababababab|version:1"


def test_the_reference_takes_the_place_of_the_source():
    metric = create_metric("reference-similarity", CONTEXT)
    assert metric.segment_scores([Sample("a", source="b", reference="a")]) == [pytest.approx(1)]


@pytest.mark.parametrize(
    ("target", "source", "expected"), [("", "a", 0), ("a", " ", 0), ("", "", 1)]
)
def test_nothing_is_similar_to_a_blank_text_but_another(target, source, expected):
    metric = create_metric("similarity", CONTEXT)
    assert metric.segment_scores([Sample(target, source=source)]) == [expected]


def test_a_missing_source_is_named_by_its_number():
    with pytest.raises(InputError, match="segment 1 has no source"):
        create_metric("similarity", CONTEXT).segment_scores([Sample("a", reference="a")])
