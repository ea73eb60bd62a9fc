"""Pairs as the language model and the pair critics have read them, kept on disk."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from critic_examples import held_rows

from mtqa.engines.base import TokenScore
from mtqa.engines.use import LANGUAGES
from mtqa.metrics.pair_critic import ALL_CRITICS, PairVerdict, SideVerdict
from mtqa.metrics.pair_reading import PairReading

CHUNK = 50
READ = ("source", "target_given_source", "target", "source_given_target")
TOLD = ("source", "target")


@dataclass(frozen=True)
class ReadRow:
    """A row of a data set with everything that was read of it."""

    number: int
    row: dict
    reading: PairReading
    verdicts: tuple[PairVerdict, ...]
    similarity: float


def save_chunk(
    path: Path,
    numbers: Sequence[int],
    readings: Sequence[PairReading],
    told: Sequence[Sequence[PairVerdict]],
    similarity: np.ndarray,
) -> None:
    """Write a chunk of rows so that a stop leaves either all of it or nothing.

    `told` has the verdicts of each critic.
    """
    arrays = {"numbers": np.array(numbers), "similarity": similarity}
    for name in READ:
        tokens = [getattr(reading, name) for reading in readings]
        flat = [token for sentence in tokens for token in sentence]
        arrays[f"{name}.count"] = np.array([len(sentence) for sentence in tokens])
        arrays[f"{name}.spans"] = np.array([(token.start, token.end) for token in flat])
        arrays[f"{name}.logprob"] = np.array([token.logprob for token in flat], np.float32)
    for number, verdicts in enumerate(told):
        arrays |= _told_arrays(number, verdicts)
    _save(path, arrays)


def replace_verdicts(path: Path, critic: int, verdicts: Sequence[PairVerdict]) -> None:
    """Put new verdicts of one critic in the place of its former ones on the rows of a chunk."""
    with np.load(path, allow_pickle=False) as chunk:
        arrays = dict(chunk)
    _save(path, arrays | _told_arrays(critic, verdicts))


def _told_arrays(critic: int, verdicts: Sequence[PairVerdict]) -> dict[str, np.ndarray]:
    opinions = [(v.assessment, v.critical, v.detached) for v in verdicts]
    arrays = {f"{critic} sentence": np.array(opinions, float)}
    for side in TOLD:
        own: list[SideVerdict] = [getattr(verdict, side) for verdict in verdicts]
        arrays[f"{critic} {side}.count"] = np.array([len(one.spans) for one in own])
        arrays[f"{critic} {side}.spans"] = np.concatenate([np.array(one.spans) for one in own])
        arrays[f"{critic} {side}.odds"] = np.concatenate([one.log_odds for one in own])
    return arrays


def _save(path: Path, arrays: dict[str, np.ndarray]) -> None:
    unfinished = path.with_suffix(".part.npz")
    np.savez(unfinished, **arrays)
    os.replace(unfinished, path)


def read_rows(data: Path, folder: Path, data_set: str, pair: str) -> Iterator[ReadRow]:
    """Yield the rows of one data set and language pair that have been read."""
    rows = held_rows(data, data_set, pair)
    comparable = set(pair.split("-")) <= LANGUAGES
    for path in sorted(folder.glob(f"{data_set}.{pair}.[0-9]*.npz")):
        chunk = np.load(path, allow_pickle=False)
        read = {name: _tokens(chunk, name) for name in READ}
        told = [_verdicts(chunk, number) for number in range(ALL_CRITICS)]
        for at, number in enumerate(chunk["numbers"].tolist()):
            yield ReadRow(
                number,
                rows[number],
                PairReading(**{name: tokens[at] for name, tokens in read.items()}),
                tuple(verdicts[at] for verdicts in told),
                float(chunk["similarity"][at]) if comparable else np.nan,
            )


def _tokens(chunk: np.lib.npyio.NpzFile, name: str) -> list[tuple[TokenScore, ...]]:
    places = np.cumsum(chunk[f"{name}.count"])[:-1]
    spans = np.split(chunk[f"{name}.spans"], places)
    logprobs = np.split(chunk[f"{name}.logprob"], places)
    return [
        tuple(TokenScore(a, b, p) for (a, b), p in zip(s.tolist(), lp.tolist(), strict=True))
        for s, lp in zip(spans, logprobs, strict=True)
    ]


def _verdicts(chunk: np.lib.npyio.NpzFile, critic: int) -> list[PairVerdict]:
    sides = [_told(chunk, f"{critic} {side}") for side in TOLD]
    sentences = chunk[f"{critic} sentence"].tolist()
    return [
        PairVerdict(assessment, critical, *own, None if np.isnan(detached) else detached)
        for (assessment, critical, detached), *own in zip(sentences, *sides, strict=True)
    ]


def _told(chunk: np.lib.npyio.NpzFile, side: str) -> list[SideVerdict]:
    places = np.cumsum(chunk[f"{side}.count"])[:-1]
    spans = np.split(chunk[f"{side}.spans"], places)
    odds = np.split(chunk[f"{side}.odds"], places)
    return [SideVerdict(tuple(map(tuple, s.tolist())), o) for s, o in zip(spans, odds, strict=True)]
