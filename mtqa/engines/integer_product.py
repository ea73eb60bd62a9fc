"""Products of 8-bit integers, exact on every processor and fast on most.

PyTorch's own product of integers is fast where the processor multiplies 8-bit integers (VNNI and
the like), and some fifty times slower than single precision where it does not. There the integers
are multiplied as floats, so many at a time that every sum is short of 2**24, up to which single
precision knows every whole number: the result is the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import torch
    from torch import Tensor

EXACT_INPUTS: Final = 2**24 // 127**2
"""Products of integers from -127 to 127 whose sum single precision holds exactly in any order."""
_OUTPUTS: Final = 512
"""Outputs at a time: as floats, the weights of so many stay in the cache until they are used."""
_TRIAL: Final = (16, 512, 512)
"""Tokens, inputs and outputs of the product by which the faster way is chosen."""
_TURNS: Final = 5


def integer_product(left: Tensor, right: Tensor) -> Tensor:
    """Multiply 8-bit integers.

    Args:
        left: Integers from -127 to 127, shape (tokens, inputs).
        right: Such integers, shape (inputs, outputs).

    Returns:
        The product in 32-bit integers or in floats of the same value, shape (tokens, outputs).
    """
    import torch

    if integers_are_faster(left.device):
        return torch._int_mm(left, right)
    return float_product(left, right)


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


def integers_are_faster(device: torch.device) -> bool:
    """Return whether a device multiplies 8-bit integers faster than floats."""
    return device.type != "cpu" or _integers_are_faster_here()


@cache
def _integers_are_faster_here() -> bool:
    """Try both on a small product: no list of processors would stay complete."""
    import torch

    tokens, inputs, outputs = _TRIAL
    left = torch.ones(tokens, inputs, dtype=torch.int8)
    right = torch.ones(inputs, outputs, dtype=torch.int8)
    threads = torch.get_num_threads()
    # On one thread: several wait for each other on a busy machine, and only floats have several.
    torch.set_num_threads(1)
    try:
        return _seconds(lambda: torch._int_mm(left, right)) < _seconds(
            lambda: float_product(left, right)
        )
    finally:
        torch.set_num_threads(threads)


def _seconds(multiply: Callable[[], Tensor]) -> float:
    """Return how long a product takes at best, after a first one that sets things up."""
    multiply()
    times = []
    for _ in range(_TURNS):
        begun = time.perf_counter()
        multiply()
        times.append(time.perf_counter() - begun)
    return min(times)
