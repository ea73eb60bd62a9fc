"""Doubled words: "the the"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mtqa.checks.inspection import Context, primary
from mtqa.checks.passage import Passage
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.mqm import Severity

_DOUBLED: Final = re.compile(
    r"(?<![\w'’-])(?P<word>[^\W\d_]+)(?P<gap>\s+)(?P=word)(?![\w'’-])", re.I
)

LEGITIMATE: Final[dict[str, frozenset[str]]] = {
    "en": frozenset({"that", "had", "is", "very", "bye", "no", "ha", "so", "many", "far", "long"}),
    "fr": frozenset({"nous", "vous"}),
    "de": frozenset({"die", "der", "das", "sie", "sehr"}),
    "pt": frozenset({"se"}),
    "it": frozenset({"molto", "via"}),
}
"""Words that stand twice in good prose: "he had had", "vous vous souvenez", "die, die …"."""

ARABIC_PARTICLES: Final = frozenset(
    [
        "في",
        "من",
        "إلى",
        "على",
        "عن",
        "إن",
        "أن",
        "مع",
        "قد",
        "لا",
        "لم",
        "لن",
        "هو",
        "هي",
        "ما",
        "كل",
    ]
)
"""Arabic words whose repetition is a slip; a repeated noun or verb can be emphasis."""

REDUPLICATING: Final = frozenset({"zh", "ja", "id", "ms", "tr", "th", "vi"})
"""Languages in which a word said twice is grammar, not a slip."""


@rule(
    id="doubled-word",
    title="The same word twice in a row",
    category="linguistic-conventions/grammar",
    severity=Severity.MINOR,
    scope=Scope.SEGMENT,
    examples=[
        Example("The talks ended in in Geneva.", ("in in",)),
        Example("He had had enough, he said.", ()),
        Example("Duran Duran played in Walla Walla.", (), why="names may be double"),
        Example("قال الوزير إن إن المحادثات انتهت.", ("إن إن",), language="ar"),
        Example("دكا دكا شديدا", (), language="ar", why="emphatic repetition of a noun"),
    ],
)
def doubled_word(passage: Passage, context: Context) -> Iterator[Suspicion]:
    """A word that stands twice in a row, as editing and machine translation leave it behind.

    Words that may stand twice in good prose are left out by language, so are capitalised names
    and languages that double words on purpose. In Arabic only particles and prepositions are
    reported, since a repeated noun can be emphasis.
    """
    language = primary(passage.language)
    if language in REDUPLICATING:
        return
    for match in _DOUBLED.finditer(passage.text):
        word = match["word"]
        second = match[0][-len(word) :]
        if word.casefold() in LEGITIMATE.get(language or "", frozenset()):
            continue
        if word[0].isupper() and second[0].isupper():
            continue
        if language == "ar" and word not in ARABIC_PARTICLES:
            continue
        yield Suspicion(
            match.start(),
            match.end(),
            f"“{word}” stands twice in a row.",
            confidence=0.9,
            suggestion=word,
        )
