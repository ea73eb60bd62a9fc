"""The weights of Gemma 3 as linear layers: from half precision, or from 8-bit integers.

The integers are computed once, when the model is prepared, and lie in a file of their own beside
the half-precision weights, so that loading is no more than mapping the file into memory.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from mtqa.engines.linear import (
    FloatLinear,
    FloatOutput,
    IntegerLinear,
    IntegerOutput,
    Linear,
    Output,
    blocks_of,
    quantise_rows,
)

if TYPE_CHECKING:
    import torch
    from torch import Tensor

WEIGHTS = "model.safetensors"
"""Half-precision weights in the layout of `transformers`."""
INTEGER_WEIGHTS = "int8.safetensors"
"""The same as 8-bit integers."""
_EMBEDDING = "model.embed_tokens.weight"

PARTS = {
    "queries-keys-values": ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
    "attention-output": ("self_attn.o_proj",),
    "gate-and-up": ("mlp.gate_proj", "mlp.up_proj"),
    "down": ("mlp.down_proj",),
}
"""The linear layers of a decoder layer, each made of weights that share their input."""


class Tensors(Protocol):
    """Named tensors, such as an open safetensors file; those of a causal language model."""

    def keys(self) -> Iterable[str]:
        """Return all names."""

    def get_tensor(self, name: str) -> Tensor:
        """Return one."""


class LinearSource(Protocol):
    """Where a decoder layer takes its linear layers from."""

    def linear(self, layer: int, part: str) -> Linear:
        """Return one of `PARTS` of the decoder layer with that number, from 0."""


class WeightSource(LinearSource, Protocol):
    """Where a whole network takes its weights from."""

    def output(self) -> Output:
        """Return the output layer, which shares its weight with the embedding."""


class FloatWeights:
    """Weights in single or half precision on any device."""

    def __init__(self, folder: Path, device: str, dtype: torch.dtype) -> None:
        """Read from the model folder."""
        from safetensors import safe_open

        self._file: Any = safe_open(folder / WEIGHTS, framework="pt")
        self._device = device
        self._dtype = dtype

    def linear(self, layer: int, part: str) -> Linear:
        """Return one of `PARTS` of the decoder layer with that number, from 0."""
        return FloatLinear(joined(self._file, layer, part).to(self._device, self._dtype))

    def output(self) -> Output:
        """Return the output layer."""
        return FloatOutput(self._file.get_tensor(_EMBEDDING).to(self._device, self._dtype))


class IntegerWeights:
    """Weights as 8-bit integers, on the CPU."""

    def __init__(self, folder: Path) -> None:
        """Read from the model folder, which `write_integer_weights` has completed."""
        self._path = folder / INTEGER_WEIGHTS

    def linear(self, layer: int, part: str) -> Linear:
        """Return one of `PARTS` of the decoder layer with that number, from 0."""
        return IntegerLinear(*self._pair(f"layers.{layer}.{part}"))

    def output(self) -> Output:
        """Return the output layer."""
        return IntegerOutput(blocks_of(*self._pair("output")), *self._pair("output"))

    def _pair(self, name: str) -> tuple[Tensor, Tensor]:
        """Map a weight and its scale into memory.

        Each call maps the file anew: what only was read to be laid out in another way leaves the
        memory with its own mapping.
        """
        from safetensors import safe_open

        with safe_open(self._path, framework="pt") as file:
            weight: Tensor = file.get_tensor(f"{name}.weight")
            scale: Tensor = file.get_tensor(f"{name}.scale")
        return weight, scale


def write_integer_weights(folder: Path, layers: int) -> None:
    """Compute `INTEGER_WEIGHTS` from `WEIGHTS` in the model folder.

    Args:
        folder: The model folder.
        layers: Number of decoder layers.
    """
    import torch
    from safetensors import safe_open
    from safetensors.torch import save_file

    tensors = {}
    with safe_open(folder / WEIGHTS, framework="pt") as file:
        for layer in range(layers):
            for part in PARTS:
                integers, scale = quantise_rows(joined(file, layer, part))
                tensors[f"layers.{layer}.{part}.weight"] = integers.t().contiguous()
                tensors[f"layers.{layer}.{part}.scale"] = scale.squeeze(1)
        blocks = [quantise_rows(block) for block in file.get_tensor(_EMBEDDING).split(8192)]
        tensors["output.weight"] = torch.cat([integers for integers, _ in blocks])
        tensors["output.scale"] = torch.cat([scale for _, scale in blocks]).squeeze(1)
    save_file(tensors, folder / INTEGER_WEIGHTS)


def joined(file: Tensors, layer: int, part: str) -> Tensor:
    """Return the weight of one of `PARTS`, shape (outputs, inputs)."""
    import torch

    names = (f"model.layers.{layer}.{name}.weight" for name in PARTS[part])
    return torch.cat([file.get_tensor(name) for name in names])
