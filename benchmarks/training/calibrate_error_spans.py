"""Fit how sure a suspected error span is, on what professional raters marked.

    python benchmarks/training/calibrate_error_spans.py DATA READ

READ is a file in which what the models say is kept, so that a second call starts at once. Two
translations of each sentence of the tuning half of the TED talks are read, zh-en and en-de.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from mtqa.benchmarks.data import DataFolder, held_out
from mtqa.benchmarks.tasks.marked_spans import Rated, drawn, rated_translations
from mtqa.engines.store import ModelStore
from mtqa.metrics.pair_reader import PairReader
from mtqa.metrics.word_marks import SIDES

PAIRS = ("zh-en", "en-de")
SEED = 7


def translations(data: Path, pair: str, count: int) -> list[Rated]:
    """Return translations of the sentences that the suite does not measure on."""
    rows = list(DataFolder(data).rows("mqm-ted", pair))
    measured = {row["seg_id"] for row in held_out(rows, "seg_id")}
    tuning = rated_translations(row for row in rows if row["seg_id"] not in measured)
    return list(drawn(tuning, SEED, count).values())


def read(data: Path, count: int) -> Iterator[dict]:
    store = ModelStore()
    model = store.language_model("gemma3-270m")
    PairReader.open(model, store)
    for pair in PAIRS:
        source, target = pair.split("-")
        for rated in translations(data, pair, count):
            if not rated.source.strip() or not rated.target.strip():
                continue
            (judged,) = PairReader.of(model).judge([(rated.source, rated.target)], source, target)
            judgement = judged.judgement
            yield {
                "pair": pair,
                "source": rated.source,
                "target": rated.target,
                "marks": rated.marks,
                "assessments": judgement.assessments,
                "criticals": judgement.criticals,
                "words": {side: asdict(judgement.marks[side]) for side in SIDES},
                "doubts": None
                if judgement.doubts is None
                else [asdict(doubt) for doubt in judgement.doubts],
                "gains": {
                    side: [(t.start, t.end, t.logprob) for t in judgement.gains[side]]
                    for side in SIDES
                },
            }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("read", type=Path)
    arguments = parser.parse_args()
    with arguments.read.open("w", encoding="utf-8") as stream:
        for line in read(arguments.data, 1):
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")
            stream.flush()


if __name__ == "__main__":
    main()
