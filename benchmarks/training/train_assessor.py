"""Train a pair critic further on what people rated of one language pair, and on nothing else.

    python benchmarks/training/train_assessor.py DATA MODEL PAIR

MODEL is what the critic was trained on, as for `train_critic.py`. Every rating is read once, which
takes from five (E5) to seventeen minutes (EmbeddingGemma) on two cores; the second time it learns
them by heart, and tells worse of others. At the end it writes what comes with mtqa.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np
import torch
from critic_examples import Example, held_back, rows_of
from train_critic import (
    Encoded,
    Network,
    adapted,
    padded,
    published_tensors,
    read_parameters,
    training,
    write_parameters,
)

from mtqa.metrics.assessors import ASSESSED, assessor_parameters
from mtqa.metrics.pair_critic import CRITIC_PARAMETERS


def correlation(network: Network, pair: str, rows: list[dict]) -> float:
    """Return Pearson's correlation of what it says with what people said."""
    encoded = [Encoded(Example(pair, row["source"], row["target"]), network) for row in rows]
    order = sorted(range(len(rows)), key=lambda at: len(encoded[at].tokens))
    told = np.zeros(len(rows))
    for begin in range(0, len(order), 24):
        own = order[begin : begin + 24]
        with torch.no_grad():
            told[own] = network(*padded([encoded[at] for at in own]))[0][:, 0].numpy()
    return float(np.corrcoef(told, [row["z"] for row in rows])[0, 1])


def assessor_tensors(network: Network) -> dict[str, torch.Tensor]:
    """Return the changes, and of the heads what tells the assessment."""
    named = published_tensors(network)
    kept = {name: tensor for name, tensor in named.items() if not name.startswith("head.")}
    return kept | {name: named[name][:1] for name in ("head.sentence", "head.sentence bias")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("pair", choices=ASSESSED)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=3e-4)
    arguments = parser.parse_args()
    torch.set_num_threads(2)
    torch.manual_seed(arguments.seed)
    pair = arguments.pair
    network = adapted(arguments.model)
    read_parameters(network, network.published)
    network.weights = dict.fromkeys(network.weights, 0.0) | {"assessment": 1.0}
    critic = CRITIC_PARAMETERS.index(network.published)
    network.published = assessor_parameters(pair)[critic]
    rows = rows_of(arguments.data / "mlqe-da" / f"{pair}.train.jsonl.gz")
    held = [row for number, row in enumerate(rows) if held_back(number)]
    print(f"before: {correlation(network, pair, held):.4f}", flush=True)
    groups = [
        [Example(pair, row["source"], row["target"], assessment=row["z"])]
        for number, row in enumerate(rows)
        if not held_back(number)
    ]
    random.Random(arguments.seed - 1).shuffle(groups)
    for step, done, found in training(network, groups, arguments.rate, arguments.seed):
        if step % 20 == 0:
            print(f"{step} {done:.1%}: {found['assessment']:.3f}", flush=True)
    write_parameters(network, assessor_tensors(network))
    print(f"after: {correlation(network, pair, held):.4f}", flush=True)


if __name__ == "__main__":
    main()
