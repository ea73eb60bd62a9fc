"""Token sequences laid end to end for one forward pass, some continuing others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice


@dataclass(frozen=True, slots=True)
class TokenRun:
    """Consecutive tokens: a sequence of its own, or the continuation of an earlier run."""

    tokens: tuple[int, ...]
    """Their ids; at least one."""
    scored: tuple[bool, ...]
    """For each token whether its probability is wanted; not for the first without a parent."""
    parent: int | None = None
    """Index of the run in the batch that this one continues; that one has no parent itself."""


@dataclass(frozen=True, slots=True)
class FlatBatch:
    """Runs end to end, with everything a forward pass must know of them."""

    runs: tuple[TokenRun, ...]
    """The runs; a parent stands before its children."""
    spans: tuple[tuple[int, int], ...]
    """Where each run lies in the batch."""
    tokens: list[int]
    """Ids of all tokens."""
    positions: list[int]
    """Position of each token in its sequence, counted from 0 with the parent's tokens."""
    scored: list[int]
    """Where in the batch the scored tokens lie."""
    before: list[int]
    """Where the token before each scored token lies: its state predicts it."""

    @classmethod
    def of(cls, runs: Sequence[TokenRun]) -> FlatBatch:
        """Lay `runs` end to end."""
        spans: list[tuple[int, int]] = []
        tokens: list[int] = []
        positions: list[int] = []
        scored: list[int] = []
        before: list[int] = []
        for run in runs:
            start = len(tokens)
            end = start + len(run.tokens)
            parent = spans[run.parent] if run.parent is not None else (start, start)
            past = parent[1] - parent[0]
            spans.append((start, end))
            tokens.extend(run.tokens)
            positions.extend(range(past, past + end - start))
            for offset, wanted in enumerate(run.scored):
                if wanted:
                    scored.append(start + offset)
                    before.append(start + offset - 1 if offset else parent[1] - 1)
        return cls(tuple(runs), tuple(spans), tokens, positions, scored, before)

    def split(self, values: Sequence[float]) -> list[list[float]]:
        """Distribute one value for each scored token over the runs."""
        rest: Iterator[float] = iter(values)
        return [list(islice(rest, sum(run.scored))) for run in self.runs]
