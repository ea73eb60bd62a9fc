"""Products by weights in oneDNN's own layout are exact, or are not used."""

from typing import Any

import pytest
import torch

from mtqa.engines import packed_product
from mtqa.engines.packed_product import PackedWeight, packed_products_work

packed_products = pytest.mark.skipif(
    not packed_products_work(), reason="this build of PyTorch has no such products"
)


def integers(rows: int, columns: int, seed: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(-127, 128, (rows, columns), dtype=torch.int8, generator=generator)


@packed_products
@pytest.mark.parametrize("tokens", [1, 7, 64])
@pytest.mark.parametrize("inputs", [1, 33, 640])
def test_a_product_is_exact(tokens: int, inputs: int) -> None:
    left, right = integers(tokens, inputs, 0), integers(inputs, 24, 1)
    product = PackedWeight(right, torch.ones(24)).product(left)
    assert torch.equal(product, (left.long() @ right.long()).float())


@packed_products
def test_outputs_are_scaled_and_products_added_in_place() -> None:
    left, more, right = integers(5, 64, 2), integers(5, 64, 3), integers(64, 24, 4)
    scale = 0.5 ** torch.arange(24)
    packed = PackedWeight(right, scale)
    total = packed.product(left)
    packed.add_product(total, more, 0.25)
    exact = (left.long() @ right.long() + (more.long() @ right.long()) / 4) * scale
    torch.testing.assert_close(total, exact, rtol=1e-6, atol=0.0)


def wrong(*_: Any) -> torch.Tensor:
    return torch.zeros(3, 40)


def missing(*_: Any) -> torch.Tensor:
    raise RuntimeError("qlinear_prepack() expected another argument")


@pytest.mark.parametrize("product", [wrong, missing])
def test_products_that_are_wrong_or_missing_are_not_used(
    product: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed_product.PackedWeight, "product", product)
    assert not packed_products_work.__wrapped__()
