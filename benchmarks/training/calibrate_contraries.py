"""Fit how sure the gain of a contrary makes that a word turns round what the source says.

    python benchmarks/training/calibrate_contraries.py DATA READ

READ is a file in which the model's answers are kept, so that a second call starts at once. It
writes into `mtqa/checks/data/trials.json`, and `benchmarks/measurements/contrary-calibration.json`.
The pairs are every twelfth sentence of the tuning half of NTREX in four languages; a language model
that was trained on none of them answers. In each that has a word with a contrary, one is turned
round. The rule asks of surprising words alone, so that fewer good ones gain there. Some thirty
minutes on one core.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from critic_examples import tuning_news
from planted_pairs import DAMAGED
from trials import calibrate, kept

from mtqa.checks.passage import Pair, Passage
from mtqa.language.contraries import contrary_wordings
from mtqa.language.rewording import Rewording

EVERY = 12
RARER = 20
"""More than for exchanged numbers: two sentences in three have a word to try."""


def translations(data: Path) -> Iterator[Pair]:
    """Yield good translations."""
    rows = [row for part in tuning_news(data) for row in part]
    for row in rows[::EVERY]:
        for languages in DAMAGED:
            source, target = languages.split("-")
            yield Pair(Passage(row[target], target), Passage(row[source], source))


def wordings(pair: Pair) -> list[Rewording]:
    return list(contrary_wordings(pair.target.text))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("read", type=Path)
    arguments = parser.parse_args()
    found = kept(arguments.read, translations(arguments.data), wordings)
    parts = {p: [one for one in found if one.pair == p] for p in DAMAGED}
    calibrate("contrary", RARER, found, {"all": found} | parts)


if __name__ == "__main__":
    main()
