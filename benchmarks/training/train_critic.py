"""Train a pair critic: low-rank changes of a model's layers, and its heads.

    python benchmarks/training/train_critic.py DATA MODEL WORK
    python benchmarks/training/train_critic.py DATA MODEL WORK --go-on --seed 2 --rate 4e-4
    python benchmarks/training/train_critic.py DATA E5_FILE WORK --seed 3 --rate 4e-4 --rated 2
    python benchmarks/training/train_critic.py DATA ENCODER WORK --rate 4e-4
    python benchmarks/training/train_critic.py DATA ENCODER WORK --go-on --mean --seed 2 --rate 4e-4

The second trains further what the first has made, with other damage; the third trains the critic
on multilingual E5, the fourth that on EmbeddingGemma, from the model's folder, and the fifth trains
that further and keeps the mean of before and after, which is better than either (Izmailov et al.
2018). Each keeps `WORK/critic.safetensors` (changes and heads in 32 bits) as it goes, and at the
end writes what comes with mtqa; an hour or a little more on two cores that multiply bfloat16 in
hardware. Where there is a GPU, the two on Gemma are trained there, in larger batches, with
`--everything` if you like; not for several rounds, in which they learn the sentences by heart.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from adapted_e5 import AdaptedE5
from adapted_encoder import AdaptedEncoder
from adapted_network import AdaptedNetwork
from critic_examples import ASSESSED, Example, Examples, Group, held_back, rows_of
from safetensors import safe_open
from safetensors.torch import save_file
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy
from torch.nn.functional import softplus

from mtqa.metrics import pair_critic
from mtqa.metrics.pair_reading import passage, piece_offset

PUBLISHED = Path(pair_critic.__file__).parent / "data"
BATCH_TOKENS = {"cpu": 1536, "cuda": 16384}
LONGEST = 320
POOL = 2000
WARM_UP = 0.04
WORD_TASKS = ("target_bad", "wrong", "gap", "source_bad")

Network = AdaptedNetwork | AdaptedE5


class Encoded:
    """An example in tokens."""

    def __init__(self, example: Example, network: Network) -> None:
        self.example = example
        pieces = passage(example.source, example.target, *example.pair.split("-"))
        encodings = network.tokenizer.encode_batch(
            [p.text for p in pieces], add_special_tokens=False
        )
        self.tokens = [network.start]
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


def batches(groups: list[Group], network: Network, chance: random.Random):
    """Yield batches of encoded groups of about the same length, and the share of groups done."""
    most = BATCH_TOKENS[torch.get_default_device().type]
    for begin in range(0, len(groups), POOL):
        encoded = [[Encoded(e, network) for e in group] for group in groups[begin : begin + POOL]]
        encoded = [g for g in encoded if max(len(e.tokens) for e in g) <= LONGEST]
        encoded.sort(key=lambda g: max(len(e.tokens) for e in g))
        packed: list[list[list[Encoded]]] = [[]]
        for group in encoded:
            longest = max(len(e.tokens) for e in group)
            count = sum(map(len, packed[-1])) + len(group)
            if packed[-1] and count * longest > most:
                packed.append([])
            packed[-1].append(group)
        chance.shuffle(packed)
        size = min(POOL, len(groups) - begin)
        for number, batch in enumerate(packed):
            yield batch, (begin + size * number / len(packed)) / len(groups)


def padded(encoded: list[Encoded]) -> tuple[torch.Tensor, ...]:
    longest = max(len(e.tokens) for e in encoded)
    tokens = torch.zeros(len(encoded), longest, dtype=torch.long)
    sides = torch.zeros(len(encoded), longest, dtype=torch.long)
    for row, e in enumerate(encoded):
        tokens[row, : len(e.tokens)] = torch.tensor(e.tokens)
        sides[row, : len(e.tokens)] = torch.tensor(e.sides)
    return tokens, torch.tensor([len(e.tokens) for e in encoded]), sides


def losses(network: Network, batch: list[list[Encoded]]) -> dict[str, torch.Tensor]:
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


def training(
    network: Network, groups: list[Group], rate: float, seed: int
) -> Iterator[tuple[int, float, dict[str, float]]]:
    """Train batch by batch; yield how many, the share of groups done and each task's mean loss."""
    optimiser = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=0.01)
    for step, (batch, done) in enumerate(batches(groups, network, random.Random(seed)), start=1):
        for part in optimiser.param_groups:
            course = min(done / WARM_UP + 0.02, 1.0, (1 - done) / (1 - WARM_UP) + 0.01)
            part["lr"] = rate * course
        found = losses(network, batch)
        size = sum(map(len, batch))
        total = sum(network.weights[task] * loss for task, loss in found.items()) / size
        optimiser.zero_grad()
        total.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        yield step, done, {task: loss.item() / size for task, loss in found.items()}


def watch(network: Network, data: Path, count: int = 100) -> str:
    """Return Pearson's correlation on rows that are held back."""
    told = []
    for pair in ASSESSED:
        rows = rows_of(data / "mlqe-da" / f"{pair}.train.jsonl.gz")
        rows = [row for number, row in enumerate(rows) if held_back(number)][:count]
        encoded = [Encoded(Example(pair, r["source"], r["target"]), network) for r in rows]
        found = []
        with torch.no_grad():
            for begin in range(0, len(rows), 20):
                found += network(*padded(encoded[begin : begin + 20]))[0][:, 0].tolist()
        told.append(f"{pair} {np.corrcoef(found, [row['z'] for row in rows])[0, 1]:.3f}")
    return ", ".join(told)


def read_parameters(network: Network, published: str) -> None:
    """Go on from one of the files that come with mtqa."""
    with safe_open(PUBLISHED / published, framework="pt") as file, torch.no_grad():
        for name, parameter in network.named_parameters():
            if parameter.requires_grad:
                # What `train_detached.py` adds has to be added again.
                stored = file.get_tensor(_published(name, network))[: len(parameter)]
                parameter.copy_(stored.float())


def _published(name: str, network: Network) -> str:
    """Return what a parameter is called in the file that comes with mtqa."""
    first, *rest = name.split(".")
    if first == "upper":
        number, *_, part, kind = rest
        return f"{kind}.{network.layers[0] + int(number)}.{part}"
    return f"head.{first}" + (" bias" if rest == ["bias"] else "")


def published_tensors(network: Network) -> dict[str, torch.Tensor]:
    """Return what was trained under the names of the file that comes with mtqa."""
    return {_published(name, network): tensor for name, tensor in network.trained().items()}


def write_parameters(network: Network, named: dict[str, torch.Tensor]) -> None:
    """Write what comes with mtqa, in 16 bits."""
    tensors = {name: tensor.half().contiguous() for name, tensor in named.items()}
    first, end = network.layers
    description = {"model_sha256": network.sha256, "first": first, "end": end}
    save_file(tensors, PUBLISHED / network.published, {"description": json.dumps(description)})


def adapted(model: Path) -> Network:
    """Return what is to be trained, by what lies there: E5's file, an encoder or Gemma's folder."""
    if model.is_file():
        return AdaptedE5(model)
    return (AdaptedEncoder if (model / "modules.json").is_file() else AdaptedNetwork)(model)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--go-on", action="store_true", help="from the parameters in the package")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=5e-4)
    parser.add_argument("--everything", action="store_true", help="read all examples, not shares")
    parser.add_argument("--rated", type=int, default=1, help="how often what people rated is read")
    parser.add_argument("--mean", action="store_true", help="of the parameters before and after")
    arguments = parser.parse_args()
    torch.set_num_threads(2)
    if torch.cuda.is_available() and not arguments.model.is_file():
        torch.set_default_device("cuda")
    torch.manual_seed(arguments.seed)
    arguments.work.mkdir(parents=True, exist_ok=True)
    examples = Examples(arguments.data, arguments.seed)
    network = adapted(arguments.model)
    shares = network.further_shares if arguments.go_on else network.shares
    groups = examples.groups({} if arguments.everything else shares)
    for _ in range(arguments.rated - 1):
        groups += [*examples.assessments(), *examples.critical()]
    random.Random(arguments.seed).shuffle(groups)
    if arguments.go_on:
        read_parameters(network, network.published)
        print("before:", watch(network, arguments.data), flush=True)
    before = network.trained()
    began = time.time()
    means: dict[str, float] = {}
    for step, done, found in training(network, groups, arguments.rate, arguments.seed):
        for task, loss in found.items():
            means[task] = 0.98 * means.get(task, loss) + 0.02 * loss
        if step % 50 == 0:
            shown = ", ".join(f"{task} {value:.3f}" for task, value in sorted(means.items()))
            print(f"{step} {done:.1%} {time.time() - began:.0f} s: {shown}", flush=True)
        if step % 200 == 0:
            print("  held:", watch(network, arguments.data), flush=True)
            save_file(network.trained(), arguments.work / "critic.safetensors")
    if arguments.mean:
        with torch.no_grad():
            for name, parameter in network.named_parameters():
                if parameter.requires_grad:
                    parameter.lerp_(before[name], 0.5)
    save_file(network.trained(), arguments.work / "critic.safetensors")
    write_parameters(network, published_tensors(network))
    print("  held:", watch(network, arguments.data), flush=True)


if __name__ == "__main__":
    main()
