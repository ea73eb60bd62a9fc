"""Origin: from which language an English text may have been translated.

News styles have fixed expressions, and their word-for-word renderings give a translation away:
"For his part," is how Arabic newswire changes the speaker. `language/data/origin_phrases.yaml`
lists such phrases with the expression behind each and a weight. A language's score is the sum of
the weights of the different phrases found, each time a phrase is found again counting for half of
the time before, and its probability is

    exp(score_l / 3) / (exp(4) + Σ exp(score_k / 3)), at most 0.95

where exp(4) stands for "written in English, or from somewhere else". Neither weights nor
probabilities are measured on a corpus: this is a hint for choosing a pivot and for an editor's
eye, and the statement says so. The one measurement made is of false alarms: among 62 NTREX
articles that were written in English none gets a candidate.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final

from mtqa.document import Document
from mtqa.language.identification import identify
from mtqa.language.scripts import primary_subtag
from mtqa.language.yaml_lists import parse_yaml

_ELSEWHERE: Final = 4.0
_TEMPERATURE: Final = 3.0
_SUREST: Final = 0.95
_REPETITION: Final = 0.5
_LEAST_PROBABILITY: Final = 0.05


@dataclass(frozen=True, slots=True)
class OriginEvidence:
    """A phrase that points at a source language."""

    language: str
    """BCP 47 tag of the language it points at."""
    phrase: str
    """The phrase as it stands in the text."""
    start: int
    """Offset in `Document.text`."""
    end: int
    """Offset after the phrase."""
    literal: str
    """The expression it usually renders, in that language."""
    weight: float
    """1 a native writer uses it too, 2 rather telling, 3 hardly found in original English."""


@dataclass(frozen=True, slots=True)
class OriginCandidate:
    """A possible source language."""

    language: str
    """BCP 47 tag."""
    probability: float
    """0–1, by the formula above; not calibrated."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a text may have been translated from."""

    candidates: tuple[OriginCandidate, ...]
    """Likeliest first; their probabilities sum to less than 1."""
    evidence: tuple[OriginEvidence, ...]
    """The phrases found, in reading order."""
    statement: str
    """How far the guess may be trusted, in plain words."""


@dataclass(frozen=True, slots=True)
class _Style:
    """The phrases of one language in one regular expression."""

    language: str
    pattern: re.Pattern[str]
    """One group a phrase; matches without consuming, so that phrases may overlap."""
    phrases: tuple[tuple[str, float], ...]
    """Expression behind the phrase and its weight, by group."""


def guess_origin(document: Document) -> Origin:
    """Look for phrases that give the source language of an English text away.

    Args:
        document: Any document; one that is not in English has no candidates and a statement that
            says so.
    """
    language = document.language or identify(document.text).language
    if primary_subtag(language) != "en":
        return Origin((), (), f"No origin phrases are known for texts in {language}.")
    evidence = _without_overlaps(_find(document.text))
    candidates = _candidates(evidence)
    return Origin(candidates, evidence, _statement(candidates, evidence))


def _find(text: str) -> Iterator[OriginEvidence]:
    # Matching small letters is several times faster than ignoring case; the few characters whose
    # small form is longer, such as İ, stay as they are so that offsets hold.
    folded = text.lower()
    if len(folded) != len(text):
        folded = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    for style in _styles():
        for match in style.pattern.finditer(folded):
            group = match.lastindex or 1
            literal, weight = style.phrases[group - 1]
            start, end = match.span(group)
            yield OriginEvidence(style.language, text[start:end], start, end, literal, weight)


@lru_cache(maxsize=1)
def _styles() -> tuple[_Style, ...]:

    data = resources.files("mtqa.language").joinpath("data/origin_phrases.yaml")
    table = parse_yaml(data.read_text(encoding="utf-8"))
    styles = []
    for language, phrases in table.items():
        # Of two phrases that start at the same place the first one is found.
        ordered = sorted(phrases, key=lambda phrase: -phrase[2])
        groups = "|".join(f"({pattern})(?!\\w)" for pattern, _, _ in ordered)
        pattern = re.compile(f"(?<!\\w)(?={groups})")
        styles.append(_Style(language, pattern, tuple((p[1], p[2]) for p in ordered)))
    return tuple(styles)


def _without_overlaps(found: Iterable[OriginEvidence]) -> tuple[OriginEvidence, ...]:
    """Of phrases of one language that overlap, keep the weightiest and then the longest."""
    kept: list[OriginEvidence] = []
    for item in sorted(found, key=lambda e: (e.language, e.start)):
        previous = kept[-1] if kept else None
        if previous is None or previous.language != item.language or previous.end <= item.start:
            kept.append(item)
        elif (item.weight, item.end - item.start) > (
            previous.weight,
            previous.end - previous.start,
        ):
            kept[-1] = item
    return tuple(sorted(kept, key=lambda e: (e.start, e.end, e.language)))


def _candidates(evidence: Iterable[OriginEvidence]) -> tuple[OriginCandidate, ...]:
    scores: dict[str, float] = defaultdict(float)
    times: dict[tuple[str, str], int] = defaultdict(int)
    for item in evidence:
        key = (item.language, item.literal)
        scores[item.language] += item.weight * _REPETITION ** times[key]
        times[key] += 1
    odds = {language: math.exp(score / _TEMPERATURE) for language, score in scores.items()}
    total = math.exp(_ELSEWHERE) + sum(odds.values())
    ranked = sorted(odds.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        OriginCandidate(language, round(min(share / total, _SUREST), 3))
        for language, share in ranked
        if share / total >= _LEAST_PROBABILITY
    )


def _statement(
    candidates: tuple[OriginCandidate, ...], evidence: tuple[OriginEvidence, ...]
) -> str:
    caveat = "a list of typical phrases, not a measured classifier"
    if not candidates:
        return f"Nothing points at a source language; this rests on {caveat}."
    count = sum(item.language == candidates[0].language for item in evidence)
    phrases = "one phrase" if count == 1 else f"{count} phrases"
    return f"A hint, not a finding: {phrases} of the kind; it rests on {caveat}."
