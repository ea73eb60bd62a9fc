"""What the pair critics are trained on: assessments, word tags, critical errors and planted errors.

Rows that calibrate what is built on the critics are kept out of its training: every tenth row of
MLQE-PE and WMT21, every fourth document of the tuning half of NTREX and every fourth sentence of
that of DEMETR. The test halves are not touched.
"""

from __future__ import annotations

import difflib
import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from damaging import Damager
from sacrebleu.metrics import CHRF

from mtqa.benchmarks.demetr import LANGUAGES
from mtqa.benchmarks.tasks.word_tags import spans_of
from mtqa.metrics.word_features import words_of

ASSESSED = ("ru-en", "et-en", "ro-en", "en-de", "en-zh")
CRITICAL = ("en-de", "en-zh", "en-ja")
CONTRASTED = tuple(f"{language}-en" for language in LANGUAGES.values())
NEWS = ("ar", "ru", "fr", "es", "de", "zh", "pt", "uk", "fa", "tr", "he")
FORMAL = ("base_id33_empty", "base_id35_reference")
UNPLACED = re.compile(r"base|minor|major_id1|shuffled")
"""Kinds of DEMETR whose errors are of form or order: no single word is plainly wrong or right."""
GOOD_Z = 0.5
GOOD_HTER = 0.15
RANKED = ("ru-en", "pt-en", "en-pt")
"""Pairs whose real systems are told apart; those of the ranking benchmark are others."""
MARGIN = 6
"""Points of chrF++ by which the best translation leads the worst."""
DETACHED_HELD = 40
"""Pairs of a language pair that are held back with such a translation."""
FIRST_FLORES = 300
"""FLORES sentences before this one are kept for benchmarks and calibration."""

Span = tuple[int, int]


@dataclass
class Example:
    """One pair and what is to be told of it; what is not known is absent."""

    pair: str
    source: str
    target: str
    assessment: float | None = None
    critical: float | None = None
    target_bad: list[tuple[Span, float]] = field(default_factory=list)
    source_bad: list[tuple[Span, float]] = field(default_factory=list)
    wrong: list[tuple[Span, float]] = field(default_factory=list)
    gap: list[tuple[Span, float]] = field(default_factory=list)


Group = list[Example]
"""One example, or a good translation and worse ones of the same source, in this order."""


def rows_of(path: Path) -> list[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def held_back(number: int) -> bool:
    """Whether a row of MLQE-PE or WMT21 calibrates."""
    return number % 10 == 9


def tuning_news(data: Path) -> tuple[list[dict], list[dict]]:
    """Return the rows of NTREX to train on and those to calibrate on."""
    return _tuning_half(rows_of(data / "ntrex.jsonl.gz"), "document")


def tuning_pairs(data: Path) -> tuple[list[dict], list[dict]]:
    """Return the rows of DEMETR to train on and those to calibrate on."""
    return _tuning_half(rows_of(data / "demetr.jsonl.gz"), "source")


def _tuning_half(rows: list[dict], document: str) -> tuple[list[dict], list[dict]]:
    """Keep a fourth of the documents that the suites do not measure on for calibration."""
    documents = list(dict.fromkeys(row[document] for row in rows))[::2]
    held = set(documents[3::4])
    seen = set(documents) - held
    return (
        [row for row in rows if row[document] in seen],
        [row for row in rows if row[document] in held],
    )


def held_rows(data: Path, data_set: str, pair: str) -> dict[int, dict]:
    """Return by number the rows that calibrate what is built on the critic.

    Of DEMETR, two of each kind, then the next two and so on, the good translation and the bad one
    after each other. Of the hallucinations, which the critic does not know at all, every second.
    `detached` are good translations of MLQE-PE, each followed by one of another sentence.
    """
    if data_set == "detached":
        return dict(enumerate(_detached(held_rows(data, "mlqe-da", pair))))
    if data_set == "hallucinations":
        rows = rows_of(data / f"{data_set}.{pair}.jsonl.gz")
        return {number: row for number, row in enumerate(rows) if number % 2 == 0}
    if data_set != "demetr":
        rows = rows_of(data / data_set / f"{pair}.train.jsonl.gz")
        return {number: row for number, row in enumerate(rows) if held_back(number)}
    _, rows = tuning_pairs(data)
    turns: dict[int, list[dict]] = defaultdict(list)
    of_kind: Counter[str] = Counter()
    for row in rows:
        kind = row["perturbation"]
        if f"{LANGUAGES[row['source_lang']]}-en" != pair or kind in FORMAL:
            continue
        turns[of_kind[kind] // 2].append(row)
        of_kind[kind] += 1
    chosen = [row for _, turn in sorted(turns.items()) for row in turn]
    found = [{"source": row["source"], "target": row[s]} for row in chosen for s in ("good", "bad")]
    return {number: row for number, row in enumerate(found) if row["target"].strip()}


def _detached(rows: dict[int, dict]) -> list[dict]:
    good = [row for row in rows.values() if row["z"] > GOOD_Z][:DETACHED_HELD]
    found = []
    for row, other in zip(good, [*good[1:], good[0]], strict=True):
        found += [row, {"source": row["source"], "target": other["target"]}]
    return found


def changes(good: str, damaged: str) -> tuple[list, list]:
    """Return for each word of `damaged` whether it is wrong, and whether a gap is before it."""
    spans = words_of(damaged, "", ())
    wrong, gap = [0.0] * len(spans), [0.0] * len(spans)
    theirs = [good[slice(*span)] for span in words_of(good, "", ())]
    ours = [damaged[slice(*span)] for span in spans]
    matcher = difflib.SequenceMatcher(None, theirs, ours, autojunk=False)
    for change, _, _, begin, end in matcher.get_opcodes():
        if change in ("replace", "insert"):
            wrong[begin:end] = [1.0] * (end - begin)
        elif change == "delete" and spans:
            gap[min(begin, len(spans) - 1)] = 1.0
    return list(zip(spans, wrong, strict=True)), list(zip(spans, gap, strict=True))


def clean(pair: str, source: str, target: str) -> Example:
    wrong, gap = changes(target, target)
    return Example(pair, source, target, wrong=wrong, gap=gap)


def damaged(pair: str, source: str, good: str, bad: str) -> Example:
    wrong, gap = changes(good, bad)
    return Example(pair, source, bad, wrong=wrong, gap=gap)


class Examples:
    """Everything there is to train on."""

    def __init__(self, data: Path, seed: int) -> None:
        self._data = data
        self._seed = seed
        self._chance = random.Random(seed)
        news, _ = tuning_news(data)
        corpus: dict[str, list[str]] = defaultdict(list)
        for row in news:
            for language in ("en", *NEWS):
                corpus[language].append(row[language])
        for pair in ASSESSED:
            source, target = pair.split("-")
            for row in rows_of(data / "mlqe-da" / f"{pair}.train.jsonl.gz"):
                corpus[target].append(row["target"])
                corpus[source].append(row["source"])
        self._damagers = {language: Damager(language, texts) for language, texts in corpus.items()}

    def groups(self, shares: Mapping[str, float]) -> list[Group]:
        """Return all groups, of some parts or language pairs of assessments only a share."""
        found: list[Group] = []
        for part in ("assessments", "critical", "news", "flores", "systems", "minimal_pairs"):
            for group in getattr(self, part)():
                key = group[0].pair if part == "assessments" else part
                if self._chance.random() < shares.get(key, 1.0):
                    found.append(group)
        self._chance.shuffle(found)
        return found

    def assessments(self) -> Iterator[Group]:
        for pair in ASSESSED:
            tagged = rows_of(self._data / "mlqe-words" / f"{pair}.train.jsonl.gz")
            rows = rows_of(self._data / "mlqe-da" / f"{pair}.train.jsonl.gz")
            for number, (row, tags) in enumerate(zip(rows, tagged, strict=True)):
                if held_back(number):
                    continue
                example = Example(pair, row["source"], row["target"], assessment=row["z"])
                example.target_bad = _tagged(
                    row["target"], tags["target"], tags["target_tags"][1::2]
                )
                example.source_bad = _tagged(row["source"], tags["source"], tags["source_tags"])
                group = [example]
                if row["z"] > GOOD_Z and tags["hter"] <= GOOD_HTER and pair != "en-zh":
                    if tags["hter"] == 0:
                        example.wrong, example.gap = changes(row["target"], row["target"])
                    else:
                        example.wrong = [(s, 0.0) for s, bad in example.target_bad if not bad]
                    group += self._damage(pair, row["source"], row["target"], f"{pair}/{number}")
                yield group

    def critical(self) -> Iterator[Group]:
        for pair in CRITICAL:
            for number, row in enumerate(
                rows_of(self._data / "wmt21-critical" / f"{pair}.train.jsonl.gz")
            ):
                votes = sum(row["votes"]) / len(row["votes"])
                if not held_back(number) and (votes > 0 or self._chance.random() < 0.5):
                    yield [Example(pair, row["source"], row["target"], critical=votes)]

    def news(self) -> Iterator[Group]:
        rows, _ = tuning_news(self._data)
        for number, row in enumerate(rows):
            for language in NEWS:
                way = f"{language}-en"
                name = f"news/{language}/{number}"
                yield [
                    clean(way, row[language], row["en"]),
                    *self._damage(way, row[language], row["en"], name, times=2),
                ]
                if language != "zh" and self._chance.random() < 0.5:
                    way = f"en-{language}"
                    yield [
                        clean(way, row["en"], row[language]),
                        *self._damage(way, row["en"], row[language], name),
                    ]

    def flores(self) -> Iterator[Group]:
        for pair in ("ar-en", "ru-en", "pt-en"):
            rows = rows_of(self._data / "systems" / f"{pair}.flores-dev.jsonl.gz")
            for number, row in enumerate(rows[FIRST_FLORES:]):
                yield [
                    clean(pair, row["source"], row["reference"]),
                    *self._damage(
                        pair, row["source"], row["reference"], f"flores/{pair}/{number}", times=2
                    ),
                ]

    def systems(self) -> Iterator[Group]:
        """Yield the translations that are nearest to the reference and farthest from it."""
        chrf = CHRF(word_order=2)
        for pair in RANKED:
            rows = rows_of(self._data / "systems" / f"{pair}.flores-dev.jsonl.gz")
            for row in rows[FIRST_FLORES:]:
                texts = sorted(filter(str.strip, row["systems"].values()))
                led = [(chrf.sentence_score(t, [row["reference"]]).score, t) for t in texts]
                (best, good), (worst, bad) = max(led), min(led)
                if best - worst >= MARGIN:
                    yield [Example(pair, row["source"], text) for text in (good, bad)]

    def minimal_pairs(self) -> Iterator[Group]:
        rows, _ = tuning_pairs(self._data)
        seen: set[str] = set()
        for row in rows:
            kind = row["perturbation"]
            if kind in FORMAL or not row["bad"].strip():
                continue
            if kind.startswith(("minor", "base")) and self._chance.random() < 0.4:
                continue
            pair = f"{LANGUAGES[row['source_lang']]}-en"
            if row["source"] not in seen:
                seen.add(row["source"])
                for text in (row["good"], row["reference"]):
                    name = f"demetr/{len(seen)}/{text}"
                    yield [
                        clean(pair, row["source"], text),
                        *self._damage(pair, row["source"], text, name, times=2),
                    ]
            if UNPLACED.search(kind):
                bad = Example(pair, row["source"], row["bad"])
            else:
                bad = damaged(pair, row["source"], row["good"], row["bad"])
            yield [clean(pair, row["source"], row["good"]), bad]

    def _damage(self, pair: str, source: str, good: str, name: str, times: int = 1) -> Group:
        damager = self._damagers[pair.split("-")[1]]
        found = [damager.damage(good, self._chance, f"{self._seed}/{name}") for _ in range(times)]
        texts = dict.fromkeys(damage[1] for damage in found if damage)
        return [damaged(pair, source, good, text) for text in texts]


def _tagged(text: str, tokenised: str, tags: list[str]) -> list[tuple[Span, float]]:
    spans = spans_of(text, tokenised.split())
    if spans is None or len(spans) != len(tags):
        return []
    return [(span, float(tag == "BAD")) for span, tag in zip(spans, tags, strict=True)]
