"""Wrong script: letters that the language is not written in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mtqa.checks.inspection import Context
from mtqa.checks.passage import Passage
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.language.scripts import expected_scripts, foreign_script_runs, mixed_script_words
from mtqa.mqm import Severity

_ENCLOSED: Final = {"(": ")", "[": "]", "“": "”", '"': '"', "«": "»", "‘": "’", "「": "」"}
_GREEK_LETTERS: Final = re.compile(r"[^\W\d_](?:[\W\d_]+[^\W\d_])*")
"""Single Greek letters, which stand for stars, angles and quantities everywhere."""


@rule(
    id="wrong-script",
    title="Words in a script the language is not written in",
    category="accuracy/untranslated",
    severity=Severity.MAJOR,
    scope=Scope.SEGMENT,
    examples=[
        Example("The talks ended في جنيف on Wednesday.", ("في جنيف",)),
        Example("Acid and 三聚氰胺 were found.", ("三聚氰胺",)),
        Example("The tаlks ended.", ("tаlks",), why="the second letter is Cyrillic"),
        Example("He founded the newspaper (الأهرام) in Cairo.", (), why="given in brackets"),
        Example("The stars α, β and γ2 make a triangle.", (), why="signs, no words"),
        Example("قالت شركة Google إن الخدمة عادت.", (), language="ar", why="a Latin brand name"),
    ],
)
def wrong_script(passage: Passage, context: Context) -> Iterator[Suspicion]:
    """Letters of another script in running text, and words that mix look-alike letters.

    Arabic in an English sentence was left untranslated. Originals in brackets or quotation
    marks are wanted and left alone, so is Latin in other scripts, where names and brands keep
    it. A word that mixes Latin, Cyrillic and Greek letters looks right and cannot be searched.
    """
    language = passage.language or context.language
    text = passage.text
    if language is None:
        return
    mixed = mixed_script_words(text)
    for word in mixed:
        yield Suspicion(
            word.start,
            word.end,
            f"“{word.text}” has {word.script} letters among others that look the same.",
            confidence=0.9,
            severity=Severity.MINOR,
            category="linguistic-conventions/character-encoding",
        )
    runs = [
        run
        for run in foreign_script_runs(text, language)
        if run.script not in ("Latin", "Other")
        and not any(word.start <= run.start and run.end <= word.end for word in mixed)
        and not (run.script == "Greek" and _GREEK_LETTERS.fullmatch(run.text))
    ]
    foreign = sum(len(run.text) for run in runs)
    if foreign > 0.7 * sum(c.isalpha() for c in text):
        return  # the whole segment: wrong-language and untranslated say so
    for run in runs:
        enclosed = _is_enclosed(text, run.start, run.end)
        if enclosed and "Latin" in expected_scripts(language):
            continue
        yield Suspicion(
            run.start,
            run.end,
            f"“{run.text}” is in {run.script} script and seems to be untranslated.",
            confidence=0.95,
            evidence={"script": run.script},
        )


def _is_enclosed(text: str, start: int, end: int) -> bool:
    """Whether brackets or quotation marks stand around the span in its clause."""
    for opening, closing in _ENCLOSED.items():
        before = text.rfind(opening, 0, start)
        if before < 0:
            continue
        after = text.find(closing, end)
        if after >= 0 and closing not in text[before + 1 : start]:
            return True
    return False
