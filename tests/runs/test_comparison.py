"""Comparisons: the same items, honest differences, sacreBLEU's own p values."""

from __future__ import annotations

import random

import numpy as np
import pytest
from sacrebleu.metrics import BLEU, CHRF, TER
from sacrebleu.significance import PairedTest

from mtqa.errors import UsageError
from mtqa.finding import finding_id
from mtqa.metrics import MetricContext, Sample, create_metric
from mtqa.runs.comparison import compare_runs, regressions
from mtqa.runs.paired import BOOTSTRAP_SAMPLES, RANDOMISATION_TRIALS
from mtqa.runs.record import ItemRecord, RunKind, RunScore
from mtqa.runs.store import describe_run


def record(store, items, name="suite", scores=None, target_language="en"):
    info = describe_run(RunKind.SCORE, name, target_language=target_language)
    with store.begin(info) as writer:
        for item in items:
            writer.append(item)
        return writer.finish(scores or {})


def systems(count: int = 60):
    """Two systems: the second loses a word now and then."""
    chance = random.Random(1)
    words = [
        "the",
        "talks",
        "in",
        "geneva",
        "ended",
        "without",
        "a",
        "deal",
        "on",
        "gas",
        "and",
        "grain",
        "exports",
    ]
    references = [" ".join(chance.sample(words, 9)) for _ in range(count)]
    better = [drop(text, chance, 0.15) for text in references]
    worse = [drop(text, chance, 0.25) for text in references]
    return references, better, worse


def drop(text: str, chance: random.Random, share: float) -> str:
    kept = [word for word in text.split() if chance.random() > share]
    return " ".join(kept or text.split()[:1])


@pytest.mark.parametrize(
    ("name", "metric"),
    [("bleu", BLEU()), ("chrf++", CHRF(word_order=2)), ("ter", TER())],
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_both_tests_give_sacrebleus_own_p_values(store, name, metric, monkeypatch):
    monkeypatch.setenv("SACREBLEU_SEED", "12345")
    references, better, worse = systems()
    expected = {}
    for kind, samples in (("bs", BOOTSTRAP_SAMPLES), ("ar", RANDOMISATION_TRIALS)):
        test = PairedTest(
            [("a", better), ("b", worse)], {"m": metric}, [references], kind, n_samples=samples
        )
        _, results = test()
        expected[kind] = next(v for k, v in results.items() if k != "System")[1].p_value

    ours = create_metric(name, MetricContext(target_language="en"))
    runs = []
    for targets in (better, worse):
        samples = [Sample(t, reference=r) for t, r in zip(targets, references, strict=True)]
        runs.append(
            record(
                store,
                [
                    ItemRecord(
                        id=str(n),
                        source=f"source {n}",
                        target=sample.target,
                        reference=sample.reference,
                        scores={name: value},
                    )
                    for n, (sample, value) in enumerate(
                        zip(samples, ours.segment_scores(samples), strict=True)
                    )
                ],
                scores={
                    name: RunScore(value=0, signature="s", higher_is_better=ours.higher_is_better)
                },
            )
        )
    (compared,) = compare_runs(runs).metrics
    (contrast,) = compared.contrasts
    assert compared.aggregate == "corpus"
    assert compared.higher_is_better is ours.higher_is_better
    assert compared.baseline == pytest.approx(metric.corpus_score(better, [references]).score)
    assert contrast.value == pytest.approx(metric.corpus_score(worse, [references]).score)
    assert contrast.p_bootstrap == pytest.approx(expected["bs"], abs=2e-3)
    assert contrast.p_randomisation == pytest.approx(expected["ar"], abs=5e-4)
    assert contrast.low < contrast.difference < contrast.high
    assert contrast.lost > contrast.won
    assert contrast.won + contrast.lost + contrast.tied == 60


def test_item_scores_are_compared_by_their_mean(make_run):
    base = np.random.default_rng(1).normal(50, 5, 80)
    first, second = make_run(list(base), metric="own"), make_run(list(base + 1), metric="own")
    third = make_run(list(base - 1), metric="own")
    comparison = compare_runs([first, second, third])
    (metric,) = comparison.metrics
    assert metric.aggregate == "mean"
    assert metric.baseline == pytest.approx(base.mean())
    assert [(c.run, round(c.difference, 6), c.won, c.lost) for c in metric.contrasts] == [
        (second.id, 1.0, 80, 0),
        (third.id, -1.0, 0, 80),
    ]
    assert (comparison.items, comparison.left_out) == (80, 0)


def test_the_same_run_again_is_no_difference(make_run):
    values = [40.0, 50.0, 60.0, 70.0]
    comparison = compare_runs([make_run(values, metric="own"), make_run(values, metric="own")])
    (contrast,) = comparison.metrics[0].contrasts
    assert comparison.metrics[0].aggregate == "mean"
    assert (contrast.difference, contrast.tied, contrast.significant) == (0.0, 4, False)
    assert (contrast.p_randomisation, contrast.p_bootstrap) == (1.0, 1.0)
    assert regressions(comparison) == ()


def test_a_significant_loss_is_a_regression(make_run):
    chance = np.random.default_rng(1)
    base = chance.normal(50, 5, 100)
    good = make_run(list(base), metric="own")
    bad = make_run(list(base - chance.normal(2, 1, 100)), metric="own")
    (reason,) = regressions(compare_runs([good, bad]))
    assert "own went from" in reason
    assert regressions(compare_runs([bad, good])) == ()


def test_runs_over_different_items_are_refused_with_the_reason(store, make_run):
    short, long = make_run([1.0, 2.0], metric="own"), make_run([1.0, 2.0, 3.0], metric="own")
    with pytest.raises(UsageError) as refused:
        compare_runs([short, long])
    assert f"1 only in {long.id} (such as '2')" in str(refused.value)
    assert "--common compares the 2 they share" in str(refused.value)
    comparison = compare_runs([short, long], common=True)
    assert (comparison.items, comparison.left_out) == (2, 1)

    other = record(store, [ItemRecord(id="0", source="another", target="x", scores={"own": 1.0})])
    with pytest.raises(UsageError, match="1 with another text"):
        compare_runs([short, other])
    with pytest.raises(UsageError, match="no item in common"):
        compare_runs([short, other], common=True)
    with pytest.raises(UsageError, match="needs two runs"):
        compare_runs([short])
    with pytest.raises(UsageError, match="with itself"):
        compare_runs([short, short])


def test_findings_are_gained_lost_and_kept_by_check(store, make_report):
    before = make_report()
    twenty = before.findings[0]
    other = twenty.model_copy(
        update={
            "id": finding_id("names", "s2", 0, 3, "x"),
            "check": "names",
            "category": "accuracy/omission",
            "segment": "s2",
        }
    )
    runs = []
    for findings in ((twenty,), (twenty, other), ()):
        report = make_report(findings=findings)
        store.record_report(report)
        runs.append(store.load(report.run.id))
    changes = compare_runs(runs).findings
    by_run = {
        run.id: {(c.check, c.gained, c.lost, c.kept) for c in changes if c.run == run.id}
        for run in runs
    }
    assert by_run[runs[1].id] == {("names", 1, 0, 0), ("numbers", 0, 0, 1)}
    assert by_run[runs[2].id] == {("numbers", 0, 1, 0)}


def test_settings_that_differ_are_shown(store, make_run):
    first, second = make_run([1.0], metric="own"), make_run([1.0], metric="own")
    changed = second.info.model_copy(update={"config": {"name": "fast"}, "seed": 8})
    second = type(second)(second.path, changed)
    shown = {s.key: s.values for s in compare_runs([first, second]).settings}
    assert shown == {"name": ("newswire", "fast"), "seed": (7, 8)}
