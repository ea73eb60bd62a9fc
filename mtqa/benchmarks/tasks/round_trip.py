"""Round trips: what the score of a back-translation can tell about errors in the text.

The text under examination is translated and translated back; no source takes part. An error that
is good English survives the trip like any other sentence, so scores can fall only where the text
itself became hard to translate.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from mtqa.benchmarks.measuring import PAIR
from mtqa.benchmarks.planting import lower_case_words, plant, scramble
from mtqa.benchmarks.scoring import agreement, by_group, gold_of, score_of
from mtqa.benchmarks.statistics import auroc, pearson
from mtqa.benchmarks.task import Task, task
from mtqa.document import Document, Kind, Role, Segment
from mtqa.roundtrip import round_trip
from mtqa.runs.record import ItemRecord, RunScore

WORST_KINDS: Final = (
    "base_id33_empty",
    "base_id33_shuffle_trans",
    "critical_id20_shuffled",
    "critical_id4_codemix",
)
"""Kinds of DEMETR that destroy a sentence: emptied, another sentence's, shuffled, mixed tongues."""

CLEAN: Final = "clean"
"""Version of a sentence without an error."""

_SHARES: Final = (0.0, 0.15, 0.3, 0.6, 1.0)
"""Shares of a sentence's words that are scrambled, for the correlation with damage."""


@task("round-trip")
class RoundTripAlarm(Task):
    """Correlates round trip scores with planted damage, and measures them as an alarm."""

    def items(self) -> Iterator[ItemRecord]:
        """Yield each text clean and with each error; `gold:damage` is the share of it damaged."""
        for name in self.suite.data:
            yield from self._demetr() if name == "demetr" else self._ntrex()

    def measure(self, items: Sequence[ItemRecord]) -> Iterator[ItemRecord]:
        """Take the texts through the pivot and back, and score what returns."""
        here, pivot = self.suite.pairs[0].split("-")
        forward = self.equipment.store.translator(here, pivot)
        back = self.equipment.store.translator(pivot, here)
        for translator in (forward, back):
            self.equipment.note_use(translator.identity)
        trip = round_trip(
            _document(items, here), forward, back, reason="suite", encoder=self.equipment.encoder
        )
        returned = {segment.segment: segment for segment in trip.segments}
        for item in items:
            there = returned[item.id]
            scores = {**item.scores, **{k: there.scores[k] for k in self.suite.metrics}}
            extra = {**item.extra, "forward": there.forward, "back": there.back}
            yield item.model_copy(update={"scores": scores, "extra": extra})

    def score(self, items: Sequence[ItemRecord]) -> dict[str, RunScore]:
        """Return AUROC by kind of error, and Pearson's correlation with the share of damage."""
        scores = {}
        clean = {str(i.extra["sentence"]): i for i in items if i.extra["version"] == CLEAN}
        versions = by_group(items, lambda item: str(item.extra["version"]))
        graded = [item for item in items if item.extra["graded"]]
        for metric in self.suite.metrics:
            # TER counts edits: it rises with the damage.
            sign = 1.0 if metric == "ter" else -1.0
            for version, members in versions.items():
                if version == CLEAN or version.startswith("scrambled-"):
                    continue
                damaged = [item for item in members if str(item.extra["sentence"]) in clean]
                beside = [clean[str(item.extra["sentence"])] for item in damaged]
                scores[f"auroc {metric} {version}"] = self._alarm(metric, sign, damaged, beside)
            if graded:
                scores[f"pearson {metric} scrambled sentences"] = self._correlation(
                    metric, sign, graded, "sentence"
                )
                scores[f"pearson {metric} scrambled documents"] = self._correlation(
                    metric, sign, _documents(graded), "document"
                )
                scores[f"mean {metric} clean"] = self._mean(metric, list(clean.values()))
        return scores

    def _correlation(
        self, metric: str, sign: float, items: Sequence[ItemRecord], unit: str
    ) -> RunScore:
        return agreement(
            pearson,
            items,
            gold_of("damage"),
            lambda item: sign * item.scores[metric],
            signature=self.signature(f"pearson|{metric}|share-of-words-scrambled|{unit}"),
            seed=self.suite.seed,
            clusters=lambda item: str(item.extra[unit]),
        )

    def _alarm(
        self, metric: str, sign: float, damaged: Sequence[ItemRecord], clean: Sequence[ItemRecord]
    ) -> RunScore:
        return agreement(
            auroc,
            [*damaged, *clean],
            lambda item: float(item.extra["version"] != CLEAN),
            lambda item: sign * item.scores[metric],
            signature=self.signature(f"auroc|{metric}|damaged-vs-clean"),
            seed=self.suite.seed,
            floors=self.suite.floors,
            floor_sign=-1.0,
            clusters=lambda item: str(item.extra["sentence"]),
        )

    def _mean(self, metric: str, items: Sequence[ItemRecord]) -> RunScore:
        values = [score_of(metric)(item) for item in items]
        return RunScore(
            value=sum(values) / len(values),
            signature=self.signature(f"mean|{metric}|sentences"),
            higher_is_better=metric != "ter",
            items=len(values),
        )

    def _ntrex(self) -> Iterator[ItemRecord]:
        rows = list(self.data.rows("ntrex"))
        vocabulary = lower_case_words(row["en"] for row in rows)
        for number, row in enumerate(self.half_of(rows, "document")):
            seed = f"{self.suite.seed}/{number}"
            texts = {kind: error.text for kind, error in plant(row["en"], vocabulary, seed).items()}
            graded = {f"scrambled-{share:.2f}": share for share in _SHARES if share}
            texts |= {name: scramble(row["en"], s, seed) for name, s in graded.items()}
            yield _version(number, row["document"], CLEAN, row["en"], 0.0)
            for version, text in texts.items():
                share = graded.get(version, 1 / max(1, len(row["en"].split())))
                yield _version(number, row["document"], version, text, share)

    def _demetr(self) -> Iterator[ItemRecord]:
        rows = self.data.rows("demetr")
        for number, row in enumerate(self.half_of(rows, "source")):
            if row["perturbation"] in WORST_KINDS:
                kind = row["perturbation"]
                yield _version(number, kind, CLEAN, row["good"], 0.0, graded=False)
                yield _version(number, kind, kind, row["bad"], 1.0, graded=False)


def _documents(items: Sequence[ItemRecord]) -> list[ItemRecord]:
    """Return one item for each document and share of damage, with its sentences' mean scores."""
    versions = by_group(items, lambda item: f"{item.extra['document']} {item.extra['version']}")
    return [
        members[0].model_copy(
            update={
                "scores": {
                    name: sum(item.scores[name] for item in members) / len(members)
                    for name in members[0].scores
                }
            }
        )
        for members in versions.values()
    ]


def _version(
    number: int,
    document: str,
    version: str,
    text: str,
    damage: float,
    *,
    graded: bool | None = None,
) -> ItemRecord:
    scale = version == CLEAN or version.startswith("scrambled-")
    return ItemRecord(
        id=f"{number}:{version}",
        group=version,
        target=text,
        scores={"gold:damage": damage},
        extra={
            PAIR: "en",
            "document": document,
            "sentence": str(number),
            "version": version,
            "graded": scale if graded is None else graded,
        },
    )


def _document(items: Sequence[ItemRecord], language: str) -> Document:
    segments: list[Segment] = []
    start = 0
    for item in items:
        text = item.target or ""
        segments.append(Segment(item.id, Role.PARAGRAPH, text, start, start + len(text)))
        start += len(text) + 1
    return Document(
        id="items",
        text="\n".join(item.target or "" for item in items),
        segments=tuple(segments),
        kind=Kind.PAIRS,
        language=language,
    )
