"""Words of a translation that a rule has found in the source.

The pair critics doubt now and then what can be compared: a figure with the same value, a name that
sounds the same, a negation that the source has too. There the comparison knows better.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from mtqa.language.gazetteer_names import fold
from mtqa.language.names_matching import find_counterpart, find_key
from mtqa.language.negations import Negation, Strength, covers_negation, find_negations
from mtqa.language.polarity_comparison import PolarityChange

if TYPE_CHECKING:
    from mtqa.checks.passage import Pair
    from mtqa.metrics.fidelity import WordDoubt

_SAME_NAME: Final = 0.9
"""Similarity from which a word of the source is the same name."""
_IDLE: Final = -4.0
"""Log-odds below which there is no doubt to lift."""
_NEGATING: Final = frozenset(Strength) - {Strength.REMOTE}
"""What has a negator: "not always" as well, which stands for « parfois inacceptable »."""


def remaining_doubts(pair: Pair, doubts: Sequence[WordDoubt]) -> tuple[WordDoubt, ...]:
    """Return doubts about the words of the target without those that a comparison lifts.

    Such a word is doubted as little as the one that is doubted least.
    """
    least = min((doubt.wrong for doubt in doubts), default=0.0)
    return tuple(
        replace(doubt, wrong=least)
        if doubt.wrong > max(_IDLE, least) and borne_out(pair, doubt.start, doubt.end)
        else doubt
        for doubt in doubts
    )


def borne_out(pair: Pair, start: int, end: int) -> bool:
    """Return whether the source has what a span of the target says, as far as rules can tell.

    Args:
        pair: The pair.
        start: Offset of the span in the target.
        end: Offset after it.
    """
    return _counted(pair, start, end) or _named(pair, start, end) or _negated(pair, start, end)


def completes_name(pair: Pair, start: int, end: int) -> bool:
    """Return whether a span of the target is part of a name of which the source has another part.

    Args:
        pair: The pair.
        start: Offset of the span in the target.
        end: Offset after it.
    """
    language = pair.source.language
    if language is None:
        return False
    for name in pair.target.names:
        if name.start <= start and end <= name.end and name.sure and not name.places:
            rest = pair.target.text[name.start : start] + pair.target.text[end : name.end]
            return any(_has_word(pair.source.text, language, word) for word in rest.split())
    return False


def _counted(pair: Pair, start: int, end: int) -> bool:
    matching = pair.figure_matching
    matched = [match.target for match in matching.matched]
    # A date is several figures in one place: "March 26" has the month of "25 March", not its day.
    others = [match.target for match in matching.changed] + [one.figure for one in matching.extra]
    return any(figure.start <= start and end <= figure.end for figure in matched) and not any(
        figure.start < end and figure.end > start for figure in others
    )


def _named(pair: Pair, start: int, end: int) -> bool:
    word, source = pair.target.text[start:end], pair.source
    if source.language is None or pair.target.language is None or not word[:1].isupper():
        return False
    for name in pair.target.names:
        if (name.start, name.end) == (start, end):
            same = find_counterpart(name, pair.target.language, source.text, source.language)
            return same is not None and same.score >= _SAME_NAME
    return _has_word(source.text, source.language, word)


def _has_word(text: str, language: str, word: str) -> bool:
    """Return whether a text has a word of a name."""
    same = find_key(fold(word), text, language)
    return same is not None and same.score >= _SAME_NAME


def _negated(pair: Pair, start: int, end: int) -> bool:
    source, target = pair.source.language, pair.target.language
    if source is None or target is None or not covers_negation(source):
        return False
    negated = any(n.start < end and n.end > start for n in _negations(pair.target.text, target))
    return (
        negated
        and bool(_negations(pair.source.text, source))
        and not any(
            difference.change is PolarityChange.NEGATION_GAINED
            for difference in pair.polarity_differences
        )
    )


def _negations(text: str, language: str) -> list[Negation]:
    """Return what negates; "opposition" and "only" do so once in a while, and tell nothing."""
    return [one for one in find_negations(text, language) if one.strength in _NEGATING]
