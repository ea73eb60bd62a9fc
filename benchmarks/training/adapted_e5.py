"""Multilingual E5 small in a form that can be trained: frozen weights, low-rank changes."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import torch
from adapted_network import PRODUCTS, Adapted, mean_where, new_heads
from torch import Tensor, nn

from mtqa.engines.e5_file import E5File
from mtqa.engines.e5_network import E5Network
from mtqa.engines.e5_tokenizer import e5_tokenizer
from mtqa.engines.manifest import file_sha256
from mtqa.metrics.pair_critic import E5_PARAMETERS

RANK = 32


class AdaptedE5(nn.Module):
    """All layers adapted, and the heads of all tasks."""

    published = E5_PARAMETERS
    weights: ClassVar = {
        "assessment": 2.0,
        "critical": 1.0,
        "target_bad": 1.0,
        "source_bad": 0.5,
        "wrong": 1.5,
        "gap": 1.5,
        "order": 1.0,
    }
    """How much each task counts; with those of words in front it learns no other."""

    shares: ClassVar = {}
    """Everything is read."""
    further_shares: ClassVar = {}
    """Also where training goes on."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.sha256 = file_sha256(path)
        file = E5File(path)
        self.tokenizer = e5_tokenizer(file.vocabulary)
        self.start = file.vocabulary.begin
        self.upper = nn.ModuleList()
        self.network = E5Network(file, self._adapted, PRODUCTS)
        self.layers = (0, file.layers)
        self.sentence, self.target, self.source = new_heads(file.hidden)

    def _adapted(self, layer: int, part: str, weight: Tensor) -> Adapted:
        if layer == len(self.upper):
            self.upper.append(nn.ModuleDict())
        self.upper[layer][part] = adapted = Adapted(weight, RANK)
        return adapted

    def trained(self) -> dict[str, Tensor]:
        """Return everything that is trained, by name."""
        return {
            name: parameter.detach().clone().contiguous()
            for name, parameter in self.named_parameters()
        }

    def forward(self, tokens: Tensor, lengths: Tensor, sides: Tensor) -> tuple[Tensor, ...]:
        """Return the outputs of all tasks, as `AdaptedNetwork.forward` does."""
        final = self.network.states(tokens, lengths)
        pooled = [mean_where(final, sides == side) for side in (1, 2)]
        last = final[torch.arange(len(tokens)), lengths - 1]
        return self.sentence(torch.cat([*pooled, last], -1)), self.target(final), self.source(final)
