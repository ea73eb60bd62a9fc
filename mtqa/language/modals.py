"""Modal verbs and adverbs, from what must be to what may be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from mtqa.language.names_lexicon import load_sections
from mtqa.language.polarity_forms import alternation
from mtqa.language.scripts import primary_subtag
from mtqa.language.vowel_marks import without_vowel_marks


class Modality(StrEnum):
    """What a modal expresses, from strong to weak."""

    OBLIGATION = "obligation"
    """must, have to, يجب"""
    ADVICE = "advice"
    """should, ought, ينبغي"""
    ABILITY = "ability"
    """can, be able, يستطيع"""
    POSSIBILITY = "possibility"
    """may, might, perhaps, ربما"""


@dataclass(frozen=True, slots=True)
class Modal:
    """A modal verb or adverb in a text."""

    start: int
    """Offset of the first character."""
    end: int
    """Offset after the last character."""
    text: str
    """The words as written."""
    modality: Modality
    """What it expresses."""


@lru_cache(maxsize=32)
def _modal_patterns(language: str) -> tuple[tuple[Modality, re.Pattern[str]], ...]:
    sections = load_sections("polarity_modality.txt")
    patterns = (
        (modality, alternation(sections.get(f"{language} {modality.value}", ()), language))
        for modality in Modality
    )
    return tuple((modality, pattern) for modality, pattern in patterns if pattern is not None)


@lru_cache(maxsize=4096)
def find_modals(text: str, language: str) -> tuple[Modal, ...]:
    """Find the modals of a text, in text order."""
    bare = without_vowel_marks(text)
    found: list[Modal] = []
    for modality, pattern in _modal_patterns(primary_subtag(language)):
        for match in pattern.finditer(bare.text):
            start, end = bare.written(*match.span())
            found.append(Modal(start, end, text[start:end], modality))
    return tuple(sorted(found, key=lambda modal: modal.start))
