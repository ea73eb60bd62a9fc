"""Training of `WordTagger`: a hidden layer on features and states, with dropout, in torch."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch

from mtqa.metrics.word_tagger import WordTagger, standardised

DATA = Path(__file__).parents[2] / "mtqa" / "metrics" / "data"
EPOCHS = 8
BATCH = 256
DROPOUT = 0.3
INPUT_DROPOUT = 0.2
WEIGHT_DECAY = 0.05
RATE = 1e-3


def train_tagger(
    inputs: np.ndarray,
    wanted: np.ndarray,
    weight: np.ndarray,
    tags: tuple[str, ...],
    model_sha256: str,
    *,
    units: int = 128,
    seed: int = 0,
    epochs: int = EPOCHS,
) -> WordTagger:
    """Train on words.

    Args:
        inputs: Features and states of each word, shape (words, inputs), 16 or 32 bits.
        wanted: 0 or 1 for each tag, shape (words, tags).
        weight: How much each word's tag counts, same shape.
        tags: Names of the tags.
        model_sha256: Hash of the language model that the states are from.
        units: Size of the hidden layer.
        seed: Of the initial weights, the order and the dropout.
        epochs: How often all words are seen.
    """
    torch.manual_seed(seed)
    sample = inputs[:: max(1, len(inputs) // 50_000)].astype(np.float32)
    center, scale = sample.mean(0), sample.std(0) + 1e-3
    network = torch.nn.Sequential(
        torch.nn.Dropout(INPUT_DROPOUT),
        torch.nn.Linear(inputs.shape[1], units),
        torch.nn.ReLU(),
        torch.nn.Dropout(DROPOUT),
        torch.nn.Linear(units, len(tags)),
    )
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=WEIGHT_DECAY)
    steps = epochs * -(-len(inputs) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=RATE, total_steps=steps)
    for _ in range(epochs):
        for chosen in torch.randperm(len(inputs)).split(BATCH):
            at = chosen.numpy()
            batch = torch.from_numpy(standardised(inputs[at].astype(np.float32), center, scale))
            loss = torch.nn.functional.binary_cross_entropy_with_logits(
                network(batch),
                torch.from_numpy(wanted[at].astype(np.float32)),
                torch.from_numpy(weight[at].astype(np.float32)),
            )
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    first, last = network[1], network[4]
    return WordTagger(
        tags=tags,
        calibration={},
        model_sha256=model_sha256,
        center=center,
        scale=scale,
        hidden=_with_bias(first),
        output=_with_bias(last),
    )


def _with_bias(layer: torch.nn.Linear) -> np.ndarray:
    return np.concatenate([layer.weight.detach().numpy().T, layer.bias.detach().numpy()[None]])


def apply_tagger(tagger: WordTagger, inputs: np.ndarray) -> np.ndarray:
    """Return the log-odds of words, shape (words, tags), some thousand at a time."""
    found = []
    for begin in range(0, len(inputs), 8192):
        part = inputs[begin : begin + 8192].astype(np.float32)
        found.append(tagger.logits(part, part[:, :0]))
    return np.concatenate(found)


def save_tagger(tagger: WordTagger, name: str) -> None:
    """Write `mtqa/metrics/data/<name>.npz` in 16 bits."""
    np.savez_compressed(
        DATA / f"{name}.npz",
        description=np.array(
            json.dumps(
                {
                    "tags": tagger.tags,
                    "calibration": tagger.calibration,
                    "model_sha256": tagger.model_sha256,
                }
            )
        ),
        center=tagger.center.astype(np.float32),
        scale=tagger.scale.astype(np.float32),
        hidden=tagger.hidden.astype(np.float16),
        output=tagger.output.astype(np.float16),
    )
