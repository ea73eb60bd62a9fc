"""Good translations and the same with one error, on which the critic's doubts are calibrated.

They are those of the tuning half that `critic_examples` holds back from training, and the first
FLORES sentences. The planter of the benchmarks changes numbers, dates, names and negations, a third
of the words is cut out, and DEMETR brings further kinds. All are translations into English.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from critic_examples import (
    FIRST_FLORES,
    FORMAL,
    NEWS,
    rows_of,
    tuning_news,
    tuning_pairs,
)

from mtqa.benchmarks.demetr import LANGUAGES
from mtqa.benchmarks.planting import lower_case_words, plant

DAMAGED = ("ar-en", "ru-en", "de-en", "fr-en")
"""Language pairs of which there are damaged versions as well."""
ADDITION = "critical_id6_addition"
"""What DEMETR calls a word that it put in."""
FEWEST_CUT = 4
"""Words that are cut out of a sentence at least."""


@dataclass(frozen=True)
class PlantedPair:
    """A pair, and the good translation that it was made from."""

    data_set: str
    pair: str
    kind: str
    source: str
    target: str
    good: str


def planted_pairs(data: Path) -> list[PlantedPair]:
    """Return all pairs."""
    return [*_news(data), *_flores(data), *_demetr(data)]


def _news(data: Path) -> Iterator[PlantedPair]:
    _, rows = tuning_news(data)
    vocabulary = lower_case_words(row["en"] for row in rows_of(data / "ntrex.jsonl.gz"))
    for language in NEWS:
        for number, row in enumerate(rows):
            yield from _versions(
                "ntrex", f"{language}-en", row[language], row["en"], vocabulary, f"news/{number}"
            )


def _flores(data: Path) -> Iterator[PlantedPair]:
    for pair in ("ar-en", "ru-en", "pt-en"):
        rows = rows_of(data / "systems" / f"{pair}.flores-dev.jsonl.gz")
        vocabulary = lower_case_words(row["reference"] for row in rows)
        for number, row in enumerate(rows[:FIRST_FLORES]):
            yield from _versions(
                "flores", pair, row["source"], row["reference"], vocabulary, f"flores/{number}"
            )


def _versions(
    data_set: str, pair: str, source: str, good: str, vocabulary: frozenset[str], seed: str
) -> Iterator[PlantedPair]:
    yield PlantedPair(data_set, pair, "clean", source, good, good)
    if pair not in DAMAGED:
        return
    for kind, version in plant(good, vocabulary, seed).items():
        yield PlantedPair(data_set, pair, kind, source, version.text, good)
    words = good.split()
    cut = len(words) // 3
    if cut >= FEWEST_CUT:
        begin = random.Random(seed).randrange(1, len(words) - cut)
        shorter = " ".join(words[:begin] + words[begin + cut :])
        yield PlantedPair(data_set, pair, "clause", source, shorter, good)


def _demetr(data: Path) -> Iterator[PlantedPair]:
    _, rows = tuning_pairs(data)
    seen = set()
    for row in rows:
        pair, good = f"{LANGUAGES[row['source_lang']]}-en", row["good"]
        if row["source"] not in seen:
            seen.add(row["source"])
            yield PlantedPair("demetr", pair, "clean", row["source"], good, good)
        if row["perturbation"] not in FORMAL and row["bad"].strip():
            yield PlantedPair("demetr", pair, row["perturbation"], row["source"], row["bad"], good)
