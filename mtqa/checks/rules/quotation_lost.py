"""Quotation lost: what was quoted became narration, or the reverse."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mtqa.checks.inspection import Context
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.language.quotations import Quotation, find_quotations
from mtqa.mqm import Severity

_LONG: Final = 4
"""Words from which a quotation is speech rather than a title or a word in scare quotes."""
_SHORT_TEXT: Final = 12
_SPACELESS: Final = frozenset({"zh", "ja", "th"})


@rule(
    id="quotation-lost",
    title="A quotation turned into narration",
    category="accuracy/mistranslation",
    severity=Severity.MINOR,
    scope=Scope.PAIR,
    examples=[
        Example(
            "The minister said the talks were difficult but very useful for both sides.",
            ("",),
            source="قال الوزير: «كانت المحادثات صعبة لكنها مفيدة جدا للطرفين».",
        ),
        Example(
            "The minister said: “The talks were difficult but very useful for both sides.”",
            (),
            source="قال الوزير: «كانت المحادثات صعبة لكنها مفيدة جدا للطرفين».",
        ),
    ],
)
def quotation_lost(pair: Pair, context: Context) -> Iterator[Suspicion]:
    """The source quotes several words, and the translation has no quotation mark at all.

    The reader no longer sees whose words these are. Titles and single words in quotation marks
    are left alone, and so are quotations that go on in the next or come from the last sentence.
    """
    source, target = pair.source, pair.target
    if source.language is None or target.language is None:
        return
    if find_quotations(target.text, target.language) or any(c in target.text for c in '"“”«»„'):
        return
    for quotation in find_quotations(source.text, source.language):
        if quotation.depth == 0 and quotation.closing and _is_speech(quotation, source.language):
            end = len(target.text)
            yield Suspicion(
                end,
                end,
                f"“{quotation.text}” is a quotation in the source, narration here.",
                confidence=0.6,
                source_start=quotation.start,
                source_end=quotation.end,
                cause="quotation",
            )
            return


def _is_speech(quotation: Quotation, language: str) -> bool:
    if language.split("-")[0] in _SPACELESS:
        return len(quotation.text) >= _SHORT_TEXT
    return len(quotation.text.split()) >= _LONG
