"""EmbeddingGemma as a reader of pairs: Gemma 3 that was trained to look both ways.

Vera et al. 2025, "EmbeddingGemma: Powerful and Lightweight Text Representations". It embeds
sentences in a hundred languages (`sentence_transformer`); here its layers, with trained changes,
read a passage as a whole (`two_way`), in 8-bit integers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mtqa.engines.base import ModelIdentity
from mtqa.engines.gemma import GemmaBody, TwoWayGemma
from mtqa.engines.gemma_weights import WEIGHTS, Tensors
from mtqa.engines.language_model_folder import read_config, read_tokenizer
from mtqa.engines.low_rank import ChangedWeights, LowRankChanges
from mtqa.engines.lower_layers import LowerLayers
from mtqa.engines.manifest import Manifest, verify
from mtqa.engines.two_way import TwoWayModel

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from torch import Tensor

TESTED_SHA256: Final = "cbf5a78393b6a033e0b8a63a57549964f7ed5c6fbeb4ba0694214f36123f2fd2"
"""SHA-256 of the weights that mtqa was tested with."""
LAYERS: Final = 24
"""Its decoder layers."""
_MODEL: Final = "model."
"""What names in the file of a causal language model begin with, and those of an encoder do not."""


class EmbeddingGemma:
    """EmbeddingGemma in a folder, as its publisher gives it out."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        """Describe the model; nothing is read yet.

        Args:
            folder: Where it lies.
            manifest: What the store recorded of it, to be verified before use.
        """
        self._folder = folder
        self._manifest = manifest
        self._lower: dict[int, LowerLayers] = {}

    @property
    def identity(self) -> ModelIdentity:
        """Which model this is; told by the hash of its weights."""
        return ModelIdentity("encoder", self._manifest.name, "", weights_sha256_of(self._manifest))

    def two_way(self, changes: LowRankChanges) -> TwoWayModel:
        """Return the model with the changes; those that leave as many layers alone share these.

        It reads no passage that is longer than the window that most of its layers were made for.

        Raises:
            ModelDamagedError: Its files are not what was recorded.
        """
        verify(self._folder, self._manifest.files, "get the model again from where it came")
        body, first = self._body, changes.first
        source = ChangedWeights(self._weights, changes, body.device, body.dtype, integers=True)
        if first not in self._lower:
            lower = [body.layer(number, source, two_way=True) for number in range(first)]
            self._lower[first] = LowerLayers(body, lower)
        upper = [body.layer(number, source, two_way=True) for number in range(first, changes.end)]
        network, config = TwoWayGemma(body, self._lower[first], upper), self._config
        return TwoWayModel(
            network, self._tokenizer, config["bos_token_id"], config["sliding_window"]
        )

    @cached_property
    def _config(self) -> dict[str, Any]:
        return two_way_config(read_config(self._folder))

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        tokenizer = read_tokenizer(self._folder)
        tokenizer.encode_special_tokens = True
        return tokenizer

    @cached_property
    def _weights(self) -> CausalNames:
        from safetensors import safe_open

        return CausalNames(safe_open(self._folder / WEIGHTS, framework="pt"))

    @cached_property
    def _body(self) -> GemmaBody:
        import torch

        return GemmaBody(self._config, self._weights, "cpu", torch.float32)


@dataclass(frozen=True)
class CausalNames:
    """Weights of an encoder under the names that they would have in a causal language model."""

    weights: Tensors
    """The weights under their own names."""

    def keys(self) -> Iterable[str]:
        """Return all names."""
        return [_MODEL + name for name in self.weights.keys()]  # noqa: SIM118, see `GemmaBody`

    def get_tensor(self, name: str) -> Tensor:
        """Return one."""
        return self.weights.get_tensor(name.removeprefix(_MODEL))


def two_way_config(config: dict[str, Any]) -> dict[str, Any]:
    """Return a configuration with the bases of its positions where today's `transformers` has them.

    The publisher's file is of an older version.
    """
    if "rope_parameters" in config:
        return config
    bases = {"full_attention": "rope_theta", "sliding_attention": "rope_local_base_freq"}
    return config | {
        "rope_parameters": {kind: {"rope_theta": config[key]} for kind, key in bases.items()}
    }


def weights_sha256_of(manifest: Manifest) -> str:
    """Return the hash of the weights alone, by which a model is known however it came."""
    return next((file.sha256 for file in manifest.files if file.path == WEIGHTS), "")
