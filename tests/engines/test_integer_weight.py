"""All forms of a weight of integers give the same products."""

from collections.abc import Callable

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from mtqa.engines import integer_weight
from mtqa.engines.integer_weight import FINENESS, IntegerWeight
from mtqa.engines.linear import IntegerLinear, quantise_rows, quantise_rows_finely
from mtqa.engines.packed_product import packed_products_work

Form = Callable[[torch.Tensor, torch.Tensor], IntegerWeight]
FORMS: list[Form] = [integer_weight._MultipliedAsIntegers, integer_weight._MultipliedAsFloats]
if packed_products_work():
    FORMS.append(integer_weight._Packed)


def normal(*shape: int, seed: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("form", FORMS)
def test_products_are_those_of_the_quantised_numbers(form: Form) -> None:
    values, weight = normal(9, 300, seed=1), normal(40, 300, seed=2)
    right, scale = quantise_rows(weight)
    made = form(right.t().contiguous(), scale.squeeze(1))
    exact_weight = (right.double() * scale.double()).t()
    coarse, coarse_scale = quantise_rows(values)
    torch.testing.assert_close(
        made.product(coarse).double(), coarse.double() @ exact_weight, rtol=1e-5, atol=1e-3
    )
    whole, rest, fine_scale = quantise_rows_finely(values)
    fine = whole.double() + rest.double() / FINENESS
    torch.testing.assert_close(
        made.fine_product(whole, rest).double(), fine @ exact_weight, rtol=1e-5, atol=1e-3
    )
    assert torch.equal(whole, coarse)
    assert torch.equal(fine_scale, coarse_scale)


@pytest.mark.parametrize(
    ("integers_are_faster", "packed", "form"),
    [
        (False, True, "_MultipliedAsFloats"),
        (True, False, "_MultipliedAsIntegers"),
        pytest.param(
            True,
            True,
            "_Packed",
            marks=pytest.mark.skipif(not packed_products_work(), reason="no packed products"),
        ),
    ],
)
def test_the_fastest_form_is_taken(
    integers_are_faster: bool, packed: bool, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(integer_weight, "integers_are_faster", lambda _: integers_are_faster)
    monkeypatch.setattr(integer_weight, "packed_products_work", lambda: packed)
    made = integer_weight.integer_weight(torch.ones(64, 8, dtype=torch.int8), torch.ones(8))
    assert type(made).__name__ == form


@given(
    rows=st.lists(
        st.lists(st.floats(-1e4, 1e4, width=32), min_size=5, max_size=5), min_size=1, max_size=4
    )
)
def test_two_integers_are_as_near_as_half_of_the_second(rows: list[list[float]]) -> None:
    values = torch.tensor(rows)
    whole, rest, scale = quantise_rows_finely(values)
    restored = (whole.double() + rest.double() / FINENESS) * scale.double()
    allowed = scale.double() * (0.51 / FINENESS)
    assert bool(((restored - values.double()).abs() <= allowed).all())


def test_a_row_does_not_depend_on_those_beside_it() -> None:
    weight, scale = quantise_rows(normal(24, 64, seed=3))
    layer = IntegerLinear(weight.t().contiguous(), scale.squeeze(1), fine=True)
    values = normal(33, 64, seed=4)
    assert torch.equal(layer(values)[5:6], layer(values[5:6]))
