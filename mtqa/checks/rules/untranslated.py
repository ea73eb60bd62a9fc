"""Untranslated: the source copied into the translation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

from mtqa.checks.inspection import Context, primary
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.language.identification import function_words, leading_function_words
from mtqa.language.scripts import CASED_SCRIPTS, dominant_script, expected_scripts
from mtqa.mqm import Severity

_WORD: Final = re.compile(r"[^\W\d_]+")
COPY: Final = 0.9
"""Share of common characters from which two texts count as the same."""
_FEW_WORDS: Final = 3


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
        Example(
            "Help in time of need.",
            (),
            source="Help in time of need.",
            source_language="ru",
            why="the source is not in its language",
        ),
        Example(
            "Book of the Stars: Critical edition with commentary, digital edition",
            (),
            source="Book of the Stars: Critical edition with commentary, digitale edition",
            source_language="de",
            why="the source is in English but for a word",
        ),
    ],
)
def untranslated(pair: Pair, context: Context) -> Iterator[Suspicion]:
    """A translation that is, but for a few characters, its own source.

    Neural metrics give such copies high scores. Segments that hold nothing but names, figures
    and addresses are left alone, and so are pairs within one language.
    """
    similarity = copied_share(pair, context)
    if similarity < COPY:
        return
    target = pair.target.text.strip()
    start = pair.target.text.index(target)
    long = len(_WORD.findall(target)) > _FEW_WORDS
    yield Suspicion(
        start,
        start + len(target),
        "This is the source, not a translation of it.",
        confidence=0.97 if long else 0.7,
        severity=Severity.CRITICAL if long else Severity.MAJOR,
        source_start=0,
        source_end=len(pair.source.text),
        evidence={"similarity": round(similarity, 3)},
        cause="untranslated",
    )


def copied_share(pair: Pair, context: Context) -> float:
    """Return how much of a translation is its own source, 0–1; 0 for names and one language."""
    source, target = pair.source.text.strip(), pair.target.text.strip()
    if primary(context.language) == primary(context.source_language):
        return 0.0
    words = _WORD.findall(target)
    if len(words) < 2 or not _has_common_words(words, target):
        return 0.0
    if not in_its_script(pair, context) or _has_nothing_to_translate(pair, context):
        return 0.0
    return _likeness(source, target)


def rightly_copied(pair: Pair, context: Context) -> bool:
    """Return whether a source that is not in its language was left as it is.

    A title or a list of books may be in the language of the translation, or in a third one.
    """
    if in_its_script(pair, context) and not _has_nothing_to_translate(pair, context):
        return False
    return _likeness(pair.source.text.strip(), pair.target.text.strip()) >= COPY


def _has_nothing_to_translate(pair: Pair, context: Context) -> bool:
    """Whether the function words tell that nothing of the source's language was left standing.

    The source has some of another language and fewer of its own, or its own are all gone.
    """
    words = _WORD.findall(pair.source.text.casefold())
    theirs = function_words(context.source_language or "")
    telling = theirs.intersection(words) - function_words(context.language or "")
    if telling and telling.isdisjoint(_WORD.findall(pair.target.text.casefold())):
        return True
    leading, share = leading_function_words(pair.source.text)
    own = sum(word in theirs for word in words)
    return leading != primary(context.source_language) and share * len(words) > own


def _likeness(source: str, target: str) -> float:
    """Return the share of common characters, 0 where it is less than `COPY`."""
    matcher = SequenceMatcher(None, source.casefold(), target.casefold(), autojunk=False)
    if matcher.real_quick_ratio() < COPY or matcher.quick_ratio() < COPY:
        return 0.0
    return matcher.ratio()


def in_its_script(pair: Pair, context: Context) -> bool:
    """Return whether a source is written as its language is; a slogan or an address may not be."""
    script, language = dominant_script(pair.source.text), primary(context.source_language)
    return language is None or script in expected_scripts(language)


def _has_common_words(words: list[str], text: str) -> bool:
    """Whether the text is more than a list of names."""
    if dominant_script(text) not in CASED_SCRIPTS:
        return len(words) > 3
    return sum(word[0].islower() for word in words) > len(words) / 3
