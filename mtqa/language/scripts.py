"""Writing systems: which script a character, a word or a text is written in.

The ranges are the blocks of the Unicode Character Database that the supported languages use;
everything else that is a letter is reported as `Other`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

VOWEL_SIGNS: Final = r"\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u0652\u0670"
"""Signs that Hebrew and Arabic mostly leave out, as a part of a character class."""
MARKS: Final = rf"\u0300-\u036f{VOWEL_SIGNS}\u0900-\u0963\u0971-\u097f"
"""Marks that belong to the letter before them, as a part of a character class: `\\w` lacks them."""

_LETTERS: Final = re.compile(rf"[^\W_](?:[^\W_]|[{MARKS}])*")
_BLOCKS: Final[tuple[tuple[int, int, str], ...]] = (
    (0x0041, 0x005A, "Latin"),
    (0x0061, 0x007A, "Latin"),
    (0x00AA, 0x00AA, "Latin"),
    (0x00BA, 0x00BA, "Latin"),
    (0x00C0, 0x02AF, "Latin"),
    (0x0370, 0x03FF, "Greek"),
    (0x0400, 0x052F, "Cyrillic"),
    (0x0531, 0x058F, "Armenian"),
    (0x0590, 0x05FF, "Hebrew"),
    (0x0600, 0x06FF, "Arabic"),
    (0x0750, 0x077F, "Arabic"),
    (0x08A0, 0x08FF, "Arabic"),
    (0x0900, 0x097F, "Devanagari"),
    (0x0980, 0x09FF, "Bengali"),
    (0x0B80, 0x0BFF, "Tamil"),
    (0x0E00, 0x0E7F, "Thai"),
    (0x10A0, 0x10FF, "Georgian"),
    (0x1100, 0x11FF, "Hangul"),
    (0x1E00, 0x1EFF, "Latin"),
    (0x1F00, 0x1FFF, "Greek"),
    (0x3005, 0x3007, "Han"),
    (0x3040, 0x309F, "Hiragana"),
    (0x30A0, 0x30FF, "Katakana"),
    (0x3130, 0x318F, "Hangul"),
    (0x31F0, 0x31FF, "Katakana"),
    (0x3400, 0x4DBF, "Han"),
    (0x4E00, 0x9FFF, "Han"),
    (0xAC00, 0xD7AF, "Hangul"),
    (0xF900, 0xFAFF, "Han"),
    (0xFB1D, 0xFB4F, "Hebrew"),
    (0xFB50, 0xFDFF, "Arabic"),
    (0xFE70, 0xFEFC, "Arabic"),
    (0xFF21, 0xFF5A, "Latin"),
    (0xFF66, 0xFF9D, "Katakana"),
    (0x20000, 0x2FA1F, "Han"),
)
_STARTS: Final = tuple(block[0] for block in _BLOCKS)

_LANGUAGE_SCRIPTS: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(("ar", "fa", "ur", "ps", "ckb", "ug"), frozenset({"Arabic"})),
    **dict.fromkeys(("he", "yi"), frozenset({"Hebrew"})),
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk", "kk", "ky", "mn"), frozenset({"Cyrillic"})),
    "sr": frozenset({"Cyrillic", "Latin"}),
    "el": frozenset({"Greek"}),
    **dict.fromkeys(("hi", "mr", "ne"), frozenset({"Devanagari"})),
    "bn": frozenset({"Bengali"}),
    "ta": frozenset({"Tamil"}),
    "th": frozenset({"Thai"}),
    "ka": frozenset({"Georgian"}),
    "hy": frozenset({"Armenian"}),
    "zh": frozenset({"Han"}),
    "yue": frozenset({"Han"}),
    "wuu": frozenset({"Han"}),
    "ja": frozenset({"Han", "Hiragana", "Katakana"}),
    "ko": frozenset({"Hangul", "Han"}),
}
_LATIN: Final = frozenset({"Latin"})

CASED_SCRIPTS: Final = frozenset({"Latin", "Cyrillic", "Greek", "Armenian"})
"""Scripts in which a capital letter can mark a name."""
ABJADS: Final = frozenset({"Arabic", "Hebrew"})
"""Scripts that leave short vowels unwritten."""


@dataclass(frozen=True, slots=True)
class ScriptRun:
    """A stretch of a text in one script."""

    start: int
    """Offset of the first character."""
    end: int
    """Offset after the last character."""
    text: str
    """The stretch itself."""
    script: str
    """Its script."""


def primary_subtag(language: str) -> str:
    """The language part of a BCP 47 tag, in lower case: `pt-BR` gives `pt`."""
    return language.replace("_", "-").partition("-")[0].lower()


def language_pair(source: str, target: str) -> str:
    """The name of a pair of languages: `ru-RU` and `en-GB` give `ru-en`."""
    return f"{primary_subtag(source)}-{primary_subtag(target)}"


@lru_cache(maxsize=8192)
def script_of(char: str) -> str:
    """The script of one character: `Latin`, `Arabic`, …, `Common` for all that is no letter."""
    if not (char.isalpha() or char == "々"):
        return "Common"
    code = ord(char)
    index = bisect_right(_STARTS, code) - 1
    if index >= 0 and code <= _BLOCKS[index][1]:
        return _BLOCKS[index][2]
    return "Other"


def expected_scripts(language: str) -> frozenset[str]:
    """The scripts that a language is written in; Latin where nothing else is known."""
    return _LANGUAGE_SCRIPTS.get(primary_subtag(language), _LATIN)


def script_shares(text: str) -> dict[str, float]:
    """The share of each script among the letters of a text, largest first."""
    counts = Counter(script for script in map(script_of, text) if script != "Common")
    total = sum(counts.values())
    return {script: count / total for script, count in counts.most_common()}


def dominant_script(text: str) -> str:
    """The script of most letters of a text, `Common` if it has none."""
    return next(iter(script_shares(text)), "Common")


def script_runs(text: str) -> tuple[ScriptRun, ...]:
    """Split the letters of a text into maximal stretches of one script.

    Marks, digits, punctuation and spaces between two letters of one script belong to the
    stretch, at its edges they do not.
    """
    runs: list[ScriptRun] = []
    start = end = 0
    current: str | None = None
    for position, char in enumerate(text):
        script = script_of(char)
        if script == "Common":
            continue
        if script != current:
            if current is not None:
                runs.append(ScriptRun(start, end, text[start:end], current))
            start, current = position, script
        end = position + 1
    if current is not None:
        runs.append(ScriptRun(start, end, text[start:end], current))
    return tuple(runs)


def foreign_script_runs(text: str, language: str) -> tuple[ScriptRun, ...]:
    """The stretches of a text in a script that its language is not written in."""
    expected = expected_scripts(language)
    return tuple(run for run in script_runs(text) if run.script not in expected)


def mixed_script_words(text: str) -> tuple[ScriptRun, ...]:
    """Words that mix look-alike scripts, such as a Cyrillic а within a Latin word.

    Only Latin, Cyrillic and Greek are compared: they share shapes, so a mixture is a slip
    or a disguise. The script given is the one of the fewer letters. A sign between letters joins
    two words: "IT-специалист" and "Exim'а" are no slips.
    """
    found: list[ScriptRun] = []
    for match in _LETTERS.finditer(text):
        shares = {s: n for s, n in script_shares(match[0]).items() if s in CASED_SCRIPTS}
        if len(shares) > 1:
            rare = min(shares, key=lambda script: shares[script])
            found.append(ScriptRun(match.start(), match.end(), match[0], rare))
    return tuple(found)
