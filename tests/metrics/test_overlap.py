"""Our scores are sacreBLEU's, and our statistics add up to the same scores."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER

from mtqa.errors import InputError, ModelMissingError, UsageError
from mtqa.metrics import MetricContext, Sample, create_metric, metric_names
from mtqa.metrics.overlap import bleu_tokenizer

ENGLISH = MetricContext(target_language="en")
SAMPLES = [
    Sample("The talks in Geneva ended without a result.", reference="Talks in Geneva ended."),
    Sample("He said (quietly) that it was over!", reference='He said, "It is over!"'),
    Sample("A round.", reference="A round."),
    Sample("", reference="Nothing was translated here."),
]
PEERS = {"bleu": BLEU(), "chrf++": CHRF(word_order=2), "ter": TER()}

words = st.lists(
    st.sampled_from(["the", "talks", ",", "ended.", "(in", "Geneva)", "a"]), max_size=12
)
texts = words.map(" ".join)


@pytest.mark.parametrize("name", sorted(PEERS))
def test_document_scores_are_sacrebleus(name):
    score = create_metric(name, ENGLISH).document_score(SAMPLES)
    expected = PEERS[name].corpus_score(
        [s.target for s in SAMPLES], [[s.reference for s in SAMPLES]]
    )
    assert score.value == expected.score
    assert score.signature == f"{expected.name}|{PEERS[name].get_signature()}"


@pytest.mark.parametrize("name", sorted(PEERS))
@settings(max_examples=40, deadline=None)
@given(pairs=st.lists(st.tuples(texts, texts), min_size=1, max_size=6))
def test_summed_statistics_give_the_document_score(name, pairs):
    metric = create_metric(name, ENGLISH)
    samples = [Sample(target, reference=reference) for target, reference in pairs]
    statistics = metric.statistics(samples)
    summed = float(metric.score_statistics(statistics.sum(axis=0)))
    assert summed == pytest.approx(metric.document_score(samples).value, abs=1e-9)


def test_many_sums_are_scored_at_once():
    metric = create_metric("chrf++", ENGLISH)
    statistics = metric.statistics(SAMPLES)
    one_by_one = [float(metric.score_statistics(row)) for row in statistics]
    np.testing.assert_allclose(metric.score_statistics(statistics), one_by_one)


def test_short_segments_have_a_bleu_of_their_own():
    perfect, different = (
        create_metric("bleu", ENGLISH).segment_scores([Sample(target, reference="A round.")])[0]
        for target in ("A round.", "Nothing alike")
    )
    assert perfect == pytest.approx(100.0)
    assert different < 20


@pytest.mark.parametrize(
    ("language", "tokenizer"),
    [("en", "13a"), ("ar-EG", "intl"), ("zh-Hant", "zh"), ("ja", "char"), (None, "13a")],
)
def test_bleu_cuts_words_as_the_language_needs(language, tokenizer):
    assert bleu_tokenizer(language) == tokenizer
    score = create_metric("bleu", MetricContext(target_language=language)).document_score(SAMPLES)
    assert f"tok:{tokenizer}" in score.signature


def test_arabic_punctuation_is_no_part_of_the_word():
    arabic = MetricContext(target_language="ar")
    sample = Sample("هل انتهت المحادثات في جنيف ؟", reference="هل انتهت المحادثات في جنيف؟")
    assert create_metric("bleu", arabic).segment_scores([sample]) == [pytest.approx(100.0)]


def test_chinese_edits_are_counted_in_characters():
    sample = Sample("会谈在日内瓦结束", reference="会谈在日内瓦中断")
    by_character, by_word = (
        create_metric("ter", MetricContext(target_language=language)).segment_scores([sample])[0]
        for language in ("zh", "en")
    )
    assert by_character == pytest.approx(25.0)
    assert by_word == pytest.approx(100.0)


def test_a_missing_reference_is_named_by_its_number():
    with pytest.raises(InputError, match="segment 2 has no reference"):
        create_metric("bleu", ENGLISH).segment_scores([SAMPLES[0], Sample("No reference.")])


def test_the_registry_names_its_metrics():
    assert {"bleu", "chrf++", "ter", "similarity", "reference-similarity"} <= set(metric_names())
    with pytest.raises(UsageError, match=r"no metric 'blue': known are .*bleu"):
        create_metric("blue", ENGLISH)
    with pytest.raises(ModelMissingError, match="needs a sentence encoder"):
        create_metric("similarity", ENGLISH)
