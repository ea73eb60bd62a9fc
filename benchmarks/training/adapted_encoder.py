"""EmbeddingGemma in a form that can be trained: Gemma 3, of which all layers look both ways."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import torch
from adapted_network import AdaptedNetwork

from mtqa.engines.embedding_gemma import CausalNames
from mtqa.engines.gemma_weights import WEIGHTS, Tensors
from mtqa.engines.manifest import file_sha256
from mtqa.metrics.pair_critic import GEMMA_ENCODER_PARAMETERS


class AdaptedEncoder(AdaptedNetwork):
    """Lower layers, adapted layers and the heads of all tasks."""

    published = GEMMA_ENCODER_PARAMETERS
    layers = (8, 24)
    sees_ahead = True
    weights: ClassVar = {
        "assessment": 2.0,
        "critical": 1.0,
        "target_bad": 1.0,
        "source_bad": 0.5,
        "wrong": 3.0,
        "gap": 2.0,
        "order": 1.0,
    }
    shares: ClassVar = {
        "ru-en": 0.68,
        "et-en": 0.68,
        "ro-en": 0.68,
        "en-de": 0.41,
        "en-zh": 0.41,
        "critical": 0.34,
        "news": 0.24,
        "flores": 0.27,
        "systems": 0.68,
        "minimal_pairs": 0.41,
    }
    """What two cores read in an hour; what people rated comes first."""
    further_shares: ClassVar = {
        "ru-en": 0.5,
        "et-en": 0.15,
        "ro-en": 0.06,
        "en-de": 0.06,
        "en-zh": 0.15,
        "critical": 0.12,
        "news": 0.38,
        "flores": 0.15,
        "systems": 0.1,
        "minimal_pairs": 0.3,
    }
    """The same where it goes on; damaged news come first, and the pair that was rated worst."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        for layer in [*self.lower, *self.upper]:
            # A quarter faster.
            layer.forward = torch.compile(layer.forward, dynamic=True)

    @staticmethod
    def identified(folder: Path) -> str:
        """Return the hash by which mtqa knows the model."""
        return file_sha256(folder / WEIGHTS)

    @staticmethod
    def named(file: Tensors) -> Tensors:
        """Return the weights under the names of a causal language model."""
        return CausalNames(file)
