"""The leaderboard is made from committed results alone and knows when it is out of date."""

from __future__ import annotations

import pytest

from mtqa.benchmarks.leaderboard import require_current, write_leaderboard
from mtqa.benchmarks.results import publish, read_results
from mtqa.benchmarks.runner import SUITE_KEY
from mtqa.benchmarks.suite import Suite
from mtqa.errors import ConfigurationError, StorageError, UsageError
from mtqa.runs.record import ItemRecord, RunKind, RunScore
from mtqa.runs.store import describe_run

ANCHOR = "- {suite: mine, score: pearson, system: OpenKiwi, value: 0.5479, source: TransQuest}\n"


@pytest.fixture
def finished(store):
    suite = Suite(name="mine", title="A title", task="quality", data=("mlqe-da",), half="test")
    info = describe_run(
        RunKind.BENCH,
        suite.name,
        config={"name": "fast", SUITE_KEY: suite.model_dump(mode="json")},
        models=("encoder@1",),
    )
    with store.begin(info) as writer:
        writer.append(ItemRecord(id="1"))
        return writer.finish(
            {
                "pearson": RunScore(
                    value=0.123456,
                    signature="s",
                    low=0.1,
                    high=0.2,
                    items=9,
                    floors={"length-ratio": 0.05},
                ),
                "alarms": RunScore(value=3.04, signature="s", unit="%", higher_is_better=False),
            }
        )


def test_figures_floors_and_published_figures_stand_side_by_side(finished, tmp_path):
    folder = tmp_path / "benchmarks"
    publish(finished, folder / "results")
    (folder / "anchors.yaml").write_text(ANCHOR)
    page = write_leaderboard(folder).read_text()
    assert "| pearson | 0.123 | 0.100 – 0.200 | length-ratio 0.050 | OpenKiwi 0.548 | 9 |" in page
    assert "| alarms ↓ | 3.0 % |" in page
    assert "- OpenKiwi: TransQuest" in page
    assert "mtqa bench run mine" in page
    assert "test half" in page
    assert "CC0-1.0" in page


def test_many_scores_of_single_pairs_fold_beneath_those_of_all(store, tmp_path):
    suite = Suite(name="mine", title="A title", task="checks", data=("demetr",))
    info = describe_run(
        RunKind.BENCH, suite.name, config={SUITE_KEY: suite.model_dump(mode="json")}
    )
    kinds = [f"recall kind{number}" for number in range(30)]
    names = [f"{kind} {group}" for kind in kinds for group in ("all", "de-en", "ru-en")]
    with store.begin(info) as writer:
        writer.append(ItemRecord(id="1"))
        scores = {name: RunScore(value=1, signature="s") for name in [*names, "precision negation"]}
        publish(writer.finish(scores), tmp_path / "results")
    shown, folded = write_leaderboard(tmp_path).read_text().split("<details>")
    assert "(60 scores)" in folded
    for name in names:
        assert (f"| {name} |" in shown) == name.endswith(" all")
        assert (f"| {name} |" in folded) != name.endswith(" all")
    assert "| precision negation |" in shown


def test_a_stale_leaderboard_is_found(finished, tmp_path):
    folder = tmp_path / "benchmarks"
    publish(finished, folder / "results")
    with pytest.raises(StorageError, match="mtqa bench leaderboard"):
        require_current(folder)
    write_leaderboard(folder)
    require_current(folder)
    (folder / "anchors.yaml").write_text(ANCHOR)
    with pytest.raises(StorageError, match="is not current"):
        require_current(folder)


def test_results_round_trip_and_broken_ones_are_named(finished, tmp_path):
    path = publish(finished, tmp_path)
    (result,) = read_results(tmp_path)
    assert result.scores["pearson"].value == 0.1235
    path.write_text("{}")
    with pytest.raises(StorageError, match=r"mine\.json is not a published result"):
        read_results(tmp_path)


def test_only_finished_suites_are_published(store, tmp_path):
    with store.begin(describe_run(RunKind.SCORE, "other")) as writer:
        run = writer.finish({})
    with pytest.raises(UsageError, match="not a finished run of a suite"):
        publish(run, tmp_path)


def test_broken_anchors_are_named(tmp_path):
    (tmp_path / "anchors.yaml").write_text("- {suite: mine}\n")
    with pytest.raises(ConfigurationError, match=r"anchors\.yaml"):
        write_leaderboard(tmp_path)
