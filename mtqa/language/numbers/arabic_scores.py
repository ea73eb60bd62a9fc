"""Scores of matches as Arabic tells them: بهدفين مقابل هدف is 2-1, برباعية نظيفة 4-0."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from mtqa.language.numbers.mention import NumberKind, NumberMention

_COUNTS: Final = {3: "ثلاثة", 4: "أربعة", 5: "خمسة", 6: "ستة", 7: "سبعة", 8: "ثمانية"}
_FOURSOMES: Final = {2: "ثنائية", 3: "ثلاثية", 4: "رباعية", 5: "خماسية", 6: "سداسية", 7: "سباعية"}
"""A score as one word."""
_GOALS: Final = {
    "هدف": 1,
    "هدفين": 2,
    "واحد": 1,
    "اثنين": 2,
    **{f"{word} أهداف": count for count, word in _COUNTS.items()},
    **{word: count for count, word in _COUNTS.items()},
    **{word: count for count, word in _FOURSOMES.items()},
}
_ANY: Final = "|".join(sorted(_GOALS, key=len, reverse=True))
_SCORE: Final = re.compile(
    rf"(?<!\w)ب(?P<first>{_ANY})\s+(?:"
    r"(?P<none>نظيف(?:ة|ين)?|وحيد|يتيم|(?:من )?دون (?:رد|مقابل)|بلا رد)"
    r"|(?P<same>لكل منهما|لمثل(?:ه|هما|ها))"
    rf"|(?:مقابل\s+|ل)(?P<second>{_ANY})"
    r")(?!\w)"
)


def find_scores(text: str) -> Iterator[NumberMention]:
    """Yield the scores of an Arabic text that are told in words, in order."""
    for match in _SCORE.finditer(text):
        first = Decimal(_GOALS[match["first"]])
        second = first if match["same"] else Decimal(_GOALS.get(match["second"], 0))
        start = match.start("first")
        yield NumberMention(
            start, match.end(), text[start : match.end()], (first,), NumberKind.SCORE,
            spelled=True, second=second,
        )  # fmt: skip
