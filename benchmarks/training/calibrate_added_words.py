"""Fit what tells words that a translator put in.

    python benchmarks/training/calibrate_added_words.py DATA READ

READ is a folder in which what the models say is kept, so that a second call starts at once. It
writes `mtqa/metrics/data/added_words.json` and
`benchmarks/measurements/added-words-calibration.json`. The pairs are those that the critics have
not seen; all critics read them that are there. Some thirty minutes on one core.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import logistic
import numpy as np
from planted_pairs import PlantedPair, planted_pairs
from report import save_results

from mtqa.benchmarks.statistics import auroc
from mtqa.benchmarks.tasks.checks import changed_span
from mtqa.checks import Context
from mtqa.engines.base import Encoder
from mtqa.engines.store import ModelStore
from mtqa.metrics import added_words
from mtqa.metrics.added_words import CHOSEN_BY, JUDGED_BY, candidates, trial
from mtqa.metrics.pair_reader import JudgedPair, PairReader

WEIGHTS = Path(added_words.__file__).parent / "data" / "added_words.json"
ADDITION = "critical_id6_addition"
TRIED = 0.25
"""Share of good translations in which a word is worth a trial."""
SURE_SHARE, LIKELY_SHARE = 0.0035, 0.01
"""Share of good translations in which a word may be said to be added surely, and with even odds.

Of the five good ones at the first, four have a word that the other side does lack: what is read
here as the source is itself a translation, and its translator left the word out."""
AT_SURE = float(np.log(3.0))
RIDGE = 1.0
FOLDS = 8
CHUNK = 32


class Word(NamedTuple):
    """A candidate, what it is chosen or judged by, and whether it was put in."""

    sentence: int
    place: int
    values: tuple[float, ...]
    added: bool


class Model(NamedTuple):
    """A fitted model, and the cross-validated score of each sentence's likeliest word."""

    weights: np.ndarray
    intercept: float
    best: np.ndarray


Judged = Callable[[list[int]], Iterator[tuple[int, JudgedPair]]]


def chosen_pairs(data: Path) -> list[PlantedPair]:
    """Return the good translations and those with a word put in.

    Without FLORES: it is easier than news, and some of its Arabic sentences stand beside others.
    """
    return [
        one
        for one in planted_pairs(data)
        if one.kind in ("clean", ADDITION) and one.data_set != "flores"
    ]


def kept(file: Path, words: Callable[[], Iterator[Word]]) -> list[Word]:
    """Return words from a file, which is written first if it is not there."""
    if not file.exists():
        lines = [json.dumps(word) + "\n" for word in words()]
        file.write_text("".join(lines), encoding="utf-8")
    return [
        Word(sentence, place, tuple(values), added)
        for sentence, place, values, added in map(json.loads, file.read_text("utf-8").splitlines())
    ]


def judging(pairs: list[PlantedPair], reader: PairReader) -> Judged:
    """Return what judges the pairs of some numbers."""

    def judge(numbers: list[int]) -> Iterator[tuple[int, JudgedPair]]:
        by_languages: dict[str, list[int]] = defaultdict(list)
        for number in numbers:
            by_languages[pairs[number].pair].append(number)
        for languages, members in by_languages.items():
            for begin in range(0, len(members), CHUNK):
                chunk = members[begin : begin + CHUNK]
                texts = [(pairs[n].source, pairs[n].target) for n in chunk]
                yield from zip(chunk, reader.judge(texts, *languages.split("-")), strict=True)
            print(languages, len(members), flush=True)

    return judge


def all_candidates(pairs: list[PlantedPair], judge: Judged, encoder: Encoder) -> Iterator[Word]:
    for number, judged in judge(list(range(len(pairs)))):
        one = pairs[number]
        start, end = changed_span(one.good, one.target)
        found = candidates((one.source, one.target), judged, encoder_for(one.pair, encoder))
        for place, (word, values) in enumerate(found):
            touched = word.start < end and word.end > start
            yield Word(number, place, values, one.kind == ADDITION and touched)


def encoder_for(pair: str, encoder: Encoder) -> Encoder | None:
    """Return the encoder as the check asks it for a language pair."""
    source, target = pair.split("-")
    return Context(language=target, source_language=source, encoder=encoder).pair_encoder


def trials(
    pairs: list[PlantedPair],
    chosen: list[Word],
    judge: Judged,
    reader: PairReader,
    encoder: Encoder,
) -> Iterator[Word]:
    by_sentence: dict[int, list[Word]] = defaultdict(list)
    for word in chosen:
        by_sentence[word.sentence].append(word)
    for number, judged in judge(list(by_sentence)):
        one = pairs[number]
        found = candidates((one.source, one.target), judged, encoder_for(one.pair, encoder))
        words = by_sentence[number]
        tried = [found[word.place][0] for word in words]
        source, target = one.pair.split("-")
        gained = trial((one.source, one.target), judged, tried, (source, target), reader)
        for word, gains in zip(words, gained, strict=True):
            if gains is not None:
                yield word._replace(values=(*word.values, *gains))


def fitted(words: list[Word], sources: Sequence[str]) -> Model:
    inputs = np.array([word.values for word in words])
    added = np.array([word.added for word in words], float)
    own = np.array([word.sentence for word in words])
    numbers = {source: at for at, source in enumerate(dict.fromkeys(sources))}
    fold = np.array([numbers[source] % FOLDS for source in sources])
    unseen = np.zeros(len(added))
    for number in range(FOLDS):
        inside = fold[own] != number
        intercept, weights = logistic.fit(inputs[inside], added[inside], RIDGE)
        unseen[~inside] = inputs[~inside] @ weights + intercept
    best = np.full(len(sources), unseen.min())
    np.maximum.at(best, own, unseen)
    intercept, weights = logistic.fit(inputs, added, RIDGE)
    return Model(weights, intercept, best)


def stored(features: tuple[str, ...], model: Model, slope: float, shift: float) -> dict[str, float]:
    """Return what comes with mtqa, so that the log-odds are `slope` times these, plus `shift`."""
    values = (*(slope * model.weights), slope * model.intercept + shift)
    named = zip((*features, "intercept"), values, strict=True)
    return {name: round(float(value), 4) for name, value in named}


def described(model: Model, damaged: np.ndarray) -> dict:
    good = model.best[~damaged]
    return {
        "AUROC, cross-validated": round(auroc(damaged, model.best), 3),
        "found, by share of good translations with an alarm": {
            str(alarms): round(
                float((model.best[damaged] > np.quantile(good, 1 - alarms)).mean()), 3
            )
            for alarms in (0.002, SURE_SHARE, 0.005, 0.01, 0.02, 0.05, 0.25)
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("read", type=Path)
    arguments = parser.parse_args()
    arguments.read.mkdir(parents=True, exist_ok=True)
    pairs = chosen_pairs(arguments.data)
    sources = [one.source for one in pairs]
    damaged = np.array([one.kind == ADDITION for one in pairs])
    store = ModelStore()
    language_model = store.language_model("gemma3-270m")
    PairReader.open(language_model, store)
    reader = PairReader.of(language_model)
    encoder = store.encoder("use-multilingual")
    judge = judging(pairs, reader)
    words = kept(arguments.read / "candidates.jsonl", lambda: all_candidates(pairs, judge, encoder))
    chooser = fitted(words, sources)
    least = float(np.quantile(chooser.best[~damaged], 1 - TRIED))
    chosen = [w for w in words if np.dot(w.values, chooser.weights) + chooser.intercept >= least]
    tried = kept(
        arguments.read / "trials.jsonl", lambda: trials(pairs, chosen, judge, reader, encoder)
    )
    after = fitted(tried, sources)
    sure, likely = (
        float(np.quantile(after.best[~damaged], 1 - s)) for s in (SURE_SHARE, LIKELY_SHARE)
    )
    slope = AT_SURE / (sure - likely)
    content = {
        "chosen": stored(CHOSEN_BY, chooser, 1.0, -least),
        "judged": stored(JUDGED_BY, after, slope, -slope * likely),
    }
    WEIGHTS.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    save_results(
        "added-words-calibration",
        {
            "good": int((~damaged).sum()),
            "damaged": int(damaged.sum()),
            "tried words": len(tried),
            "before the trial": described(chooser, damaged),
            "after the trial": described(after, damaged),
        },
    )


if __name__ == "__main__":
    main()
