"""Fit the model behind the check `detached`; prints the weights as `detached.json` holds them.

    python benchmarks/training/detached.py DATA > mtqa/checks/data/detached.json

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

from mtqa.checks.detachment import FEATURES, detachment_features
from mtqa.checks.word_alignment import PairAlignments
from mtqa.engines.store import ModelStore

LABELS = ("repetitions", "strong-unsupport", "full-unsupport")
RIDGE = 3.0


def main(folder: Path) -> None:
    with gzip.open(folder / "hallucinations.de-en.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines][::2]
    pairs = [(str(i), row["source"], row["target"]) for i, row in enumerate(rows)]
    alignments = PairAlignments(ModelStore().encoder(), pairs)
    x = np.array([detachment_features(s, t, alignments.of(i), "de", "en") for i, s, t in pairs])
    y = np.array([float(any(row[label] for label in LABELS)) for row in rows])
    intercept, weights = fit(x, y, RIDGE)
    named = dict(zip(FEATURES, (round(float(w), 4) for w in weights), strict=True))
    json.dump({"intercept": round(float(intercept), 4), "weights": named}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
