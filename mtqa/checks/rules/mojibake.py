"""Mojibake: text that was decoded with the wrong encoding."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain
from typing import Final

from mtqa.checks.inspection import Context
from mtqa.checks.passage import Passage
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.language.scripts import script_of
from mtqa.mqm import Severity

_CANDIDATE: Final = re.compile(r"[^\x00-\x7f][^\s\x00-\x7f\u0600-\u06ff\u0400-\u04ff]+")
_OTHER_HALF: Final = r"\u0400-\u06ff\u00a0-\u00ff\u2010-\u2122"
_ALTERNATING: Final = re.compile(rf"(?:[طظ][{_OTHER_HALF}]){{4,}}|(?:[РС][{_OTHER_HALF}]){{3,}}")
"""Arabic or Cyrillic letters of two bytes each, read as Windows-1256 or 1251."""
_REPLACEMENT: Final = re.compile('(?<!["“„«‘(])\ufffd+|\ufffd(?!["”“»’)])')
"""Not where the sign itself is named, in quotation marks."""
_QUESTION_MARKS: Final = re.compile(r"\?{4,}")

_WRONG_ENCODINGS: Final = ("windows-1252", "iso-8859-1", "windows-1256", "windows-1251")


@rule(
    id="mojibake",
    title="Characters decoded with the wrong encoding",
    category="linguistic-conventions/character-encoding",
    severity=Severity.MAJOR,
    scope=Scope.SEGMENT,
    examples=[
        Example("He said â€œnothingâ€\u009d had changed.", ("â€œ", "â€\u009d")),
        Example("The cafÃ© was closed.", ("Ã©",)),
        Example("The minister \ufffd\ufffd said.", ("\ufffd\ufffd",)),
        Example("The sign “\ufffd” (U+FFFD) stands for an unknown character.", ()),
        Example("He said “nothing” had changed in São Paulo.", ()),
        Example("قال الوزير إن المحادثات انتهت.", (), language="ar"),
        Example("قال الوزير: “انتهت المحادثات”.", (), language="ar"),
        Example("هذه –بلا شك– إحدى أنجح الواجهات، ولك…", (), language="ar"),
        Example("Переговоры СССР–США… и СССР…", (), language="ru"),
        Example("РџСЂРёРІРµС‚, РјРёСЂ!", ("РџСЂРёРІРµС‚", "РјРёСЂ"), language="ru"),
        Example("می‌خواهم بدانم «چه شد».", (), language="fa"),
    ],
)
def mojibake(passage: Passage, context: Context) -> Iterator[Suspicion]:
    """UTF-8 read as Windows-1252 or another code page ("Ã©" for "é"), and lost characters.

    A run of characters counts if it can be turned back: encoded in a code page, its bytes are
    valid UTF-8. U+FFFD, which a decoder writes for bytes it cannot read, counts unless it
    stands alone in quotation marks.
    """
    text = passage.text
    for match in _REPLACEMENT.finditer(text):
        yield Suspicion(
            match.start(),
            match.end(),
            "A character was lost here: U+FFFD stands for bytes that could not be read.",
            confidence=0.99,
        )
    for match, meant in _misread(text):
        yield Suspicion(
            match.start(),
            match.end(),
            f"“{match[0]}” looks like “{meant}” read with the wrong encoding.",
            confidence=0.95,
            suggestion=meant,
        )
    for match in _QUESTION_MARKS.finditer(text):
        yield Suspicion(
            match.start(),
            match.end(),
            "A row of question marks, as it replaces letters an encoding does not have.",
            confidence=0.5,
            severity=Severity.MINOR,
        )


def _misread(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Yield the runs that can be turned back, the longest at each place, with what they were."""
    end = 0
    matches = chain(_ALTERNATING.finditer(text), _CANDIDATE.finditer(text))
    for match in sorted(matches, key=lambda match: (match.start(), -match.end())):
        meant = None if match.start() < end or _ends_a_word(match[0]) else _undo(match[0])
        if meant is not None:
            end = match.end()
            yield match, meant


def _ends_a_word(run: str) -> bool:
    """Whether a letter with punctuation behind it only ends a word: ب”, «И», «СССР–США».

    Of Latin letters alone, Ã– is mojibake: "Ö" read as Windows-1252.
    """
    categories = {unicodedata.category(sign) for sign in run[1:]}
    if not run[0].isalpha():
        return False
    if script_of(run[0]) == "Latin":
        return categories <= {"Pf", "Pi", "Cf"}
    return all(category[0] == "P" or category == "Cf" for category in categories)


def _undo(run: str) -> str | None:
    """Return what the run was before it was decoded wrongly, None if it was not."""
    for encoding in _WRONG_ENCODINGS:
        data = bytearray()
        for character in run:
            try:
                data += character.encode(encoding)
            except UnicodeEncodeError:
                # Windows-1252 leaves five bytes undefined; decoders pass them through.
                if not 0x80 <= ord(character) <= 0x9F:
                    break
                data.append(ord(character))
        else:
            try:
                meant = data.decode("utf-8")
            except UnicodeDecodeError:
                continue
            if len(meant) < len(run) and meant.isprintable():
                return meant
    return None
