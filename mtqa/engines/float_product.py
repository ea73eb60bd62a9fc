"""Products of 8-bit integers as floats, exact on every processor.

Single precision knows every whole number up to 2**24. As many products are summed at a time as
stay short of it, so that the result is that of integers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from torch import Tensor

EXACT_INPUTS: Final = 2**24 // 127**2
"""Products of integers from -127 to 127 whose sum single precision holds exactly in any order."""
_OUTPUTS: Final = 512
"""Outputs at a time: as floats, the weights of so many stay in the cache until they are used."""


def float_product(left: Tensor, right: Tensor) -> Tensor:
    """Multiply in single precision what are 8-bit integers on the right, at least.

    Args:
        left: Integers from -127 to 127 or floats, shape (tokens, inputs).
        right: Integers from -127 to 127, shape (inputs, outputs).

    Returns:
        The product in floats, shape (tokens, outputs); exact if both are integers.
    """
    import torch

    left = left.float()
    found = [_block_product(left, block) for block in torch.split(right, _OUTPUTS, dim=1)]
    return torch.cat(found, dim=1) if len(found) > 1 else found[0]


def _block_product(left: Tensor, right: Tensor) -> Tensor:
    import torch

    parts = zip(
        torch.split(left, EXACT_INPUTS, dim=1), torch.split(right, EXACT_INPUTS), strict=True
    )
    first, *others = (mine @ theirs.float() for mine, theirs in parts)
    for other in others:
        first += other
    return first
