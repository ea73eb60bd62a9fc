"""Throughput: how much text each stage takes in a second on this machine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from mtqa.benchmarks.measuring import PAIR, inspected, measured
from mtqa.benchmarks.scoring import by_group
from mtqa.benchmarks.task import Task, task
from mtqa.errors import ModelMissingError, UsageError
from mtqa.runs.record import ItemRecord, RunScore

REPETITIONS: Final = 3
"""How often each stage is timed."""

_DEFAULT_PAIRS: Final = 50
"""Sentence pairs that each stage is timed on, unless the suite has a limit."""


@task("throughput")
class Throughput(Task):
    """Times the stages that the suite names, after a warm-up.

    Each repetition of each stage has sentence pairs of its own, as far as there are enough: the
    engines remember what they have seen.
    """

    batch = 1

    def items(self) -> Iterator[ItemRecord]:
        """Yield a stage and repetition each."""
        for stage in self.suite.metrics:
            if stage not in self._stages:
                raise UsageError(
                    f"there is no stage {stage!r} to time; known are {', '.join(self._stages)}"
                )
            for repetition in range(REPETITIONS):
                yield ItemRecord(id=f"{stage}:{repetition}", group=stage)

    def measure(self, items: Sequence[ItemRecord]) -> Iterator[ItemRecord]:
        """Time a stage on all pairs."""
        for item in items:
            stage = self._stages[item.group or ""]
            warm_up, *pairs = self._pairs(item)
            words = sum(len((pair.target or "").split()) for pair in pairs)
            stage([warm_up])
            wall, processor = time.perf_counter(), time.process_time()
            stage(pairs)
            wall, processor = time.perf_counter() - wall, time.process_time() - processor
            yield item.model_copy(
                update={
                    "scores": {
                        "words/s": words / wall,
                        "pairs/s": len(pairs) / wall,
                        "cpu s": processor,
                    }
                }
            )

    def score(self, items: Sequence[ItemRecord]) -> dict[str, RunScore]:
        """Return the median speed of each stage, slowest and fastest repetition as its range."""
        scores = {}
        for stage, members in by_group(items).items():
            for unit in ("words/s", "pairs/s"):
                speeds = sorted(item.scores[unit] for item in members)
                scores[f"{stage} {unit}"] = RunScore(
                    value=speeds[len(speeds) // 2],
                    signature=self.signature(f"median-of-{len(speeds)}|{unit}"),
                    low=speeds[0],
                    high=speeds[-1],
                    items=len(speeds),
                    unit=unit,
                    note="range over repetitions, not a confidence interval",
                )
        return scores

    def _pairs(self, item: ItemRecord) -> list[ItemRecord]:
        """Return the pairs of a repetition, with one before them to warm up with."""
        pair = self.suite.pairs[0]
        source, target = pair.split("-")
        rows = list(self.data.rows(self.suite.data[0]))
        count = (self.suite.limit or _DEFAULT_PAIRS) + 1
        stage, _, repetition = item.id.partition(":")
        turn = list(self._stages).index(stage) * REPETITIONS + int(repetition)
        return [
            ItemRecord(
                id=str(number),
                source=rows[number % len(rows)][source],
                target=rows[number % len(rows)][target],
                extra={PAIR: pair},
            )
            for number in range(turn * count, (turn + 1) * count)
        ]

    @property
    def _stages(self) -> Mapping[str, Callable[[Sequence[ItemRecord]], object]]:
        return {
            "encode": self._encode,
            "back-translate": self._back_translate,
            "inspect": lambda pairs: inspected(pairs, self.equipment),
            "quality": lambda pairs: measured(pairs, ("quality",), self.equipment),
        }

    def _encode(self, pairs: Sequence[ItemRecord]) -> None:
        encoder = self.equipment.encoder
        if encoder is None:
            raise ModelMissingError("there is no encoder to time: `pip install 'mtqa[offline]'`")
        encoder.encode([pair.target or "" for pair in pairs])

    def _back_translate(self, pairs: Sequence[ItemRecord]) -> None:
        here = self.suite.pairs[0].split("-")[1]
        pivots = {
            target
            for source, target in self.equipment.store.translation_pairs()
            if source == here and (target, source) in self.equipment.store.translation_pairs()
        }
        if not pivots:
            raise ModelMissingError(
                f"no models translate from {here} and back: `pip install 'mtqa[offline]'`"
            )
        pivot = sorted(pivots)[0]
        forward = self.equipment.store.translator(here, pivot)
        back = self.equipment.store.translator(pivot, here)
        for translator in (forward, back):
            self.equipment.note_use(translator.identity)
        back.translate(forward.translate([pair.target or "" for pair in pairs]))
