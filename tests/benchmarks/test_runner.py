"""A suite's run is limited, sampled, stopped, resumed and repeated without losing an item."""

from __future__ import annotations

import pytest

from mtqa.benchmarks.runner import repeat_suite, run_suite, spread, unfinished_run
from mtqa.benchmarks.suite import Suite
from mtqa.benchmarks.task import find_task
from mtqa.errors import InputError, UsageError
from mtqa.runs.record import RunStatus

SUITE = Suite(
    name="mine", title="T", task="quality", data=("mlqe-da",), metrics=("similarity",), seed=3
)


@pytest.fixture(autouse=True)
def _rows(write_rows):
    for pair in ("ru-en", "et-en"):
        rows = [
            {"source": f"abc {n}", "target": f"abc {'x' * n}", "da": 1.0, "z": -float(n)}
            for n in range(50)
        ]
        write_rows(f"mlqe-da/{pair}.dev", rows)


@pytest.fixture
def run(data, equipment, store):
    def go(suite: Suite = SUITE, **arguments):
        return run_suite(suite, data, equipment, store, config={"name": "fast"}, **arguments)

    return go


def test_a_run_records_suite_configuration_and_seed(run):
    done = run(command=("bench", "run", "mine"))
    assert done.info.config["suite"]["name"] == "mine"
    assert done.info.config["name"] == "fast"
    assert (done.info.seed, done.info.items) == (3, 100)
    assert done.info.status is RunStatus.FINISHED


def test_the_limit_counts_each_group(run):
    items = list(run(limit=5).items())
    assert [item.group for item in items] == ["et-en"] * 5 + ["ru-en"] * 5


def test_samples_pick_items_by_id(run):
    done = run(samples=("ru-en.dev:3", "ru-en.dev:4"))
    assert [item.id for item in done.items()] == ["ru-en.dev:3", "ru-en.dev:4"]
    with pytest.raises(UsageError, match=r"no item 'ru-en\.dev:999'"):
        run(samples=("ru-en.dev:999",))


def test_a_stopped_run_goes_on_where_it_was(run, store, monkeypatch):
    quality = find_task("quality")
    measure, batches = quality.measure, []

    def interrupted(self, items):
        batches.append([item.id for item in items])
        if len(batches) == 3:
            raise KeyboardInterrupt
        return measure(self, items)

    monkeypatch.setattr(quality, "measure", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run()
    stopped = unfinished_run(store, SUITE)
    assert store.load(stopped).info.items == 2 * quality.batch

    seen: list[tuple[int, int]] = []
    done = run(resume=stopped, progress=lambda d, t: seen.append((d, t)))
    assert done.id == stopped
    assert seen[0] == (2 * quality.batch, 100)
    assert seen[-1] == (100, 100)
    measured_twice = set(batches[0] + batches[1]) & {i for b in batches[3:] for i in b}
    assert not measured_twice
    monkeypatch.undo()
    assert done.scores == run().scores
    assert unfinished_run(store, SUITE) is None


def test_a_resumed_run_knows_the_models_and_the_time_of_what_went_before(
    run, store, equipment, monkeypatch
):
    """A process that is killed closes nothing, so both have to be there after every batch."""
    quality = find_task("quality")
    measure, kept = quality.measure, []

    def watched(self, items):
        [running] = store.list()
        kept.append(store.load(running.id).info)
        return measure(self, items)

    monkeypatch.setattr(quality, "measure", watched)
    whole = run()
    assert kept[0].models == ()
    assert kept[1].models == whole.info.models == equipment.models_used
    assert kept[2].duration > kept[1].duration > 0

    monkeypatch.setattr(quality, "score", lambda self, items: 1 / 0)
    monkeypatch.setattr(quality, "measure", measure)
    with pytest.raises(ZeroDivisionError):
        run()
    monkeypatch.undo()
    equipment.models_used = ()  # Nothing is left to measure, so that no engine is asked.
    resumed = run(resume=unfinished_run(store, SUITE))
    assert resumed.scores == whole.scores
    assert resumed.info.models == whole.info.models


def test_a_run_never_goes_on_with_other_settings(run, store, monkeypatch):
    monkeypatch.setattr(find_task("quality"), "measure", lambda self, items: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run()
    with pytest.raises(UsageError, match="suite is not what it was"):
        run(limit=3, resume=unfinished_run(store, SUITE))


def test_repetitions_tell_how_much_chance_there_is(run):
    def once(number, tags):
        return run(SUITE.model_copy(update={"seed": SUITE.seed + number}), limit=10, tags=tags)

    runs = repeat_suite(3, once)
    assert [r.info.tags for r in runs] == [("repeat:1/3",), ("repeat:2/3",), ("repeat:3/3",)]
    assert [r.info.seed for r in runs] == [3, 4, 5]
    varied = spread(runs)["pearson similarity ru-en"]
    assert varied.deviation == 0.0
    assert varied.mean == pytest.approx(runs[0].scores["pearson similarity ru-en"].value)


def test_nothing_to_measure_is_an_error(run, store):
    with pytest.raises(InputError, match="no part dev for xx-yy"):
        run(SUITE.model_copy(update={"part": "dev", "pairs": ("xx-yy",)}))
    assert store.list() == []
