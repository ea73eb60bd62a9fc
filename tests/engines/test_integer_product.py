"""Both ways to multiply 8-bit integers give the same numbers."""

from collections.abc import Callable

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from mtqa.engines import integer_product
from mtqa.engines.integer_product import EXACT_INPUTS, float_product


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


@pytest.mark.parametrize("integers_are_faster", [True, False])
def test_a_view_is_multiplied_either_way(
    integers_are_faster: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(integer_product, "integers_are_faster", lambda _: integers_are_faster)
    left, right = integers(3, 40, 0), integers(5, 40, 1)
    product = integer_product.integer_product(left, right.t())
    assert torch.equal(product.to(torch.int64), left.to(torch.int64) @ right.t().to(torch.int64))


@pytest.mark.parametrize(("seconds", "integers_win"), [((1.0, 2.0), True), ((2.0, 1.0), False)])
def test_the_faster_way_is_tried_out_once(
    seconds: tuple[float, float], integers_win: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def clock(multiply: Callable[[], torch.Tensor]) -> float:
        asked.append(multiply())
        return seconds[len(asked) - 1]

    monkeypatch.setattr(integer_product, "_seconds", clock)
    integer_product._integers_are_faster_here.cache_clear()
    try:
        for _ in range(2):
            assert integer_product.integers_are_faster(torch.device("cpu")) is integers_win
    finally:
        integer_product._integers_are_faster_here.cache_clear()
    by_integers, by_floats = asked
    assert torch.equal(by_integers, by_floats.to(torch.int32))


def test_trying_which_way_is_faster_leaves_the_threads_as_they_were() -> None:
    before = torch.get_num_threads()
    integer_product._integers_are_faster_here.__wrapped__()
    assert torch.get_num_threads() == before
