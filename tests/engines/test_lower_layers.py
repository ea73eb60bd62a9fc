"""What the lower layers make of a passage is computed once for all who read it."""

from __future__ import annotations

import pytest
import torch

from mtqa.engines import lower_layers
from mtqa.engines.flat_batch import FlatBatch, TokenRun
from mtqa.engines.lower_layers import LowerLayers

pytestmark = pytest.mark.usefixtures("one_thread")


class CountingBody:
    """Each layer adds up the tokens of a run that stand before; keeps count of what it computes."""

    def __init__(self) -> None:
        self.computed: list[tuple[int, ...]] = []

    def embedded(self, batch: FlatBatch) -> torch.Tensor:
        return torch.tensor(batch.tokens, dtype=torch.float32)[:, None]

    def through(self, hidden: torch.Tensor, batch: FlatBatch, layers: tuple) -> torch.Tensor:
        self.computed += [run.tokens for run in batch.runs]
        for _ in layers:
            hidden = torch.cat([hidden[start:end].cumsum(0) for start, end in batch.spans])
        return hidden


def batch_of(*passages: tuple[int, ...]) -> FlatBatch:
    return FlatBatch.of([TokenRun(tokens, (False,) * len(tokens)) for tokens in passages])


def test_a_passage_is_computed_once_and_its_states_are_the_same_each_time() -> None:
    body = CountingBody()
    lower = LowerLayers(body, ("one", "two"))
    first = lower.after(batch_of((1, 2), (3, 4, 5)))
    assert first[:, 0].tolist() == [1, 4, 3, 10, 22]
    again = lower.after(batch_of((3, 4, 5), (6,), (1, 2), (6,)))
    assert again[:, 0].tolist() == [3, 10, 22, 6, 1, 4, 6]
    assert body.computed == [(1, 2), (3, 4, 5), (6,)]


def test_what_continues_another_run_is_computed_with_it() -> None:
    body = CountingBody()
    lower = LowerLayers(body, ("one",))
    lower.after(batch_of((1, 2)))
    continued = [TokenRun((1, 2), (False, False)), TokenRun((3,), (True,), parent=0)]
    lower.after(FlatBatch.of(continued))
    assert body.computed == [(1, 2), (1, 2), (3,)]


def test_the_oldest_passages_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lower_layers, "_REMEMBERED_TOKENS", 4)
    body = CountingBody()
    lower = LowerLayers(body, ("one",))
    for passage in ((1, 2), (3, 4), (5,), (3, 4), (1, 2)):
        lower.after(batch_of(passage))
    assert body.computed == [(1, 2), (3, 4), (5,), (1, 2)]


def test_without_a_layer_nothing_is_kept() -> None:
    body = CountingBody()
    lower = LowerLayers(body, ())
    for _ in range(2):
        assert lower.after(batch_of((1, 2)))[:, 0].tolist() == [1, 2]
    assert body.computed == [(1, 2), (1, 2)]
