"""Products of integers as floats are those of integers."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from mtqa.engines.float_product import EXACT_INPUTS, float_product


def integers(rows: int, columns: int, seed: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(-127, 128, (rows, columns), dtype=torch.int8, generator=generator)


@given(
    tokens=st.integers(1, 6),
    inputs=st.integers(1, 64) | st.integers(EXACT_INPUTS - 1, 2 * EXACT_INPUTS + 1),
    outputs=st.integers(1, 6),
    seed=st.integers(0, 2**32),
)
def test_floats_give_what_integers_give(tokens: int, inputs: int, outputs: int, seed: int) -> None:
    left, right = integers(tokens, inputs, seed), integers(inputs, outputs, seed + 1)
    exact = left.to(torch.int64) @ right.to(torch.int64)
    assert torch.equal(float_product(left, right).to(torch.int64), exact)


@pytest.mark.parametrize("inputs", [EXACT_INPUTS - 1, EXACT_INPUTS])
def test_the_greatest_sum_is_exact(inputs: int) -> None:
    left = torch.full((1, inputs), 127, dtype=torch.int8)
    assert float_product(left, left.t()).item() == inputs * 127**2
