"""Fit what tells words that a translator put in.

    python benchmarks/training/calibrate_added_words.py DATA READ

READ is a folder in which what the models say is kept, so that a second call starts at once. It
writes `mtqa/metrics/data/added_words.json` and
`benchmarks/measurements/added-words-calibration.json`, for words judged with the critic of added
words and without it. The pairs are those that the critics have not seen; all critics read them that
are there. Some forty minutes on one core.
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
from planted_pairs import ADDITION, PlantedPair, planted_pairs
from report import save_results

from mtqa.benchmarks.statistics import auroc
from mtqa.benchmarks.tasks.checks import changed_span
from mtqa.checks import Context
from mtqa.engines.base import Encoder
from mtqa.engines.store import ModelStore
from mtqa.metrics import added_words
from mtqa.metrics.added_words import (
    CHOSEN_BY,
    CHOSEN_WITH_CRITIC_BY,
    TRIAL,
    candidates,
    trial,
)
from mtqa.metrics.fidelity import WordDoubt
from mtqa.metrics.pair_reader import JudgedPair, PairReader

WEIGHTS = Path(added_words.__file__).parent / "data" / "added_words.json"
TRIED = 0.25
"""Share of good translations in which a word is worth a trial."""
SURE_SHARE, LIKELY_SHARE = 0.0035, 0.01
"""Share of good translations in which a word may be said to be added surely, and with even odds.

Of the five good ones at the first, four have a word that the other side does lack: what is read
here as the source is itself a translation, and its translator left the word out. The good news are
eleven translations of the same 118 sentences: on other news about twice as many alarm, and when one
in a hundred was allowed to here, it was one in forty there."""
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


Candidates = list[tuple[WordDoubt, tuple[float, ...]]]


class Readers(NamedTuple):
    """Who reads the pairs."""

    pairs: list[PlantedPair]
    reader: PairReader
    encoder: Encoder
    with_critic: bool

    def judged(self, numbers: Sequence[int]) -> Iterator[tuple[int, JudgedPair, Candidates]]:
        """Yield the pairs of some numbers as judged, with their candidates."""
        by_languages: dict[str, list[int]] = defaultdict(list)
        for number in numbers:
            by_languages[self.pairs[number].pair].append(number)
        for languages, members in by_languages.items():
            source, target = languages.split("-")
            encoder = encoder_for(languages, self.encoder)
            for begin in range(0, len(members), CHUNK):
                chunk = members[begin : begin + CHUNK]
                texts = [(self.pairs[n].source, self.pairs[n].target) for n in chunk]
                judged = self.reader.judge(texts, source, target)
                for number, pair, one in zip(chunk, texts, judged, strict=True):
                    told = (
                        self.reader.added_words(pair, source, target) if self.with_critic else None
                    )
                    yield number, one, candidates(pair, one, encoder, told)
            print(languages, len(members), flush=True)


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


def all_candidates(readers: Readers) -> Iterator[Word]:
    for number, _, found in readers.judged(range(len(readers.pairs))):
        one = readers.pairs[number]
        start, end = changed_span(one.good, one.target)
        for place, (word, values) in enumerate(found):
            touched = word.start < end and word.end > start
            yield Word(number, place, values, one.kind == ADDITION and touched)


def encoder_for(pair: str, encoder: Encoder) -> Encoder | None:
    """Return the encoder as the check asks it for a language pair."""
    source, target = pair.split("-")
    return Context(language=target, source_language=source, encoder=encoder).pair_encoder


def trials(readers: Readers, chosen: list[Word]) -> Iterator[Word]:
    by_sentence: dict[int, list[Word]] = defaultdict(list)
    for word in chosen:
        by_sentence[word.sentence].append(word)
    for number, judged, found in readers.judged(list(by_sentence)):
        one = readers.pairs[number]
        words = by_sentence[number]
        tried = [found[word.place][0] for word in words]
        source, target = one.pair.split("-")
        gained = trial((one.source, one.target), judged, tried, (source, target), readers.reader)
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


def calibrated(readers: Readers, folder: Path, chosen_by: tuple[str, ...]) -> tuple[dict, dict]:
    """Return what comes with mtqa, and what is reported of it."""
    sources = [one.source for one in readers.pairs]
    damaged = np.array([one.kind == ADDITION for one in readers.pairs])
    folder.mkdir(parents=True, exist_ok=True)
    words = kept(folder / "candidates.jsonl", lambda: all_candidates(readers))
    chooser = fitted(words, sources)
    least = float(np.quantile(chooser.best[~damaged], 1 - TRIED))
    chosen = [w for w in words if np.dot(w.values, chooser.weights) + chooser.intercept >= least]
    tried = kept(folder / "trials.jsonl", lambda: trials(readers, chosen))
    after = fitted(tried, sources)
    sure, likely = (
        float(np.quantile(after.best[~damaged], 1 - s)) for s in (SURE_SHARE, LIKELY_SHARE)
    )
    slope = AT_SURE / (sure - likely)
    content = {
        "chosen": stored(chosen_by, chooser, 1.0, -least),
        "judged": stored((*chosen_by, *TRIAL), after, slope, -slope * likely),
    }
    return content, {
        "tried words": len(tried),
        "before the trial": described(chooser, damaged),
        "after the trial": described(after, damaged),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("read", type=Path)
    arguments = parser.parse_args()
    pairs = chosen_pairs(arguments.data)
    store = ModelStore()
    language_model = store.language_model("gemma3-270m")
    PairReader.open(language_model, store)
    reader = PairReader.of(language_model)
    encoder = store.encoder("use-multilingual")
    content, results = {}, {}
    for name, chosen_by in (("with critic", CHOSEN_WITH_CRITIC_BY), ("without critic", CHOSEN_BY)):
        readers = Readers(pairs, reader, encoder, chosen_by == CHOSEN_WITH_CRITIC_BY)
        folder = arguments.read / name.replace(" ", "-")
        content[name], results[name] = calibrated(readers, folder, chosen_by)
    WEIGHTS.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    damaged = sum(one.kind == ADDITION for one in pairs)
    save_results(
        "added-words-calibration",
        {"good": len(pairs) - damaged, "damaged": damaged} | results,
    )


if __name__ == "__main__":
    main()
