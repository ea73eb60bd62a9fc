"""Weights of 8-bit integers laid out once for the processor's own product of such integers.

oneDNN, which PyTorch brings along, lays weights out as the processor reads them, and scales each
output before it is written. That is two to three times faster than `torch._int_mm`, which lays
the weights out anew for every product, and whose 32-bit integers must be read again to be scaled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from torch import Tensor

_SHIFT: Final = 128
"""What is added to the inputs, and taken off again by oneDNN.

Only AMX multiplies signed inputs; for them oneDNN has nothing but loops of its reference
implementation on other processors, a thousand times slower.
"""


class PackedWeight:
    """A weight of 8-bit integers, with a scale an output, in oneDNN's own layout.

    Its operations are the back end of PyTorch's compiler and no promise to others: a version may
    ask for them in another way, and some are built without. Whoever uses them tries them first.
    """

    def __init__(self, weight: Tensor, scale: Tensor) -> None:
        """Lay a weight out.

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
        """Multiply 8-bit integers, shape (tokens, inputs), into floats, shape (tokens, outputs)."""
        import torch

        found: Tensor = torch.ops.onednn.qlinear_pointwise.default(
            *(_shifted(integers), 1.0, _SHIFT),
            *(self._packed, self._scale, self._zeros, None),
            *(1.0, 0, torch.float32),
            *("none", [], ""),
        )
        return found

    def add_product(self, total: Tensor, integers: Tensor, factor: float) -> Tensor:
        """Return `total`, to which the product of integers is added in place, times a factor."""
        import torch

        found: Tensor = torch.ops.onednn.qlinear_pointwise.binary(
            *(_shifted(integers), factor, _SHIFT),
            *(self._packed, self._scale, self._zeros),
            *(total, None),
            *(1.0, 0, torch.float32),
            *(1.0, 0, "sum", 1.0),
            *("none", [], ""),
        )
        return found


def _shifted(integers: Tensor) -> Tensor:
    """Return signed 8-bit integers plus `_SHIFT` as unsigned ones: the first bit turned over."""
    import torch

    return integers.view(torch.uint8).bitwise_xor(_SHIFT)
