"""Have the language model read good and damaged translations, a chunk at a time; resumable.

python benchmarks/training/read_planted.py DATA MODEL PLANTED
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
from planted_pairs import PlantedPair, planted_pairs
from readings import save_tokens, save_whole

from mtqa.engines.language_model_folder import load_language_model
from mtqa.metrics.pair_reading import STATE_LAYERS, PairReading, read_pairs

CHUNK = 60


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("planted", type=Path)
    arguments = parser.parse_args()
    model = load_language_model(arguments.model)
    arguments.planted.mkdir(parents=True, exist_ok=True)
    (arguments.planted / "model.sha256").write_text(model.identity.sha256 + "\n")
    pairs = planted_pairs(arguments.data)
    for begin in range(0, len(pairs), CHUNK):
        path = arguments.planted / f"{begin:06d}.npz"
        if not path.exists():
            chunk = pairs[begin : begin + CHUNK]
            arrays = save_tokens(read(model, chunk))
            arrays["meta"] = np.array(json.dumps([asdict(pair) for pair in chunk]))
            save_whole(path, arrays)
            print(f"{begin + len(chunk)} of {len(pairs)}", flush=True)


def read(model, chunk: list[PlantedPair]) -> list[PairReading]:
    readings: dict[int, PairReading] = {}
    for languages in dict.fromkeys(pair.pair for pair in chunk):
        places = [at for at, pair in enumerate(chunk) if pair.pair == languages]
        texts = [(chunk[at].source, chunk[at].target) for at in places]
        read = read_pairs(model, texts, *languages.split("-"), STATE_LAYERS)
        readings |= dict(zip(places, read, strict=True))
    return [readings[at] for at in range(len(chunk))]


if __name__ == "__main__":
    main()
