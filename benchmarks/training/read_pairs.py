"""Have the language model read MLQE-PE and WMT21 pairs, a chunk of rows at a time.

    python benchmarks/training/read_pairs.py DATA MODEL READINGS

What is there is not read again, so it can be stopped and started. The rows are those of the
parameters that come with mtqa, about an hour and a half on two cores; more of them help most where
the curve still rises, Russian and Estonian.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from readings import load_rows, save_tokens, save_whole

from mtqa.engines.language_model_folder import load_language_model
from mtqa.engines.store import ModelStore
from mtqa.metrics.pair_reading import STATE_LAYERS, read_pairs

TRAIN = {
    "mlqe-da": {"ru-en": 3500, "et-en": 3400, "ro-en": 1700, "en-de": 1700, "en-zh": 1700},
    "wmt21-critical": {"en-de": 850, "en-zh": 850, "en-ja": 850},
}
"""Training rows of each data set and language pair."""
DEV = 400
CHUNK = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("readings", type=Path)
    arguments = parser.parse_args()
    model = load_language_model(arguments.model)
    encoder = ModelStore().encoder("use-multilingual")
    arguments.readings.mkdir(parents=True, exist_ok=True)
    (arguments.readings / "model.sha256").write_text(model.identity.sha256 + "\n")
    for data_set, pairs in TRAIN.items():
        for pair, count in pairs.items():
            for split, limit in (("dev", DEV), ("train", count)):
                rows = load_rows(arguments.data / data_set / f"{pair}.{split}.jsonl.gz")[:limit]
                for begin in range(0, len(rows), CHUNK):
                    path = arguments.readings / f"{data_set}.{pair}.{split}.{begin:05d}.npz"
                    if not path.exists():
                        read_chunk(model, encoder, rows[begin : begin + CHUNK], pair, path)
                        print(path.name, flush=True)


def read_chunk(model, encoder, rows: list[dict], pair: str, path: Path) -> None:
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
