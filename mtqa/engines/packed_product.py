"""Weights of 8-bit integers laid out once for the processor's own product of such integers.

oneDNN, which PyTorch brings along, lays weights out as the processor reads them, and scales each
output before it is written. That is two to three times faster than `torch._int_mm`, which lays
the weights out anew for every product, and whose 32-bit integers must be read again to be scaled.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import torch
    from torch import Tensor

_TRIAL: Final = (3, 96, 40)
"""Tokens, inputs and outputs of the product on which oneDNN must prove that it is exact."""


class PackedWeight:
    """A weight of 8-bit integers, with a scale an output, in oneDNN's own layout."""

    def __init__(self, weight: Tensor, scale: Tensor) -> None:
        """Lay a weight out, where `packed_products_work`.

        Args:
            weight: Integers from -127 to 127, shape (inputs, outputs).
            scale: One factor an output.
        """
        import torch

        self._packed: Tensor = torch.ops.onednn.qlinear_prepack(weight.t().contiguous(), None)
        # A copy, or a scale mapped from a file would keep the weight's own bytes in memory.
        self._scale = scale.clone()
        self._zeros = torch.zeros(len(scale), dtype=torch.int64)

    def product(self, integers: Tensor) -> Tensor:
        """Multiply integers, shape (tokens, inputs), into floats, shape (tokens, outputs)."""
        import torch

        found: Tensor = torch.ops.onednn.qlinear_pointwise(
            *(integers, 1.0, 0),
            *(self._packed, self._scale, self._zeros, None),
            *(1.0, 0, torch.float32),
            *("none", [], ""),
        )
        return found

    def add_product(self, total: Tensor, integers: Tensor, factor: float) -> Tensor:
        """Return `total`, to which the product of integers is added in place, times a factor."""
        import torch

        found: Tensor = torch.ops.onednn.qlinear_pointwise.binary(
            *(integers, factor, 0),
            *(self._packed, self._scale, self._zeros),
            *(total, None),
            *(1.0, 0, torch.float32),
            *(1.0, 0, "sum", 1.0),
            *("none", [], ""),
        )
        return found


@cache
def packed_products_work() -> bool:
    """Return whether this PyTorch has such products, and they are exact.

    They are the back end of its compiler and no promise to others: a version may ask for them in
    another way, and some are built without.
    """
    import torch

    tokens, inputs, outputs = _TRIAL
    integers = _trial_integers(tokens, inputs)
    weight = _trial_integers(inputs, outputs)
    exact = (integers.long() @ weight.long()).float()
    try:
        packed = PackedWeight(weight, torch.ones(outputs))
        once = packed.product(integers)
        thrice = packed.add_product(once.clone(), integers, 2.0)
    except (AttributeError, NotImplementedError, RuntimeError, TypeError):
        return False
    return torch.equal(once, exact) and torch.equal(thrice, 3.0 * exact)


def _trial_integers(rows: int, columns: int) -> torch.Tensor:
    """Return integers from -127 to 127 in which both ends are frequent, as is what overflows."""
    import torch

    counted = torch.arange(rows * columns).reshape(rows, columns)
    return ((counted * 37) % 255 - 127).to(torch.int8)
