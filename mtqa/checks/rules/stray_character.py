"""Stray characters: what no keyboard meant to type."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from mtqa.checks.inspection import Context, primary
from mtqa.checks.passage import Passage
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.mqm import Severity

_STRAY: Final = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufeff\u200b\u2060\u00ad"
    "\ue000-\uf8ff]+"
)
_NO_JOINER: Final = re.compile("[\u200c\u200d]+")
_JOINER_LANGUAGES: Final = frozenset(
    {"ar", "fa", "ur", "ps", "ckb", "ug", "hi", "bn", "mr", "ne", "ta", "te", "ml", "kn", "si"}
)
"""Languages in which a zero-width joiner or non-joiner is spelling."""
_EMOJI: Final = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f]")


@rule(
    id="stray-character",
    title="An invisible or private character",
    category="linguistic-conventions/character-encoding",
    severity=Severity.MINOR,
    scope=Scope.SEGMENT,
    examples=[
        Example("The talks\u200b ended in Geneva.", ("\u200b",)),
        Example("The min\u00adister said so.", ("\u00ad",), why="a soft hyphen from a web page"),
        Example("The talks ended in Geneva.", ()),
        Example("او می\u200cرود.", (), language="fa", why="the non-joiner is Persian spelling"),
    ],
)
def stray_character(passage: Passage, context: Context) -> Iterator[Suspicion]:
    """Control characters, zero-width spaces, soft hyphens and private-use characters.

    They come from copying out of web pages and documents, break searching, and show as boxes.
    Zero-width joiners are left alone in the scripts that need them and within emoji.
    """
    text = passage.text
    matches = list(_STRAY.finditer(text))
    if primary(passage.language) not in _JOINER_LANGUAGES:
        matches += [
            m
            for m in _NO_JOINER.finditer(text)
            if not _EMOJI.search(text[max(0, m.start() - 2) : m.end() + 2])
        ]
    for match in matches:
        character = match[0][0]
        name = unicodedata.name(character, "control character").lower()
        yield Suspicion(
            match.start(),
            match.end(),
            f"Invisible character U+{ord(character):04X} ({name}).",
            confidence=0.95,
            suggestion="",
            evidence={"characters": [f"U+{ord(c):04X}" for c in match[0]]},
        )
