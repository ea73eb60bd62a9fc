"""Fit the models behind the check `detached`; prints the weights as `detached.json` holds them.

    python benchmarks/training/detached.py DATA READINGS > mtqa/checks/data/detached.json

READINGS are by `read_pairs.py`, of every second row of `hallucinations.de-en.jsonl.gz`, the first
one included; the others stay untouched for the test. Ridge logistic regression by Newton's method
on standardised features, so the result is the same on every run. One pair of models has what the
language model has read, one also what EmbeddingGemma's critic says, one does without; the first of
a pair tells hallucinations of any kind, the second translations in which nothing of the source is
left.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from logistic import fit
from readings import ReadRow, read_rows

from mtqa.checks.detachment import (
    INTERCEPT,
    MEASURED,
    RATED,
    READ,
    WHOLE,
    WHOLE_READ,
    detachment_features,
)
from mtqa.checks.word_alignment import PairAlignments
from mtqa.engines.store import ModelStore
from mtqa.metrics.pair_reader import judged_pair

FULL = ("full-unsupport",)
ANY = ("repetitions", "strong-unsupport", *FULL)
RIDGE = 3.0


def main(folder: Path, readings: Path) -> None:
    rows = list(read_rows(folder, readings, "hallucinations", "de-en"))
    pairs = [(str(read.number), read.row["source"], read.row["target"]) for read in rows]
    alignments = PairAlignments(ModelStore().encoder(), pairs)
    described = []
    for (name, source, target), read in zip(pairs, rows, strict=True):
        languages = {"source": "de", "target": "en"}
        judged = judged_pair((source, target), read.reading, read.verdicts, languages)
        described.append(
            detachment_features(source, target, alignments.of(name), "de", "en", judged.judgement)
        )
    models = {
        name: {
            kind: _fitted(described, features, rows, labels)
            for kind, features, labels in (("any", every, ANY), ("whole", whole, FULL))
        }
        for name, every, whole in (
            ("measured", MEASURED, WHOLE),
            ("read", (*MEASURED, *READ), (*WHOLE, *WHOLE_READ)),
            ("rated", (*MEASURED, *READ, *RATED), (*WHOLE, *WHOLE_READ)),
        )
    }
    json.dump(models, sys.stdout, indent=1)
    print()


def _fitted(
    described: list[dict[str, float]],
    names: Sequence[str],
    rows: list[ReadRow],
    labels: Sequence[str],
) -> dict[str, float]:
    wanted = np.array([float(any(read.row[label] for label in labels)) for read in rows])
    inputs = np.array([[features[name] for name in names] for features in described])
    intercept, weights = fit(inputs, wanted, RIDGE)
    named = zip((INTERCEPT, *names), (intercept, *weights), strict=True)
    return {name: round(float(weight), 4) for name, weight in named}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
