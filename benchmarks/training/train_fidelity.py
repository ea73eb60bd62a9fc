"""Train the fidelity tagger, and fit how much its word counts beside that of each rule.

    python benchmarks/training/read_planted.py DATA MODEL PLANTED   # an hour on two cores
    python benchmarks/training/train_fidelity.py PLANTED

It writes `mtqa/metrics/data/fidelity_tagger.npz`, `mtqa/checks/data/corroboration.json` and
`benchmarks/measurements/fidelity-training.json`. Thresholds, weights and figures come from taggers
that have not seen the sentence: two halves of the sentences judge each other.
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from logistic import fit
from readings import readings_of
from report import save_results
from tagging import apply_tagger, save_tagger, train_tagger

from mtqa.benchmarks.tasks.checks import changed_span
from mtqa.checks import load_rules
from mtqa.checks.corroboration import FEATURES, Subject, corroboration_features
from mtqa.checks.inspection import Context
from mtqa.checks.passage import Pair, Passage
from mtqa.checks.rule import Suspicion
from mtqa.checks.word_alignment import PAIRS_AT_ONCE, PairAlignments
from mtqa.engines.store import ModelStore
from mtqa.metrics.fidelity import TAGGER, TAGS, WordDoubt
from mtqa.metrics.word_features import word_features, words_of
from mtqa.metrics.word_tagger import WordTagger, word_states

CORROBORATION = Path(__file__).parents[2] / "mtqa" / "checks" / "data" / "corroboration.json"
DISTURBED = re.compile(r"minor|major_id1|shuffled")
"""Kinds whose errors are of form or order: no word of theirs is plainly wrong or right."""
ALARMS = {"wrong": 0.006, "gap": 0.004}
"""Share of good translations on which the tagger alone may be sure of a fault."""
BUDGET = {
    Subject.NAME: 0.002,
    Subject.NAME_MISSING: 0.001,
    Subject.FIGURE: 0.0025,
    Subject.FIGURE_MISSING: 0.0005,
    Subject.NEGATION_GAINED: 0.001,
    Subject.NEGATION_LOST: 0.0015,
    Subject.ADDITION: 0.0005,
}
"""Share of good translations on which a rule may be sure, with the tagger's word weighed in."""
SUSPECTING = {
    "name-mismatch": (Subject.NAME, Subject.NAME_MISSING),
    "number-mismatch": (Subject.FIGURE, Subject.FIGURE_MISSING),
    "date-mismatch": (Subject.FIGURE, Subject.FIGURE_MISSING),
    "negation": (Subject.NEGATION_GAINED, Subject.NEGATION_LOST),
    "addition": (Subject.ADDITION, Subject.ADDITION),
}
"""Rule → its subject if the target has something wrong, and if something is missing."""
FEWEST = 4
"""Right and wrong suspicions without which a subject is not weighed."""
AT_SURE = float(np.log(3.0))
REACH = 2
_WORD = re.compile(r"\w+(?:[’'\-.]\w+)*|[^\w\s]+")


@dataclass
class Item:
    """A pair with its words; the doubts are out of fold."""

    meta: dict
    words: list[tuple[int, int]]
    first: int
    doubts: tuple[WordDoubt, ...] = ()

    @property
    def clean(self) -> bool:
        return self.meta["kind"] == "clean"

    @property
    def fold(self) -> int:
        return sum(map(ord, self.meta["good"])) % 2


def load(folder: Path) -> tuple[list[Item], np.ndarray, np.ndarray]:
    """Return items, the inputs of all words and what is to be told of them."""
    items, inputs, wanted = [], [], []
    position = 0
    for path in sorted(folder.glob("*[0-9].npz")):
        chunk = np.load(path, allow_pickle=False)
        for meta, reading in zip(json.loads(str(chunk["meta"])), readings_of(chunk), strict=True):
            given = reading.target_given_source
            words = words_of(meta["target"], "en", given)
            if not words or DISTURBED.search(meta["kind"]):
                continue
            features = word_features(meta["target"], meta["source"], words, given, reading.target)
            states = word_states(words, given, reading.target_states)
            inputs.append(np.concatenate([features, states], 1).astype(np.float16))
            wanted.append(labels(meta, words))
            items.append(Item(meta, words, position))
            position += len(words)
    return items, np.concatenate(inputs), np.concatenate(wanted)


def labels(meta: dict, words: Sequence[tuple[int, int]]) -> np.ndarray:
    """Return for each word whether it is wrong and whether something is missing before it."""
    told = np.zeros((len(words), 2))
    target, good = meta["target"], meta["good"]
    ours = [target[start:end] for start, end in words]
    theirs = _WORD.findall(good)
    for change, _, _, begin, end in difflib.SequenceMatcher(
        None, theirs, ours, autojunk=False
    ).get_opcodes():
        if change in ("replace", "insert"):
            told[begin:end, 0] = 1
        elif change == "delete":
            told[min(begin, len(words) - 1), 1] = 1
    return told


def cross_fitted(
    items: list[Item], inputs: np.ndarray, wanted: np.ndarray, sha256: str
) -> np.ndarray:
    """Return the log-odds of every word from the tagger that has not seen its sentence."""
    fold = np.repeat([item.fold for item in items], [len(item.words) for item in items])
    logits = np.zeros((len(inputs), 2), np.float32)
    for half in (0, 1):
        seen = fold != half
        tagger = train_tagger(inputs[seen], wanted[seen], np.ones_like(wanted[seen]), TAGS, sha256)
        logits[~seen] = apply_tagger(tagger, inputs[~seen])
    return logits


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
        for begin in range(0, len(members), PAIRS_AT_ONCE):
            part = members[begin : begin + PAIRS_AT_ONCE]
            alignments = PairAlignments(
                encoder,
                [(str(n), i.meta["source"], i.meta["target"]) for n, i in enumerate(part)],
            )
            for number, item in enumerate(part):
                pair = Pair(
                    Passage(item.meta["target"], "en"),
                    Passage(item.meta["source"], source_language),
                    alignment=lambda a=alignments, n=number: a.of(str(n)),
                )
                for name, rule in rules.items():
                    for suspicion in rule.function(pair, context):
                        yield item, name, suspicion


def weigh(items: list[Item]) -> tuple[dict, dict]:
    """Fit the weights of each subject and set each so that its budget of alarms is kept."""
    rows: dict[Subject, list[tuple[tuple[float, ...], float, str, int]]] = defaultdict(list)
    for number, (item, name, suspicion) in enumerate(suspicions(items)):
        missing = suspicion.start == suspicion.end
        subject = SUSPECTING[name][missing]
        if not item.clean:
            start, end = changed_span(item.meta["good"], item.meta["target"])
            if not missing and (suspicion.start > end + REACH or suspicion.end < start - REACH):
                continue
        span = (None, None) if missing else (suspicion.start, suspicion.end)
        features = corroboration_features(item.doubts, suspicion.confidence, *span)
        rows[subject].append((features, float(not item.clean), item.meta["data_set"], number))
    good = sum(item.clean for item in items)
    weights, report = {}, {}
    for subject, found in rows.items():
        inputs = np.array([row[0] for row in found])
        wanted = np.array([row[1] for row in found])
        if min(wanted.sum(), len(wanted) - wanted.sum()) < FEWEST:
            continue
        intercept, slopes = fit(inputs, wanted, 1.0)
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


def alone(items: list[Item], sure: dict[str, float]) -> dict:
    """Say what the tagger finds without any rule, by kind of error."""
    found: dict[str, list[bool]] = defaultdict(list)
    for item in items:
        hit = any(getattr(doubt, tag) >= sure[tag] for doubt in item.doubts for tag in TAGS)
        way = item.meta["pair"] if item.clean else ""
        found[f"{item.meta['data_set']}, {item.meta['kind']} {way}".strip()].append(hit)
    return {
        kind: {"share": round(float(np.mean(hits)), 3), "n": len(hits)}
        for kind, hits in sorted(found.items())
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("planted", type=Path)
    arguments = parser.parse_args()
    torch.set_num_threads(2)
    sha256 = (arguments.planted / "model.sha256").read_text().strip()
    items, inputs, wanted = load(arguments.planted)
    print(len(items), "pairs,", len(inputs), "words,", wanted.sum(0), "wrong and missing")
    logits = cross_fitted(items, inputs, wanted, sha256)
    for item in items:
        own = logits[item.first : item.first + len(item.words)].tolist()
        item.doubts = tuple(
            WordDoubt(start, end, wrong, gap)
            for (start, end), (wrong, gap) in zip(item.words, own, strict=True)
        )
    sure = sure_points(items)
    weights, corroboration = weigh(items)
    CORROBORATION.write_text(
        json.dumps({"features": FEATURES, "weights": weights}, indent=1) + "\n", encoding="utf-8"
    )
    tagger: WordTagger = train_tagger(inputs, wanted, np.ones_like(wanted), TAGS, sha256)
    save_tagger(
        replace(
            tagger,
            calibration={
                "sure": {tag: round(value, 3) for tag, value in sure.items()},
                "languages": ["en"],
            },
        ),
        TAGGER,
    )
    save_results(
        "fidelity-training",
        {
            "pairs": dict(Counter(item.meta["pair"] for item in items)),
            "words": len(inputs),
            "tagger alone, out of fold": alone(items, sure),
            "beside the rules, out of fold": corroboration,
        },
    )


if __name__ == "__main__":
    main()
