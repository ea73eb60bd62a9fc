"""Unfaithful word: a word that says something else than the source, or a gap before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from mtqa.checks.grading import graded
from mtqa.checks.inspection import Context
from mtqa.checks.pair_judgements import judged
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Example, Need, Scope, Suspicion, rule
from mtqa.errors import ModelError
from mtqa.metrics.logistic import probability
from mtqa.mqm import Severity

if TYPE_CHECKING:
    from mtqa.metrics.fidelity import WordDoubt

_TRAINED_FOR: Final = "gemma3-270m"
_JOINED: Final = 0.3
"""Confidence from which a word next to a more suspect one belongs to its span."""
_LEAST: Final = 0.4
_RARER: Final = 0.64
"""Log-odds by which a wrong word is rarer in other news than where the doubts were calibrated. What
had 0.85 has 0.75: of 537 held-back sentences with a planted error 5 are no longer found."""
_RARER_GAP: Final = 0.42
"""The same of a gap. What had 0.82 has 0.75: of 196 held-back sentences from which a word, a phrase
or a name was taken out 5 are no longer found, and neither of the two false alarms in 1,400 good
translations is left."""


@rule(
    id="unfaithful-word",
    title="A word that does not say what the source says",
    category="accuracy/mistranslation",
    severity=Severity.MAJOR,
    scope=Scope.PAIR,
    needs=(Need.SOURCE, Need.LANGUAGE_MODEL),
    languages=("en",),
    examples=[
        Example(
            "The delegation arrived in Helsinki on Monday evening.",
            ("Helsinki",),
            source="وصل الوفد إلى باريس مساء يوم الاثنين.",
        ),
        Example(
            "The delegation arrived in Paris on Monday evening.",
            (),
            source="وصل الوفد إلى باريس مساء يوم الاثنين.",
        ),
    ],
)
def unfaithful_word(pair: Pair, context: Context) -> Iterator[Suspicion]:
    """Words that the source does not bear out, and places where something of it is left out.

    The pair critics tell, models with trained changes that read source and translation together;
    they were trained on good translations in which one thing was changed, added or left out, and
    calibrated on translations into English. They see what no rule looks for, and the rules weigh
    their own suspicions with them. What a comparison of both texts bears out, a figure, a name or a
    negation, is not doubted.
    """
    judgement = judged(pair, context.language_model)
    if judgement is None:
        return
    if judgement.doubts is None:
        raise ModelError(f"was trained for another language model: choose {_TRAINED_FOR}")
    doubts = pair.doubts
    if not doubts:
        return
    for span in _spans(doubts):
        confidence = probability(max(doubt.wrong for doubt in span) - _RARER)
        start, end = span[0].start, span[-1].end
        words = pair.target.text[start:end]
        if confidence >= _LEAST and any(char.isalnum() for char in words):
            yield Suspicion(
                start,
                end,
                f"“{words}” does not seem to say what the source says here.",
                confidence=confidence,
                severity=graded(confidence),
            )
    place = max(range(len(doubts)), key=lambda at: doubts[at].gap)
    confidence = probability(doubts[place].gap - _RARER_GAP)
    if confidence >= _LEAST:
        before, after = doubts[max(0, place - 1)], doubts[place]
        words = pair.target.text[before.start : after.end]
        yield Suspicion(
            before.start,
            after.end,
            f"Something of the source seems to be left out in “{words}”.",
            confidence=confidence,
            severity=graded(confidence),
            category="accuracy/omission",
        )


def _spans(doubts: Sequence[WordDoubt]) -> list[list[WordDoubt]]:
    """Join neighbouring words that are to be doubted."""
    spans: list[list[WordDoubt]] = []
    before: WordDoubt | None = None
    for doubt in doubts:
        if probability(doubt.wrong) >= _JOINED:
            if before is not None and spans and spans[-1][-1] is before:
                spans[-1].append(doubt)
            else:
                spans.append([doubt])
        before = doubt
    return spans
