"""Heading case: a heading that is capitalised unlike its fellows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from enum import Enum
from typing import Final

from mtqa.checks.inspection import Context, primary
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.document import Document, Kind, Role, Segment
from mtqa.language.scripts import CASED_SCRIPTS, dominant_script
from mtqa.mqm import Severity

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SMALL_WORDS: Final = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "but",
        "by",
        "for",
        "from",
        "if",
        "in",
        "into",
        "nor",
        "of",
        "off",
        "on",
        "or",
        "out",
        "over",
        "per",
        "so",
        "the",
        "to",
        "up",
        "via",
        "with",
        "yet",
        "v",
        "vs",
        "than",
        "that",
        "de",
        "la",
        "le",
        "les",
        "des",
        "du",
        "und",
        "der",
        "die",
        "das",
        "von",
        "van",
        "al",
        "el",
    ]
)
"""Words that stay small in a title-case heading."""
_SMALL_START: Final = frozenset("al el von van de da di bin ibn".split())  # noqa: SIM905
"""Particles with which a name may begin in lower case."""


class HeadingCase(Enum):
    """How a heading is capitalised."""

    LOWER = "no capital at the start"
    SENTENCE = "sentence case"
    TITLE = "title case"
    UPPER = "capitals throughout"


@rule(
    id="heading-case",
    title="A heading capitalised unlike the others",
    category="style/inconsistent-style",
    severity=Severity.MINOR,
    scope=Scope.DOCUMENT,
    examples=[
        Example(
            "Talks end in Geneva\n\nThe delegations left on Monday.\n\n"
            "complex background\n\nThe war began in 2014.\n\n"
            "Conflicting statements\n\nBoth sides spoke of progress.\n",
            ("complex background",),
        ),
        Example(
            "Talks end in Geneva\n\nThe delegations left on Monday.\n\n"
            "Complex background\n\nThe war began in 2014.\n\n"
            "Conflicting statements\n\nBoth sides spoke of progress.\n",
            (),
        ),
    ],
)
def heading_case(document: Document, context: Context) -> Iterator[Suspicion]:
    """A heading whose capitalisation breaks the pattern of its fellows.

    A heading that starts in lower case is odd as soon as the others do not. Sentence case
    against title case or capitals needs a clear majority, three to one, because short headings
    of names fit both. The headline has its own style and counts only for the first letter.
    """
    if document.kind is Kind.PAIRS or dominant_script(document.text) not in CASED_SCRIPTS:
        return
    headings = [s for s in document.segments if s.role is Role.HEADING and s.target]
    cases = [(s, _case(s.target or "")) for s in headings]
    known = [(s, case) for s, case in cases if case is not None]
    headline = [_case(s.target or "") for s in document.segments if s.role is Role.HEADLINE]
    lower = [s for s, case in known if case is HeadingCase.LOWER]
    capital = [c for c in [*(c for _, c in known), *headline] if c not in (None, HeadingCase.LOWER)]
    if lower and len(capital) >= 2 * len(lower):
        for segment in lower:
            text = segment.target or ""
            yield _suspicion(
                segment, HeadingCase.LOWER, "the others start with a capital", _capitalised(text)
            )
    if primary(document.language) == "de":
        return
    counts = Counter(case for _, case in known if case is not HeadingCase.LOWER)
    if not counts:
        return
    usual, most = counts.most_common(1)[0]
    for segment, case in known:
        if case in (usual, HeadingCase.LOWER) or most < 3 * counts[case]:
            continue
        if not _fits(segment.target or "", usual):
            yield _suspicion(segment, case, f"the others have {usual.value}", None)


def _suspicion(
    segment: Segment, case: HeadingCase, others: str, suggestion: str | None
) -> Suspicion:
    return Suspicion(
        segment.start,
        segment.end,
        f"This heading has {case.value}, {others}.",
        confidence=0.9 if case is HeadingCase.LOWER else 0.6,
        suggestion=suggestion,
        evidence={"case": case.value},
    )


def _case(text: str) -> HeadingCase | None:
    """Say how a heading is capitalised, None if it does not show."""
    words = _WORD.findall(text)
    if not words or not text[0].isalpha():
        return None
    first = words[0]
    if first[0].islower():
        named = any(c.isupper() for c in first) or first.split("-")[0] in _SMALL_START
        return None if named else HeadingCase.LOWER
    if len(words) > 1 and text.isupper():
        return HeadingCase.UPPER
    telling = [w for w in words[1:] if w.casefold() not in _SMALL_WORDS and len(w) > 1]
    if not telling:
        return None
    small = sum(w[0].islower() for w in telling)
    return HeadingCase.TITLE if small == 0 else HeadingCase.SENTENCE


def _fits(text: str, usual: HeadingCase) -> bool:
    """Whether a heading could be of the usual case after all: one of names only."""
    words = _WORD.findall(text)
    return usual is HeadingCase.SENTENCE and len(words) <= 4 and not text.isupper()


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
