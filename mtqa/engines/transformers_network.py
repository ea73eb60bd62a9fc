"""Any causal language model of `transformers` as a network for scoring.

Single precision on a CPU, bfloat16 on CUDA. Runs are padded to the longest of their group; runs
that continue the same parent reuse its key-value cache.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.engines.flat_batch import TokenRun
from mtqa.errors import ModelDamagedError

if TYPE_CHECKING:
    from torch import Tensor

_DEFAULT_CONTEXT = 1024
"""Context assumed for a model that states none."""


class TransformersNetwork:
    """A `transformers` model behind the interface of `GemmaNetwork`."""

    def __init__(self, folder: Path, device: str) -> None:
        """Load the model in `folder` onto `device`.

        Raises:
            ModelDamagedError: `transformers` cannot load it.
        """
        import torch
        from transformers import AutoModelForCausalLM

        try:
            model: Any = AutoModelForCausalLM.from_pretrained(
                folder,
                dtype=torch.bfloat16 if device == "cuda" else torch.float32,
                local_files_only=True,
                trust_remote_code=False,
                use_safetensors=True,
            )
        except Exception as error:  # whatever transformers and safetensors may raise
            reason = (str(error) or type(error).__name__).splitlines()[0]
            raise ModelDamagedError(
                f"{folder} cannot be loaded as a causal language model ({reason}): "
                "get the model again or give another folder"
            ) from error
        self._model = model.to(device).eval()
        self._device = device

    @property
    def context(self) -> int:
        """Longest sequence that it was made for."""
        return int(getattr(self._model.config, "max_position_embeddings", _DEFAULT_CONTEXT))

    def run(self, runs: Sequence[TokenRun]) -> list[list[float]]:
        """Compute the runs of one batch, see `GemmaNetwork.run`."""
        import torch

        logprobs: list[list[float]] = [[] for _ in runs]
        order = sorted(range(len(runs)), key=lambda at: -1 if (p := runs[at].parent) is None else p)
        with torch.inference_mode():
            for parent, members in groupby(order, key=lambda at: runs[at].parent):
                group = list(members)
                output, before = self._forward(runs, parent, group)
                for row, at in enumerate(group):
                    logprobs[at] = self._logprobs(runs[at], output.logits[row], before)
        return logprobs

    def _forward(
        self, runs: Sequence[TokenRun], parent: int | None, group: Sequence[int]
    ) -> tuple[Any, Tensor | None]:
        """Compute runs of one parent; return the output and the parent's prediction of what comes.

        The prediction has the shape (vocabulary,) and is None without a parent.
        """
        import torch

        longest = max(len(runs[at].tokens) for at in group)
        tokens = torch.zeros((len(group), longest), dtype=torch.long)
        present = torch.zeros_like(tokens)
        for row, at in enumerate(group):
            tokens[row, : len(runs[at].tokens)] = torch.tensor(runs[at].tokens)
            present[row, : len(runs[at].tokens)] = 1
        cache, before = None, None
        if parent is not None:
            prefix = torch.tensor([runs[parent].tokens], device=self._device)
            read = self._model(prefix, use_cache=True)
            cache, before = read.past_key_values, read.logits[0, -1]
            cache.batch_repeat_interleave(len(group))
            seen = torch.ones((len(group), prefix.shape[1]), dtype=torch.long)
            present = torch.cat((seen, present), dim=1)
        output = self._model(
            tokens.to(self._device),
            attention_mask=present.to(self._device),
            past_key_values=cache,
            use_cache=cache is not None,
        )
        return output, before

    def _logprobs(self, run: TokenRun, logits: Tensor, before: Tensor | None) -> list[float]:
        """Return the log-probabilities of the scored tokens of a run."""
        import torch

        places = [at for at, wanted in enumerate(run.scored) if wanted]
        if not places:
            return []
        predicting = torch.stack(
            [before if at == 0 and before is not None else logits[at - 1] for at in places]
        ).float()
        words = torch.tensor([run.tokens[at] for at in places], device=predicting.device)
        chosen = predicting.gather(1, words[:, None])[:, 0]
        found: list[float] = (chosen - predicting.logsumexp(-1)).tolist()
        return found
