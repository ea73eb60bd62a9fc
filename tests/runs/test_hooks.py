"""Other trackers get a run only if they are named, and cannot harm it."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from mtqa.errors import UsageError
from mtqa.runs import hooks
from mtqa.runs.hooks import find_loggers, log_run, requested_loggers

SEEN: list[str] = []


def remember(run):
    SEEN.append(run.id)


def fail(run):
    raise RuntimeError("server is down\nTraceback …")


@pytest.fixture(autouse=True)
def _installed(monkeypatch):
    points = [
        EntryPoint("remember", f"{__name__}:remember", hooks.ENTRY_POINT_GROUP),
        EntryPoint("fail", f"{__name__}:fail", hooks.ENTRY_POINT_GROUP),
    ]
    monkeypatch.setattr(EntryPoint, "load", lambda self: globals()[self.value.split(":")[1]])
    monkeypatch.setattr(hooks, "entry_points", lambda group: points)
    SEEN.clear()


def test_nothing_is_logged_unless_it_is_named(monkeypatch):
    monkeypatch.delenv("MTQA_LOGGERS", raising=False)
    assert requested_loggers() == ()
    monkeypatch.setenv("MTQA_LOGGERS", "remember, fail")
    assert requested_loggers() == ("remember", "fail")
    assert requested_loggers(["fail"]) == ("fail",)


def test_a_failing_tracker_is_reported_and_the_others_go_on(make_run):
    run = make_run([1.0])
    problems = log_run(run, find_loggers(["fail", "remember"]))
    assert problems == ["the logger fail failed: server is down; the run itself is recorded"]
    assert [run.id] == SEEN


def test_a_tracker_that_is_not_installed_is_named():
    with pytest.raises(UsageError, match="no logger 'wandb' is installed; there are: fail, reme"):
        find_loggers(["wandb"])


@pytest.mark.filterwarnings("ignore")
def test_mlflow_gets_parameters_scores_and_files(make_run, tmp_path, monkeypatch):
    mlflow = pytest.importorskip("mlflow")
    from mtqa.runs.mlflow_logger import log_run as log_to_mlflow

    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", (tmp_path / "mlruns").as_uri())
    mlflow.set_tracking_uri((tmp_path / "mlruns").as_uri())
    run = make_run([1.0, 3.0])
    log_to_mlflow(run)

    client = mlflow.MlflowClient()
    experiment = client.get_experiment_by_name("mtqa")
    (logged,) = client.search_runs([experiment.experiment_id])
    assert logged.data.metrics == {"chrfpp": 2.0}
    assert logged.data.params["name"] == "newswire"
    assert logged.data.tags["mtqa.run"] == run.id
    assert logged.info.status == "FINISHED"
    files = {Path(artifact.path).name for artifact in client.list_artifacts(logged.info.run_id)}
    assert files == {"run.json", "items.jsonl", "scores.json"}
