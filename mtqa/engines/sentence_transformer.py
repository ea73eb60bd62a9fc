"""Any sentence-embedding model of the transformers library, from a folder.

Reads what the sentence-transformers library writes beside a model: `modules.json`, the pooling and
a dense layer, the prompt. Reimers & Gurevych 2019, "Sentence-BERT".
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.engines.base import ModelIdentity
from mtqa.engines.embedding_cache import EmbeddingCache
from mtqa.engines.manifest import Manifest, combined_sha256, describe_file, verify
from mtqa.errors import ModelDamagedError

if TYPE_CHECKING:
    import numpy as np
    import torch
    from numpy.typing import NDArray

BATCH_TEXTS = 32
"""Texts encoded at once."""
DEFAULT_LONGEST = 512
"""Tokens read of a text where the model does not say."""

_POOLINGS = {
    "pooling_mode_mean_tokens": "mean",
    "pooling_mode_cls_token": "first",
    "pooling_mode_max_tokens": "max",
}
_ACTIVATIONS = {
    "torch.nn.modules.activation.Tanh": "tanh",
    "torch.nn.modules.linear.Identity": "none",
}


@dataclass(frozen=True, slots=True)
class _Recipe:
    """How token vectors become a sentence's vector."""

    transformer: Path
    """Folder of the transformer."""
    pooling: str = "mean"
    """`mean`, `first` or `max` over the tokens."""
    dense: tuple[Path, ...] = field(default=())
    """Folders of dense layers, in order."""
    longest: int | None = None
    """Tokens read of a text; None takes the tokenizer's limit."""
    prompt: str = ""
    """Goes before each text."""


@dataclass(frozen=True, slots=True)
class _Loaded:
    tokenizer: Any
    model: Any
    layers: tuple[Any, ...]
    longest: int


class SentenceTransformerEncoder:
    """A transformer with pooling; loads on first use. Its languages are not known.

    Texts are cut at the model's greatest length, which the model's authors intend; `signature` of
    the metrics names the model.
    """

    languages: frozenset[str] = frozenset()

    def __init__(self, folder: Path, manifest: Manifest | None = None) -> None:
        """Describe the model; nothing is read yet.

        Args:
            folder: Where it lies.
            manifest: What the store recorded of it, to be verified before use.
        """
        self._folder = folder
        self._manifest = manifest
        self._cache = EmbeddingCache()

    @cached_property
    def identity(self) -> ModelIdentity:
        """Which model this is; hashes the weights unless the store knows their hash."""
        if self._manifest is not None:
            sha256 = self._manifest.sha256
        else:
            weights = sorted(self._folder.rglob("*.safetensors"))
            sha256 = combined_sha256([describe_file(self._folder, path) for path in weights])
        return ModelIdentity("encoder", self._folder.resolve().name, "", sha256)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one L2-normalised row per text, shape (len(texts), dimensions).

        Raises:
            ModelDamagedError: Its files are not what was recorded, or not safetensors.
        """
        return self._cache.encode(texts, self._dimensions, self._encode)

    def _encode(self, texts: list[str]) -> NDArray[np.float32]:
        import numpy as np

        order = sorted(range(len(texts)), key=lambda i: (len(texts[i]), i))
        rows = np.empty((len(texts), self._dimensions), dtype=np.float32)
        for start in range(0, len(order), BATCH_TEXTS):
            batch = order[start : start + BATCH_TEXTS]
            rows[batch] = self._encode_batch([texts[index] for index in batch])
        return rows

    def _encode_batch(self, texts: list[str]) -> NDArray[np.float32]:
        import torch

        loaded = self._loaded
        inputs = loaded.tokenizer(
            [self._recipe.prompt + text for text in texts],
            padding=True,
            truncation=True,
            max_length=loaded.longest,
            return_tensors="pt",
        )
        with torch.inference_mode():
            tokens = loaded.model(**inputs).last_hidden_state
            vector = _pool(tokens, inputs["attention_mask"], self._recipe.pooling)
            for layer in loaded.layers:
                vector = layer(vector)
        row: NDArray[np.float32] = vector.float().numpy()
        return row

    @cached_property
    def _dimensions(self) -> int:
        layers = self._loaded.layers
        return int(layers[-1][0].out_features if layers else self._loaded.model.config.hidden_size)

    @cached_property
    def _recipe(self) -> _Recipe:
        return read_recipe(self._folder)

    @cached_property
    def _loaded(self) -> _Loaded:
        if self._manifest is not None:
            repair = "get the model again from where it came"
            verify(self._folder, self._manifest.files, repair)
        from transformers import AutoModel, AutoTokenizer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        recipe = self._recipe
        where = str(recipe.transformer)
        try:
            tokenizer: Any = AutoTokenizer.from_pretrained(
                where, local_files_only=True, trust_remote_code=False
            )
            model: Any = AutoModel.from_pretrained(
                where, local_files_only=True, trust_remote_code=False, use_safetensors=True
            )
        except (OSError, ValueError, KeyError) as error:
            raise ModelDamagedError(
                f"{where} holds no encoder in safetensors that can be read: convert it, or get it "
                "again"
            ) from error
        positions = getattr(model.config, "max_position_embeddings", DEFAULT_LONGEST)
        longest = recipe.longest or min(tokenizer.model_max_length, positions)
        layers = tuple(_read_dense(path) for path in recipe.dense)
        return _Loaded(tokenizer, model.eval(), layers, longest)


def read_recipe(folder: Path) -> _Recipe:
    """Read how a sentence-transformers folder pools; without `modules.json` the mean is taken.

    Raises:
        ModelDamagedError: A description is unreadable, or asks for a module that mtqa lacks.
    """
    modules_file = folder / "modules.json"
    if not modules_file.is_file():
        return _Recipe(transformer=folder)
    transformer, pooling = folder, "mean"
    dense = []
    for module in _read_json(modules_file):
        kind, path = str(module["type"]).rsplit(".", 1)[-1], folder / module["path"]
        if kind == "Transformer":
            transformer = path
        elif kind == "Pooling":
            pooling = _read_pooling(path / "config.json")
        elif kind == "Dense":
            dense.append(path)
        elif kind != "Normalize":
            raise ModelDamagedError(f"{modules_file} asks for a module {kind} that mtqa lacks")
    settings = transformer / "sentence_bert_config.json"
    longest = _read_json(settings).get("max_seq_length") if settings.is_file() else None
    prompts = folder / "config_sentence_transformers.json"
    prompt = ""
    if prompts.is_file():
        described = _read_json(prompts)
        default = described.get("default_prompt_name")
        prompt = (described.get("prompts") or {}).get(default, "") if default else ""
    return _Recipe(transformer, pooling, tuple(dense), longest, prompt)


def _read_pooling(path: Path) -> str:
    config = _read_json(path)
    chosen = [name for key, name in _POOLINGS.items() if config.get(key)]
    if len(chosen) != 1:
        raise ModelDamagedError(
            f"{path} asks for a pooling that mtqa lacks: it knows mean, CLS, max"
        )
    return chosen[0]


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelDamagedError(f"{path} cannot be read: get the model again") from error


def _read_dense(path: Path) -> Any:
    import torch
    from safetensors.torch import load_file

    config = _read_json(path / "config.json")
    activation = _ACTIVATIONS.get(config.get("activation_function", ""))
    weights = path / "model.safetensors"
    if activation is None or not weights.is_file():
        raise ModelDamagedError(f"{path} holds no dense layer in safetensors that mtqa knows")
    linear = torch.nn.Linear(
        config["in_features"], config["out_features"], bias=config.get("bias", True)
    )
    tensors = load_file(weights)
    linear.load_state_dict({key.removeprefix("linear."): value for key, value in tensors.items()})
    return torch.nn.Sequential(
        linear, torch.nn.Tanh() if activation == "tanh" else torch.nn.Identity()
    ).eval()


def _pool(tokens: torch.Tensor, mask: torch.Tensor, pooling: str) -> torch.Tensor:
    if pooling == "first":
        return tokens[:, 0]
    present = mask.unsqueeze(-1).to(tokens.dtype)
    if pooling == "max":
        return tokens.masked_fill(present == 0, float("-inf")).max(dim=1).values
    return (tokens * present).sum(dim=1) / present.sum(dim=1).clamp(min=1e-9)
