"""Train the critic of added words on EmbeddingGemma, from the pair critic that was trained on it.

    python benchmarks/training/train_added_words.py DATA ENCODER WORK

It keeps `WORK/added.safetensors` as it goes and at the end writes what comes with mtqa; some forty
minutes on two cores that multiply bfloat16 in hardware. On the way it tells how well the highest
log-odds of a word tell translations with a word put in from good ones, all of them held back.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path
from typing import ClassVar

import numpy as np
import torch
from adapted_encoder import AdaptedEncoder
from added_examples import AddedExamples
from calibrate_added_words import chosen_pairs
from critic_examples import Group, damaged
from planted_pairs import ADDITION, PlantedPair
from safetensors.torch import save_file
from train_critic import (
    Encoded,
    padded,
    published_tensors,
    read_parameters,
    training,
    write_parameters,
)

from mtqa.benchmarks.statistics import auroc
from mtqa.engines.store import ModelStore
from mtqa.metrics.added_word_critic import ADDED_WORD_PARAMETERS
from mtqa.metrics.pair_critic import GEMMA_ENCODER_PARAMETERS, TARGET_TAGS

ADDED = TARGET_TAGS.index("wrong")
"""The output that is trained: a word that was added is one that is wrong."""
WATCHED = 300
"""Good translations that are watched on the way."""
SHARES = (0.0035, 0.01, 0.05)
REAL_TIMES = 2
"""How often the words are read that DEMETR put in."""


class AddedWordNetwork(AdaptedEncoder):
    """The encoder, trained for this task."""

    published = ADDED_WORD_PARAMETERS
    weights: ClassVar = dict.fromkeys(AdaptedEncoder.weights, 0.0) | {"wrong": 1.0, "order": 0.2}


def highest(pairs: list[PlantedPair], network: AddedWordNetwork) -> np.ndarray:
    """Return the highest log-odds of a word of each pair."""
    found = np.zeros(len(pairs))
    order = sorted(range(len(pairs)), key=lambda n: len(pairs[n].source) + len(pairs[n].target))
    for begin in range(0, len(order), 16):
        own = order[begin : begin + 16]
        read = [damaged(p.pair, p.source, p.good, p.target) for p in map(pairs.__getitem__, own)]
        encoded = [Encoded(example, network) for example in read]
        with torch.no_grad():
            told = network(*padded(encoded))[1][..., ADDED]
        for row, (number, one) in enumerate(zip(own, encoded, strict=True)):
            found[number] = max(float(told[row, at]) for at, _ in one.words["wrong"])
    return found


def watch(pairs: list[PlantedPair], network: AddedWordNetwork) -> str:
    damaged = np.array([pair.kind == ADDITION for pair in pairs])
    told = highest(pairs, network)
    shares = [
        f"{(told[damaged] > np.quantile(told[~damaged], 1 - share)).mean():.3f} at {share:.2%}"
        for share in SHARES
    ]
    return f"AUROC {auroc(damaged, told):.3f}, found {', '.join(shares)}"


def train(
    network: AddedWordNetwork,
    groups: list[Group],
    watched: list[PlantedPair],
    rate: float,
    seed: int,
    file: Path,
) -> None:
    began = time.time()
    for step, done, _ in training(network, groups, rate, seed):
        if step % 300 == 0:
            told = watch(watched, network)
            print(f"{step} {done:.1%} {time.time() - began:.0f} s: {told}", flush=True)
            save_file(network.trained(), file)
    save_file(network.trained(), file)


def published(network: AddedWordNetwork) -> dict[str, torch.Tensor]:
    """Return the changes, and of the heads the output that was trained."""
    named = published_tensors(network)
    kept = {name: tensor for name, tensor in named.items() if not name.startswith("head.")}
    for name in ("head.target", "head.target bias"):
        kept[name] = named[name][ADDED : ADDED + 1]
    return kept


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=3e-4)
    arguments = parser.parse_args()
    torch.set_num_threads(2)
    torch.manual_seed(arguments.seed)
    arguments.work.mkdir(parents=True, exist_ok=True)
    encoder = ModelStore().encoder("use-multilingual")
    examples = AddedExamples(arguments.data, arguments.seed, encoder)
    groups = [*examples.damaged_groups(), *examples.minimal_pairs() * REAL_TIMES]
    random.Random(arguments.seed).shuffle(groups)
    network = AddedWordNetwork(arguments.model)
    read_parameters(network, GEMMA_ENCODER_PARAMETERS)
    held = chosen_pairs(arguments.data)
    random.Random(arguments.seed).shuffle(held)
    good = [pair for pair in held if pair.kind != ADDITION][:WATCHED]
    watched = [pair for pair in held if pair.kind == ADDITION] + good
    print("before:", watch(watched, network), flush=True)
    file = arguments.work / "added.safetensors"
    train(network, groups, watched, arguments.rate, arguments.seed, file)
    write_parameters(network, published(network))
    print("after, all that is held:", watch(held, network), flush=True)


if __name__ == "__main__":
    main()
