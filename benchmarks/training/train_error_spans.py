"""Train the word models behind the error spans on the word tags of MLQE-PE.

    python benchmarks/training/train_error_spans.py DATA READINGS

It writes `mtqa/metrics/data/error_span_head.json`, logistic models of both sides and thresholds for
them alone and for their mean with the pair critic, and the result `error-spans-training.json`. The
readings are those of `read_pairs.py`: rows of train that the critic was not trained on. Thresholds
are those with the best Matthews correlation there; the suite `words-mlqe` measures on dev.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
from critic_examples import ASSESSED, rows_of
from readings import read_rows
from report import save_results

from mtqa.benchmarks.tasks.word_tags import spans_of
from mtqa.metrics.word_features import FEATURES, word_features
from mtqa.metrics.word_marks import SIDES, Side, criticised_marks, pooled

HEAD = Path(__file__).parents[2] / "mtqa" / "metrics" / "data" / "error_span_head.json"
PENALTY = 30.0
"""Ridge penalty of the shared weights; those of a language pair are penalised three times that."""


class Words(NamedTuple):
    """Words of many sentences."""

    features: np.ndarray
    critic: np.ndarray
    bad: np.ndarray
    sentence: np.ndarray


def gather(readings: Path, data: Path, pair: str, side: Side) -> Words:
    tagged = rows_of(data / "mlqe-words" / f"{pair}.train.jsonl.gz")
    features, critic, bad, sentence = [], [], [], []
    for read in read_rows(data, readings, "mlqe-da", pair):
        words = tagged[read.number][side].split()
        tags = tagged[read.number][f"{side}_tags"]
        tags = tags[1::2] if side == "target" else tags
        spans = spans_of(read.row[side], words)
        if spans is None or len(tags) != len(words):
            continue
        reading = read.reading
        if side == "target":
            other, given, alone = "source", reading.target_given_source, reading.target
        else:
            other, given, alone = "target", reading.source_given_target, reading.source
        features.append(word_features(read.row[side], read.row[other], spans, given, alone))
        critic.append(criticised_marks(read.verdicts, side, spans))
        bad += [tag == "BAD" for tag in tags]
        sentence += [read.number] * len(tags)
    return Words(
        np.concatenate(features), np.concatenate(critic), np.array(bad, float), np.array(sentence)
    )


def logistic(inputs: np.ndarray, wanted: np.ndarray, prior: np.ndarray, penalty: float):
    """Fit weights near `prior` by Newton's method."""
    weights = prior.copy()
    for _ in range(30):
        probability = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        curvature = (inputs * (probability * (1 - probability))[:, None]).T @ inputs
        gradient = inputs.T @ (wanted - probability) - penalty * (weights - prior)
        weights = weights + np.linalg.solve(curvature + penalty * np.eye(len(weights)), gradient)
    return weights


def mcc(predicted: np.ndarray, true: np.ndarray) -> float:
    if not predicted.any() or predicted.all():
        return 0.0
    return float(np.corrcoef(predicted.astype(float), true)[0, 1])


def best_threshold(values: np.ndarray, bad: np.ndarray) -> float:
    return float(
        max(np.quantile(values, np.linspace(0.5, 0.98, 97)), key=lambda t: mcc(values > t, bad))
    )


def interval(predicted: np.ndarray, words: Words) -> dict:
    """Resample whole sentences, because words of one sentence are not independent."""
    chance = np.random.default_rng(20)
    places = [np.flatnonzero(words.sentence == n) for n in np.unique(words.sentence)]
    values = []
    for _ in range(300):
        rows = np.concatenate([places[n] for n in chance.integers(0, len(places), len(places))])
        values.append(mcc(predicted[rows], words.bad[rows]))
    low, high = np.quantile(values, [0.025, 0.975])
    return {
        "value": round(mcc(predicted, words.bad), 3),
        "low": round(float(low), 3),
        "high": round(float(high), 3),
        "sentences": len(places),
        "words": len(words.bad),
    }


def train_side(train: dict[str, Words]) -> tuple[dict, dict]:
    everything = np.concatenate([words.features for words in train.values()])
    center, scale = everything.mean(0), everything.std(0) + 1e-6

    def inputs(words: Words) -> np.ndarray:
        standard = np.clip((words.features - center) / scale, -5, 5)
        return np.concatenate([standard, np.ones((len(standard), 1))], axis=1)

    bad = np.concatenate([words.bad for words in train.values()])
    all_inputs = np.concatenate([inputs(words) for words in train.values()])
    all_critic = np.concatenate([words.critic for words in train.values()])
    weights = {"": logistic(all_inputs, bad, np.zeros(len(center) + 1), PENALTY)}
    shared = 1 / (1 + np.exp(-all_inputs @ weights[""]))
    thresholds = {"": best_threshold(shared, bad)}
    critic_thresholds = {"": best_threshold(pooled(all_critic, shared), bad)}
    report = {}
    for pair, words in train.items():
        weights[pair] = logistic(inputs(words), words.bad, weights[""], 3 * PENALTY)
        probability = 1 / (1 + np.exp(-inputs(words) @ weights[pair]))
        both = pooled(words.critic, probability)
        thresholds[pair] = best_threshold(probability, words.bad)
        critic_thresholds[pair] = best_threshold(both, words.bad)
        least = -words.features[:, 0]
        report[pair] = {
            "bad": round(float(words.bad.mean()), 3),
            "mcc": interval(both > critic_thresholds[pair], words),
            "mcc of the critic alone": round(
                mcc(words.critic > best_threshold(words.critic, words.bad), words.bad), 3
            ),
            "mcc without the critic": interval(probability > thresholds[pair], words),
            "floor: least log-probability": round(
                mcc(least > best_threshold(least, words.bad), words.bad), 3
            ),
            "expected calibration error": round(calibration_error(both, words.bad), 3),
        }
    head = {
        "center": center.round(5).tolist(),
        "scale": scale.round(5).tolist(),
        "weights": {pair: values.round(5).tolist() for pair, values in weights.items()},
        "thresholds": {pair: round(value, 4) for pair, value in thresholds.items()},
        "critic_thresholds": {pair: round(v, 4) for pair, v in critic_thresholds.items()},
    }
    return head, report


def calibration_error(probability: np.ndarray, bad: np.ndarray, bins: int = 10) -> float:
    edges = np.quantile(probability, np.linspace(0, 1, bins + 1))[1:-1]
    band = np.searchsorted(edges, probability)
    return float(
        sum(
            (band == b).mean() * abs(probability[band == b].mean() - bad[band == b].mean())
            for b in range(bins)
            if (band == b).any()
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("readings", type=Path)
    arguments = parser.parse_args()
    stored: dict = {"features": FEATURES}
    report = {}
    for side in SIDES:
        train = {p: gather(arguments.readings, arguments.data, p, side) for p in ASSESSED}
        stored[side], report[side] = train_side(train)
    HEAD.write_text(json.dumps(stored) + "\n", encoding="utf-8")
    save_results("error-spans-training", report)


if __name__ == "__main__":
    main()
