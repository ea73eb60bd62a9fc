"""Language models as judges: text in, the log-probability of each of its tokens out.

A `ScoringModel` turns text into runs of tokens for a network, shares prefixes, cuts what is longer
than the context into overlapping windows, and turns the answers back into character offsets. The
network is Gemma's own lean one or, for any other causal model, that of `transformers`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from mtqa.engines.base import ModelIdentity, TokenScore
from mtqa.engines.flat_batch import TokenRun

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from mtqa.engines.low_rank import LowRankChanges
    from mtqa.engines.two_way import TwoWayModel, TwoWayNetwork

LONGEST_WINDOW = 1024
"""Tokens that the network sees at once; longer text is scored in windows that overlap by half."""
_BATCH_TOKENS = 768
"""Tokens in one forward pass."""
_SHORTEST_SHARED_PREFIX = 8
"""Tokens from which a prefix that several continuations have in common is computed once."""


class Network(Protocol):
    """What a `ScoringModel` needs of a causal network."""

    @property
    def context(self) -> int:
        """Longest sequence it can see."""

    def run(self, runs: Sequence[TokenRun]) -> list[list[float]]:
        """Compute the runs of one batch, see `GemmaNetwork.run`."""


@runtime_checkable
class AdaptableNetwork(Protocol):
    """A network whose layers can be changed."""

    def adapted(self, changes: LowRankChanges) -> TwoWayNetwork:
        """Return the network with the changes."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a passage; it is tokenised on its own."""

    text: str
    """Its text; the next piece follows without anything between."""
    scored: bool = True
    """Whether the probabilities of its tokens are wanted."""


class ScoringModel:
    """A causal language model that scores text; implements the port `LanguageModel`."""

    def __init__(
        self, network: Network, tokenizer: Tokenizer, start: int | None, identity: ModelIdentity
    ) -> None:
        """Put a network and its tokenizer together.

        Args:
            network: The network.
            tokenizer: Its tokenizer; special tokens in text are read as plain characters.
            start: Id of the token that every sequence begins with; None if the model has none, in
                which case the first token of a passage has no probability.
            identity: Which model this is.
        """
        tokenizer.encode_special_tokens = True
        self._network = network
        self._tokenizer = tokenizer
        self._start = start
        self._identity = identity

    @property
    def identity(self) -> ModelIdentity:
        """Which model this is."""
        return self._identity

    def two_way(self, changes: LowRankChanges) -> TwoWayModel | None:
        """Return the model with trained changes, None if its network does not take any."""
        from mtqa.engines.two_way import TwoWayModel

        if not isinstance(self._network, AdaptableNetwork):
            return None
        return TwoWayModel(self._network.adapted(changes), self._tokenizer, self._start)

    def count_tokens(self, text: str) -> int:
        """Return the number of tokens of a text."""
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[TokenScore, ...]]:
        """Score the continuation of each (prefix, continuation) pair, token by token.

        Same length and order as `pairs`. Prefixes that several pairs share are computed once.
        """
        readings = self.read([(Piece(prefix, scored=False), Piece(text)) for prefix, text in pairs])
        return [reading[0] for reading in readings]

    def read(self, passages: Sequence[Sequence[Piece]]) -> list[list[tuple[TokenScore, ...]]]:
        """Score the scored pieces of each passage given all that stands before them in it.

        Args:
            passages: Each a sequence of pieces.

        Returns:
            For each passage the tokens of its scored pieces, in order, with offsets in the piece.
        """
        encoded = [_EncodedPassage(passage, self._tokenizer, self._start) for passage in passages]
        for batch in self._batches(encoded):
            logprobs = self._network.run([run for run, *_ in batch])
            for (run, passage, offset), values in zip(batch, logprobs, strict=True):
                if passage is not None:
                    passage.take(run, offset, values)
        return [passage.readings() for passage in encoded]

    def _batches(self, encoded: list[_EncodedPassage]) -> Iterable[list[_Job]]:
        """Yield batches of runs with the passage and the offset in it that each belongs to."""
        longest = min(LONGEST_WINDOW, self._network.context)
        shared = _shared_prefixes(encoded, longest)
        batch: list[_Job] = []
        parents: dict[tuple[int, ...], int] = {}
        size = 0
        for passage in encoded:
            prefix = passage.prefix if passage.prefix in shared else ()
            for offset, run in passage.windows(longest, len(prefix)):
                cost = len(run.tokens) + (len(prefix) if prefix not in parents else 0)
                if batch and size + cost > _BATCH_TOKENS:
                    yield batch
                    batch, parents, size = [], {}, 0
                if prefix and prefix not in parents:
                    parents[prefix] = len(batch)
                    batch.append((TokenRun(prefix, (False,) * len(prefix)), None, 0))
                    size += len(prefix)
                parent = parents[prefix] if prefix else None
                batch.append((TokenRun(run.tokens, run.scored, parent), passage, offset))
                size += len(run.tokens)
        if batch:
            yield batch


_Job = tuple[TokenRun, "_EncodedPassage | None", int]


class _EncodedPassage:
    """The tokens of a passage, and what has been found out about them so far."""

    def __init__(self, pieces: Sequence[Piece], tokenizer: Tokenizer, start: int | None) -> None:
        self.tokens: list[int] = [] if start is None else [start]
        self.scored: list[bool] = [False] * len(self.tokens)
        self._spans: list[tuple[int, list[tuple[int, int]]]] = []
        encodings = tokenizer.encode_batch([p.text for p in pieces], add_special_tokens=False)
        for piece, encoding in zip(pieces, encodings, strict=True):
            if piece.scored:
                self._spans.append((len(self.tokens), encoding.offsets))
            self.tokens.extend(encoding.ids)
            self.scored.extend([piece.scored] * len(encoding.ids))
        if self.scored and start is None:
            self.scored[0] = False
        self._logprobs: dict[int, float] = {}

    @property
    def prefix(self) -> tuple[int, ...]:
        """The tokens before the first scored one."""
        first = self.scored.index(True) if True in self.scored else len(self.tokens)
        return tuple(self.tokens[:first])

    def windows(self, longest: int, skip: int) -> Iterable[tuple[int, TokenRun]]:
        """Yield runs that together score every scored token once, with their offset.

        Args:
            longest: Tokens of a run at most.
            skip: Tokens at the beginning that stand in a shared prefix.
        """
        begin = skip
        done = skip
        while done < len(self.tokens) and True in self.scored[done:]:
            end = min(len(self.tokens), begin + longest)
            scored = [
                wanted and at >= done
                for at, wanted in enumerate(self.scored[begin:end], start=begin)
            ]
            yield begin, TokenRun(tuple(self.tokens[begin:end]), tuple(scored))
            done, begin = end, end - longest // 2

    def take(self, run: TokenRun, offset: int, logprobs: list[float]) -> None:
        """Keep what a run gave, which begins at a token of the passage."""
        places = [offset + at for at, wanted in enumerate(run.scored) if wanted]
        self._logprobs.update(zip(places, logprobs, strict=True))

    def readings(self) -> list[tuple[TokenScore, ...]]:
        """Return what was found out, piece by piece."""
        return [
            tuple(
                TokenScore(start, end, self._logprobs[place])
                for place, (start, end) in enumerate(offsets, start=first)
                if place in self._logprobs
            )
            for first, offsets in self._spans
        ]


def _shared_prefixes(encoded: list[_EncodedPassage], longest: int) -> set[tuple[int, ...]]:
    """Return the prefixes that more than one passage has, and that are worth sharing."""
    seen: set[tuple[int, ...]] = set()
    shared: set[tuple[int, ...]] = set()
    for passage in encoded:
        prefix = passage.prefix
        fits = len(passage.tokens) <= longest
        if fits and len(prefix) >= _SHORTEST_SHARED_PREFIX:
            (shared if prefix in seen else seen).add(prefix)
    return shared
