"""The adapted layers of Gemma 3 in a form that can be trained: frozen weights, low-rank changes.

Lower layers are computed without gradients as the language model has them. From the first trained
one on attention looks both ways, and each linear layer gets a low-rank change (LoRA, Hu et al.
2021). Products are in bfloat16 where there is hardware for it, sums in single precision.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import ClassVar

import torch
from safetensors import safe_open
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn.functional import gelu, scaled_dot_product_attention

from mtqa.engines.embedding_gemma import two_way_config
from mtqa.engines.gemma_weights import PARTS, Tensors
from mtqa.engines.manifest import Manifest
from mtqa.metrics.pair_critic import PARAMETERS, SENTENCE_TAGS, SOURCE_TAGS, TARGET_TAGS

RANK = 16
PRODUCTS = (
    torch.bfloat16
    if torch.cuda.is_available() or torch.cpu._is_avx512_bf16_supported()
    else torch.float32
)
"""Precision of products; cores without instructions for bfloat16 take six times as long for it."""


class Adapted(nn.Module):
    """A frozen linear layer and its low-rank change."""

    def __init__(self, weight: Tensor, rank: int) -> None:
        super().__init__()
        self.weight = weight.to(PRODUCTS)
        self.down = nn.Parameter(torch.randn(rank, weight.shape[1]) / math.sqrt(weight.shape[1]))
        self.up = nn.Parameter(torch.zeros(weight.shape[0], rank))

    def forward(self, values: Tensor) -> Tensor:
        down, up = self.down.to(PRODUCTS), self.up.to(PRODUCTS)
        return values @ self.weight.T + (values @ down.T) @ up.T


class Frozen(nn.Module):
    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        self.weight = weight.to(PRODUCTS)

    def forward(self, values: Tensor) -> Tensor:
        return values @ self.weight.T


def rms(values: Tensor, factors: Tensor, epsilon: float) -> Tensor:
    return torch.nn.functional.rms_norm(values, (values.shape[-1],), factors, epsilon)


class Layer(nn.Module):
    def __init__(self, config: dict, number: int, file, rank: int) -> None:
        super().__init__()
        self.kind = config["layer_types"][number]
        self.epsilon = config["rms_norm_eps"]
        self.heads, self.key_heads = config["num_attention_heads"], config["num_key_value_heads"]
        self.width = config["head_dim"]
        self.scaling = config["query_pre_attn_scalar"] ** -0.5
        name = f"model.layers.{number}"
        self.parts = nn.ModuleDict()
        for part, names in PARTS.items():
            weight = torch.cat([file.get_tensor(f"{name}.{n}.weight").float() for n in names])
            self.parts[part] = Adapted(weight, rank) if rank else Frozen(weight)
        self.norms = {
            kind: file.get_tensor(f"{name}.{kind}.weight").float() + 1
            for kind in (
                "input_layernorm",
                "post_attention_layernorm",
                "pre_feedforward_layernorm",
                "post_feedforward_layernorm",
                "self_attn.q_norm",
                "self_attn.k_norm",
            )
        }

    def norm(self, values: Tensor, name: str) -> Tensor:
        return rms(values, self.norms[name], self.epsilon)

    def forward(self, hidden: Tensor, rotation, mask: Tensor) -> Tensor:
        batch, length, _ = hidden.shape
        values = self.norm(hidden, "input_layernorm").to(PRODUCTS)
        joined = self.parts["queries-keys-values"](values)
        split = [self.heads * self.width, self.key_heads * self.width, self.key_heads * self.width]
        queries, keys, plain = (
            part.view(batch, length, -1, self.width).transpose(1, 2)
            for part in joined.split(split, dim=-1)
        )
        queries = rotate(self.norm(queries.float(), "self_attn.q_norm"), rotation)
        keys = rotate(self.norm(keys.float(), "self_attn.k_norm"), rotation)
        groups = self.heads // self.key_heads
        attended = scaled_dot_product_attention(
            queries.to(PRODUCTS),
            keys.to(PRODUCTS).expand(-1, groups, -1, -1),
            plain.expand(-1, groups, -1, -1),
            attn_mask=mask,
            scale=self.scaling,
        )
        attended = self.parts["attention-output"](
            attended.transpose(1, 2).reshape(batch, length, -1)
        )
        hidden = hidden + self.norm(attended.float(), "post_attention_layernorm")
        values = self.norm(hidden, "pre_feedforward_layernorm").to(PRODUCTS)
        gate, up = self.parts["gate-and-up"](values).chunk(2, dim=-1)
        fed = self.parts["down"](gelu(gate, approximate="tanh") * up)
        return hidden + self.norm(fed.float(), "post_feedforward_layernorm")


def rotate(values: Tensor, rotation) -> Tensor:
    cosine, sine = rotation
    first, second = values.chunk(2, dim=-1)
    return values * cosine + torch.cat((-second, first), dim=-1) * sine


class AdaptedNetwork(nn.Module):
    """Lower layers, adapted layers and the heads of all tasks."""

    published = PARAMETERS
    start = 2
    layers = (6, 16)
    """The first layer that is trained, and the one after the last that is used: those above only
    serve to tell the next word."""
    sees_ahead = False
    """Whether the layers that stay as they are look both ways."""
    weights: ClassVar = {
        "assessment": 1.0,
        "critical": 1.0,
        "target_bad": 1.5,
        "source_bad": 0.5,
        "wrong": 4.0,
        "gap": 4.0,
        "order": 0.5,
    }
    """How much each task counts; words are averaged over their sentence."""

    shares: ClassVar = {}
    """How much is read of a part of the examples, or of a language pair's, if not all."""
    further_shares: ClassVar = {}
    """The same where training goes on."""

    def __init__(self, folder: Path, rank: int = RANK) -> None:
        super().__init__()
        self.sha256 = self.identified(folder)
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.encode_special_tokens = True
        config = two_way_config(json.loads((folder / "config.json").read_text()))
        self.config = config
        self.width = config["hidden_size"]
        first, end = self.layers
        device = str(torch.get_default_device())
        with safe_open(folder / "model.safetensors", framework="pt", device=device) as file:
            tensors = self.named(file)
            self.embedding = tensors.get_tensor("model.embed_tokens.weight")
            self.lower = [Layer(config, number, tensors, 0) for number in range(first)]
            self.upper = nn.ModuleList(
                Layer(config, number, tensors, rank) for number in range(first, end)
            )
        self.sentence, self.target, self.source = new_heads(self.width)

    @staticmethod
    def identified(folder: Path) -> str:
        """Return the hash by which mtqa knows the model."""
        return Manifest.read(folder).sha256

    @staticmethod
    def named(file: Tensors) -> Tensors:
        """Return the weights under the names of a causal language model."""
        return file

    def trained(self) -> dict[str, Tensor]:
        """Return everything that is trained, by name."""
        return {
            name: parameter.detach().clone().contiguous()
            for name, parameter in self.named_parameters()
            if parameter.requires_grad
        }

    def rotations(self, length: int) -> dict:
        rotations = {}
        for kind, parameters in self.config["rope_parameters"].items():
            width = self.config["head_dim"]
            exponents = torch.arange(0, width, 2) / width
            angles = torch.arange(length)[:, None] * parameters["rope_theta"] ** -exponents
            angles = torch.cat((angles, angles), dim=-1)
            rotations[kind] = (angles.cos(), angles.sin())
        return rotations

    def forward(self, tokens: Tensor, lengths: Tensor, sides: Tensor) -> tuple[Tensor, ...]:
        """Return the outputs of all tasks.

        Args:
            tokens: Shape (pairs, longest), padded.
            lengths: Number of tokens of each pair.
            sides: 1 for tokens of the source, 2 for those of the target, 0 for others.

        Returns:
            Sentence outputs (pairs, tasks), target outputs and source outputs (pairs, longest,
            tasks).
        """
        length = tokens.shape[1]
        rotations = self.rotations(length)
        seen = (torch.arange(length)[None] < lengths[:, None])[:, None, None]
        with torch.no_grad():
            mask = seen.expand(-1, -1, length, -1)
            causal = torch.ones(length, length, dtype=torch.bool).tril()[None, None]
            lower = mask if self.sees_ahead else causal
            hidden = self.embedding[tokens].float() * self.width**0.5
            for layer in self.lower:
                hidden = layer(hidden, rotations[layer.kind], lower)
        for layer in self.upper:
            hidden = layer(hidden, rotations[layer.kind], mask)
        final = torch.nn.functional.rms_norm(hidden, (self.width,), None, 1e-6)
        pooled = [mean_where(final, sides == side) for side in (1, 2)]
        last = final[torch.arange(len(tokens)), lengths - 1]
        return self.sentence(torch.cat([*pooled, last], -1)), self.target(final), self.source(final)


def mean_where(states: Tensor, chosen: Tensor) -> Tensor:
    weight = chosen[..., None].float()
    return (states * weight).sum(1) / weight.sum(1).clamp(min=1)


def new_heads(width: int) -> list[nn.Linear]:
    """Return untrained heads over states of this width: of the sentence, the target, the source."""
    sizes = ((3 * width, SENTENCE_TAGS), (width, TARGET_TAGS), (width, SOURCE_TAGS))
    heads = [nn.Linear(inputs, len(tags)) for inputs, tags in sizes]
    for head in heads:
        nn.init.normal_(head.weight, std=0.01)
        nn.init.zeros_(head.bias)
    return heads
