"""Train the head of the quality estimate on MLQE-PE (assessments) and WMT21 (critical errors).

    python benchmarks/training/read_pairs.py DATA MODEL READINGS
    python benchmarks/training/train_error_spans.py DATA READINGS
    python benchmarks/training/train_quality.py DATA READINGS

It writes `mtqa/metrics/data/quality_head.json` and `benchmarks/measurements/quality-training.json`.
The rows are those of train that the pair critics were not trained on. How strongly to regularise is
chosen by cross-validation, and so are the figures it reports; the suites `quality-mlqe` and
`critical-wmt21` measure on dev.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

import logistic
import numpy as np
from contrasts import AIM, CONTRAST, fit_with_contrasts
from critic_examples import ASSESSED, CONTRASTED, CRITICAL
from readings import read_rows
from report import bootstrap, save_results

from mtqa.metrics import quality_head
from mtqa.metrics.pair_critic import ALL_CRITICS
from mtqa.metrics.pair_reader import judged_pair
from mtqa.metrics.quality import bounded
from mtqa.metrics.quality_features import FIRST_TWO, OPINIONS, THIRD, quality_features
from mtqa.metrics.quality_head import HEADS, DetachedTask, QualityHead, detached_inputs

HEAD = Path(quality_head.__file__).parent / "data" / quality_head.PARAMETERS
TRUSTED = 10.0
"""Prior variance of the weights of the critics' opinions beside those of other features."""
DETACHED_RIDGE = 1.0
OWN = 0.5
"""Prior variance of a language pair's own weights beside that of the shared ones."""
STRENGTHS = (300.0, 3000.0, 30000.0)
FOLDS = 8
ABOUT_AS_GOOD = 0.003
"""Difference of mean Pearson correlation that does not matter."""


class Rows(NamedTuple):
    """Training rows of one task over several language pairs."""

    features: np.ndarray
    wanted: np.ndarray
    group: np.ndarray
    raw: list[dict]


class Fitted(NamedTuple):
    """A task as trained."""

    weights: dict[str, np.ndarray]
    calibration: dict
    predicted: np.ndarray
    strength: float


def gather(
    data: Path, readings: Path, data_set: str, pairs: tuple[str, ...]
) -> tuple[Rows, list[str]]:
    """Return the rows, and the names of their features."""
    described, raw, group = [], [], []
    for pair in pairs:
        source, target = pair.split("-")
        for read in read_rows(data, readings, data_set, pair):
            texts = (read.row["source"], read.row["target"])
            languages = {"source": source, "target": target}
            judged = judged_pair(texts, read.reading, read.verdicts, languages)
            described.append(quality_features(*texts, judged, read.similarity))
            raw.append(read.row)
            group.append(pair)
    names = list(described[0])
    wanted = [row.get("z", float(row.get("label") == "ERR")) for row in raw]
    return (
        Rows(
            np.array([[d[name] for name in names] for d in described]),
            np.array(wanted),
            np.array(group),
            raw,
        ),
        names,
    )


def contrasts(data: Path, readings: Path, head: QualityHead) -> np.ndarray:
    """Return inputs of good translations less those of the same with an error, weighted."""
    found = []
    for pair in CONTRASTED:
        rows, _ = gather(data, readings, "demetr", (pair,))
        inputs = head.inputs(rows.features)
        found.append(inputs[::2] - inputs[1::2])
    return np.concatenate(found) * np.sqrt(CONTRAST)


def detached_tasks(data: Path, readings: Path) -> list[DetachedTask]:
    """Fit what tells translations of other sentences from those of the same, good and bad."""
    told, wanted = [], []
    for data_set in ("mlqe-da", "detached"):
        for pair in ASSESSED:
            source, target = pair.split("-")
            for at, read in enumerate(read_rows(data, readings, data_set, pair)):
                texts = (read.row["source"], read.row["target"])
                languages = {"source": source, "target": target}
                judged = judged_pair(texts, read.reading, read.verdicts, languages)
                features = quality_features(*texts, judged, read.similarity)
                told.append(detached_inputs(judged.judgement.detached, features))
                wanted.append(float(data_set == "detached" and at % 2))
    tasks = []
    for count in sorted({len(inputs) for inputs in told}):
        own = [at for at, inputs in enumerate(told) if len(inputs) >= count]
        inputs = np.array([told[at][:count] for at in own])
        intercept, weights = logistic.fit(inputs, np.array(wanted)[own], DETACHED_RIDGE)
        tasks.append(DetachedTask(round(intercept, 4), tuple(weights.round(4).tolist())))
    return tasks


def fit(inputs: np.ndarray, wanted: np.ndarray, group: np.ndarray, strength: float) -> dict:
    """Ridge regression; returns shared weights and those of each pair.

    Rows of no group only shape the shared weights.
    """
    pairs = list(dict.fromkeys(group[group != ""]))
    own = [np.sqrt(OWN) * inputs * (group == pair)[:, None] for pair in pairs]
    expanded = np.concatenate([inputs, *own], 1)
    moments = expanded.T @ expanded + strength * np.eye(expanded.shape[1])
    solution = np.linalg.solve(moments, expanded.T @ wanted)
    shared, *parts = np.split(solution, len(pairs) + 1)
    return {"": shared} | {p: np.sqrt(OWN) * w for p, w in zip(pairs, parts, strict=True)}


def fit_ranked(
    inputs: np.ndarray, wanted: np.ndarray, group: np.ndarray, strength: float, more: np.ndarray
) -> dict:
    """Fit with contrasts, which shape the weights that all pairs share."""

    def fit_beside(short: np.ndarray) -> dict:
        return fit(
            np.concatenate([inputs, more[short]]),
            np.concatenate([wanted, np.full(short.sum(), AIM)]),
            np.concatenate([group, [""] * short.sum()]),
            strength,
        )

    return fit_with_contrasts(fit_beside, lambda weights: more @ weights[""], len(more))


def predict(inputs: np.ndarray, group: np.ndarray, weights: dict) -> np.ndarray:
    own = np.stack([weights[""] + weights.get(pair, 0.0) for pair in group])
    return (inputs * own).sum(1)


def train(
    inputs: np.ndarray, rows: Rows, calibrate, more: np.ndarray, variances: np.ndarray
) -> Fitted:
    """Fit with the greatest strength that is about as good as the best.

    A stronger one carries over better to text that is unlike the training data. `more` are the
    contrasts; they are always there.
    """
    inputs, more = inputs * np.sqrt(variances), more * np.sqrt(variances)
    fold = np.random.default_rng(0).integers(0, FOLDS, len(rows.wanted))
    tried = []
    for strength in STRENGTHS:
        unseen = np.zeros(len(rows.wanted))
        for number in range(FOLDS):
            inside, outside = fold != number, fold == number
            weights = fit_ranked(
                inputs[inside], rows.wanted[inside], rows.group[inside], strength, more
            )
            unseen[outside] = predict(inputs[outside], rows.group[outside], weights)
        merit = np.mean(
            [
                pearson(unseen[rows.group == pair], rows.wanted[rows.group == pair])
                for pair in dict.fromkeys(rows.group)
            ]
        )
        print(f"  strength {strength}: {merit:.3f}", flush=True)
        tried.append((merit, strength, unseen))
    best = max(merit for merit, _, _ in tried)
    _, strength, unseen = [one for one in tried if one[0] >= best - ABOUT_AS_GOOD][-1]
    weights = fit_ranked(inputs, rows.wanted, rows.group, strength, more)
    weights = {pair: own * np.sqrt(variances) for pair, own in weights.items()}
    return Fitted(weights, calibrate(unseen, rows), unseen, strength)


def unheard(critics: int) -> tuple[str, ...]:
    """Return the features that so many critics do not give."""
    if critics == ALL_CRITICS:
        return ()
    return THIRD if critics else (*FIRST_TWO, *THIRD)


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
        quality = np.array([bounded(q) for q in slope * held_out[chosen] + intercept])
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


def report(rows: Rows, names: list[str], fitted: dict[str, Fitted], statistic) -> dict:
    """Return cross-validated figures for each language pair."""
    result: dict = {}
    for pair in dict.fromkeys(rows.group):
        own = rows.group == pair
        single = {
            name: round(
                pearson(np.nan_to_num(rows.features[own, names.index(name)]), rows.wanted[own]), 3
            )
            for name in (*OPINIONS, "target given other mean", "similarity", "length mismatch")
        }
        result[pair] = {
            name: bootstrap(statistic(one, pair), one.predicted[own], rows.wanted[own])
            for name, one in fitted.items()
        } | {"single features": single}
    return result


def stored(fitted: Fitted) -> dict:
    return {
        "weights": {pair: weights.round(5).tolist() for pair, weights in fitted.weights.items()},
        "calibration": fitted.calibration,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("readings", type=Path)
    arguments = parser.parse_args()
    assessed, names = gather(arguments.data, arguments.readings, "mlqe-da", ASSESSED)
    critical, _ = gather(arguments.data, arguments.readings, "wmt21-critical", CRITICAL)
    both = np.concatenate([assessed.features, critical.features])
    detached = detached_tasks(arguments.data, arguments.readings)
    print("  detached:", detached)
    head = QualityHead(
        tuple(names),
        np.nanmean(both, 0),
        np.nanstd(both, 0) + 1e-6,
        by_critics={},
        detached={len(task.weights): task for task in detached},
    )
    tasks: dict[int, dict[str, Fitted]] = {number: {} for number in HEADS}
    more = contrasts(arguments.data, arguments.readings, head)
    for task, rows, calibrate, beside in (
        ("assessment", assessed, assessment_calibration, more),
        ("critical", critical, critical_calibration, more[:0]),
    ):
        inputs = head.inputs(rows.features)
        variances = np.array([TRUSTED if name in OPINIONS else 1.0 for name in names] + [1.0])
        for number, parts in tasks.items():
            unknown = unheard(number)
            known = np.array([name not in unknown for name in names] + [True])
            parts[task] = train(inputs * known, rows, calibrate, beside * known, variances)
            if len(beside):
                won = (beside * known) @ parts[task].weights[""] > 0
                print(f"  contrasts won, {number} critics: {won.mean():.3f} of {len(won)}")
    content = {
        "features": names,
        "center": head.center.round(5).tolist(),
        "scale": head.scale.round(5).tolist(),
        "detached": [asdict(task) for task in detached],
        "critics": {
            str(number): {task: stored(fitted) for task, fitted in parts.items()}
            for number, parts in tasks.items()
        },
    }
    HEAD.write_text(json.dumps(content) + "\n", encoding="utf-8")

    def flagged(fitted: Fitted, pair: str):
        chosen = fitted.calibration[pair]
        odds = np.log(chosen["threshold"] / (1 - chosen["threshold"]))
        return lambda raw, true: mcc(chosen["slope"] * raw + chosen["intercept"] >= odds, true)

    save_results(
        "quality-training",
        {
            "MLQE-PE, Pearson with z-mean, cross-validated": report(
                assessed,
                names,
                {f"{number} critics": parts["assessment"] for number, parts in tasks.items()},
                lambda fitted, pair: pearson,
            ),
            "WMT21 critical errors, MCC, cross-validated": report(
                critical,
                names,
                {f"{number} critics": parts["critical"] for number, parts in tasks.items()},
                flagged,
            ),
        },
    )


if __name__ == "__main__":
    main()
