"""Low-rank changes of a model's linear layers (LoRA, Hu et al. 2021), and weights with them.

A change is the product of two thin matrices that is added to a weight. It is added once, when the
model is loaded, so that nothing is computed for it afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtqa.engines.gemma_weights import Tensors, joined
from mtqa.engines.linear import FloatLinear, IntegerLinear, Linear, quantise_rows

if TYPE_CHECKING:
    import torch
    from torch import Tensor


@dataclass(frozen=True, slots=True)
class LowRankChanges:
    """Trained changes of consecutive layers."""

    first: int
    """The first layer that is changed, from 0."""
    end: int
    """The layer after the last one; it and those above it are not used."""
    down: dict[str, Tensor]
    """For each `LAYER.PART` the inner matrix, shape (rank, inputs)."""
    up: dict[str, Tensor]
    """For each `LAYER.PART` the outer matrix, shape (outputs, rank)."""

    def of(self, layer: int, part: str) -> Tensor:
        """Return what is added to a weight of a changed layer, shape (outputs, inputs)."""
        name = f"{layer}.{part}"
        return self.up[name].float() @ self.down[name].float()


class ChangedWeights:
    """The weights of a model with trained changes added."""

    def __init__(
        self,
        weights: Tensors,
        changes: LowRankChanges,
        device: str,
        dtype: torch.dtype,
        *,
        integers: bool,
    ) -> None:
        """Take the weights.

        Args:
            weights: The weights, those of a causal language model.
            changes: What is added.
            device: Where the weights go.
            dtype: In which precision, unless as integers.
            integers: Make them 8-bit integers, on the CPU.
        """
        self._weights = weights
        self._changes = changes
        self._device = device
        self._dtype = dtype
        self._integers = integers

    def linear(self, layer: int, part: str) -> Linear:
        """Return one of `PARTS` of the decoder layer with that number, from 0."""
        weight = joined(self._weights, layer, part).float()
        if layer >= self._changes.first:
            weight = weight + self._changes.of(layer, part)
        if not self._integers:
            return FloatLinear(weight.to(self._device, self._dtype))
        integers, scale = quantise_rows(weight)
        return IntegerLinear(integers.t().contiguous(), scale.squeeze(1))
