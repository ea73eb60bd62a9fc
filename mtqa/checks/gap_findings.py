"""Suspicions about gaps: shared by the rules on omission and addition."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mtqa.checks.corroboration import Subject, corroborated
from mtqa.checks.gaps import GapKind, gap_features, gap_probability
from mtqa.checks.grading import AT_MOST_MINOR, graded
from mtqa.checks.inspection import Context
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Suspicion
from mtqa.checks.rules.length_ratio import length_score
from mtqa.checks.word_alignment import Gap, WordAlignment, unclaimed_part, widest_gap
from mtqa.language.acronyms import is_abbreviated
from mtqa.language.scripts import primary_subtag
from mtqa.metrics.word_marks import Side

_LEAST: Final = 0.3
_FEWEST_WORDS: Final = 2
_FEWEST_IN_ALL: Final = 4
_SAID_OTHERWISE: Final = 0.4
"""Nats that the other side adds to a token of the stretch, mean, from which it says the same in
other words. On held-back pairs 12 of 79 clauses taken out have as much, and 5 of 9 stretches of
good translations that the rule was sure of."""
_OTHER_WORDS: Final = frozenset({"ja", "ko", "th"})
"""Languages that the model of gaps was not fitted to and whose words are no such units: on good
translations into Japanese it was sure of a gap in one of eight."""
_FOREIGN_NAME: Final = re.compile(r"[\u4e00-\u9fff]\s*[·•・‧]\s*[\u4e00-\u9fff]")
"""Characters by their sound, with a dot between given name and surname: 比尔·奥里利. A sentence
encoder does not hear Bill O'Reilly in them."""
_MARKS: Final = " \t\n.,;:!?…،؛؟。、\"'«»“”‘’„()[]–—-"
"""What no stretch that is shown begins or ends with."""


def gap_suspicions(pair: Pair, context: Context, kind: GapKind) -> Iterator[Suspicion]:
    """Yield the stretch of one side that the other does not answer, if that is likely an error."""
    alignment = pair.alignment()
    if alignment is None:
        return
    side, other = alignment.source, alignment.target
    own, across = pair.source.text, pair.target.text
    omitted = kind is GapKind.OMISSION
    if not omitted:
        side, other, own, across = other, side, across, own
    gap = widest_gap(side)
    if gap is None or gap.words < _FEWEST_WORDS or len(side.spans) < _FEWEST_IN_ALL:
        return
    probability = _probability(pair, context, kind, gap, alignment)
    if probability < _LEAST:
        return
    if is_abbreviated(own[gap.start : gap.end], own, across):
        probability = min(probability, AT_MOST_MINOR)
    shown = unclaimed_part(gap, side, other)
    if shown is None or shown.words < _FEWEST_WORDS:
        shown = gap
    start, stop = _without_marks(own, shown.start, shown.end)
    text = own[start:stop]
    if _FOREIGN_NAME.search(text):
        probability = min(probability, AT_MOST_MINOR)
    end = len(pair.target.text)
    yield Suspicion(
        end if omitted else start,
        end if omitted else stop,
        f"“{text}” of the source seems to be left out."
        if omitted
        else f"“{text}” does not seem to be in the source.",
        confidence=probability,
        source_start=start if omitted else None,
        source_end=stop if omitted else None,
        severity=graded(probability),
        evidence={"words": shown.words, "mass": round(gap.mass, 2)},
    )


def _probability(
    pair: Pair, context: Context, kind: GapKind, gap: Gap, alignment: WordAlignment
) -> float:
    """Return how likely a gap is an error, 0–1."""
    languages = context.source_language, context.language
    score = length_score(pair.source.text.strip(), pair.target.text.strip(), *languages)
    features = gap_features(alignment, kind, score or 0.0)
    probability = gap_probability(features, kind, languages[0]) if features else 0.0
    if probability < _LEAST:
        return 0.0
    side: Side = "target"
    if kind is GapKind.OMISSION:
        side = "source"
        probability = corroborated(pair, Subject.OMISSION, probability, None, None)
    else:
        probability = corroborated(pair, Subject.ADDITION, probability, gap.start, gap.end)
    if _said_otherwise(pair, side, gap.start, gap.end) or not _written_in_words(pair):
        return min(probability, AT_MOST_MINOR)
    return probability


def _written_in_words(pair: Pair) -> bool:
    """Return whether both languages have words as the model of gaps was fitted to them."""
    return not any(
        primary_subtag(passage.language or "") in _OTHER_WORDS
        for passage in (pair.source, pair.target)
    )


def _without_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the offsets of a stretch without the marks that stand at its ends."""
    part = text[start:end]
    bare = part.strip(_MARKS)
    if not bare:
        return start, end
    start += len(part) - len(part.lstrip(_MARKS))
    return start, start + len(bare)


def _said_otherwise(pair: Pair, side: Side, start: int, end: int) -> bool:
    """Return whether the other side makes a stretch much more probable, as the model reads it."""
    judgement = pair.judgement()
    gain = judgement.gain_within(side, start, end) if judgement else None
    return gain is not None and gain >= _SAID_OTHERWISE
