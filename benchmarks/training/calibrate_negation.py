"""Fit how much the gain of a repair counts beside the word of the rule about negations.

    python benchmarks/training/calibrate_negation.py DATA READ

READ is a file in which the model's answers are kept, so that a second call starts at once. It
writes `mtqa/checks/data/negation_repair.json` and
`benchmarks/measurements/negation-calibration.json`. The pairs are the tuning halves of NTREX and
DEMETR; a language model that was trained on none of them answers. Some fifteen minutes on one core.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from aligned_pairs import aligned_pairs
from calibrate_fidelity import fit_rising
from critic_examples import NEWS, rows_of, tuning_news, tuning_pairs
from planted_pairs import DAMAGED
from report import save_results

from mtqa.benchmarks.demetr import LANGUAGES
from mtqa.benchmarks.planting import lower_case_words, plant
from mtqa.benchmarks.statistics import auroc
from mtqa.checks import negation_repair
from mtqa.checks.passage import Pair
from mtqa.checks.rules.negation import LEAST, NEGATIONS, rule_confidence
from mtqa.engines.store import ModelStore
from mtqa.language.polarity_comparison import PolarityDifference
from mtqa.metrics.logistic import log_odds
from mtqa.metrics.repair import bounded_gain

WEIGHTS = Path(negation_repair.__file__).parent / "data" / "negation_repair.json"
BUDGET = 0.0005
"""Share of good translations on which the rule may be sure of a lost negation, or a gained one."""
AT_SURE = float(np.log(3.0))
NEGATED = "critical_id8_negation"


class Version(NamedTuple):
    """A translation, good or with a negation changed."""

    pair: str
    source: str
    target: str
    damaged: bool


class Witnessed(NamedTuple):
    """A suspicion with what both witnesses say."""

    change: str
    confidence: float
    gain: float
    right: bool


def versions(data: Path) -> Iterator[Version]:
    """Yield the good translations, and of some languages the damaged ones as well."""
    news = [row for part in tuning_news(data) for row in part]
    vocabulary = lower_case_words(row["en"] for row in rows_of(data / "ntrex.jsonl.gz"))
    for number, row in enumerate(news):
        planted = plant(row["en"], vocabulary, f"negation/{number}").get("negation")
        for language in NEWS:
            pair = f"{language}-en"
            yield Version(pair, row[language], row["en"], damaged=False)
            if planted and pair in DAMAGED:
                yield Version(pair, row[language], planted.text, damaged=True)
    seen = set()
    for row in (row for part in tuning_pairs(data) for row in part):
        pair = f"{LANGUAGES[row['source_lang']]}-en"
        if row["source"] not in seen:
            seen.add(row["source"])
            yield Version(pair, row["source"], row["good"], damaged=False)
        if row["perturbation"] == NEGATED:
            yield Version(pair, row["source"], row["bad"], damaged=True)


def suspicions(
    pair: str, members: list[Version]
) -> Iterator[tuple[Version, Pair, PolarityDifference]]:
    """Yield what the rule looks at."""
    encoder = ModelStore().encoder("use-multilingual")
    texts = [(version.source, version.target) for version in members]
    read = aligned_pairs(texts, pair.split("-")[0], encoder)
    for version, aligned in zip(members, read, strict=True):
        for difference in aligned.polarity_differences:
            if difference.change in NEGATIONS and difference.confidence >= LEAST:
                yield version, aligned, difference


def kept(file: Path, by_pair: dict[str, list[Version]]) -> list[Witnessed]:
    """Return the answers from a file, which is written first if it is not there."""
    if not file.exists():
        lines = [json.dumps(answer) + "\n" for answer in witnessed(by_pair)]
        file.write_text("".join(lines), encoding="utf-8")
    return [Witnessed(*json.loads(line)) for line in file.read_text("utf-8").splitlines()]


def witnessed(by_pair: dict[str, list[Version]]) -> Iterator[Witnessed]:
    model = ModelStore().language_model("gemma3-270m")
    for pair, members in by_pair.items():
        for version, read, difference in suspicions(pair, members):
            repair = negation_repair.negation_repair(read, difference, model)
            if repair:
                yield Witnessed(
                    difference.change.value,
                    rule_confidence(read, difference),
                    repair.gain,
                    version.damaged,
                )


def fitted(found: list[Witnessed], good: int) -> tuple[list[float], dict]:
    """Return the weights of one change, set so that the budget of alarms is kept."""
    inputs = np.array([(log_odds(w.confidence), bounded_gain(w.gain)) for w in found])
    right = np.array([w.right for w in found])
    intercept, slopes = fit_rising(inputs, right.astype(float))
    odds = inputs @ slopes + intercept
    false = np.sort(odds[~right])[::-1]
    allowed = int(BUDGET * good)
    sure = max(0.0, float(false[allowed]) + 1e-3 if allowed < len(false) else 0.0)
    weights = [*slopes.round(4).tolist(), round(intercept - sure + AT_SURE, 4)]
    return weights, {
        "suspicions": len(found),
        "right": round(float(right.mean()), 3),
        "AUROC of the rule": round(auroc(right, inputs[:, 0]), 3),
        "AUROC of the gain": round(auroc(right, inputs[:, 1]), 3),
        "AUROC of both": round(auroc(right, odds), 3),
        "sure and right": round(float((odds[right] >= sure).mean()), 3),
        "sure and wrong, of good translations": round(float((false >= sure).sum() / good), 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("read", type=Path)
    arguments = parser.parse_args()
    known = ModelStore().encoder("use-multilingual").languages
    by_pair: dict[str, list[Version]] = defaultdict(list)
    for version in versions(arguments.data):
        if version.pair.split("-")[0] in known:
            by_pair[version.pair].append(version)
    good = sum(not version.damaged for members in by_pair.values() for version in members)
    found = kept(arguments.read, by_pair)
    weights, report = {}, {}
    for change in NEGATIONS:
        own = [w for w in found if w.change == change.value]
        weights[change.value], report[change.value] = fitted(own, good)
    WEIGHTS.write_text(json.dumps({"weights": weights}, indent=1) + "\n", encoding="utf-8")
    save_results("negation-calibration", {"good translations": good, "changes": report})


if __name__ == "__main__":
    main()
