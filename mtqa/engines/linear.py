"""Linear layers on 8-bit integers or in floats, and an output layer that is never written out.

Integer products have one scale for each row of the weights and one for each token, so that the
result for a token does not depend on which others share its batch. The inputs of a layer are two
integers each, the second for what the first leaves over.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from mtqa.engines.integer_weight import FINENESS, IntegerWeight, integer_weight

if TYPE_CHECKING:
    from torch import Tensor

_ROWS = 128
"""Tokens for which the output layer is computed at a time."""
_COLUMNS = 4096
"""Words of the vocabulary for which it is computed at a time; what comes out, 2 MB, fits the cache
of a core."""
LOWEST_LOGPROB = -80.0
"""Log-probabilities are cut here, short of where the sum of exponentials would overflow."""


class Linear(Protocol):
    """A linear layer without bias."""

    def __call__(self, values: Tensor) -> Tensor:
        """Multiply `values`, shape (tokens, inputs), into shape (tokens, outputs)."""


class Output(Protocol):
    """An output layer that gives log-probabilities of chosen words only."""

    def __call__(self, states: Tensor, words: Tensor) -> Tensor:
        """Return the log-probability of one word a state.

        Args:
            states: Shape (tokens, inputs).
            words: Their numbers, shape (tokens,).
        """


class FloatLinear:
    """A linear layer in the precision of its weight."""

    def __init__(self, weight: Tensor) -> None:
        """Take the weight, shape (outputs, inputs)."""
        self._weight = weight

    def __call__(self, values: Tensor) -> Tensor:
        """Multiply `values`, shape (tokens, inputs), into shape (tokens, outputs)."""
        import torch

        return torch.nn.functional.linear(values, self._weight)


class IntegerLinear:
    """A linear layer on 8-bit integers."""

    def __init__(self, weight: Tensor, scale: Tensor) -> None:
        """Take a quantised weight: 8-bit integers, shape (inputs, outputs), a scale an output."""
        self._weight = integer_weight(weight, scale)

    def __call__(self, values: Tensor) -> Tensor:
        """Multiply `values`, shape (tokens, inputs), into shape (tokens, outputs)."""
        whole, rest, scale = quantise_finely(values)
        return self._weight.product(whole, rest).mul_(scale)


class FloatOutput:
    """Log-probabilities of given words in the precision of the weight."""

    def __init__(self, weight: Tensor) -> None:
        """Take the weight, shape (words, inputs)."""
        self._weight = weight

    def __call__(self, states: Tensor, words: Tensor) -> Tensor:
        """Return the log-probability of one word a state, see `Output`."""
        import torch

        found = []
        for rows, chosen in zip(torch.split(states, _ROWS), torch.split(words, _ROWS), strict=True):
            logit = (rows * self._weight[chosen]).sum(-1, keepdim=True).float()
            total = torch.zeros(len(rows), device=rows.device)
            for block in torch.split(self._weight, _COLUMNS):
                total += torch.exp((rows @ block.t()).float() - logit).sum(-1)
            found.append(_logprob(total))
        return torch.cat(found)


class IntegerOutput:
    """Log-probabilities of given words on 8-bit integers."""

    def __init__(self, blocks: Sequence[IntegerWeight], weight: Tensor, scale: Tensor) -> None:
        """Take a quantised weight twice.

        Args:
            blocks: What `blocks_of` makes of it, for the sum over all words.
            weight: 8-bit integers, shape (words, inputs), of which only chosen rows are read.
            scale: A scale a word.
        """
        self._blocks = blocks
        self._weight = weight
        self._scale = scale

    def __call__(self, states: Tensor, words: Tensor) -> Tensor:
        """Return the log-probability of one word a state, see `Output`."""
        import torch

        found = []
        for rows, chosen in zip(torch.split(states, _ROWS), torch.split(words, _ROWS), strict=True):
            whole, rest, scale = quantise_finely(rows)
            exact = whole.float().add_(rest, alpha=1.0 / FINENESS)
            logit = (exact * self._weight[chosen].float()).sum(-1, keepdim=True) * scale
            minus_logit = logit.mul_(self._scale[chosen].unsqueeze(1)).neg_()
            total = torch.zeros(len(rows))
            for block in self._blocks:
                product = block.product(whole, rest)
                total += product.mul_(scale).add_(minus_logit).exp_().sum(-1)
            found.append(_logprob(total))
        return torch.cat(found)


def blocks_of(weight: Tensor, scale: Tensor) -> list[IntegerWeight]:
    """Return the weight of an output layer, shape (words, inputs), in blocks of words."""
    import torch

    blocks = zip(torch.split(weight, _COLUMNS), torch.split(scale, _COLUMNS), strict=True)
    return [integer_weight(block.t(), its_scale) for block, its_scale in blocks]


def quantise_rows(values: Tensor) -> tuple[Tensor, Tensor]:
    """Return weights as 8-bit integers and the scale of each row, shape (rows, 1)."""
    import torch

    values = values.float()
    scale = _scale_of_rows(values)
    return (values / scale).round_().to(torch.int8), scale


def quantise_finely(values: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return `values` as two 8-bit integers each and the scale of each row, shape (rows, 1).

    A value is the first, plus 1 / `FINENESS` of the second, times the scale. One integer alone is
    too coarse for the inputs of a layer, among which there are outliers; and the last digits of
    floats, in which processors differ, then tip so many roundings that translations are rated 0.05
    nats a token apart by two kinds of processors. With two integers they are 0.001 apart (and 0.075
    from single precision, because of the weights).
    """
    import torch

    values = values.float()
    scale = _scale_of_rows(values)
    scaled = values / scale
    whole = scaled.round()
    rest = scaled.sub_(whole).mul_(FINENESS).round_()
    return whole.to(torch.int8), rest.to(torch.int8), scale


def _scale_of_rows(values: Tensor) -> Tensor:
    return values.abs().amax(dim=-1, keepdim=True).clamp_(min=1e-10).div_(127.0)


def _logprob(total: Tensor) -> Tensor:
    """Turn the sum over all words of exp(logit − chosen word's logit) into a log-probability."""
    return total.log().neg().clamp_(min=LOWEST_LOGPROB)
