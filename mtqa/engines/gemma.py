"""A lean forward pass of Gemma 3 for scoring text, in 8-bit integers or in floats.

What it leaves out against a general implementation is what makes it fast on a CPU:

- Sequences lie end to end in one flat batch, so nothing is computed for padding; attention runs
  sequence by sequence.
- A sequence may continue another one of the batch: it attends to that one's keys and values as if
  they were its own past, so a prefix that many continuations share is computed once.
- The output layer, most of the operations of a small model with 262,144 words, is computed only
  for the tokens that are scored, and of each block only the sum of exponentials is kept.

The architecture is that of the Gemma 3 technical report (2025) as `transformers` implements it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from mtqa.engines.flat_batch import FlatBatch, TokenRun
from mtqa.engines.gemma_weights import (
    WEIGHTS,
    FloatWeights,
    IntegerWeights,
    LinearSource,
    Tensors,
    WeightSource,
)
from mtqa.engines.low_rank import ChangedWeights, LowRankChanges
from mtqa.engines.lower_layers import LowerLayers

if TYPE_CHECKING:
    import torch
    from torch import Tensor

Precision = Literal["int8", "float32", "bfloat16"]
"""How weights and products are represented; integers on the CPU only."""
_EPSILON = 1e-6
"""Keeps the scale of a state finite."""


class GemmaNetwork:
    """The network: tokens in, log-probabilities out."""

    def __init__(self, folder: Path, precision: Precision = "int8", device: str = "cpu") -> None:
        """Load `config.json` and `model.safetensors` from `folder`."""
        import torch
        from safetensors import safe_open

        config: dict[str, Any] = json.loads((folder / "config.json").read_text("utf-8"))
        dtype = torch.bfloat16 if precision == "bfloat16" else torch.float32
        self._folder = folder
        self._precision = precision
        self._context = int(config["max_position_embeddings"])
        with safe_open(folder / WEIGHTS, framework="pt") as weights:
            self._body = GemmaBody(config, weights, device, dtype)
        source: WeightSource = (
            IntegerWeights(folder) if precision == "int8" else FloatWeights(folder, device, dtype)
        )
        self._layers = [
            self._body.layer(number, source) for number in range(config["num_hidden_layers"])
        ]
        self._output = source.output()
        self._lower = LowerLayers(self._body, ())

    @property
    def context(self) -> int:
        """Longest sequence that it was made for."""
        return self._context

    def adapted(self, changes: LowRankChanges) -> TwoWayGemma:
        """Return the network whose upper layers are changed and look both ways.

        It shares the embedding and the lower layers with this one, and what these make of a passage
        that both read.
        """
        from safetensors import safe_open

        source = ChangedWeights(
            safe_open(self._folder / WEIGHTS, framework="pt"),
            changes,
            self._body.device,
            self._body.dtype,
            integers=self._precision == "int8",
        )
        upper = [
            self._body.layer(number, source, two_way=True)
            for number in range(changes.first, changes.end)
        ]
        if self._lower.count != changes.first:
            self._lower = LowerLayers(self._body, self._layers[: changes.first])
        return TwoWayGemma(self._body, self._lower, upper)

    def run(self, runs: Sequence[TokenRun]) -> list[list[float]]:
        """Compute one flat batch.

        Args:
            runs: Its runs; a parent stands before its children.

        Returns:
            For each run the log-probability of each scored token, in order.
        """
        import torch

        batch = FlatBatch.of(runs)
        with torch.inference_mode():
            upper = self._layers[self._lower.count :]
            hidden = self._body.through(self._lower.after(batch), batch, upper)
            logprobs: list[float] = []
            if batch.scored:
                before = hidden[torch.tensor(batch.before, device=self._body.device)]
                words = torch.tensor([batch.tokens[at] for at in batch.scored])
                words = words.to(self._body.device)
                predicted = self._body.normalised(before)
                logprobs = self._output(predicted, words).tolist()
        return batch.split(logprobs)


class GemmaBody:
    """What the layers stand on: the embedding of tokens, norms and positions."""

    def __init__(
        self, config: dict[str, Any], weights: Tensors, device: str, dtype: torch.dtype
    ) -> None:
        """Take the embedding and the norms.

        Args:
            config: The model's `config.json`.
            weights: Its weights, named as in a causal language model.
            device: Where everything is computed.
            dtype: In which precision.
        """
        import torch

        self.device = device
        self.dtype = dtype
        self._config = config
        self._embedding = weights.get_tensor("model.embed_tokens.weight")
        self._rotary = RotaryEmbedding(config)
        self._epsilon = float(config["rms_norm_eps"])
        self._norms = {
            name: (weights.get_tensor(name).to(device, torch.float32) + 1.0).to(dtype)
            for name in weights.keys()  # noqa: SIM118, an iterable only through keys()
            if name.endswith("norm.weight")
        }

    def layer(self, number: int, source: LinearSource, *, two_way: bool = False) -> GemmaLayer:
        """Return layer `number`, from 0; with `two_way` it looks both ways."""
        return GemmaLayer(self._config, number, source, self._norms, two_way=two_way)

    def embedded(self, batch: FlatBatch) -> Tensor:
        """Return what the lowest layer gets, shape (tokens, hidden size)."""
        import torch

        rows: Tensor = self._embedding[torch.tensor(batch.tokens)]
        scale: float = rows.shape[1] ** 0.5
        return rows.to(self.device, self.dtype) * scale

    def through(self, hidden: Tensor, batch: FlatBatch, layers: Sequence[GemmaLayer]) -> Tensor:
        """Return the states of a batch, shape (tokens, hidden size), after some more layers."""
        import torch

        positions = torch.tensor(batch.positions, device=self.device)
        for layer in layers:
            hidden = layer(hidden, batch, self._rotary.rotation(layer.kind, positions, self.dtype))
        return hidden

    def normalised(self, hidden: Tensor) -> Tensor:
        """Return what the output layer gets."""
        return _rms_norm(hidden, self._norms["model.norm.weight"], self._epsilon)


class TwoWayGemma:
    """Layers of which the upper ones look both ways, for judging a passage as a whole.

    Of a language model the lower layers let a token see what stands before it, as ever; from the
    first changed one on it sees the whole passage.
    """

    def __init__(self, body: GemmaBody, lower: LowerLayers, upper: Sequence[GemmaLayer]) -> None:
        """Put the upper layers on the lower ones."""
        self._body = body
        self._lower = lower
        self._upper = upper

    def run(self, passages: Sequence[Sequence[int]]) -> list[Tensor]:
        """Return the states of each passage's tokens, shape (tokens, hidden size) each.

        They are scaled to a root mean square of 1.

        Args:
            passages: Token ids of each passage; at least one.
        """
        import torch

        batch = FlatBatch.of(
            [TokenRun(tuple(tokens), (False,) * len(tokens)) for tokens in passages]
        )
        with torch.inference_mode():
            hidden = self._body.through(self._lower.after(batch), batch, self._upper)
            scaled = torch.nn.functional.rms_norm(hidden.float(), hidden.shape[-1:], eps=_EPSILON)
        return [scaled[start:end] for start, end in batch.spans]


class GemmaLayer:
    """One decoder layer: attention and a gated feed-forward part, each normalised twice."""

    def __init__(
        self,
        config: dict[str, Any],
        number: int,
        source: LinearSource,
        norms: dict[str, Tensor],
        *,
        two_way: bool = False,
    ) -> None:
        """Take the weights of layer `number`, from 0, of a model with this `config.json`.

        With `two_way` each token sees all others of its run, not only those before it.
        """
        name = f"model.layers.{number}"
        self._two_way = two_way
        self.kind: str = config["layer_types"][number]
        sliding = self.kind == "sliding_attention"
        self._window: int | None = config["sliding_window"] if sliding else None
        self._heads: int = config["num_attention_heads"]
        self._key_heads: int = config["num_key_value_heads"]
        self._head_width: int = config["head_dim"]
        self._scaling = config["query_pre_attn_scalar"] ** -0.5
        self._epsilon = float(config["rms_norm_eps"])
        self._queries_keys_values = source.linear(number, "queries-keys-values")
        self._attention_output = source.linear(number, "attention-output")
        self._gate_and_up = source.linear(number, "gate-and-up")
        self._down = source.linear(number, "down")
        self._query_norm = norms[f"{name}.self_attn.q_norm.weight"]
        self._key_norm = norms[f"{name}.self_attn.k_norm.weight"]
        self._norms = [
            norms[f"{name}.{kind}_layernorm.weight"]
            for kind in ("input", "post_attention", "pre_feedforward", "post_feedforward")
        ]

    def __call__(self, hidden: Tensor, batch: FlatBatch, rotation: tuple[Tensor, Tensor]) -> Tensor:
        """Return the hidden states after this layer, shape (tokens, hidden size)."""
        before, after, before_feed, after_feed = self._norms
        attended = self._attend(_rms_norm(hidden, before, self._epsilon), batch, rotation)
        hidden = hidden + _rms_norm(attended, after, self._epsilon)
        fed = self._feed(_rms_norm(hidden, before_feed, self._epsilon))
        return hidden + _rms_norm(fed, after_feed, self._epsilon)

    def _feed(self, values: Tensor) -> Tensor:
        import torch

        gate, up = self._gate_and_up(values).chunk(2, dim=-1)
        return self._down(torch.nn.functional.gelu(gate, approximate="tanh").mul_(up))

    def _attend(self, values: Tensor, batch: FlatBatch, rotation: tuple[Tensor, Tensor]) -> Tensor:
        import torch

        width = self._head_width
        split = [self._heads * width, self._key_heads * width, self._key_heads * width]
        queries, keys, plain_values = (
            part.view(len(values), -1, width)
            for part in torch.split(self._queries_keys_values(values), split, dim=-1)
        )
        queries = _rotate(_rms_norm(queries, self._query_norm, self._epsilon), rotation)
        keys = _rotate(_rms_norm(keys, self._key_norm, self._epsilon), rotation)
        groups = self._heads // self._key_heads
        queries = queries.transpose(0, 1)
        keys = keys.transpose(0, 1).repeat_interleave(groups, dim=0)
        plain_values = plain_values.transpose(0, 1).repeat_interleave(groups, dim=0)
        attended = torch.empty_like(queries)
        for run, (start, end) in zip(batch.runs, batch.spans, strict=True):
            if self._two_way:
                attended[:, start:end] = torch.nn.functional.scaled_dot_product_attention(
                    queries[None, :, start:end],
                    keys[None, :, start:end],
                    plain_values[None, :, start:end],
                    scale=self._scaling,
                )[0]
                continue
            past = batch.spans[run.parent] if run.parent is not None else (start, start)
            own_keys, own_values = keys[:, start:end], plain_values[:, start:end]
            if run.parent is not None:
                own_keys = torch.cat((keys[:, slice(*past)], own_keys), dim=1)
                own_values = torch.cat((plain_values[:, slice(*past)], own_values), dim=1)
            mask = _attention_mask(end - start, past[1] - past[0], self._window, keys.device)
            attended[:, start:end] = torch.nn.functional.scaled_dot_product_attention(
                queries[None, :, start:end],
                own_keys[None],
                own_values[None],
                attn_mask=mask,
                is_causal=mask is None,
                scale=self._scaling,
            )[0]
        return self._attention_output(attended.transpose(0, 1).reshape(len(values), -1))


class RotaryEmbedding:
    """Cosines and sines of the rotary position embedding, kept for all positions met so far."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._bases = {
            kind: float(parameters["rope_theta"])
            for kind, parameters in config["rope_parameters"].items()
        }
        self._width: int = config["head_dim"]

    def rotation(self, kind: str, positions: Tensor, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
        """Return cosine and sine for each position, shape (tokens, 1, head width)."""
        import torch

        exponents = torch.arange(0, self._width, 2, device=positions.device) / self._width
        angles = positions[:, None].float() * self._bases[kind] ** -exponents
        angles = torch.cat((angles, angles), dim=-1)[:, None]
        return angles.cos().to(dtype), angles.sin().to(dtype)


def _rotate(values: Tensor, rotation: tuple[Tensor, Tensor]) -> Tensor:
    cosine, sine = rotation
    half = values.shape[-1] // 2
    first, second = values.chunk(2, dim=-1)
    rotated = values * cosine
    rotated[..., :half].addcmul_(second, sine[..., :half], value=-1)
    rotated[..., half:].addcmul_(first, sine[..., half:])
    return rotated


def _rms_norm(values: Tensor, factors: Tensor, epsilon: float) -> Tensor:
    import torch

    exact = values.float()
    # Two thirds faster than the mean of squares, which are written out.
    length: Tensor = torch.linalg.vector_norm(exact, dim=-1, keepdim=True)
    scale = length.square_().div_(exact.shape[-1]).add_(epsilon).rsqrt_()
    return (exact * scale).to(values.dtype).mul_(factors)


def _attention_mask(
    length: int, past: int, window: int | None, device: torch.device
) -> Tensor | None:
    """Return which of `past + length` keys each query may see; None for plain causal attention."""
    import torch

    if past == 0 and (window is None or length <= window):
        return None
    distance = (
        torch.arange(past, past + length, device=device)[:, None]
        - torch.arange(past + length, device=device)[None]
    )
    mask = distance >= 0
    return mask if window is None else mask & (distance < window)
