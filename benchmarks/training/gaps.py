"""Fit the models behind `omission` and `addition`; prints what `gaps.json` holds.

    python benchmarks/training/gaps.py DATA > mtqa/checks/data/gaps.json

DATA is the folder with `ntrex.jsonl.gz`. Of every second document, half of the sentences serve:
as they are, with a third of the English words cut out, and with six words of another sentence
put in. The decision value is then scaled so that 3 % of the untouched translations get 0.3 or
more and 0.5 % of them 0.75 or more: what a professional translation shows is rarely an error.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from logistic import fit

from mtqa.checks.gaps import FEATURES, GapKind, gap_features
from mtqa.checks.rules.length_ratio import length_score
from mtqa.checks.word_alignment import PairAlignments
from mtqa.engines.store import ModelStore

LANGUAGES = ("ar", "ru", "de", "fr")
RIDGE = 1.0
INSERTED = 6
QUANTILES, CONFIDENCES = (0.97, 0.995), (0.3, 0.75)


def main(folder: Path) -> None:
    with gzip.open(folder / "ntrex.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    documents = list(dict.fromkeys(row["document"] for row in rows))[::2]
    rows = [row for row in rows if row["document"] in set(documents)]
    encoder = ModelStore().encoder()
    clean: dict[GapKind, list] = {kind: [] for kind in GapKind}
    planted: dict[GapKind, list] = {kind: [] for kind in GapKind}
    rng = random.Random(0)
    for language in LANGUAGES:
        for kind, is_planted, source, target in versions(rows, language, rng):
            alignment = PairAlignments(encoder, [("p", source, target)]).of("p")
            score = length_score(source.strip(), target.strip(), language, "en") or 0.0
            for wanted in GapKind if not is_planted else (kind,):
                features = gap_features(alignment, wanted, score)
                if features is not None:
                    (planted if is_planted else clean)[wanted].append(features)
    json.dump(
        {kind.value: model(clean[kind], planted[kind]) for kind in GapKind}, sys.stdout, indent=1
    )
    print()


def versions(
    rows: list[dict], language: str, rng: random.Random
) -> Iterator[tuple[GapKind, bool, str, str]]:
    """Yield (kind, whether it is planted, source, target)."""
    strangers = [row["en"].split() for row in rows[1::2]]
    for number, row in enumerate(rows[::2]):
        source, words = row[language], row["en"].split()
        yield GapKind.OMISSION, False, source, row["en"]
        if number % 2 or len(words) < 12:
            continue
        cut = max(4, len(words) // 3)
        place = rng.randrange(1, len(words) - cut)
        yield GapKind.OMISSION, True, source, " ".join(words[:place] + words[place + cut :])
        stranger = rng.choice([s for s in strangers if len(s) > INSERTED])
        begin = rng.randrange(len(stranger) - INSERTED)
        new = words[:place] + stranger[begin : begin + INSERTED] + words[place:]
        yield GapKind.ADDITION, True, source, " ".join(new)


def model(clean: list, planted: list) -> dict:
    """Fit, then scale the decision value to the confidences that are wanted."""
    x = np.array(clean + planted)
    y = np.array([0.0] * len(clean) + [1.0] * len(planted))
    intercept, weights = fit(x, y, RIDGE)
    low, high = np.quantile(np.array(clean) @ weights + intercept, QUANTILES)
    logits = [np.log(c / (1 - c)) for c in CONFIDENCES]
    slope = (logits[1] - logits[0]) / (high - low)
    intercept = slope * (intercept - low) + logits[0]
    named = dict(zip(FEATURES, (round(float(slope * w), 4) for w in weights), strict=True))
    return {"intercept": round(float(intercept), 4), "weights": named}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
