"""Spelling variety: British and American spelling in one text."""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.checks.inspection import Context
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.document import Document, Kind
from mtqa.language.spelling_variants import (
    SpellingClass,
    SpellingVariant,
    Variety,
    find_spelling_variants,
)
from mtqa.mqm import Severity

_OXFORD = frozenset({SpellingClass.ISE})
"""Spellings with -ize are British as well, in Oxford."""


@rule(
    id="spelling-variety",
    title="British and American spelling in one text",
    category="style/inconsistent-style",
    severity=Severity.MINOR,
    scope=Scope.DOCUMENT,
    languages=("en",),
    examples=[
        Example(
            "The labour market changed colour. The defence minister chose the center.", ("center",)
        ),
        Example("The labour market changed colour. The defence minister agreed.", ()),
        Example(
            "The labour market was organized. The defence minister recognized it.",
            (),
            why="Oxford spelling",
        ),
    ],
)
def spelling_variety(document: Document, context: Context) -> Iterator[Suspicion]:
    """Words in the spelling that the text otherwise does not follow.

    The majority decides; each word of the minority is reported once, with the other spelling.
    Words with -ize are British too and never reported among British ones. Capitalised names and
    lists of independent pairs are left alone.
    """
    if document.kind is Kind.PAIRS:
        return
    found = find_spelling_variants(document.text)
    telling = [
        v for v in found if not (v.variety is Variety.AMERICAN and v.spelling_class in _OXFORD)
    ]
    british = sum(v.variety is Variety.BRITISH for v in telling)
    usual = Variety.BRITISH if 2 * british > len(telling) else Variety.AMERICAN
    if not 0 < british < len(telling):
        return
    seen: set[str] = set()
    for variant in telling:
        if variant.variety is not usual and variant.text.casefold() not in seen:
            seen.add(variant.text.casefold())
            yield _suspicion(variant, usual, max(british, len(telling) - british))


def _suspicion(variant: SpellingVariant, usual: Variety, count: int) -> Suspicion:
    other = variant.other
    return Suspicion(
        variant.start,
        variant.end,
        f"“{variant.text}” is {variant.variety} spelling, the text is mostly {usual}.",
        confidence=0.8 if count > 2 else 0.6,
        suggestion=other.capitalize() if variant.text[0].isupper() else other,
        evidence={"variety": variant.variety.value, "class": variant.spelling_class.value},
    )
