"""A weight of 8-bit integers in the form in which this processor multiplies it fastest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from mtqa.engines.integer_product import float_product, integer_product, integers_are_faster
from mtqa.engines.packed_product import PackedWeight, packed_products_work

if TYPE_CHECKING:
    from torch import Tensor

FINENESS: Final = 254.0
"""How much finer than the first integer of a value is the second, which holds what is left over.

At most half of the first is left over: 127 of these.
"""


class IntegerWeight(Protocol):
    """A weight of 8-bit integers with a scale an output."""

    def product(self, integers: Tensor) -> Tensor:
        """Multiply inputs of 8-bit integers, shape (tokens, inputs), into (tokens, outputs)."""

    def fine_product(self, integers: Tensor, rest: Tensor) -> Tensor:
        """Multiply inputs of two integers each, the second worth 1 / `FINENESS` of the first."""


def integer_weight(weight: Tensor, scale: Tensor) -> IntegerWeight:
    """Return a weight in the fastest form.

    Args:
        weight: Integers from -127 to 127, shape (inputs, outputs).
        scale: One factor an output.
    """
    if not integers_are_faster(weight.device):
        return _MultipliedAsFloats(weight, scale)
    if weight.device.type == "cpu" and packed_products_work():
        return _Packed(weight, scale)
    return _MultipliedAsIntegers(weight, scale)


class _Packed:
    """See `PackedWeight`."""

    def __init__(self, weight: Tensor, scale: Tensor) -> None:
        self._weight = PackedWeight(weight, scale)

    def product(self, integers: Tensor) -> Tensor:
        return self._weight.product(integers)

    def fine_product(self, integers: Tensor, rest: Tensor) -> Tensor:
        return self._weight.add_product(self._weight.product(integers), rest, 1.0 / FINENESS)


class _MultipliedAsIntegers:
    """For a PyTorch without packed products."""

    def __init__(self, weight: Tensor, scale: Tensor) -> None:
        self._weight = weight
        self._scale = scale

    def product(self, integers: Tensor) -> Tensor:
        return integer_product(integers, self._weight) * self._scale

    def fine_product(self, integers: Tensor, rest: Tensor) -> Tensor:
        import torch

        coarse, fine = integer_product(torch.cat((integers, rest)), self._weight).chunk(2)
        return coarse.float().add_(fine, alpha=1.0 / FINENESS).mul_(self._scale)


class _MultipliedAsFloats:
    """For a processor that multiplies floats faster."""

    def __init__(self, weight: Tensor, scale: Tensor) -> None:
        self._weight = weight
        self._scale = scale

    def product(self, integers: Tensor) -> Tensor:
        return float_product(integers, self._weight).mul_(self._scale)

    def fine_product(self, integers: Tensor, rest: Tensor) -> Tensor:
        # One product of the sum of both takes half the time. It differs in the seventh digit,
        # and so do the floats between the layers from one processor to the next.
        inputs = integers.float().add_(rest, alpha=1.0 / FINENESS)
        return float_product(inputs, self._weight).mul_(self._scale)
