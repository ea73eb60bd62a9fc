"""The tests give sacreBLEU's own results on the same data."""

from __future__ import annotations

import random

import pytest
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER
from sacrebleu.significance import PairedTest

from mtqa.errors import InputError
from mtqa.metrics import MetricContext, Sample, create_metric
from mtqa.metrics.significance import confidence_interval, paired_bootstrap, paired_randomisation

VOCABULARY = [
    "the",
    "talks",
    "in",
    "Geneva",
    "ended",
    "after",
    "two",
    "days",
    "with",
    "no",
    "result",
]
PEERS = {"bleu": BLEU, "chrf++": lambda: CHRF(word_order=2), "ter": TER}


def corpus(segments: int = 30) -> tuple[list[str], list[str], list[str]]:
    """References and two systems, the second one a little more often wrong."""
    draw = random.Random(7)
    references = [
        " ".join(draw.choices(VOCABULARY, k=draw.randint(8, 16))) for _ in range(segments)
    ]

    def damage(text: str, rate: float) -> str:
        return " ".join("wrong" if draw.random() < rate else word for word in text.split())

    return references, [damage(r, 0.15) for r in references], [damage(r, 0.19) for r in references]


@pytest.fixture(scope="module")
def systems() -> tuple[list[Sample], list[Sample]]:
    references, one, other = corpus()
    return (
        [Sample(t, reference=r) for t, r in zip(one, references, strict=True)],
        [Sample(t, reference=r) for t, r in zip(other, references, strict=True)],
    )


@pytest.mark.parametrize("name", sorted(PEERS))
@pytest.mark.parametrize(("kind", "test"), [("bs", paired_bootstrap), ("ar", paired_randomisation)])
def test_paired_tests_agree_with_sacrebleu(name, kind, test, systems, monkeypatch):
    monkeypatch.setenv("SACREBLEU_SEED", "12345")
    references, one, other = corpus()
    _, results = PairedTest(
        [("baseline", one), ("system", other)],
        {"m": PEERS[name]()},
        [references],
        test_type=kind,
        n_samples=400,
    )()
    (expected,) = (results[key][1] for key in results if key != "System")
    ours = test(create_metric(name, MetricContext("en")), *systems, trials=400)
    assert ours.system == pytest.approx(expected.score, abs=1e-9)
    assert ours.p_value == pytest.approx(expected.p_value, abs=1e-12)
    assert 0 < ours.p_value < 1


def test_the_interval_is_sacrebleus(systems):
    samples = systems[0]
    interval = confidence_interval(create_metric("chrf++", MetricContext("en")), samples)
    peer = CHRF(word_order=2).corpus_score(
        [s.target for s in samples], [[s.reference for s in samples]], n_bootstrap=1000
    )
    assert interval.score == pytest.approx(peer.score, abs=1e-9)
    assert (interval.high - interval.low) / 2 == pytest.approx(peer._ci, abs=1e-4)
    assert interval.low < interval.score < interval.high


def test_a_system_against_itself_is_no_difference(systems):
    metric = create_metric("bleu", MetricContext("en"))
    for test in (paired_bootstrap, paired_randomisation):
        comparison = test(metric, systems[0], systems[0], trials=50)
        assert comparison.system == comparison.baseline
        assert comparison.p_value == 1.0


def test_the_same_seed_gives_the_same_answer(systems):
    metric = create_metric("ter", MetricContext("en"))
    once = paired_bootstrap(metric, *systems, trials=100, seed=3)
    assert once == paired_bootstrap(metric, *systems, trials=100, seed=3)
    assert "seed:3" in once.signature


def test_unequal_or_empty_documents_are_refused(systems):
    metric = create_metric("bleu", MetricContext("en"))
    with pytest.raises(InputError, match="30 and 29 segments"):
        paired_bootstrap(metric, systems[0], systems[1][:-1])
    with pytest.raises(InputError, match="nothing to resample"):
        confidence_interval(metric, [])
