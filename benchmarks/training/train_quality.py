"""Train the head of the quality estimate on MLQE-PE (assessments) and WMT21 (critical errors).

    python benchmarks/training/read_pairs.py DATA MODEL READINGS   # hours on two cores; resumable
    python benchmarks/training/train_quality.py DATA READINGS

It writes `mtqa/metrics/data/quality_head.npz` and
`benchmarks/measurements/quality-training.json`. How strongly to regularise is chosen by four-fold
cross-validation on train; dev is only reported.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from readings import Readings
from report import bootstrap, save_results

from mtqa.metrics.pair_reading import STATE_LAYERS
from mtqa.metrics.quality_head import LinearTask, QualityHead

HEAD = Path(__file__).parents[2] / "mtqa" / "metrics" / "data" / "quality_head.npz"
ASSESSED = ("ru-en", "en-de", "en-zh", "ro-en", "et-en")
CRITICAL = ("en-de", "en-zh", "en-ja")
OWN = 0.5
"""Prior variance of a language pair's own weights beside that of the shared ones."""
STATES = 0.5
"""Prior variance of the weights of hidden states beside that of features."""
STRENGTHS = (3.0, 6.0, 10.0, 20.0, 40.0)
FOLDS = 4
ABOUT_AS_GOOD = 0.005
"""Difference of mean Pearson correlation that does not matter."""


class Rows(NamedTuple):
    """Training rows of one task over several language pairs."""

    features: np.ndarray
    states: np.ndarray
    wanted: np.ndarray
    group: np.ndarray
    raw: list[dict]

    def of(self, chosen: np.ndarray) -> Rows:
        return Rows(
            self.features[chosen],
            self.states[chosen],
            self.wanted[chosen],
            self.group[chosen],
            [row for row, keep in zip(self.raw, chosen, strict=True) if keep],
        )


def gather(readings: Readings, data_set: str, pairs: tuple[str, ...], split: str) -> Rows:
    parts = [readings.features(data_set, pair, split) for pair in pairs]
    raw = [row for part in parts for row in part.rows]
    wanted = [row["z"] if "z" in row else float(row["label"] == "ERR") for row in raw]
    return Rows(
        np.concatenate([part.features for part in parts]),
        np.concatenate([part.states for part in parts]),
        np.array(wanted),
        np.concatenate([[pair] * len(part.rows) for pair, part in zip(pairs, parts, strict=True)]),
        raw,
    )


def fit(inputs: np.ndarray, rows: Rows, strength: float, variances: np.ndarray) -> dict:
    """Ridge regression in its dual form; returns shared weights and those of each pair."""
    scaled = inputs * np.sqrt(variances)
    same = rows.group[:, None] == rows.group[None]
    kernel = (scaled @ scaled.T) * (1 + OWN * same)
    dual = solve(kernel, strength, rows.wanted)
    weights = {"": variances * (inputs.T @ dual)}
    for pair in dict.fromkeys(rows.group):
        own = rows.group == pair
        weights[pair] = OWN * variances * (inputs[own].T @ dual[own])
    return weights


def solve(kernel: np.ndarray, strength: float, wanted: np.ndarray) -> np.ndarray:
    """Solve (kernel + strength) dual = wanted; torch's Cholesky runs on all cores."""
    matrix = torch.from_numpy(kernel)
    matrix.diagonal().add_(strength)
    factor = torch.linalg.cholesky(matrix)
    return torch.cholesky_solve(torch.from_numpy(wanted)[:, None], factor)[:, 0].numpy()


def predict(inputs: np.ndarray, group: np.ndarray, weights: dict) -> np.ndarray:
    own = np.stack([weights[""] + weights.get(pair, 0.0) for pair in group])
    return (inputs * own).sum(1)


def cross_validate(inputs, rows: Rows, variances: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the greatest strength that is about as good as the best, and its predictions.

    A stronger one carries over better to text that is unlike the training data.
    """
    fold = np.random.default_rng(0).integers(0, FOLDS, len(rows.wanted))
    tried = []
    for strength in STRENGTHS:
        held_out = np.zeros(len(rows.wanted))
        for number in range(FOLDS):
            inside, outside = fold != number, fold == number
            weights = fit(inputs[inside], rows.of(inside), strength, variances)
            held_out[outside] = predict(inputs[outside], rows.group[outside], weights)
        merit = np.mean(
            [
                pearson(held_out[rows.group == pair], rows.wanted[rows.group == pair])
                for pair in dict.fromkeys(rows.group)
            ]
        )
        print(f"  strength {strength}: {merit:.3f}", flush=True)
        tried.append((merit, strength, held_out))
    best = max(merit for merit, _, _ in tried)
    _, strength, held_out = [one for one in tried if one[0] >= best - ABOUT_AS_GOOD][-1]
    return strength, held_out


def pearson(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.corrcoef(a, b)[0, 1]) if a.std() and b.std() else 0.0


def mcc(predicted: np.ndarray, true: np.ndarray) -> float:
    return pearson(predicted.astype(float), true.astype(float))


def assessment_calibration(held_out: np.ndarray, rows: Rows) -> dict:
    """Map raw predictions to 0–100 and find what interval holds nine of ten assessments."""
    assessments = np.array([row["da"] for row in rows.raw])
    result = {}
    for pair in ("", *dict.fromkeys(rows.group)):
        chosen = rows.group == pair if pair else np.full(len(held_out), True)
        slope, intercept = np.polyfit(held_out[chosen], assessments[chosen], 1)
        quality = np.clip(slope * held_out[chosen] + intercept, 0, 100)
        edges = np.quantile(quality, [1 / 3, 2 / 3])
        rest = assessments[chosen] - quality
        band = (quality[:, None] > edges).sum(1)
        widen = 1.0 if pair else 1.25
        result[pair] = {
            "slope": round(float(slope), 4),
            "intercept": round(float(intercept), 4),
            "edges": [round(float(edge), 2) for edge in edges],
            "low": [round(widen * float(np.quantile(rest[band == b], 0.05)), 2) for b in range(3)],
            "high": [round(widen * float(np.quantile(rest[band == b], 0.95)), 2) for b in range(3)],
        }
    return result


def critical_calibration(held_out: np.ndarray, rows: Rows) -> dict:
    """Fit a logistic curve over the raw predictions.

    The threshold flags as many pairs as have an error; the one with the best correlation on a few
    hundred rows is mostly chance.
    """
    result = {}
    for pair in ("", *dict.fromkeys(rows.group)):
        chosen = rows.group == pair if pair else np.full(len(held_out), True)
        raw, wanted = held_out[chosen], rows.wanted[chosen]
        inputs = np.stack([raw, np.ones_like(raw)], 1)
        parameters = np.zeros(2)
        for _ in range(50):
            probability = 1 / (1 + np.exp(-inputs @ parameters))
            curvature = (inputs * (probability * (1 - probability))[:, None]).T @ inputs
            step = np.linalg.solve(
                curvature + 0.05 * np.eye(2),
                inputs.T @ (wanted - probability) - 0.05 * parameters,
            )
            parameters += step
        slope, intercept = parameters
        best = np.quantile(raw, 1 - wanted.mean())
        result[pair] = {
            "slope": round(float(slope), 4),
            "intercept": round(float(intercept), 4),
            "threshold": round(float(1 / (1 + np.exp(-(slope * best + intercept)))), 4),
        }
    return result


def coverage(calibration: dict, predicted: np.ndarray, rows: Rows) -> float:
    inside = []
    for raw, pair, row in zip(predicted, rows.group, rows.raw, strict=True):
        chosen = calibration[pair]
        quality = float(np.clip(chosen["slope"] * raw + chosen["intercept"], 0, 100))
        band = sum(quality > edge for edge in chosen["edges"])
        low, high = quality + chosen["low"][band], quality + chosen["high"][band]
        inside.append(max(0, low) <= row["da"] <= min(100, max(high, quality)))
    return float(np.mean(inside))


def train(head: QualityHead, rows: Rows) -> tuple[dict, np.ndarray, float]:
    inputs = head.inputs(rows.features, rows.states)
    variances = np.full(inputs.shape[1], STATES)
    variances[: len(head.features)] = 1.0
    variances[-1] = 1.0
    strength, held_out = cross_validate(inputs, rows, variances)
    return fit(inputs, rows, strength, variances), held_out, strength


def report_assessment(head, weights, calibration, train_rows: Rows, dev: Rows, names) -> dict:
    inputs = head.inputs(dev.features, dev.states)
    predicted = predict(inputs, dev.group, weights)
    shared = {}
    all_inputs = head.inputs(train_rows.features, train_rows.states)
    variances = np.ones(all_inputs.shape[1])
    variances[len(head.features) : -1] = STATES
    result: dict = {"coverage of the 90 % interval": coverage(calibration, predicted, dev)}
    for pair in ASSESSED:
        own = dev.group == pair
        others = train_rows.group != pair
        shared = fit(all_inputs[others], train_rows.of(others), 1.0, variances)
        floors = {
            name: abs(pearson(np.nan_to_num(dev.features[own, names.index(name)]), dev.wanted[own]))
            for name in (
                "length mismatch",
                "copied words",
                "source log tokens",
                "similarity",
                "target given other mean",
                "source given other mean",
            )
        }
        result[pair] = {
            "train": int((train_rows.group == pair).sum()),
            "dev": int(own.sum()),
            "pearson": bootstrap(pearson, predicted[own], dev.wanted[own]),
            "without this pair in training": bootstrap(
                pearson, inputs[own] @ shared[""], dev.wanted[own]
            ),
            "single features": {name: round(value, 3) for name, value in floors.items()},
        }
    return result


def report_critical(head, weights, calibration, train_rows: Rows, dev: Rows) -> dict:
    inputs = head.inputs(dev.features, dev.states)
    raw = predict(inputs, dev.group, weights)
    result = {}
    for pair in CRITICAL:
        own = dev.group == pair
        chosen = calibration[pair]
        probability = 1 / (1 + np.exp(-(chosen["slope"] * raw[own] + chosen["intercept"])))
        result[pair] = {
            "train": int((train_rows.group == pair).sum()),
            "dev": int(own.sum()),
            "error rate": round(float(dev.wanted[own].mean()), 3),
            "mcc": bootstrap(mcc, probability > chosen["threshold"], dev.wanted[own]),
            "pearson": bootstrap(pearson, probability, dev.wanted[own]),
        }
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("readings", type=Path)
    arguments = parser.parse_args()
    readings = Readings(arguments.data, arguments.readings)
    assessed = gather(readings, "mlqe-da", ASSESSED, "train")
    critical = gather(readings, "wmt21-critical", CRITICAL, "train")
    both = np.concatenate([assessed.features, critical.features])
    states = np.concatenate([assessed.states, critical.states])
    head = QualityHead(
        features=tuple(readings.feature_names),
        layers=STATE_LAYERS,
        center=np.nanmean(both, 0).astype(np.float32),
        scale=(np.nanstd(both, 0) + 1e-6).astype(np.float32),
        state_center=states.mean(0),
        state_scale=states.std(0) + 1e-3,
        model_sha256=readings.model_sha256,
        tasks={},
    )
    weights, held_out, strength = train(head, assessed)
    calibration = assessment_calibration(held_out, assessed)
    critical_weights, critical_out, critical_strength = train(head, critical)
    thresholds = critical_calibration(critical_out, critical)
    head = replace(
        head,
        tasks={
            "assessment": LinearTask(weights, calibration),
            "critical": LinearTask(critical_weights, thresholds),
        },
    )
    write(head)
    dev = gather(readings, "mlqe-da", ASSESSED, "dev")
    critical_dev = gather(readings, "wmt21-critical", CRITICAL, "dev")
    names = readings.feature_names
    save_results(
        "quality-training",
        {
            "strength": {"assessment": strength, "critical": critical_strength},
            "MLQE-PE dev, Pearson with z-mean": report_assessment(
                head, weights, calibration, assessed, dev, names
            ),
            "WMT21 critical errors dev": report_critical(
                head, critical_weights, thresholds, critical, critical_dev
            ),
        },
    )


def write(head: QualityHead) -> None:
    arrays = {
        f"{task}:{pair}": weights.astype(np.float16 if pair else np.float32)
        for task, parts in head.tasks.items()
        for pair, weights in parts.weights.items()
    }
    description = {
        "features": head.features,
        "layers": head.layers,
        "model_sha256": head.model_sha256,
        "tasks": {task: parts.calibration for task, parts in head.tasks.items()},
    }
    HEAD.parent.mkdir(exist_ok=True)
    np.savez_compressed(
        HEAD,
        description=np.array(json.dumps(description)),
        center=head.center,
        scale=head.scale,
        state_center=head.state_center.astype(np.float16),
        state_scale=head.state_scale.astype(np.float16),
        **arrays,
    )


if __name__ == "__main__":
    main()
