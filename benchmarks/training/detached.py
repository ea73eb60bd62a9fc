"""Fit the models behind the check `detached`; prints the weights as `detached.json` holds them.

    python benchmarks/training/detached.py DATA MODEL > mtqa/checks/data/detached.json

DATA is the folder with `hallucinations.de-en.jsonl.gz`. Every second row, the first one included,
is used; the others stay untouched for the test. Ridge logistic regression by Newton's method on
standardised features, so the result is the same on every run.
"""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

import numpy as np
from logistic import fit

from mtqa.checks.detachment import ASSESSED, FEATURES, detachment_features
from mtqa.checks.word_alignment import PairAlignments
from mtqa.engines.language_model_folder import load_language_model
from mtqa.engines.store import ModelStore
from mtqa.metrics.pair_critic import PairCritic

LABELS = ("repetitions", "strong-unsupport", "full-unsupport")
RIDGE = 3.0


def main(folder: Path, model: Path) -> None:
    with gzip.open(folder / "hallucinations.de-en.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines][::2]
    pairs = [(str(i), row["source"], row["target"]) for i, row in enumerate(rows)]
    alignments = PairAlignments(ModelStore().encoder(), pairs)
    critic = PairCritic.of(load_language_model(model))
    if critic is None:
        raise SystemExit("the critic was trained for another model: run train_critic.py")
    verdicts = critic.read([(s, t) for _, s, t in pairs], "de", "en")
    x = np.array(
        [
            detachment_features(
                s, t, alignments.of(i), "de", "en", verdict.assessment if verdict else 0.0
            )
            for (i, s, t), verdict in zip(pairs, verdicts, strict=True)
        ]
    )
    y = np.array([float(any(row[label] for label in LABELS)) for row in rows])
    models = {
        name: weights_of(x[:, : len(features)], y, features)
        for name, features in (("plain", FEATURES), ("assessed", ASSESSED))
    }
    json.dump(models, sys.stdout, indent=1)
    print()


def weights_of(x: np.ndarray, y: np.ndarray, names: tuple[str, ...]) -> dict:
    intercept, weights = fit(x, y, RIDGE)
    named = dict(zip(names, (round(float(w), 4) for w in weights), strict=True))
    return {"intercept": round(float(intercept), 4), "weights": named}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
