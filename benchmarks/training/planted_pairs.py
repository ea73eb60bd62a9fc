"""Good translations and the same with one error: what the fidelity tagger is trained on.

Only the half of the development data on which nothing is reported: every second document of NTREX,
every second row of DEMETR. The planter of the benchmarks changes numbers, dates, names and
negations of the news, and DEMETR brings further kinds. All are translations into English.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mtqa.benchmarks.demetr import LANGUAGES
from mtqa.benchmarks.planting import lower_case_words, plant

SOURCES = ("ar", "ru", "de", "fr")
FORMAL = (
    "base_id33_empty",
    "base_id33_shuffle_trans",
    "base_id35_reference",
    "minor_id30_tokenized",
    "minor_id31_full_lower",
)
"""Kinds of DEMETR in which no single word is wrong."""


@dataclass(frozen=True)
class PlantedPair:
    """A pair, and the good translation that it was made from."""

    data_set: str
    pair: str
    kind: str
    source: str
    target: str
    good: str


def planted_pairs(data: Path, seed: int = 1) -> list[PlantedPair]:
    """Return all pairs, the sets mixed, versions of one sentence together."""
    chance = random.Random(seed)
    groups = [*_news(data, chance), *_demetr(data)]
    chance.shuffle(groups)
    return [pair for group in groups for pair in group]


def _tuning_rows(data: Path) -> list[dict]:
    rows = _rows(data / "ntrex.jsonl.gz")
    documents = set(list(dict.fromkeys(row["document"] for row in rows))[::2])
    return [row for row in rows if row["document"] in documents]


def _rows(path: Path) -> list[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _news(data: Path, chance: random.Random) -> Iterator[list[PlantedPair]]:
    vocabulary = lower_case_words(row["en"] for row in _rows(data / "ntrex.jsonl.gz"))
    for number, row in enumerate(_tuning_rows(data)):
        good = row["en"]
        versions = plant(good, vocabulary, f"tune/{number}")
        for language in SOURCES:
            group = [PlantedPair("ntrex", f"{language}-en", "clean", row[language], good, good)]
            for kind, version in versions.items():
                if kind in ("number", "date") or chance.random() < 0.5:
                    group.append(
                        PlantedPair(
                            "ntrex", f"{language}-en", kind, row[language], version.text, good
                        )
                    )
            yield group


def _demetr(data: Path) -> Iterator[list[PlantedPair]]:
    seen = set()
    for row in _rows(data / "demetr.jsonl.gz")[::2]:
        pair, good = f"{LANGUAGES[row['source_lang']]}-en", row["good"]
        group = []
        if (row["source"], good) not in seen:
            seen.add((row["source"], good))
            group.append(PlantedPair("demetr", pair, "clean", row["source"], good, good))
        if row["perturbation"] not in FORMAL and row["bad"].strip():
            group.append(
                PlantedPair("demetr", pair, row["perturbation"], row["source"], row["bad"], good)
            )
        if group:
            yield group
