"""All forms of a weight of integers give the same products; those that do not are left out."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from mtqa.engines import integer_weight
from mtqa.engines.integer_weight import (
    FINENESS,
    Form,
    MultipliedAsFloats,
    MultipliedAsIntegers,
    MultipliedPacked,
    fastest_form,
    is_exact,
)
from mtqa.engines.linear import IntegerLinear, quantise_finely, quantise_rows

FORMS: list[Form] = [
    form for form in (MultipliedPacked, MultipliedAsIntegers, MultipliedAsFloats) if is_exact(form)
]


def normal(*shape: int, seed: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("tokens", [1, 7, 64])
@pytest.mark.parametrize("inputs", [8, 33, 640])
def test_products_are_those_of_the_quantised_numbers(form: Form, tokens: int, inputs: int) -> None:
    values, weight = normal(tokens, inputs, seed=1), normal(40, inputs, seed=2)
    right, scale = quantise_rows(weight)
    whole, rest, _ = quantise_finely(values)
    fine = whole.double() + rest.double() / FINENESS
    product = form(right.t(), scale.squeeze(1)).product(whole, rest)
    exact = fine @ (right.double() * scale.double()).t()
    torch.testing.assert_close(product.double(), exact, rtol=1e-5, atol=1e-3)


class Wrong(MultipliedAsFloats):
    """It cuts what does not fit 16 bits, as some processors do."""

    def product(self, whole: torch.Tensor, rest: torch.Tensor) -> torch.Tensor:
        return super().product(whole, rest).clamp(-(2**15), 2**15 - 1)


class Missing(MultipliedAsFloats):
    """It is another version's."""

    def product(self, whole: torch.Tensor, rest: torch.Tensor) -> torch.Tensor:
        raise RuntimeError("qlinear_pointwise() expected another argument")


@pytest.mark.parametrize(
    ("form", "exact"), [(Wrong, False), (Missing, False), (MultipliedAsFloats, True)]
)
def test_a_form_that_is_wrong_or_missing_is_known(form: Form, exact: bool) -> None:
    assert is_exact(form) is exact


@pytest.mark.parametrize("fastest", FORMS)
def test_the_fastest_form_is_taken(fastest: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(integer_weight, "_seconds", lambda form: float(form is not fastest))
    assert fastest_form.__wrapped__() is fastest


def test_a_fast_form_that_is_wrong_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(integer_weight, "MultipliedPacked", Wrong)
    monkeypatch.setattr(integer_weight, "MultipliedAsIntegers", Missing)
    monkeypatch.setattr(integer_weight, "_seconds", lambda form: float(form is MultipliedAsFloats))
    assert fastest_form.__wrapped__() is MultipliedAsFloats


def test_trying_which_form_is_fastest_leaves_the_threads_as_they_were() -> None:
    before = torch.get_num_threads()
    fastest_form.__wrapped__()
    assert torch.get_num_threads() == before


@given(
    rows=st.lists(
        st.lists(st.floats(-1e4, 1e4, width=32), min_size=5, max_size=5), min_size=1, max_size=4
    )
)
def test_two_integers_are_as_near_as_half_of_the_second(rows: list[list[float]]) -> None:
    values = torch.tensor(rows)
    whole, rest, scale = quantise_finely(values)
    restored = (whole.double() + rest.double() / FINENESS) * scale.double()
    allowed = scale.double() * (0.51 / FINENESS)
    assert bool(((restored - values.double()).abs() <= allowed).all())


@pytest.mark.parametrize("form", FORMS)
def test_a_row_does_not_depend_on_those_beside_it(
    form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(integer_weight, "fastest_form", lambda: form)
    weight, scale = quantise_rows(normal(24, 64, seed=3))
    layer = IntegerLinear(weight.t().contiguous(), scale.squeeze(1))
    values = normal(33, 64, seed=4)
    torch.testing.assert_close(layer(values)[5:6], layer(values[5:6]), rtol=1e-6, atol=1e-6)
