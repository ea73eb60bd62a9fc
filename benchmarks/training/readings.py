"""Pairs as the language model has read them, kept on disk, and their features."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Sequence
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
            for at, reading in enumerate(readings_of(chunk)):
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


def save_tokens(readings: Sequence[PairReading]) -> dict[str, np.ndarray]:
    """Return the arrays that `readings_of` makes the readings of again, but for mean states."""
    arrays = {}
    for side in SIDES:
        tokens = [getattr(reading, side) for reading in readings]
        flat = [token for sentence in tokens for token in sentence]
        arrays[f"{side}.count"] = np.array([len(sentence) for sentence in tokens])
        arrays[f"{side}.start"] = np.array([token.start for token in flat])
        arrays[f"{side}.end"] = np.array([token.end for token in flat])
        arrays[f"{side}.logprob"] = np.array([token.logprob for token in flat], np.float32)
    for states in ("source_states", "target_states"):
        arrays[states] = np.concatenate([getattr(reading, states) for reading in readings], 1)
    return arrays


def readings_of(chunk: np.lib.npyio.NpzFile) -> list[PairReading]:
    """Return the readings of a chunk; their mean states are empty where it has none."""
    sides = {side: tokens_of(chunk, side) for side in SIDES}
    count = len(sides["source"])
    means = chunk["states"] if "states" in chunk else np.zeros((count, 4, 0, 0))
    states = {
        "source_states": _cut(chunk["source_states"], chunk["source_given_target.count"]),
        "target_states": _cut(chunk["target_states"], chunk["target_given_source.count"]),
    }
    return [
        PairReading(
            **{side: sides[side][at] for side in SIDES},
            states=means[at].astype(np.float32),
            **{name: parts[at] for name, parts in states.items()},
        )
        for at in range(count)
    ]


def _cut(states: np.ndarray, counts: np.ndarray) -> list[np.ndarray]:
    return np.split(states, np.cumsum(counts)[:-1], axis=1)


def save_whole(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """Write a chunk so that a stop leaves either all of it or nothing."""
    unfinished = path.with_suffix(".part.npz")
    np.savez(unfinished, **arrays)
    os.replace(unfinished, path)


def tokens_of(chunk: np.lib.npyio.NpzFile, side: str) -> list[tuple[TokenScore, ...]]:
    """Return the tokens of one side of every pair of a chunk."""
    ends = np.cumsum(chunk[f"{side}.count"])
    begins = np.concatenate([[0], ends[:-1]])
    columns = [chunk[f"{side}.{name}"].tolist() for name in ("start", "end", "logprob")]
    tokens = [TokenScore(*values) for values in zip(*columns, strict=True)]
    return [tuple(tokens[a:b]) for a, b in zip(begins, ends, strict=True)]
