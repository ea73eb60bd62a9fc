"""Gains of wordings on good translations and on the same with an error, and what is fitted to them.

What `calibrate_exchange.py` and `calibrate_contraries.py` share.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import logistic
import numpy as np
from report import kept_lines, save_results

from mtqa.benchmarks.statistics import auroc
from mtqa.checks import trial
from mtqa.checks.grading import SURE
from mtqa.checks.passage import Pair, Passage
from mtqa.engines.store import ModelStore
from mtqa.language.rewording import Rewording
from mtqa.metrics.logistic import log_odds
from mtqa.metrics.repair import bounded_gain

WEIGHTS = Path(trial.__file__).parent / "data" / "trials.json"
RIDGE = 1e-3

Wordings = Callable[[Pair], list[Rewording]]
"""Gives what is tried in a translation."""


class Answer(NamedTuple):
    """What the model says of a translation."""

    pair: str
    gain: float
    wrong: bool


def kept(file: Path, good: Iterable[Pair], wordings: Wordings) -> list[Answer]:
    """Return the answers from a file, to which they are written as they come if it is not there."""
    return [Answer(*answer) for answer in kept_lines(file, lambda: answers(good, wordings))]


def answers(good: Iterable[Pair], wordings: Wordings) -> Iterator[Answer]:
    """Yield the gains on each good translation, and on it with one of the wordings put in."""
    model = ModelStore().language_model("gemma3-270m")
    chance = random.Random(0)
    for pair in good:
        tried = wordings(pair)
        if not tried:
            continue
        text = chance.choice(tried).applied(pair.target.text)
        damaged = Pair(Passage(text, pair.target.language), pair.source)
        for version, wrong in ((pair, False), (damaged, True)):
            (found,) = trial.best_wordings([(version, wordings(version))], model)
            if found is not None:
                languages = f"{pair.source.language}-{pair.target.language}"
                yield Answer(languages, round(found.gain, 3), wrong)


def calibrate(
    kind: trial.Kind, rarer: float, found: list[Answer], parts: dict[str, list[Answer]]
) -> None:
    """Fit and write the weights of a kind, and save what they give for each part.

    Args:
        kind: What was tried.
        rarer: How many times rarer errors count in copy than here, where every second translation
            has one. They are rarer than any such number, but the gains of good translations end
            more abruptly than the logistic curve.
        found: The answers to fit to.
        parts: The same in parts, for the report.
    """
    inputs = np.array([[bounded_gain(one.gain)] for one in found])
    wrong = np.array([float(one.wrong) for one in found])
    intercept, slopes = logistic.fit(inputs, wrong, RIDGE)
    weights = [round(float(slopes[0]), 4), round(intercept - float(np.log(rarer)), 4)]
    stored = json.loads(WEIGHTS.read_text("utf-8")) | {kind: weights}
    WEIGHTS.write_text(json.dumps(stored) + "\n", encoding="utf-8")
    least = (log_odds(SURE) - weights[1]) / weights[0]
    results = {name: described(part, least) for name, part in parts.items()}
    save_results(f"{kind}-calibration", {"sure from a gain of": round(least, 2)} | results)


def described(found: list[Answer], least: float) -> dict:
    gains = np.array([one.gain for one in found])
    wrong = np.array([one.wrong for one in found])
    return {
        "good": int((~wrong).sum()),
        "with an error": int(wrong.sum()),
        "AUROC": round(auroc(wrong, gains), 4),
        "greatest gain of a good one": round(float(gains[~wrong].max()), 2),
        "sure and good": int((gains[~wrong] >= least).sum()),
        "sure and wrong": round(float((gains[wrong] >= least).mean()), 3),
    }
