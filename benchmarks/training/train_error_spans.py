"""Train the word models behind the error spans on the word tags of MLQE-PE.

    python benchmarks/training/train_error_spans.py DATA READINGS

It writes the taggers of both sides, `mtqa/metrics/data/{target,source}_tagger.npz`, the logistic
models that stand in for them with another language model, `error_span_head.json`, and the result
`error-spans-training.json`. The readings are those of `read_pairs.py`; thresholds are those with
the best Matthews correlation on train, for the taggers on a fifth of it that they have not seen.
On dev the trained models stand beside a single token's log-probability with its best threshold
chosen on dev itself.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from readings import Readings, load_rows
from report import save_results
from tagging import apply_tagger, save_tagger, train_tagger

from mtqa.benchmarks.tasks.word_tags import spans_of
from mtqa.metrics.word_features import FEATURES, word_features
from mtqa.metrics.word_marks import SIDES, TAGGERS, WordHead, pooled
from mtqa.metrics.word_tagger import WordTagger, word_states

HEAD = Path(__file__).parents[2] / "mtqa" / "metrics" / "data" / "error_span_head.json"
PAIRS = ("ru-en", "en-de", "en-zh", "ro-en", "et-en")
PENALTY = 30.0
"""Ridge penalty of the shared weights; those of a language pair are penalised three times that."""


class Words(NamedTuple):
    """Words of many sentences."""

    features: np.ndarray
    states: np.ndarray
    bad: np.ndarray
    sentence: np.ndarray

    @property
    def inputs(self) -> np.ndarray:
        return np.concatenate([self.features.astype(np.float16), self.states], axis=1)

    def of(self, chosen: np.ndarray) -> Words:
        return Words(*(column[chosen] for column in self))


def gather(readings: Readings, data: Path, pair: str, split: str, side: str) -> Words:
    tagged = load_rows(data / "mlqe-words" / f"{pair}.{split}.jsonl.gz")
    features, states, bad, sentence = [], [], [], []
    for number, row, reading, _ in readings.read("mlqe-da", pair, split):
        words = tagged[number][side].split()
        tags = tagged[number][f"{side}_tags"]
        tags = tags[1::2] if side == "target" else tags
        spans = spans_of(row[side], words)
        if spans is None or len(tags) != len(words):
            continue
        if side == "target":
            other, given, alone = "source", reading.target_given_source, reading.target
        else:
            other, given, alone = "target", reading.source_given_target, reading.source
        own = getattr(reading, f"{side}_states")
        states.append(word_states(spans, given, own).astype(np.float16))
        features.append(word_features(row[side], row[other], spans, given, alone))
        bad += [tag == "BAD" for tag in tags]
        sentence += [number] * len(tags)
    return Words(
        np.concatenate(features), np.concatenate(states), np.array(bad, float), np.array(sentence)
    )


def train_network(
    side: str, head: WordHead, train: dict[str, Words], dev: dict[str, Words], sha256: str
) -> dict:
    """Train the tagger of one side on four fifths, choose its thresholds on the rest, save it."""
    held = {pair: words.sentence % 5 == 0 for pair, words in train.items()}
    seen = [words.of(~held[pair]) for pair, words in train.items()]
    bad = np.concatenate([words.bad for words in seen])[:, None]
    inputs = np.concatenate([words.inputs for words in seen])
    tagger = train_tagger(inputs, bad, np.ones_like(bad), ("bad",), sha256)
    del inputs
    unseen = {pair: words.of(held[pair]) for pair, words in train.items()}
    chances = {p: pooled_probability(p, tagger, head, words) for p, words in unseen.items()}
    everything = np.concatenate(list(chances.values()))
    thresholds = {
        "": best_threshold(everything, np.concatenate([words.bad for words in unseen.values()]))
    }
    thresholds |= {p: best_threshold(chances[p], words.bad) for p, words in unseen.items()}
    rounded = {pair: round(value, 4) for pair, value in thresholds.items()}
    save_tagger(replace(tagger, calibration={"thresholds": rounded}), TAGGERS[side])
    report = {}
    for pair, words in dev.items():
        probability = pooled_probability(pair, tagger, head, words)
        report[pair] = {
            "mcc": interval(probability > thresholds[pair], words),
            "expected calibration error": round(calibration_error(probability, words.bad), 3),
        }
    return report


def pooled_probability(pair: str, tagger: WordTagger, head: WordHead, words: Words) -> np.ndarray:
    logits = apply_tagger(tagger, words.inputs)[:, 0]
    return pooled(logits, head.probabilities(pair, words.features))


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


def train_side(side: str, train: dict[str, Words], dev: dict[str, Words]) -> tuple[dict, dict]:
    everything = np.concatenate([words.features for words in train.values()])
    center, scale = everything.mean(0), everything.std(0) + 1e-6

    def inputs(words: Words) -> np.ndarray:
        standard = np.clip((words.features - center) / scale, -5, 5)
        return np.concatenate([standard, np.ones((len(standard), 1))], axis=1)

    zero = np.zeros(len(center) + 1)
    bad = np.concatenate([words.bad for words in train.values()])
    all_inputs = np.concatenate([inputs(words) for words in train.values()])
    weights = {"": logistic(all_inputs, bad, zero, PENALTY)}
    thresholds = {"": best_threshold(1 / (1 + np.exp(-all_inputs @ weights[""])), bad)}
    report = {}
    for pair, words in train.items():
        weights[pair] = logistic(inputs(words), words.bad, weights[""], 3 * PENALTY)
        thresholds[pair] = best_threshold(
            1 / (1 + np.exp(-inputs(words) @ weights[pair])), words.bad
        )
        held = dev[pair]
        probability = 1 / (1 + np.exp(-inputs(held) @ weights[pair]))
        others = [other for other in train if other != pair]
        unseen = logistic(
            np.concatenate([inputs(train[other]) for other in others]),
            np.concatenate([train[other].bad for other in others]),
            zero,
            PENALTY,
        )
        least = -held.features[:, 0]
        report[pair] = {
            "train words": len(words.bad),
            "bad": round(float(held.bad.mean()), 3),
            "mcc": interval(probability > thresholds[pair], held),
            "mcc without this pair in training": interval(
                1 / (1 + np.exp(-inputs(held) @ unseen)) > thresholds[""], held
            ),
            "floor: least log-probability, best threshold on dev": round(
                mcc(least > best_threshold(least, held.bad), held.bad), 3
            ),
            "expected calibration error": round(calibration_error(probability, held.bad), 3),
        }
    head = {
        "center": center.round(5).tolist(),
        "scale": scale.round(5).tolist(),
        "weights": {pair: values.round(5).tolist() for pair, values in weights.items()},
        "thresholds": {pair: round(value, 4) for pair, value in thresholds.items()},
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
    readings = Readings(arguments.data, arguments.readings)
    stored: dict = {"model_sha256": readings.model_sha256, "features": FEATURES}
    report = {}
    for side in SIDES:
        train, dev = (
            {pair: gather(readings, arguments.data, pair, split, side) for pair in PAIRS}
            for split in ("train", "dev")
        )
        stored[side], report[side] = train_side(side, train, dev)
        head = WordHead(
            *(np.array(stored[side][name]) for name in ("center", "scale")),
            {pair: np.array(weights) for pair, weights in stored[side]["weights"].items()},
            stored[side]["thresholds"],
        )
        report[f"{side}, tagger"] = train_network(side, head, train, dev, readings.model_sha256)
        print(side, json.dumps(report[f"{side}, tagger"]), flush=True)
    HEAD.write_text(json.dumps(stored) + "\n", encoding="utf-8")
    save_results("error-spans-training", report)


if __name__ == "__main__":
    main()
