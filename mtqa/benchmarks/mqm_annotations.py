"""MQM annotations by professional raters (Freitag et al. 2021), as Google publishes them.

A row is one mark of one rater, with `<v>` and `</v>` around what is marked: in the translation, or
in the source where something is left out.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from mtqa.benchmarks.data import Row

_SPAN: Final = re.compile(r"<v>(.*?)</v>", re.DOTALL)
_TAGS: Final = re.compile(r"</?v>")
_NO_ERROR: Final = "No-error"
_RATED: Final = ("system", "doc", "seg_id")


class Mark(NamedTuple):
    """A span that a rater marked."""

    side: str
    """`source` or `target`."""
    start: int
    """Offset of its first character in the text of its side."""
    end: int
    """Offset after its last character."""
    severity: str
    """`Major` or `Minor`."""


class Rated(NamedTuple):
    """A translation with all that its raters marked."""

    source: str
    """The source text."""
    target: str
    """The translation."""
    marks: tuple[Mark, ...]
    """What was marked; empty if the translation was found to be without error."""


def translation_key(row: Row) -> tuple[str, ...]:
    """Return system, document and segment of an annotated translation."""
    return tuple(str(row[field]) for field in _RATED)


def unmarked(text: str) -> str:
    """Return a text without the tags of a mark."""
    return _TAGS.sub("", text)


def rated_translations(rows: Iterable[Row]) -> dict[tuple[str, ...], Rated]:
    """Return the annotated translations by system, document and segment.

    Args:
        rows: Annotations, one mark or `No-error` each, with `<v>` and `</v>` around what is marked.
    """
    found: dict[tuple[str, ...], Rated] = {}
    for row in rows:
        key = translation_key(row)
        source, target = unmarked(row["source"]), unmarked(row["target"])
        known = found.get(key, Rated(source, target, ()))
        found[key] = known._replace(marks=known.marks + tuple(_marks(row)))
    return found


def drawn(
    translations: Mapping[tuple[str, ...], Rated], seed: int, count: int = 1
) -> dict[tuple[str, ...], Rated]:
    """Return `count` translations of each sentence, by systems drawn at random."""
    by_sentence: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for key in translations:
        by_sentence.setdefault(key[1:], []).append(key)
    chosen = {}
    for sentence, keys in by_sentence.items():
        draw = seeded(seed, *sentence)
        for key in sorted(draw.sample(sorted(keys), min(count, len(keys)))):
            chosen[key] = translations[key]
    return chosen


def seeded(seed: int, *names: str) -> random.Random:
    """Return chance that is the same for the same seed and names."""
    return random.Random("/".join((str(seed), *names)))  # noqa: S311 - reproducible, not secret


def _marks(row: Row) -> Iterator[Mark]:
    if row["severity"] == _NO_ERROR:
        return
    for side in ("source", "target"):
        for number, match in enumerate(_SPAN.finditer(row[side])):
            # Each mark before this one is seven characters longer than what it holds.
            start = match.start() - number * len("<v></v>")
            yield Mark(side, start, start + len(match[1]), row["severity"])
