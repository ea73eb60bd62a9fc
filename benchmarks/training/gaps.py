"""Fit the models behind `omission` and `addition`; prints what `gaps.json` holds.

    python benchmarks/training/gaps.py DATA > mtqa/checks/data/gaps.json

DATA is the folder with `ntrex.jsonl.gz`. Of every second document, half of the sentences serve:
as they are, with a third of the words of the translation cut out, and with six words of another
sentence put in. The decision value is then scaled so that 3 % of the untouched translations get
0.3 or more and 0.5 % of them (of additions to translations from English 1 %) 0.75 or more: what a
professional translation shows is rarely an error. Translations from English have models of their
own: languages differ in how much of an English word's weight a word of theirs bears.

The encoder rounds otherwise on another processor, so that a run gives slightly other weights. The
models into English that are committed are of an earlier run than those from English: all figures
were measured with them.
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

from mtqa.checks.gaps import FEATURES, FROM_ENGLISH, INTO_ENGLISH, GapKind, gap_features
from mtqa.checks.rules.length_ratio import length_score
from mtqa.checks.word_alignment import PairAlignments
from mtqa.engines.store import ModelStore

LANGUAGES = {
    INTO_ENGLISH: [(language, "en") for language in ("ar", "ru", "de", "fr")],
    FROM_ENGLISH: [
        ("en", language) for language in ("ar", "ru", "de", "fr", "es", "pt", "tr", "zh")
    ],
}
NOT_FITTED = {(FROM_ENGLISH, GapKind.ADDITION): ("zh",)}
"""What put-in characters do not show in Chinese, the model is not to learn."""
RIDGE = 1.0
INSERTED = {"zh": 10}
LEAST_CUT = {"zh": 7}
FEWEST = {"zh": 20}
"""Characters of Chinese instead of words: put in, cut out at least, and of a sentence."""
CONFIDENCES = (0.3, 0.75)
QUANTILES = {(FROM_ENGLISH, GapKind.ADDITION): (0.97, 0.99)}
USUAL_QUANTILES = (0.97, 0.995)


def main(folder: Path) -> None:
    with gzip.open(folder / "ntrex.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    documents = list(dict.fromkeys(row["document"] for row in rows))[::2]
    rows = [row for row in rows if row["document"] in set(documents)]
    alignments = Alignments()
    models = {
        direction: {
            kind.value: model(*examples(rows, direction, kind, alignments), direction, kind)
            for kind in GapKind
        }
        for direction in LANGUAGES
    }
    json.dump(models, sys.stdout, indent=1)
    print()


class Alignments:
    """Features of pairs, each pair's words aligned once."""

    def __init__(self) -> None:
        self._encoder = ModelStore().encoder()
        self._known: dict[tuple[str, str], object] = {}

    def features(self, kind: GapKind, pair: tuple[str, str], languages: tuple[str, str]):
        if pair not in self._known:
            self._known[pair] = PairAlignments(self._encoder, [("p", *pair)]).of("p")
        score = length_score(pair[0].strip(), pair[1].strip(), *languages) or 0.0
        return gap_features(self._known[pair], kind, score)


def examples(
    rows: list[dict], direction: str, kind: GapKind, alignments: Alignments
) -> tuple[list, list]:
    """Return the features of untouched translations, and of those with an error of the kind."""
    clean, planted = [], []
    rng = random.Random(0)
    for languages in LANGUAGES[direction]:
        if languages[1] in NOT_FITTED.get((direction, kind), ()):
            continue
        for planted_kind, source, target in versions(rows, languages, rng):
            if planted_kind not in (None, kind):
                continue
            features = alignments.features(kind, (source, target), languages)
            if features is not None:
                (clean if planted_kind is None else planted).append(features)
    return clean, planted


def versions(
    rows: list[dict], languages: tuple[str, str], rng: random.Random
) -> Iterator[tuple[GapKind | None, str, str]]:
    """Yield (what is planted, source, target)."""
    source, target = languages
    joint = "" if target == "zh" else " "
    inserted = INSERTED.get(target, 6)
    strangers = [words_of(row[target], target) for row in rows[1::2]]
    for number, row in enumerate(rows[::2]):
        words = words_of(row[target], target)
        yield None, row[source], row[target]
        if number % 2 or len(words) < FEWEST.get(target, 12):
            continue
        cut = max(LEAST_CUT.get(target, 4), len(words) // 3)
        place = rng.randrange(1, len(words) - cut)
        yield GapKind.OMISSION, row[source], joint.join(words[:place] + words[place + cut :])
        stranger = rng.choice([s for s in strangers if len(s) > inserted])
        begin = rng.randrange(len(stranger) - inserted)
        new = words[:place] + stranger[begin : begin + inserted] + words[place:]
        yield GapKind.ADDITION, row[source], joint.join(new)


def words_of(text: str, language: str) -> list[str]:
    return list(text) if language == "zh" else text.split()


def model(clean: list, planted: list, direction: str, kind: GapKind) -> dict:
    """Fit, then scale the decision value to the confidences that are wanted."""
    x = np.array(clean + planted)
    y = np.array([0.0] * len(clean) + [1.0] * len(planted))
    intercept, weights = fit(x, y, RIDGE)
    quantiles = QUANTILES.get((direction, kind), USUAL_QUANTILES)
    low, high = np.quantile(np.array(clean) @ weights + intercept, quantiles)
    logits = [np.log(c / (1 - c)) for c in CONFIDENCES]
    slope = (logits[1] - logits[0]) / (high - low)
    intercept = slope * (intercept - low) + logits[0]
    named = dict(zip(FEATURES, (round(float(slope * w), 4) for w in weights), strict=True))
    return {"intercept": round(float(intercept), 4), "weights": named}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
