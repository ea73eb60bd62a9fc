"""The lower layers of a model, which those who read the same passages share.

Critics and assessors change the upper layers of a model and leave the lower ones alone, and the
language model itself reads one direction of each pair in the same tokens. What the lower layers
make of a passage is the same for all of them and is computed once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from mtqa.engines.flat_batch import FlatBatch, TokenRun

if TYPE_CHECKING:
    from torch import Tensor

    from mtqa.engines.gemma import GemmaBody, GemmaLayer

_REMEMBERED_TOKENS: Final = 16_384
"""Tokens whose states are kept, at 2.5 or 3 kB each: some dozens of pairs in both directions."""


class LowerLayers:
    """The lower layers, and their states of the passages read last."""

    def __init__(self, body: GemmaBody, layers: Sequence[GemmaLayer]) -> None:
        """Put layers on what they stand on."""
        self._body = body
        self._layers = tuple(layers)
        self._known: dict[tuple[int, ...], Tensor] = {}
        self._known_tokens = 0

    @property
    def count(self) -> int:
        """How many layers these are."""
        return len(self._layers)

    def after(self, batch: FlatBatch) -> Tensor:
        """Return the states of a batch after these layers, shape (tokens, hidden size)."""
        import torch

        if not self._layers or any(run.parent is not None for run in batch.runs):
            # What continues another run also needs that one's keys and values.
            return self._through(batch)
        passages = [run.tokens for run in batch.runs]
        found = {tokens: self._known[tokens] for tokens in passages if tokens in self._known}
        new = [tokens for tokens in dict.fromkeys(passages) if tokens not in found]
        if new:
            laid = FlatBatch.of([TokenRun(tokens, (False,) * len(tokens)) for tokens in new])
            states = self._through(laid)
            own = {t: states[slice(*span)] for t, span in zip(new, laid.spans, strict=True)}
            self._remember(own)
            found |= own
        return torch.cat([found[tokens] for tokens in passages])

    def _through(self, batch: FlatBatch) -> Tensor:
        return self._body.through(self._body.embedded(batch), batch, self._layers)

    def _remember(self, states: dict[tuple[int, ...], Tensor]) -> None:
        self._known |= states
        self._known_tokens += sum(len(tokens) for tokens in states)
        while self._known_tokens > _REMEMBERED_TOKENS:
            oldest = next(iter(self._known))
            del self._known[oldest]
            self._known_tokens -= len(oldest)
