"""Fit what tells words that a translator put in.

    python benchmarks/training/calibrate_added_words.py DATA READ
    python benchmarks/training/calibrate_added_words.py DATA READ --judge

READ is a folder in which what the models say is kept, so that a second call starts at once. It
writes `mtqa/metrics/data/added_words.json` and
`benchmarks/measurements/added-words-calibration.json`, for words judged with the critic of added
words and without it. The pairs are those that the critics have not seen; all critics read them that
are there. Some forty minutes on one core, on a slow one two hours. The second call fits only what
judges with that critic, and takes what chooses as it is: then the critic alone reads all pairs, and
of the good ones the others read only the fourth in which it finds the likeliest words.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import logistic
import numpy as np
from planted_pairs import ADDITION, PlantedPair, planted_pairs
from report import earlier_results, kept_lines, save_results

from mtqa.benchmarks.statistics import auroc
from mtqa.benchmarks.tasks.checks import changed_span
from mtqa.checks import Context
from mtqa.checks.rules.added_word import LIGHT_WORDS
from mtqa.engines.base import Encoder
from mtqa.engines.store import ModelStore
from mtqa.metrics import added_word_trials, added_words
from mtqa.metrics.added_word_trials import TRIAL, TRIAL_WITH_CRITIC, TriedPair
from mtqa.metrics.added_words import CHOSEN_BY, CHOSEN_WITH_CRITIC_BY, Candidate, candidates
from mtqa.metrics.pair_critic import SideVerdict
from mtqa.metrics.pair_reader import JudgedPair, PairReader

RESULTS = "added-words-calibration"
WEIGHTS = Path(added_words.__file__).parent / "data" / "added_words.json"
TRIED = 0.25
"""Share of good translations in which a word is worth a trial."""
SURE_SHARE, LIKELY_SHARE = 0.004, 0.01
"""Share of good translations in which a word may be said to be added surely, and with even odds.

Most of the good ones at the first have a word that the other side does lack: what is read here as
the source is itself a translation, and its translator left the word out. Of the eleven translations
of the same 118 sentences of news fewer alarm than of other texts, so that FLORES decides: ten of
its 600 alarm with weights that were fitted without it, for three in a thousand of the news."""
AT_SURE = float(np.log(3.0))
CHOOSER_RIDGE, JUDGE_RIDGE = 1.0, 10.0
"""The second by cross-validation: with 1 about one in twenty words fewer are found."""
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


class Read(NamedTuple):
    """A pair as it was read."""

    number: int
    texts: tuple[str, str]
    judged: JudgedPair
    told: SideVerdict | None
    candidates: list[Candidate]


class Readers(NamedTuple):
    """Who reads the pairs."""

    pairs: list[PlantedPair]
    reader: PairReader
    encoder: Encoder
    with_critic: bool

    def told(self, numbers: Sequence[int]) -> Iterator[tuple[int, SideVerdict | None]]:
        """Yield what the critic of added words says of the pairs of some numbers, if it is asked.

        Those of a language pair come together.
        """
        for languages, chunk in self._chunks(numbers):
            yield from zip(chunk, self._told(chunk, languages), strict=True)

    def read(self, numbers: Sequence[int]) -> Iterator[Read]:
        """Yield the pairs of some numbers as they were read, those of a language pair together."""
        for languages, chunk in self._chunks(numbers):
            source, target = languages.split("-")
            encoder = encoder_for(languages, self.encoder)
            texts = [self._texts(n) for n in chunk]
            judged = self.reader.judge(texts, source, target)
            told = self._told(chunk, languages)
            for number, pair, one, verdict in zip(chunk, texts, judged, told, strict=True):
                found = candidates(pair, one, encoder, verdict)
                yield Read(number, pair, one, verdict, found)

    def _texts(self, number: int) -> tuple[str, str]:
        return self.pairs[number].source, self.pairs[number].target

    def _told(self, chunk: Sequence[int], languages: str) -> list[SideVerdict | None]:
        if not self.with_critic:
            return [None] * len(chunk)
        return self.reader.added_words([self._texts(n) for n in chunk], *languages.split("-"))

    def _chunks(self, numbers: Sequence[int]) -> Iterator[tuple[str, list[int]]]:
        by_languages: dict[str, list[int]] = defaultdict(list)
        for number in numbers:
            by_languages[self.pairs[number].pair].append(number)
        for languages, members in by_languages.items():
            for begin in range(0, len(members), CHUNK):
                yield languages, members[begin : begin + CHUNK]
            print(languages, len(members), flush=True)


def chosen_pairs(data: Path) -> list[PlantedPair]:
    """Return the good translations and those with a word put in.

    Without the Arabic sentences of FLORES, some of which stand beside others.
    """
    return [
        one
        for one in planted_pairs(data)
        if one.kind in ("clean", ADDITION) and (one.data_set, one.pair) != ("flores", "ar-en")
    ]


def kept(file: Path, words: Callable[[], Iterator[Word]]) -> list[Word]:
    """Return words from a file, which is written first if it is not there."""
    return [
        Word(sentence, place, tuple(values), added)
        for sentence, place, values, added in kept_lines(file, words)
    ]


def candidates_of(readers: Readers, numbers: Sequence[int]) -> Iterator[Word]:
    """Yield the words that can be an alarm: light ones are at most minor."""
    for read in readers.read(numbers):
        one = readers.pairs[read.number]
        start, end = changed_span(one.good, one.target)
        for place, (word, values) in enumerate(read.candidates):
            if one.target[word.start : word.end].lower() in LIGHT_WORDS:
                continue
            touched = word.start < end and word.end > start
            yield Word(read.number, place, values, one.kind == ADDITION and touched)


def encoder_for(pair: str, encoder: Encoder) -> Encoder | None:
    """Return the encoder as the check asks it for a language pair."""
    source, target = pair.split("-")
    return Context(language=target, source_language=source, encoder=encoder).pair_encoder


def trials(readers: Readers, chosen: list[Word]) -> Iterator[Word]:
    by_sentence: dict[int, list[Word]] = defaultdict(list)
    for word in chosen:
        by_sentence[word.sentence].append(word)
    for read in readers.read(list(by_sentence)):
        words = by_sentence[read.number]
        chosen_words = tuple(read.candidates[word.place][0] for word in words)
        tried = TriedPair(read.texts, read.judged, read.told, chosen_words)
        source, target = readers.pairs[read.number].pair.split("-")
        (gained,) = added_word_trials.trials([tried], (source, target), readers.reader)
        for word, gains in zip(words, gained, strict=True):
            if gains is not None:
                yield word._replace(values=(*word.values, *gains))


def fitted(words: list[Word], sources: Sequence[str], ridge: float) -> Model:
    inputs = np.array([word.values for word in words])
    added = np.array([word.added for word in words], float)
    own = np.array([word.sentence for word in words])
    numbers = {source: at for at, source in enumerate(dict.fromkeys(sources))}
    fold = np.array([numbers[source] % FOLDS for source in sources])
    unseen = np.zeros(len(added))
    for number in range(FOLDS):
        inside = fold[own] != number
        intercept, weights = logistic.fit(inputs[inside], added[inside], ridge)
        unseen[~inside] = inputs[~inside] @ weights + intercept
    best = np.full(len(sources), unseen.min())
    np.maximum.at(best, own, unseen)
    intercept, weights = logistic.fit(inputs, added, ridge)
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


class Calibration:
    """What is fitted to the pairs as one reading of them tells it."""

    def __init__(self, readers: Readers, folder: Path) -> None:
        """Take who reads the pairs, and where to keep what is read."""
        self._readers = readers
        self._folder = folder
        self._sources = [one.source for one in readers.pairs]
        self._damaged = np.array([one.kind == ADDITION for one in readers.pairs])
        if readers.with_critic:
            self._chosen_by, self._tried_by = CHOSEN_WITH_CRITIC_BY, TRIAL_WITH_CRITIC
        else:
            self._chosen_by, self._tried_by = CHOSEN_BY, TRIAL
        folder.mkdir(parents=True, exist_ok=True)

    def both(self) -> tuple[dict, dict]:
        """Return what chooses and what judges as they come with mtqa, and what is reported."""
        every = range(len(self._readers.pairs))
        words = self._candidates("candidates", lambda: every)
        chooser = fitted(words, self._sources, CHOOSER_RIDGE)
        least = float(np.quantile(chooser.best[~self._damaged], 1 - TRIED))
        chosen = stored(self._chosen_by, chooser, 1.0, -least)
        judged, told = self._judge(chosen, lambda: words)
        reported = {"before the trial": described(chooser, self._damaged)} | told
        return {"chosen": chosen, "judged": judged}, reported

    def judge(self, chosen: Mapping[str, float]) -> tuple[dict, dict]:
        """Return what judges words, and what is reported, from the likeliest pairs alone.

        Args:
            chosen: What chooses the words, as it comes with mtqa.
        """
        return self._judge(chosen, lambda: self._candidates("likeliest", self._likeliest))

    def _judge(
        self, chosen: Mapping[str, float], words: Callable[[], list[Word]]
    ) -> tuple[dict, dict]:
        weights = np.array([chosen[name] for name in self._chosen_by])

        def tried_now() -> Iterator[Word]:
            likely = [w for w in words() if np.dot(w.values, weights) + chosen["intercept"] >= 0]
            return trials(self._readers, likely)

        tried = kept(self._folder / "trials.jsonl", tried_now)
        after = fitted(tried, self._sources, JUDGE_RIDGE)
        good = after.best[~self._damaged]
        sure, likely = (float(np.quantile(good, 1 - s)) for s in (SURE_SHARE, LIKELY_SHARE))
        slope = AT_SURE / (sure - likely)
        judged = stored((*self._chosen_by, *self._tried_by), after, slope, -slope * likely)
        told = {"tried words": len(tried), "after the trial": described(after, self._damaged)}
        return judged, told

    def _likeliest(self) -> list[int]:
        """Return the pairs with a word put in, and the good ones most like them to the critic."""
        told = np.full(len(self._damaged), -np.inf)
        for number, verdict in self._readers.told(range(len(self._damaged))):
            if verdict is not None:
                told[number] = verdict.log_odds.max()
        least = np.quantile(told[~self._damaged], 1 - TRIED)
        return np.flatnonzero(self._damaged | (told >= least)).tolist()

    def _candidates(self, name: str, numbers: Callable[[], Sequence[int]]) -> list[Word]:
        file = self._folder / f"{name}.jsonl"
        return kept(file, lambda: candidates_of(self._readers, numbers()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("read", type=Path)
    parser.add_argument("--judge", action="store_true", help="fit only what judges with the critic")
    arguments = parser.parse_args()
    pairs = chosen_pairs(arguments.data)
    store = ModelStore()
    language_model = store.language_model("gemma3-270m")
    PairReader.open(language_model, store)
    reader = PairReader.of(language_model)
    encoder = store.encoder("use-multilingual")
    with_critic, without_critic = (
        Calibration(Readers(pairs, reader, encoder, heard), arguments.read / name)
        for name, heard in (("with-critic", True), ("without-critic", False))
    )
    content = json.loads(WEIGHTS.read_text("utf-8"))
    results = earlier_results(RESULTS)
    if arguments.judge:
        own = content["with critic"]
        own["judged"], told = with_critic.judge(own["chosen"])
        results["with critic"] |= told
    else:
        for name, one in (("with critic", with_critic), ("without critic", without_critic)):
            content[name], results[name] = one.both()
    WEIGHTS.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    damaged = sum(one.kind == ADDITION for one in pairs)
    save_results(RESULTS, results | {"good": len(pairs) - damaged, "damaged": damaged})


if __name__ == "__main__":
    main()
