"""Fit what tells words that a translator put in.

    python benchmarks/training/calibrate_added_words.py DATA READ

READ is a file in which what the models say is kept, so that a second call starts at once. It writes
`mtqa/metrics/data/added_words.json` and `benchmarks/measurements/added-words-calibration.json`. The
pairs are those that the critics have not seen. About fifteen minutes on one core.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import logistic
import numpy as np
from planted_pairs import PlantedPair, planted_pairs
from report import save_results

from mtqa.benchmarks.tasks.checks import changed_span
from mtqa.engines.store import ModelStore
from mtqa.metrics import added_words
from mtqa.metrics.added_words import CHOSEN_BY, JUDGED_BY, candidates, trial
from mtqa.metrics.pair_reader import PairReader

WEIGHTS = Path(added_words.__file__).parent / "data" / "added_words.json"
ADDITION = "critical_id6_addition"
ALARMS = 0.003
"""Share of good translations in which a word may be said to be added, surely."""
TRIED = 0.25
"""Share of good translations in which a word is worth a trial."""
RIDGE = 1.0
FOLDS = 8
AT_SURE = float(np.log(3.0))
CHUNK = 32


class Word(NamedTuple):
    """A candidate, what it is chosen and judged by, and whether it was put in."""

    sentence: int
    values: tuple[float, ...]
    added: bool


class Read(NamedTuple):
    """The candidates of all pairs, and which pairs are damaged."""

    words: list[Word]
    damaged: np.ndarray
    sources: list[str]


def read(data: Path, kept: Path) -> Read:
    """Return what the models say, read from `kept` where it is there."""
    pairs = [one for one in planted_pairs(data) if one.kind in ("clean", ADDITION)]
    if not kept.exists():
        kept.write_text("".join(json.dumps(line) + "\n" for line in _read(pairs)), "utf-8")
    words = [Word(*json.loads(line)) for line in kept.read_text("utf-8").splitlines()]
    damaged = np.array([one.kind == ADDITION for one in pairs])
    return Read(words, damaged, [one.source for one in pairs])


def _read(pairs: list[PlantedPair]) -> Iterator[Word]:
    model = ModelStore().language_model("gemma3-270m")
    reader = PairReader.of(model)
    by_languages: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(pairs):
        by_languages[one.pair].append(number)
    for languages, numbers in by_languages.items():
        source, target = languages.split("-")
        for begin in range(0, len(numbers), CHUNK):
            chunk = numbers[begin : begin + CHUNK]
            texts = [(pairs[n].source, pairs[n].target) for n in chunk]
            for number, text, judged in zip(
                chunk, texts, reader.judge(texts, source, target), strict=True
            ):
                chosen = candidates(text[1], judged)
                tried = trial(text, judged, [w for w, _ in chosen], (source, target), reader)
                start, end = changed_span(pairs[number].good, pairs[number].target)
                for (word, values), gains in zip(chosen, tried, strict=True):
                    added = pairs[number].kind == ADDITION
                    added = added and word.start < end and word.end > start
                    if gains is not None:
                        yield Word(number, (*values, *gains), added)
        print(languages, len(numbers), flush=True)


def fitted(read: Read, count: int) -> tuple[np.ndarray, float, np.ndarray]:
    """Fit a model on the first `count` values; also return cross-validated scores of sentences."""
    inputs = np.array([word.values[:count] for word in read.words])
    added = np.array([word.added for word in read.words], float)
    own = np.array([word.sentence for word in read.words])
    numbers = {source: at for at, source in enumerate(dict.fromkeys(read.sources))}
    fold = np.array([numbers[source] % FOLDS for source in read.sources])
    unseen = np.zeros(len(added))
    for number in range(FOLDS):
        inside = fold[own] != number
        intercept, weights = logistic.fit(inputs[inside], added[inside], RIDGE)
        unseen[~inside] = inputs[~inside] @ weights + intercept
    best = np.full(len(read.sources), -np.inf)
    np.maximum.at(best, own, unseen)
    intercept, weights = logistic.fit(inputs, added, RIDGE)
    return weights, intercept, best


def shifted(features: tuple[str, ...], weights: np.ndarray, intercept: float) -> dict[str, float]:
    named = zip((*features, "intercept"), (*weights, intercept), strict=True)
    return {name: round(float(weight), 4) for name, weight in named}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("read", type=Path)
    arguments = parser.parse_args()
    told = read(arguments.data, arguments.read)
    good = ~told.damaged
    content, report = {}, {"good": int(good.sum()), "damaged": int(told.damaged.sum())}
    for name, features, alarms, at in (
        ("chosen", CHOSEN_BY, TRIED, 0.0),
        ("judged", JUDGED_BY, ALARMS, AT_SURE),
    ):
        weights, intercept, best = fitted(told, len(features))
        sure = float(np.quantile(best[good], 1 - alarms))
        content[name] = shifted(features, weights, intercept - sure + at)
        report[name] = {
            "AUROC, cross-validated": auroc(best[told.damaged], best[good]),
            "found, cross-validated": round(float((best[told.damaged] > sure).mean()), 3),
            "found at 2 % of alarms": round(
                float((best[told.damaged] > np.quantile(best[good], 0.98)).mean()), 3
            ),
            "alarms": alarms,
        }
    WEIGHTS.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    save_results("added-words-calibration", report)


def auroc(positive: np.ndarray, negative: np.ndarray) -> float:
    above = positive[:, None] - negative[None]
    return round(float(np.mean((above > 0) + 0.5 * (above == 0))), 3)


if __name__ == "__main__":
    main()
