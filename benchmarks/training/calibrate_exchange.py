"""Fit how sure the gain of an exchange makes that two numbers stand in each other's place.

    python benchmarks/training/calibrate_exchange.py DATA READ

READ is a file in which the model's answers are kept, so that a second call starts at once. It
writes `mtqa/checks/data/exchange.json` and `benchmarks/measurements/exchange-calibration.json`. The
pairs are the tuning half of NTREX in both directions and the first FLORES sentences; a language
model that was trained on none of them answers. In each that has two numbers, two are exchanged.
Some forty minutes on one core.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import logistic
import numpy as np
from critic_examples import FIRST_FLORES, rows_of, tuning_news
from report import save_results

from mtqa.benchmarks.statistics import auroc
from mtqa.checks import exchange
from mtqa.checks.grading import SURE
from mtqa.checks.passage import Pair, Passage
from mtqa.checks.rules.exchanged_numbers import exchanges_of_numbers
from mtqa.engines.store import ModelStore
from mtqa.metrics.logistic import log_odds
from mtqa.metrics.repair import bounded_gain

WEIGHTS = Path(exchange.__file__).parent / "data" / "exchange.json"
INTO_ENGLISH = ("ar", "ru", "fr", "es", "de", "zh", "pt", "uk", "tr")
OUT_OF_ENGLISH = ("ar", "ru", "fr", "es", "de", "zh")
FLORES = ("ar-en", "ru-en", "pt-en")
RARER = float(np.log(10))
"""Log-odds by which exchanged numbers count as rarer in copy than here, where every second one is.
They are rarer than that, but the gains of good translations end more abruptly than the logistic
curve: none of 551 gains 3 nats, and with this, 4 make sure."""
RIDGE = 1e-3


class Answer(NamedTuple):
    """What the model says of a translation with two numbers at least."""

    pair: str
    gain: float
    exchanged: bool


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


def answers(data: Path) -> Iterator[Answer]:
    model = ModelStore().language_model("gemma3-270m")
    chance = random.Random(0)
    for good in translations(data):
        exchanges = exchanges_of_numbers(good)
        if not exchanges:
            continue
        text = chance.choice(exchanges).rewording(good.target.text).applied(good.target.text)
        planted = Pair(Passage(text, good.target.language), good.source)
        for pair, exchanged in ((good, False), (planted, True)):
            found = exchange.best_exchange(pair, exchanges_of_numbers(pair), model)
            if found is not None:
                languages = f"{pair.source.language}-{pair.target.language}"
                yield Answer(languages, round(found[1].gain, 3), exchanged)


def kept(file: Path, data: Path) -> list[Answer]:
    """Return the answers from a file, which is written first if it is not there."""
    if not file.exists():
        lines = [json.dumps(answer) + "\n" for answer in answers(data)]
        file.write_text("".join(lines), encoding="utf-8")
    return [Answer(*json.loads(line)) for line in file.read_text("utf-8").splitlines()]


def described(found: list[Answer], least: float) -> dict:
    gains = np.array([one.gain for one in found])
    exchanged = np.array([one.exchanged for one in found])
    return {
        "good": int((~exchanged).sum()),
        "exchanged": int(exchanged.sum()),
        "AUROC": round(auroc(exchanged, gains), 4),
        "greatest gain of a good one": round(float(gains[~exchanged].max()), 2),
        "sure and good": int((gains[~exchanged] >= least).sum()),
        "sure and exchanged": round(float((gains[exchanged] >= least).mean()), 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("read", type=Path)
    arguments = parser.parse_args()
    found = kept(arguments.read, arguments.data)
    inputs = np.array([[bounded_gain(one.gain)] for one in found])
    exchanged = np.array([float(one.exchanged) for one in found])
    intercept, slopes = logistic.fit(inputs, exchanged, RIDGE)
    weights = {"gain": round(float(slopes[0]), 4), "intercept": round(intercept - RARER, 4)}
    WEIGHTS.write_text(json.dumps(weights) + "\n", encoding="utf-8")
    least = (log_odds(SURE) - weights["intercept"]) / weights["gain"]
    parts = {
        "into English": [one for one in found if one.pair.endswith("-en")],
        "out of English": [one for one in found if one.pair.startswith("en-")],
    }
    results = {name: described(part, least) for name, part in parts.items()}
    save_results("exchange-calibration", {"sure from a gain of": round(least, 2)} | results)


if __name__ == "__main__":
    main()
