"""Contrary word: one that turns round what the source says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from mtqa.checks.grading import graded
from mtqa.checks.inspection import Context
from mtqa.checks.pair_judgements import read_again
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Example, Need, Scope, Suspicion, rule
from mtqa.checks.trial import suspected_wordings
from mtqa.language.contraries import contrary_wordings
from mtqa.language.rewording import Rewording
from mtqa.mqm import Severity

LEAST_DOUBT: Final = 2.5
"""Nats by which a word is short of being certain before its contrary is tried: another word cannot
gain much more than that in its place."""


@rule(
    id="contrary-word",
    title="A word that turns round what the source says",
    category="accuracy/mistranslation",
    severity=Severity.CRITICAL,
    scope=Scope.PAIRS,
    needs=(Need.SOURCE, Need.LANGUAGE_MODEL),
    languages=("en",),
    examples=[
        Example(
            "Police released the opposition leader on Monday.",
            ("released",),
            source="اعتقلت الشرطة زعيم المعارضة يوم الاثنين.",
        ),
        Example(
            "Police arrested the opposition leader on Monday.",
            (),
            source="اعتقلت الشرطة زعيم المعارضة يوم الاثنين.",
        ),
        Example(
            "Revenue fell to 10 million euros.",
            ("to",),
            source="Der Umsatz sank um 10 Millionen Euro.",
            source_language="de",
        ),
    ],
)
def contrary_word(pairs: Sequence[Pair], context: Context) -> Iterator[tuple[int, Suspicion]]:
    """Killed for wounded, arrested for released, to for by, president for former president.

    English words of which a contrary is known are tried out: the language model is offered the
    sentence with the contrary, and where that is much more probable beside the source, the word
    says the opposite. Nothing need be known of the words of the source. Only words that the model
    finds surprising are tried, and names are left to `name-mismatch`.
    """
    tried = [(pair, _surprising(pair, context)) for pair in pairs]
    suspected = suspected_wordings(tried, context.language_model, "contrary")
    for number, (pair, found) in enumerate(zip(pairs, suspected, strict=True)):
        if found is None:
            continue
        repair, confidence = found
        wording = repair.rewording
        stated = pair.target.text[wording.start : wording.end]
        yield (
            number,
            Suspicion(
                wording.start,
                wording.end,
                f"The source seems to say “{wording.text}”, not “{stated}”.",
                confidence=confidence,
                suggestion=wording.text,
                severity=graded(confidence, Severity.CRITICAL),
                evidence={"more_probable_by_nats": round(repair.gain, 2)},
                cause=f"contrary:{wording.start}",
            ),
        )


def _surprising(pair: Pair, context: Context) -> list[Rewording]:
    """Return the contraries of those words of a translation that the model finds surprising."""
    read = read_again(pair, context)
    if read is None:
        return []
    tokens = read.reading.target_given_source
    return [
        wording
        for wording in contrary_wordings(pair.target.text)
        if -sum(t.logprob for t in tokens if t.start < wording.end and t.end > wording.start)
        >= LEAST_DOUBT
    ]
