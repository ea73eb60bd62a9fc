"""Origin: from which language an English text may have been translated.

News styles have fixed expressions, and their word-for-word renderings give a translation away:
"For his part," is how Arabic newswire changes the speaker. `language/data/origin_phrases.yaml`
lists such phrases with the expression behind each and a weight. A language's score is the sum of
the weights of the different phrases found, each time a phrase is found again counting for half of
the time before, and its probability is

    exp(score_l) / (exp(6) + Σ exp(score_k))

where exp(6) stands for "written in English, or from somewhere else". Neither weights nor
probabilities are measured on a corpus: this is a hint for choosing a pivot and for an editor's
eye, and the statement says so.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final

from mtqa.document import Document
from mtqa.language.identification import identify
from mtqa.language.scripts import primary_subtag

_ELSEWHERE: Final = 6.0
_REPETITION: Final = 0.5
_LEAST_PROBABILITY: Final = 0.01


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
class _Phrase:
    language: str
    pattern: re.Pattern[str]
    literal: str
    weight: float


def guess_origin(document: Document) -> Origin:
    """Look for phrases that give the source language of an English text away.

    Args:
        document: Any document; one that is not in English has no candidates and a statement that
            says so.
    """
    language = document.language or identify(document.text).language
    if primary_subtag(language) != "en":
        return Origin((), (), f"No origin phrases are known for texts in {language}.")
    found = [
        OriginEvidence(
            language=phrase.language,
            phrase=match[0],
            start=match.start(),
            end=match.end(),
            literal=phrase.literal,
            weight=phrase.weight,
        )
        for phrase in _phrases()
        for match in phrase.pattern.finditer(document.text)
    ]
    evidence = _without_overlaps(found)
    candidates = _candidates(evidence)
    return Origin(candidates, evidence, _statement(candidates, evidence))


@lru_cache(maxsize=1)
def _phrases() -> tuple[_Phrase, ...]:
    import yaml

    data = resources.files("mtqa.language").joinpath("data/origin_phrases.yaml")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    table = yaml.load(data.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - both are safe
    return tuple(
        _Phrase(language, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.I), literal, weight)
        for language, phrases in table.items()
        for pattern, literal, weight in phrases
    )


def _without_overlaps(found: Iterable[OriginEvidence]) -> tuple[OriginEvidence, ...]:
    """Of phrases of one language that overlap, keep the weightiest and then the longest."""
    kept: list[OriginEvidence] = []
    for item in sorted(found, key=lambda e: (-e.weight, e.start - e.end, e.start)):
        if not any(
            item.language == other.language and item.start < other.end and other.start < item.end
            for other in kept
        ):
            kept.append(item)
    return tuple(sorted(kept, key=lambda e: (e.start, e.end, e.language)))


def _candidates(evidence: Iterable[OriginEvidence]) -> tuple[OriginCandidate, ...]:
    scores: dict[str, float] = defaultdict(float)
    times: dict[tuple[str, str], int] = defaultdict(int)
    for item in evidence:
        key = (item.language, item.literal)
        scores[item.language] += item.weight * _REPETITION ** times[key]
        times[key] += 1
    total = math.exp(_ELSEWHERE) + sum(math.exp(score) for score in scores.values())
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        OriginCandidate(language, round(probability, 4))
        for language, score in ranked
        if (probability := math.exp(score) / total) >= _LEAST_PROBABILITY
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
