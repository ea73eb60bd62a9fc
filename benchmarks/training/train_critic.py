"""Train the pair critic: low-rank changes of the language model's layers, and its heads.

    python benchmarks/training/train_critic.py DATA MODEL WORK
    python benchmarks/training/train_critic.py DATA MODEL WORK --go-on --seed 2 --rate 4e-4

The second trains further what the first has made, with other damage. Each keeps
`WORK/critic.safetensors` (changes and heads in 32 bits) as it goes, and at the end writes
`mtqa/metrics/data/pair_critic.safetensors`; about an hour on two cores that multiply bfloat16 in
hardware.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
import torch
from adapted_network import SPLIT, TOP, AdaptedNetwork
from critic_examples import ASSESSED, Example, Examples, Group, held_back, rows_of
from safetensors import safe_open
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy
from torch.nn.functional import softplus

from mtqa.engines.manifest import Manifest
from mtqa.metrics import pair_critic
from mtqa.metrics.pair_reading import passage, piece_offset

PARAMETERS = Path(pair_critic.__file__).parent / "data" / pair_critic.PARAMETERS

START = 2
BATCH_TOKENS = 1536
LONGEST = 320
POOL = 2000
WARM_UP = 0.04
WEIGHTS = {
    "assessment": 1.0,
    "critical": 1.0,
    "target_bad": 1.5,
    "source_bad": 0.5,
    "wrong": 4.0,
    "gap": 4.0,
    "order": 0.5,
}
"""How much each task counts; words are averaged over their sentence."""
WORD_TASKS = ("target_bad", "wrong", "gap", "source_bad")


class Encoded:
    """An example in tokens."""

    def __init__(self, example: Example, tokenizer: Tokenizer) -> None:
        self.example = example
        pieces = passage(example.source, example.target, *example.pair.split("-"))
        encodings = tokenizer.encode_batch([p.text for p in pieces], add_special_tokens=False)
        self.tokens = [START]
        self.sides = [0]
        last: dict[int, list[tuple[int, int, int]]] = {1: [], 2: []}
        for number, encoding in enumerate(encodings):
            side = {1: 1, 3: 2}.get(number, 0)
            if side:
                shift = piece_offset(example.source if side == 1 else example.target)
                last[side] = [
                    (len(self.tokens) + at, start + shift, end + shift)
                    for at, (start, end) in enumerate(encoding.offsets)
                ]
            self.tokens += encoding.ids
            self.sides += [side] * len(encoding.ids)
        self.words = {}
        for task in WORD_TASKS:
            placed = last[1 if task == "source_bad" else 2]
            self.words[task] = _place(getattr(example, task), placed)


def _place(labels: list, tokens: list[tuple[int, int, int]]) -> list[tuple[int, float]]:
    """Move the label of each word to its last token."""
    found = []
    at = 0
    for (start, end), label in labels:
        while at < len(tokens) and tokens[at][2] <= start:
            at += 1
        last = at
        while last + 1 < len(tokens) and tokens[last + 1][1] < end:
            last += 1
        if last < len(tokens) and tokens[last][1] < end:
            found.append((tokens[last][0], label))
    return found


def batches(groups: list[Group], tokenizer: Tokenizer, chance: random.Random):
    """Yield batches of encoded groups of about the same length, and the share of groups done."""
    for begin in range(0, len(groups), POOL):
        encoded = [[Encoded(e, tokenizer) for e in group] for group in groups[begin : begin + POOL]]
        encoded = [g for g in encoded if max(len(e.tokens) for e in g) <= LONGEST]
        encoded.sort(key=lambda g: max(len(e.tokens) for e in g))
        packed: list[list[list[Encoded]]] = [[]]
        for group in encoded:
            longest = max(len(e.tokens) for e in group)
            count = sum(map(len, packed[-1])) + len(group)
            if packed[-1] and count * longest > BATCH_TOKENS:
                packed.append([])
            packed[-1].append(group)
        chance.shuffle(packed)
        for number, batch in enumerate(packed):
            yield batch, (begin + POOL * number / len(packed)) / len(groups)


def padded(encoded: list[Encoded]) -> tuple[torch.Tensor, ...]:
    longest = max(len(e.tokens) for e in encoded)
    tokens = torch.zeros(len(encoded), longest, dtype=torch.long)
    sides = torch.zeros(len(encoded), longest, dtype=torch.long)
    for row, e in enumerate(encoded):
        tokens[row, : len(e.tokens)] = torch.tensor(e.tokens)
        sides[row, : len(e.tokens)] = torch.tensor(e.sides)
    return tokens, torch.tensor([len(e.tokens) for e in encoded]), sides


def losses(network: AdaptedNetwork, batch: list[list[Encoded]]) -> dict[str, torch.Tensor]:
    """Return the sum of each task's loss over the batch."""
    encoded = [e for group in batch for e in group]
    sentence, target, source = network(*padded(encoded))
    found = {}
    assessed = [(n, e.example.assessment) for n, e in enumerate(encoded)]
    assessed = [(n, z) for n, z in assessed if z is not None]
    if assessed:
        rows, wanted = zip(*assessed, strict=True)
        error = sentence[list(rows), 0] - torch.tensor(wanted).clamp(-3, 2)
        found["assessment"] = error.square().sum()
    judged = [(n, e.example.critical) for n, e in enumerate(encoded)]
    judged = [(n, votes) for n, votes in judged if votes is not None]
    if judged:
        rows, wanted = zip(*judged, strict=True)
        found["critical"] = cross_entropy(
            sentence[list(rows), 1], torch.tensor(wanted), reduction="sum"
        )
    for task, outputs, column in (
        ("target_bad", target, 0),
        ("wrong", target, 1),
        ("gap", target, 2),
        ("source_bad", source, 0),
    ):
        places = [(n, at, y) for n, e in enumerate(encoded) for at, y in e.words[task]]
        if places:
            rows, at, wanted = zip(*places, strict=True)
            weight = torch.tensor([1.0 / len(encoded[n].words[task]) for n in rows])
            found[task] = cross_entropy(
                outputs[list(rows), list(at), column],
                torch.tensor(wanted),
                weight=weight,
                reduction="sum",
            )
    ordered, position = [], 0
    for group in batch:
        ordered += [(position, position + n) for n in range(1, len(group))]
        position += len(group)
    if ordered:
        good, bad = torch.tensor(ordered).T
        found["order"] = softplus(-2 * (sentence[good, 0] - sentence[bad, 0])).sum()
    return found


def watch(network: AdaptedNetwork, data: Path, tokenizer: Tokenizer, count: int = 100) -> str:
    """Return Pearson's correlation on rows that are held back."""
    told = []
    for pair in ASSESSED:
        rows = rows_of(data / "mlqe-da" / f"{pair}.train.jsonl.gz")
        rows = [row for number, row in enumerate(rows) if held_back(number)][:count]
        encoded = [Encoded(Example(pair, r["source"], r["target"]), tokenizer) for r in rows]
        found = []
        with torch.no_grad():
            for begin in range(0, len(rows), 20):
                found += network(*padded(encoded[begin : begin + 20]))[0][:, 0].tolist()
        told.append(f"{pair} {np.corrcoef(found, [row['z'] for row in rows])[0, 1]:.3f}")
    return ", ".join(told)


def read_parameters(network: AdaptedNetwork) -> None:
    """Go on from what comes with mtqa."""
    with safe_open(PARAMETERS, framework="pt") as file, torch.no_grad():
        for name, parameter in network.named_parameters():
            if parameter.requires_grad:
                parameter.copy_(file.get_tensor(_published(name)).float())


def _published(name: str) -> str:
    """Return what a parameter is called in the file that comes with mtqa."""
    first, *rest = name.split(".")
    if first == "upper":
        number, _, part, kind = rest
        return f"{kind}.{SPLIT + int(number)}.{part}"
    return f"head.{first}" + (" bias" if rest == ["bias"] else "")


def write_parameters(trained: dict[str, torch.Tensor], model: Path) -> None:
    """Write what comes with mtqa, in 16 bits."""
    tensors = {_published(name): tensor.half() for name, tensor in trained.items()}
    description = {
        "model_sha256": Manifest.read(model).sha256,
        "first": SPLIT,
        "end": TOP,
    }
    save_file(tensors, PARAMETERS, {"description": json.dumps(description)})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--go-on", action="store_true", help="from the parameters in the package")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=5e-4)
    arguments = parser.parse_args()
    torch.set_num_threads(2)
    torch.manual_seed(arguments.seed)
    arguments.work.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(arguments.model / "tokenizer.json"))
    tokenizer.encode_special_tokens = True
    groups = Examples(arguments.data, arguments.seed).groups()
    network = AdaptedNetwork(arguments.model)
    if arguments.go_on:
        read_parameters(network)
        print("before:", watch(network, arguments.data, tokenizer), flush=True)
    optimiser = torch.optim.AdamW(network.parameters(), lr=arguments.rate, weight_decay=0.01)
    began = time.time()
    means: dict[str, float] = {}
    for step, (batch, done) in enumerate(
        batches(groups, tokenizer, random.Random(arguments.seed)), start=1
    ):
        for part in optimiser.param_groups:
            course = min(done / WARM_UP + 0.02, 1.0, (1 - done) / (1 - WARM_UP) + 0.01)
            part["lr"] = arguments.rate * course
        found = losses(network, batch)
        size = sum(map(len, batch))
        total = sum(WEIGHTS[task] * loss for task, loss in found.items()) / size
        optimiser.zero_grad()
        total.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        for task, loss in found.items():
            means[task] = 0.98 * means.get(task, loss.item() / size) + 0.02 * loss.item() / size
        if step % 50 == 0:
            shown = ", ".join(f"{task} {value:.3f}" for task, value in sorted(means.items()))
            print(f"{step} {done:.1%} {time.time() - began:.0f} s: {shown}", flush=True)
        if step % 400 == 0:
            print("  held:", watch(network, arguments.data, tokenizer), flush=True)
            save_file(network.trained(), arguments.work / "critic.safetensors")
    save_file(network.trained(), arguments.work / "critic.safetensors")
    write_parameters(network.trained(), arguments.model)
    print("  held:", watch(network, arguments.data, tokenizer), flush=True)


if __name__ == "__main__":
    main()
