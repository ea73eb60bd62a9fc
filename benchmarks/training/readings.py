"""Pairs as the language model has read them, kept on disk, and their features."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from mtqa.engines.base import TokenScore
from mtqa.engines.use import LANGUAGES
from mtqa.metrics.pair_reading import PairReading
from mtqa.metrics.quality_features import quality_features

SIDES = ("source", "target_given_source", "target", "source_given_target")


@cache
def load_rows(path: Path) -> list[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


@dataclass(frozen=True)
class Featured:
    """Rows of a data set with their features and hidden states."""

    rows: list[dict]
    features: np.ndarray
    states: np.ndarray


class Readings:
    """The folder that `read_pairs.py` writes: one `.npz` for a chunk of rows of a data set."""

    def __init__(self, data: Path, folder: Path) -> None:
        self._data = data
        self._folder = folder
        self.model_sha256 = (folder / "model.sha256").read_text().strip()
        self.feature_names: list[str] = []

    def read(
        self, data_set: str, pair: str, split: str
    ) -> list[tuple[int, dict, PairReading, float]]:
        """Return number, row, reading and similarity of every row that has been read."""
        rows = load_rows(self._data / data_set / f"{pair}.{split}.jsonl.gz")
        found = []
        for path in sorted(self._folder.glob(f"{data_set}.{pair}.{split}.[0-9]*.npz")):
            begin = int(path.name.split(".")[-2])
            chunk = np.load(path, allow_pickle=False)
            comparable = set(pair.split("-")) <= LANGUAGES
            sides = {side: tokens_of(chunk, side) for side in SIDES}
            for at, states in enumerate(chunk["states"]):
                reading = PairReading(
                    **{side: sides[side][at] for side in SIDES}, states=states.astype(np.float32)
                )
                number = begin + at
                similarity = float(chunk["similarity"][at]) if comparable else np.nan
                found.append((number, rows[number], reading, similarity))
        return found

    def features(self, data_set: str, pair: str, split: str) -> Featured:
        read = self.read(data_set, pair, split)
        described = [
            quality_features(row["source"], row["target"], reading, similarity)
            for _, row, reading, similarity in read
        ]
        self.feature_names = list(described[0])
        return Featured(
            [row for _, row, _, _ in read],
            np.array([[d[name] for name in self.feature_names] for d in described]),
            np.stack([reading.states for _, _, reading, _ in read]),
        )


def tokens_of(chunk: np.lib.npyio.NpzFile, side: str) -> list[tuple[TokenScore, ...]]:
    """Return the tokens of one side of every pair of a chunk."""
    ends = np.cumsum(chunk[f"{side}.count"])
    begins = np.concatenate([[0], ends[:-1]])
    columns = [chunk[f"{side}.{name}"].tolist() for name in ("start", "end", "logprob")]
    tokens = [TokenScore(*values) for values in zip(*columns, strict=True)]
    return [tuple(tokens[a:b]) for a, b in zip(begins, ends, strict=True)]
