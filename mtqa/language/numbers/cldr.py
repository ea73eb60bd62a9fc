"""What CLDR says about the numbers of a language without a data file: its signs and great scales.

CLDR has a pattern for every power of ten ("0 milioane", "0 de milioane"); the words in it are what
"million" is called. Smaller number words are not known. Words may have endings that no pattern
shows (Estonian "miljonilt"), so the part that the forms of a scale share counts as well. Thousands
may always stand apart by a space, as the SI has it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import takewhile
from typing import Any, Final

from babel import Locale, UnknownLocaleError

_PATTERN: Final = re.compile(r"(0+) ([^0;.]+)")
_SHORTEST_STEM: Final = 5
"""Letters below which what the forms of a scale share is no sign of it."""


def cldr_numbers(language: str) -> dict[str, Any] | None:
    """Return signs and scales in the shape of a data file, None for a language that CLDR lacks.

    Args:
        language: Primary subtag, for example `ro`.
    """
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return None
    phrases = list(_scale_phrases(locale))
    single: dict[int, set[str]] = defaultdict(set)
    plural: dict[int, set[str]] = defaultdict(set)
    for scale, is_plural, phrase in phrases:
        if " " not in phrase:
            (plural if is_plural else single)[scale].add(phrase)
    forms = {scale: single[scale] | plural[scale] for scale in sorted({*single, *plural})}
    # "de" of "0 de milioane" is a link; the first word of a scale of two words is none.
    links = {
        link
        for scale, _, phrase in phrases
        for link, _, word in [phrase.rpartition(" ")]
        if link and word in forms.get(scale, ())
    }
    stems = {scale: _shared_beginning(own) for scale, own in forms.items()}
    symbols = locale.number_symbols.get("latn", locale.number_symbols)
    grouping = str(symbols.get("group", ""))
    return {
        "decimal": str(symbols.get("decimal", ".")),
        "grouping": grouping.strip(),
        "space_grouping": True,
        "scales_only": True,
        "scales": {scale: " ".join(sorted(own)) for scale, own in forms.items()},
        "plural_scales": {
            scale: " ".join(sorted(plural[scale] - single[scale])) for scale in forms
        },
        "scale_stems": {s: stem for s, stem in stems.items() if len(stem) >= _SHORTEST_STEM},
        "interposed": ", ".join(sorted(links)),
    }


def _scale_phrases(locale: Locale) -> Iterator[tuple[int, bool, str]]:
    """Yield the words for each scale, and whether they are those for more than one."""
    for category, patterns in locale.compact_decimal_formats.get("long", {}).items():
        for power, pattern in patterns.items():
            found = _PATTERN.fullmatch(str(pattern.pattern))
            if found is not None:
                scale = int(power) // 10 ** (len(found[1]) - 1)
                yield scale, category != "one" or len(found[1]) > 1, found[2].lower()


def _shared_beginning(words: Collection[str]) -> str:
    first, last = min(words), max(words)
    same = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return "".join(letter for letter, _ in same)
