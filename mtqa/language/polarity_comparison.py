"""Has a translation lost or gained a negation, or turned a direction round?

Languages negate in different places: "he failed to" stands for لم يتمكن, "only" for ne … que.
So a clausal negation is missed only where the other side has nothing at all that could carry
it, neither a clausal cue nor a word with a negation in its meaning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from mtqa.language.directions import Direction, find_directions
from mtqa.language.glued_words import has_glued_words
from mtqa.language.negations import (
    Negation,
    Strength,
    covers_negation,
    find_negations,
    has_since,
)

FIRM_PAIRS: Final = frozenset(
    {
        "rise/fall", "confirm/deny", "win/lose", "accept/reject", "support/oppose", "import/export",
        "buy/sell", "arrive/leave", "guilty/innocent", "enemy/friend", "north/south", "east/west",
        "left/right", "least/most", "allow/ban", "free/detain",
    }
)  # fmt: skip
"""Opposites that professional translators hardly ever exchange."""
_WITH_NEGATIONS: Final = "least/most"
"""Opposites that are phrases with a negation themselves: "no fewer than"."""
_TITLE_WORD: Final = 4
"""Letters of a cue from which on it is one language's alone; "no" is Spanish too."""
_CAPITALISED: Final = re.compile(r" [A-Z]\w+")
_WORD_BEFORE: Final = re.compile(r"\b\w+ $")
_WORD_AFTER: Final = re.compile(r" \w+\b")
_QUOTES: Final = "“„”‘’«»\"'"
"""What a word of less stands between where it is quoted."""
_LONG_SENTENCE: Final = 14
"""Words of a target from which on a translator is likely to have put a negation otherwise."""
_DOUBLE_NEGATION: Final = 0.5
"""Confidence where what is negated is a negative itself."""
_NEXT_WORDS: Final = 12
"""Characters between the two at most."""
_MOST_IF_GLUED: Final = 0.6
"""Most confidence where words run together, inside which a negation goes unseen."""


class PolarityChange(StrEnum):
    """What happened between source and target."""

    NEGATION_LOST = "negation lost"
    NEGATION_GAINED = "negation gained"
    DIRECTION_SWAPPED = "direction swapped"


@dataclass(frozen=True, slots=True)
class PolarityDifference:
    """A statement that the translation turned round."""

    change: PolarityChange
    """What happened."""
    source_start: int | None
    """Offset of the cue in the source; None if it has none."""
    source_end: int | None
    """Offset after it."""
    target_start: int | None
    """Offset of the cue in the target; None if it has none."""
    target_end: int | None
    """Offset after it."""
    confidence: float
    """How likely it is an error, 0–1; from 0.75 a professional translation hardly ever shows it."""
    evidence: str
    """What was compared, in one clause for the reader."""
    opposites: str | None = None
    """The pair of opposites, such as `rise/fall`, where a direction was swapped."""


def compare_polarity(
    source: str, source_language: str, target: str, target_language: str
) -> tuple[PolarityDifference, ...]:
    """Compare negation and direction of a sentence and its translation.

    Args:
        source: The source sentence.
        source_language: BCP 47 tag.
        target: Its translation.
        target_language: BCP 47 tag.

    Returns:
        Differences in the order negation, direction; empty if either language is not covered.
    """
    differences: list[PolarityDifference] = []
    ours = find_negations(source, source_language)
    theirs = find_negations(target, target_language)
    if covers_negation(source_language) and covers_negation(target_language):
        negation = _compare_negation(
            _without_untranslated(ours, source, target, theirs),
            _without_untranslated(theirs, target, source, ours),
            long=len(target.split()) > _LONG_SENTENCE,
        )
        texts = (source, source_language), (target, target_language)
        if negation is not None and not _is_last_time(negation, *texts):
            if any(has_glued_words(*text) for text in texts):
                sureness = min(negation.confidence, _MOST_IF_GLUED)
                negation = replace(negation, confidence=sureness)
            differences.append(negation)
    # "not guilty" is "innocent": with a negation in play an opposite proves nothing.
    strengths = {cue.strength for cue in ours + theirs}
    if Strength.CLAUSAL not in strengths:
        swapped = _compare_directions(
            find_directions(source, source_language), find_directions(target, target_language)
        )
        if Strength.NEUTRAL in strengths:
            swapped = [one for one in swapped if one.opposites == _WITH_NEGATIONS]
        differences.extend(swapped)
    return tuple(differences)


def _is_last_time(
    difference: PolarityDifference, source: tuple[str, str], target: tuple[str, str]
) -> bool:
    """Whether "has not been exchanged since 1962" stands beside "was last exchanged in 1962"."""
    gained = difference.change is PolarityChange.NEGATION_GAINED
    negated, plain = (target, source) if gained else (source, target)
    return (
        _says_last(*plain)
        and not _says_last(*negated)
        and has_since(*negated)
        and not has_since(*plain)
    )


def _says_last(text: str, language: str) -> bool:
    words = find_directions(text, language)
    return any((word.pair, word.pole) == ("first/last", "-") for word in words)


def _without_untranslated(
    cues: tuple[Negation, ...], text: str, other: str, other_cues: tuple[Negation, ...]
) -> tuple[Negation, ...]:
    """The cues without those that the other text has as they are: “Don't Stop”, “is not desired”.

    What negates there as well is no name, as between two texts in one language.
    """
    negating = {cue.text for cue in other_cues}
    return tuple(
        cue
        for cue in cues
        if cue.strength is not Strength.CLAUSAL
        or cue.text in negating
        or not (
            _is_quoted(cue.text, other)
            or _opens_title(cue, text, other)
            or _is_copied(cue, text, other)
        )
    )


def _is_quoted(word: str, other: str) -> bool:
    """Whether the other text has a word as it is; one of few letters in quotation marks: ”no“."""
    escaped = re.escape(word)
    if len(word) < _TITLE_WORD and not (word.isupper() and len(word) == _TITLE_WORD - 1):
        return re.search(rf"[{_QUOTES}]{escaped}[{_QUOTES}]", other) is not None
    return re.search(rf"(?<!\w){escaped}(?!\w)", other) is not None


def _opens_title(cue: Negation, text: str, other: str) -> bool:
    """Whether the other text has the cue and the capitalised word behind it as they are."""
    following = _CAPITALISED.match(text, cue.end)
    title = text[cue.start : following.end()] if following else ""
    return bool(title) and re.search(rf"(?<!\w){re.escape(title)}(?!\w)", other) is not None


def _is_copied(cue: Negation, text: str, other: str) -> bool:
    """Whether the other text has the cue and the words beside it as they are, untranslated."""
    before, after = _WORD_BEFORE.search(text, 0, cue.start), _WORD_AFTER.match(text, cue.end)
    return before is not None and after is not None and text[before.start() : after.end()] in other


def _clausal(cues: tuple[Negation, ...]) -> list[Negation]:
    return [cue for cue in cues if cue.strength is Strength.CLAUSAL]


def _compare_negation(
    source: tuple[Negation, ...], target: tuple[Negation, ...], *, long: bool
) -> PolarityDifference | None:
    in_source, in_target = _clausal(source), _clausal(target)
    if bool(in_source) == bool(in_target):
        return None
    lost = bool(in_source)
    cue = (in_source or in_target)[0]
    carriers = target if lost else source
    confidence = _confidence(carriers, lost, long)
    # Translators say it plainly; they do not bring in a double negation.
    if lost and _negates_a_negative(cue, source):
        confidence = min(confidence, _DOUBLE_NEGATION)
    where = "target" if lost else "source"
    evidence = f"{cue.text!r} has no counterpart in the {where}"
    if carriers:
        evidence += f", unless {carriers[0].text!r} carries it"
    if lost:
        return PolarityDifference(
            PolarityChange.NEGATION_LOST, cue.start, cue.end, None, None, confidence, evidence
        )
    return PolarityDifference(
        PolarityChange.NEGATION_GAINED, None, None, cue.start, cue.end, confidence, evidence
    )


def _negates_a_negative(cue: Negation, cues: tuple[Negation, ...]) -> bool:
    """Whether what is negated says no itself: "nobody denies" is "everybody admits"."""
    return any(
        other.strength in (Strength.LEXICAL, Strength.AFFIX)
        and len(other.text) >= _TITLE_WORD
        and 0 <= other.start - cue.end <= _NEXT_WORDS
        and other.end <= cue.scope_end
        for other in cues
    )


def _confidence(carriers: tuple[Negation, ...], lost: bool, long: bool) -> float:
    """From what the other side has instead; translators drop negations more than they add them.

    Affixes are known in English only, and "unhurt" is "not hurt" in most languages.
    """
    kinds = {cue.strength for cue in carriers}
    if kinds & {Strength.LEXICAL, Strength.NEUTRAL}:
        return 0.5
    if Strength.AFFIX in kinds:
        return 0.6 if lost else 0.5
    if Strength.REMOTE in kinds:
        return 0.6 if lost else 0.72
    if lost:
        return 0.72 if long else 0.8
    return 0.85


def _compare_directions(
    source: tuple[Direction, ...], target: tuple[Direction, ...]
) -> list[PolarityDifference]:
    """Pairs of which the source has one pole only and the target the other only."""
    differences: list[PolarityDifference] = []
    for pair in dict.fromkeys(word.pair for word in source):
        ours = [word for word in source if word.pair == pair]
        theirs = [word for word in target if word.pair == pair]
        poles = {word.pole for word in ours}
        other_poles = {word.pole for word in theirs}
        if len(poles) != 1 or len(other_poles) != 1 or poles == other_poles:
            continue
        a, b = ours[0], theirs[0]
        single = len(ours) == 1 and len(theirs) == 1
        confidence = 0.6 if pair not in FIRM_PAIRS else 0.8 if single else 0.7
        differences.append(
            PolarityDifference(
                PolarityChange.DIRECTION_SWAPPED,
                a.start,
                a.end,
                b.start,
                b.end,
                confidence,
                f"{a.text!r} in the source, {b.text!r} in the target ({pair})",
                pair,
            )
        )
    return differences
