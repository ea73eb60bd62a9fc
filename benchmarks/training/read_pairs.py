"""Have the language model read MLQE-PE and WMT21 pairs, a chunk of rows at a time.

    python benchmarks/training/read_pairs.py DATA MODEL READINGS [--train 1000] [--dev 1000]

What is there is not read again, so it can be stopped and started; language pairs take turns, so
that stopping early leaves all of them with about the same number of rows.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from readings import load_rows, save_tokens, save_whole

from mtqa.engines.language_model_folder import load_language_model
from mtqa.engines.store import ModelStore
from mtqa.metrics.pair_reading import STATE_LAYERS, read_pairs

SETS = {
    "mlqe-da": ("ru-en", "en-de", "en-zh", "ro-en", "et-en"),
    "wmt21-critical": ("en-de", "en-zh", "en-ja"),
}
CHUNK = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("readings", type=Path)
    parser.add_argument("--train", type=int, default=1000)
    parser.add_argument("--dev", type=int, default=1000)
    arguments = parser.parse_args()
    model = load_language_model(arguments.model)
    encoder = ModelStore().encoder("use-multilingual")
    arguments.readings.mkdir(parents=True, exist_ok=True)
    (arguments.readings / "model.sha256").write_text(model.identity.sha256 + "\n")
    limits = {"train": arguments.train, "dev": arguments.dev}
    for begin in range(0, max(limits.values()), CHUNK):
        for data_set, language_pairs in SETS.items():
            for split, limit in limits.items():
                for pair in language_pairs:
                    path = arguments.readings / f"{data_set}.{pair}.{split}.{begin:05d}.npz"
                    if begin < limit and not path.exists():
                        rows = load_rows(arguments.data / data_set / f"{pair}.{split}.jsonl.gz")
                        read_chunk(model, encoder, rows[begin : begin + CHUNK], pair, path)
                        print(path.name, flush=True)


def read_chunk(model, encoder, rows: list[dict], pair: str, path: Path) -> None:
    if not rows:
        return
    texts = [(row["source"], row["target"]) for row in rows]
    readings = read_pairs(model, texts, *pair.split("-"), STATE_LAYERS)
    sources, targets = (encoder.encode([text[side] for text in texts]) for side in (0, 1))
    save_whole(
        path,
        {
            **save_tokens(readings),
            "states": np.stack([reading.states for reading in readings]),
            "similarity": (sources * targets).sum(1),
        },
    )


if __name__ == "__main__":
    main()
