"""A run as a run of MLflow: configuration as parameters, scores as metrics, files as artifacts.

Where it goes is MLflow's own affair (`MLFLOW_TRACKING_URI`). Without that variable it is a local
folder, never a server. Texts are in the artifacts: `MTQA_MLFLOW_ARTIFACTS=0` keeps them back.
"""

from __future__ import annotations

import importlib
import json
import os
import re
from datetime import datetime
from typing import Any, Final

from mtqa.errors import ModelMissingError
from mtqa.runs.stored import StoredRun

EXPERIMENT: Final = "mtqa"
"""Name of the experiment, unless `MLFLOW_EXPERIMENT_NAME` says otherwise."""

_LONGEST_PARAMETER: Final = 500
"""Characters that every MLflow store accepts in a parameter."""

_REFUSED: Final = re.compile(r"[^\w./ :-]")
"""Characters that MLflow refuses in names."""


def log_run(run: StoredRun) -> None:
    """Log a run.

    Raises:
        ModelMissingError: MLflow is not installed.
    """
    try:
        mlflow: Any = importlib.import_module("mlflow")
    except ImportError as error:
        raise ModelMissingError("MLflow is not installed: `pip install 'mtqa[mlflow]'`") from error
    client = mlflow.MlflowClient()
    experiment = os.environ.get("MLFLOW_EXPERIMENT_NAME", EXPERIMENT)
    found = client.get_experiment_by_name(experiment)
    number = found.experiment_id if found else client.create_experiment(experiment)
    start = int(datetime.fromisoformat(run.info.created).timestamp() * 1000)
    logged = client.create_run(
        number, start_time=start, run_name=f"{run.info.name} {run.id}", tags=_tags(run)
    )
    identifier = logged.info.run_id
    for key, value in run.info.config.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        client.log_param(identifier, _name(key), text[:_LONGEST_PARAMETER])
    for name, score in run.scores.items():
        for suffix, value in (("", score.value), (" low", score.low), (" high", score.high)):
            if value is not None:
                client.log_metric(identifier, _name(name + suffix), value)
    if os.environ.get("MTQA_MLFLOW_ARTIFACTS", "1") != "0":
        client.log_artifacts(identifier, str(run.path))
    end = start + int((run.info.duration or 0) * 1000)
    client.set_terminated(identifier, status="FINISHED", end_time=end)


def _tags(run: StoredRun) -> dict[str, str]:
    tags = {"mtqa.run": run.id, "mtqa.kind": run.info.kind.value}
    if run.info.revision:
        tags["mlflow.source.git.commit"] = run.info.revision.commit
    if run.info.verdict:
        tags["mtqa.verdict"] = run.info.verdict
    return tags


def _name(text: str) -> str:
    """Return a name that MLflow accepts: `chrF++` becomes `chrFpp`, `↓` goes."""
    return _REFUSED.sub("_", text.replace("+", "p").replace("@", " at "))
