"""A weight of 8-bit integers in the form in which this processor multiplies it fastest.

Integers are multiplied exactly in every form; only the last digits of floats differ.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Final, Protocol

from mtqa.engines.float_product import float_product
from mtqa.engines.packed_product import PackedWeight

if TYPE_CHECKING:
    from torch import Tensor

FINENESS: Final = 254.0
"""How much finer than the first integer of a value is the second, which holds what is left over.

At most half of the first is left over: 127 of these.
"""
_TRIAL: Final = (512, 512, 512)
"""Tokens, inputs and outputs of the products by which a form is chosen."""
_TURNS: Final = 5


class IntegerWeight(Protocol):
    """A weight of 8-bit integers with a scale an output."""

    def product(self, whole: Tensor, rest: Tensor) -> Tensor:
        """Multiply inputs of two integers each.

        Args:
            whole: Integers from -127 to 127, shape (tokens, inputs).
            rest: Such integers, worth 1 / `FINENESS` of the others.

        Returns:
            Floats, shape (tokens, outputs).
        """


class MultipliedPacked:
    """In oneDNN's own layout."""

    def __init__(self, weight: Tensor, scale: Tensor) -> None:
        """See `integer_weight`."""
        self._weight = PackedWeight(weight, scale)

    def product(self, whole: Tensor, rest: Tensor) -> Tensor:
        """See `IntegerWeight`."""
        return self._weight.add_product(self._weight.product(whole), rest, 1.0 / FINENESS)


class MultipliedAsIntegers:
    """By PyTorch's own product of integers."""

    def __init__(self, weight: Tensor, scale: Tensor) -> None:
        """See `integer_weight`."""
        self._weight = weight
        self._scale = scale

    def product(self, whole: Tensor, rest: Tensor) -> Tensor:
        """See `IntegerWeight`."""
        import torch

        coarse, fine = torch._int_mm(torch.cat((whole, rest)), self._weight).chunk(2)
        return coarse.float().add_(fine, alpha=1.0 / FINENESS).mul_(self._scale)


class MultipliedAsFloats:
    """In single precision, for processors that do not multiply 8-bit integers any faster."""

    def __init__(self, weight: Tensor, scale: Tensor) -> None:
        """See `integer_weight`."""
        self._weight = weight
        self._scale = scale

    def product(self, whole: Tensor, rest: Tensor) -> Tensor:
        """See `IntegerWeight`."""
        # One product of the sum of both takes half the time. It differs in the seventh digit,
        # and so do the floats between the layers from one processor to the next.
        inputs = whole.float().add_(rest, alpha=1.0 / FINENESS)
        return float_product(inputs, self._weight).mul_(self._scale)


Form = Callable[["Tensor", "Tensor"], IntegerWeight]
"""Brings a weight and its scale into a form."""


def integer_weight(weight: Tensor, scale: Tensor) -> IntegerWeight:
    """Return a weight in the fastest form.

    Args:
        weight: Integers from -127 to 127, shape (inputs, outputs).
        scale: One factor an output.
    """
    return fastest_form()(weight, scale)


@cache
def fastest_form() -> Form:
    """Try all on a small product: no list of processors and versions would stay complete."""
    import torch

    threads = torch.get_num_threads()
    # On one thread: several wait for each other on a busy machine.
    torch.set_num_threads(1)
    try:
        by_integers: tuple[Form, ...] = (MultipliedPacked, MultipliedAsIntegers)
        exact = [form for form in by_integers if is_exact(form)]
        return min((*exact, MultipliedAsFloats), key=_seconds)
    finally:
        torch.set_num_threads(threads)


def is_exact(form: Form) -> bool:
    """Return whether a form exists in this PyTorch and is exact on this processor.

    Without instructions of its own for them, a processor may cut sums of products to 16 bits.
    """
    import torch

    integers, weight = _trial_integers()
    try:
        found = form(weight, torch.ones(weight.shape[1])).product(integers, integers)
    except (AttributeError, NotImplementedError, RuntimeError, TypeError):
        return False
    return torch.allclose(found, float_product(integers, weight) * (1.0 + 1.0 / FINENESS))


def _seconds(form: Form) -> float:
    """Return how long a product takes at best, after a first one that sets things up."""
    import torch

    integers, weight = _trial_integers()
    made = form(weight, torch.ones(weight.shape[1]))
    times = []
    for _ in range(1 + _TURNS):
        begun = time.perf_counter()
        made.product(integers, integers)
        times.append(time.perf_counter() - begun)
    return min(times[1:])


def _trial_integers() -> tuple[Tensor, Tensor]:
    """Return inputs and a weight of the greatest integers, whose products overflow if any do."""
    import torch

    tokens, inputs, outputs = _TRIAL
    integers = torch.full((tokens, inputs), 127, dtype=torch.int8)
    return integers, torch.full((inputs, outputs), 127, dtype=torch.int8)
