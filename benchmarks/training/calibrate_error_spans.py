"""Fit how sure a suspected error span is, on what raters marked and on errors that were put in.

    python benchmarks/training/calibrate_error_spans.py DATA READ

READ is a file in which the spans are kept, so that a second call starts at once. It writes
`mtqa/metrics/data/error_span_confidence.json` and the result `error-span-confidence.json`. Read are

- one translation of each sentence of the tuning half of the TED talks, zh-en and en-de, by a system
  drawn at random, with the marks of professional raters;
- professional translations of news, in which whatever is marked counts as right;
- minimal pairs of DEMETR, in which a word was put in or another put in its place.

No critic was trained on any of them. An error in one of nine translations was put in. Some half an
hour on one core.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import logistic
import numpy as np
from critic_examples import tuning_news
from planted_pairs import planted_pairs
from report import kept_lines, save_results

from mtqa.benchmarks.data import DataFolder, held_out
from mtqa.benchmarks.mqm_annotations import Mark, drawn, rated_translations
from mtqa.benchmarks.statistics import auroc
from mtqa.benchmarks.tasks.checks import changed_span
from mtqa.engines.store import ModelStore
from mtqa.metrics import error_spans
from mtqa.metrics.error_spans import SpanConfidence, marked_spans
from mtqa.metrics.logistic import log_odds
from mtqa.metrics.pair_reader import PairReader
from mtqa.metrics.word_marks import WordMarks

WEIGHTS = Path(error_spans.__file__).parent / "data" / "error_span_confidence.json"
RIDGE = 1.0
SEED = 7
TALKS = ("zh-en", "en-de")
INTO_ENGLISH = ("ar-en", "ru-en", "de-en", "fr-en")
OUT_OF_ENGLISH = ("en-ar", "en-de")
PUT_IN = (
    "critical_id7_antonym",
    "critical_id9_ne_replaced",
    "critical_id10_numbers_replaced",
    "major_id3_hypernym",
    "critical_id6_addition",
)
EVERY = 3
"""Of the sentences that are held back, one in so many is read."""
COUNTED = 0.5


class Translation(NamedTuple):
    """A translation and what is wrong in it."""

    kind: str
    pair: str
    source: str
    target: str
    marks: tuple[Mark, ...]


class Span(NamedTuple):
    """A span that was found in a translation."""

    kind: str
    pair: str
    changed: float
    mean: float
    marked: bool
    chance: float


def talks(data: Path) -> Iterator[Translation]:
    """Yield a translation of each sentence that the suite does not measure on."""
    for pair in TALKS:
        rows = list(DataFolder(data).rows("mqm-ted", pair))
        measured = {row["seg_id"] for row in held_out(rows, "seg_id")}
        tuning = rated_translations(row for row in rows if row["seg_id"] not in measured)
        for rated in drawn(tuning, SEED).values():
            yield Translation("talks", pair, *rated)


def news(data: Path) -> Iterator[Translation]:
    """Yield professional translations."""
    _, held = tuning_news(data)
    for number, row in enumerate(held[::EVERY]):
        for pair in INTO_ENGLISH + (OUT_OF_ENGLISH if number % 2 else ()):
            source, target = pair.split("-")
            yield Translation("news", pair, row[source], row[target], ())


def damaged(data: Path) -> Iterator[Translation]:
    """Yield minimal pairs, each good translation once."""
    pairs = [pair for pair in planted_pairs(data) if pair.data_set == "demetr"]
    chosen = [pair for kind in PUT_IN for pair in [p for p in pairs if p.kind == kind][::EVERY]]
    for pair in chosen:
        start, end = changed_span(pair.good, pair.target)
        mark = Mark("target", start, end, "Major")
        yield Translation("put in", pair.pair, pair.source, pair.target, (mark,))
    for source, good, languages in dict.fromkeys((p.source, p.good, p.pair) for p in chosen):
        yield Translation("untouched", languages, source, good, ())


def spans(data: Path) -> Iterator[tuple[str, str, list[Span]]]:
    """Yield for each translation its kind, its pair and its spans."""
    store = ModelStore()
    model = store.language_model("gemma3-270m")
    PairReader.open(model, store)
    for one in (*talks(data), *news(data), *damaged(data)):
        languages = one.pair.split("-")
        texts = one.source, one.target
        (judged,) = PairReader.of(model).judge([texts], *languages)
        yield one.kind, one.pair, list(spans_of(one, judged.judgement.marks["target"]))


def spans_of(one: Translation, marks: WordMarks) -> Iterator[Span]:
    """Yield the spans of a translation, with how often chance would touch a mark."""
    for span in marked_spans(one.target, marks):
        changed = max(
            p
            for (start, end), p in zip(marks.words, marks.probabilities, strict=True)
            if start < span.end and end > span.start
        )
        length = span.end - span.start
        starts = range(0, len(one.target) - length + 1)
        chance = float(np.mean([touched(one, start, start + length) for start in starts]))
        wrong = touched(one, span.start, span.end)
        yield Span(one.kind, one.pair, changed, marks.mean, wrong, chance)


def touched(one: Translation, start: int, end: int) -> bool:
    return any(m.side == "target" and start < m.end and end > m.start for m in one.marks)


def fit(found: list[Span]) -> dict[str, float]:
    """Return the weights that give back how often spans are marked."""
    seen = np.array([[log_odds(span.changed), log_odds(span.mean)] for span in found])
    marked = np.array([span.marked for span in found], float)
    intercept, weights = logistic.fit(seen, marked, RIDGE)
    word, sentence = (round(float(weight), 4) for weight in weights)
    return {"word": word, "sentence": sentence, "intercept": round(intercept, 4)}


def summary(found: list[Span], translations: int) -> dict:
    confidence = SpanConfidence(**json.loads(WEIGHTS.read_text("utf-8")))
    sure = [confidence.of(span.changed, span.mean) for span in found]
    marked = [span.marked for span in found]
    counted = [span.marked for span, one in zip(found, sure, strict=True) if one >= COUNTED]
    return {
        "translations": translations,
        "spans": len(found),
        "said to be changed": mean([span.changed for span in found]),
        "said to be wrong": mean(sure),
        "wrong": mean(marked),
        "wrong by chance": mean([span.chance for span in found]),
        "AUROC of the change": round(auroc(marked, [span.changed for span in found]), 3),
        "AUROC": round(auroc(marked, sure), 3),
        "counted": len(counted),
        "counted and wrong": sum(counted),
        "counted before": sum(span.changed >= COUNTED for span in found),
        "counted before and wrong": sum(s.marked for s in found if s.changed >= COUNTED),
    }


def mean(values: Sequence[float]) -> float:
    return round(float(np.mean(values)), 3) if values else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("read", type=Path)
    arguments = parser.parse_args()
    read = kept_lines(arguments.read, lambda: spans(arguments.data))
    found = [Span(*span) for _, _, own in read for span in own]
    weights = fit(found)
    WEIGHTS.write_text(json.dumps(weights) + "\n", encoding="utf-8")
    parts = [
        kind if kind in ("put in", "untouched") else f"{kind} {pair}" for kind, pair, _ in read
    ]
    report = {
        part: summary(
            [
                Span(*span)
                for own, (_, _, mine) in zip(parts, read, strict=True)
                if own == part
                for span in mine
            ],
            parts.count(part),
        )
        for part in dict.fromkeys(parts)
    }
    save_results(
        "error-span-confidence", {"weights": weights, "all": summary(found, len(read))} | report
    )


if __name__ == "__main__":
    main()
