"""Fit how sure the gain of an exchange makes that two numbers stand in each other's place.

    python benchmarks/training/calibrate_exchange.py DATA READ

READ is a file in which the model's answers are kept, so that a second call starts at once. It
writes into `mtqa/checks/data/trials.json`, and `benchmarks/measurements/exchange-calibration.json`.
The pairs are the tuning half of NTREX in both directions and the first FLORES sentences; a language
model that was trained on none of them answers. In each that has two numbers, two are exchanged.
Some forty minutes on one core.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from critic_examples import FIRST_FLORES, rows_of, tuning_news
from trials import calibrate, kept

from mtqa.checks.passage import Pair, Passage
from mtqa.checks.rules.exchanged_numbers import exchanges_of_numbers
from mtqa.language.rewording import Rewording

INTO_ENGLISH = ("ar", "ru", "fr", "es", "de", "zh", "pt", "uk", "tr")
OUT_OF_ENGLISH = ("ar", "ru", "fr", "es", "de", "zh")
FLORES = ("ar-en", "ru-en", "pt-en")
RARER = 10


def translations(data: Path) -> Iterator[Pair]:
    """Yield good translations."""
    for row in (row for part in tuning_news(data) for row in part):
        for language in INTO_ENGLISH:
            yield Pair(Passage(row["en"], "en"), Passage(row[language], language))
        for language in OUT_OF_ENGLISH:
            yield Pair(Passage(row[language], language), Passage(row["en"], "en"))
    for languages in FLORES:
        source, target = languages.split("-")
        for row in rows_of(data / "systems" / f"{languages}.flores-dev.jsonl.gz")[:FIRST_FLORES]:
            yield Pair(Passage(row["reference"], target), Passage(row["source"], source))


def wordings(pair: Pair) -> list[Rewording]:
    return [exchange.rewording(pair.target.text) for exchange in exchanges_of_numbers(pair)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("read", type=Path)
    arguments = parser.parse_args()
    found = kept(arguments.read, translations(arguments.data), wordings)
    parts = {
        "into English": [one for one in found if one.pair.endswith("-en")],
        "out of English": [one for one in found if one.pair.startswith("en-")],
    }
    calibrate("exchange", RARER, found, parts)


if __name__ == "__main__":
    main()
