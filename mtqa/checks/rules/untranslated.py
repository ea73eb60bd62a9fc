"""Untranslated: the source copied into the translation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

from mtqa.checks.inspection import Context, primary
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.language.scripts import CASED_SCRIPTS, dominant_script
from mtqa.mqm import Severity

_WORD: Final = re.compile(r"[^\W\d_]+")
_COPY: Final = 0.9
"""Share of common characters from which two texts count as the same."""


@rule(
    id="untranslated",
    title="The source copied instead of translated",
    category="accuracy/untranslated",
    severity=Severity.CRITICAL,
    scope=Scope.PAIR,
    examples=[
        Example(
            "انتهت المحادثات في جنيف يوم الأربعاء.",
            ("انتهت المحادثات في جنيف يوم الأربعاء.",),
            source="انتهت المحادثات في جنيف يوم الأربعاء.",
        ),
        Example(
            "Die Gespräche endeten am Mittwoch in Genf.",
            ("Die Gespräche endeten am Mittwoch in Genf.",),
            source="Die Gespräche endeten am Mittwoch in Genf.",
            source_language="de",
        ),
        Example("The talks ended in Geneva.", (), source="انتهت المحادثات في جنيف."),
        Example(
            "Angela Merkel, Emmanuel Macron",
            (),
            source="Angela Merkel, Emmanuel Macron",
            source_language="de",
            why="names stay what they are",
        ),
    ],
)
def untranslated(pair: Pair, context: Context) -> Iterator[Suspicion]:
    """A translation that is, but for a few characters, its own source.

    Neural metrics give such copies high scores. Segments that hold nothing but names, figures
    and addresses are left alone, and so are pairs within one language.
    """
    source, target = pair.source.text.strip(), pair.target.text.strip()
    if primary(context.language) == primary(context.source_language):
        return
    words = _WORD.findall(target)
    if len(words) < 2 or not _has_common_words(words, target):
        return
    matcher = SequenceMatcher(None, source.casefold(), target.casefold(), autojunk=False)
    if matcher.real_quick_ratio() < _COPY or matcher.quick_ratio() < _COPY:
        return
    ratio = matcher.ratio()
    if ratio >= _COPY:
        start = pair.target.text.index(target)
        yield Suspicion(
            start,
            start + len(target),
            "This is the source, not a translation of it.",
            confidence=0.97 if len(words) > 3 else 0.7,
            severity=Severity.CRITICAL if len(words) > 3 else Severity.MAJOR,
            source_start=0,
            source_end=len(pair.source.text),
            evidence={"similarity": round(ratio, 3)},
            cause="untranslated",
        )


def _has_common_words(words: list[str], text: str) -> bool:
    """Whether the text is more than a list of names."""
    if dominant_script(text) not in CASED_SCRIPTS:
        return len(words) > 3
    return sum(word[0].islower() for word in words) > len(words) / 3
