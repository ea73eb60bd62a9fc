"""The network of multilingual E5 small: a BERT encoder (Devlin et al. 2019) of twelve layers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from mtqa.engines.e5_file import E5File

PARTS: Final = {
    "queries-keys-values": ("q", "k", "v"),
    "attention-output": ("ao",),
    "up": ("fi",),
    "down": ("fo",),
}
"""Linear parts of a layer, and the tensors that are joined in each."""

LinearMap = Callable[["Tensor"], "Tensor"]
"""A linear part of a layer, without its bias: (…, inputs) to (…, outputs)."""
LinearMaker = Callable[[int, str, "Tensor"], LinearMap]
"""Makes a linear part of its layer's number, its name and its weight (outputs, inputs)."""


@dataclass(frozen=True, slots=True)
class E5Layer:
    """One layer."""

    maps: dict[str, LinearMap]
    """Its linear parts."""
    biases: dict[str, Tensor]
    """What is added after each."""
    norms: dict[str, tuple[Tensor, Tensor]]
    """Factors and summands of the normalisation after the attention and after the feed-forward."""


class E5Network:
    """The network with linear parts of a choice."""

    def __init__(self, file: E5File, make: LinearMaker, dtype: torch.dtype) -> None:
        """Read the weights.

        Args:
            file: The model file.
            make: Makes the linear parts.
            dtype: Precision of products; sums and normalisations are in single precision.
        """
        import torch

        self._file = file
        self._dtype = dtype
        self._heads = file.heads
        self._epsilon = file.epsilon

        def tensor(name: str, *shape: int) -> Tensor:
            return torch.from_numpy(file.tensor(name).reshape(*shape).copy())

        self._norm = (tensor("emb.ln.w", -1), tensor("emb.ln.b", -1))
        self._places = tensor("emb.pos", -1, file.hidden) + tensor("emb.type", -1, file.hidden)[0]
        self._layers = []
        for number in range(file.layers):
            maps, biases = {}, {}
            for part, names in PARTS.items():
                columns = file.inner if part == "down" else file.hidden
                weight = torch.cat([tensor(f"l{number}.{name}.w", -1, columns) for name in names])
                maps[part] = make(number, part, weight)
                biases[part] = torch.cat([tensor(f"l{number}.{name}.b", -1) for name in names])
            norms = {
                part: (tensor(f"l{number}.{name}.w", -1), tensor(f"l{number}.{name}.b", -1))
                for part, name in (("attention-output", "aln"), ("down", "oln"))
            }
            self._layers.append(E5Layer(maps, biases, norms))

    @property
    def longest(self) -> int:
        """How many tokens it can read at most."""
        return self._file.positions

    def states(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        """Return the last layer's states.

        Args:
            tokens: Shape (texts, longest), padded with any token.
            lengths: Number of tokens of each text.

        Returns:
            Shape (texts, longest, hidden size); those of the padding mean nothing.
        """
        import torch
        from torch.nn.functional import layer_norm

        texts, length = tokens.shape
        words = torch.from_numpy(self._file.word_rows(tokens.reshape(-1).numpy()))
        hidden = words.view(texts, length, -1) + self._places[:length]
        hidden = layer_norm(hidden, hidden.shape[-1:], *self._norm, self._epsilon)
        seen = (torch.arange(length)[None] < lengths[:, None])[:, None, None]
        for layer in self._layers:
            hidden = self._after(hidden, layer, seen)
        return hidden

    def _after(self, hidden: Tensor, layer: E5Layer, seen: Tensor) -> Tensor:
        import torch
        from torch.nn.functional import gelu, layer_norm

        def mapped(part: str, values: Tensor) -> Tensor:
            return layer.maps[part](values.to(self._dtype)).float().add_(layer.biases[part])

        def normed(part: str, values: Tensor) -> Tensor:
            return layer_norm(values, values.shape[-1:], *layer.norms[part], self._epsilon)

        texts, length, width = hidden.shape
        queries, keys, values = (
            part.view(texts, length, self._heads, -1).transpose(1, 2).to(self._dtype)
            for part in mapped("queries-keys-values", hidden).chunk(3, dim=-1)
        )
        # Faster on a processor, for heads this narrow, than torch's fused attention.
        scores = (queries * (width // self._heads) ** -0.5) @ keys.transpose(-1, -2)
        shares = scores.masked_fill_(~seen, -torch.inf).softmax(-1)
        attended = (shares @ values).transpose(1, 2).reshape(texts, length, width)
        hidden = normed("attention-output", mapped("attention-output", attended).add_(hidden))
        return normed("down", mapped("down", gelu(mapped("up", hidden))).add_(hidden))
