"""The glossary: terms that must, must not or may not be translated in a certain way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TermStatus(StrEnum):
    """What the glossary says about a term."""

    PREFERRED = "preferred"
    """The source term is to be rendered by the target term."""
    DO_NOT_TRANSLATE = "do-not-translate"
    """The source term stays as it is."""
    FORBIDDEN = "forbidden"
    """The target term must not be used."""


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a glossary."""

    source: str
    """The term in the source language; empty for forbidden terms of the target language."""
    targets: tuple[str, ...]
    """Accepted renderings; for a forbidden term, the forbidden words."""
    status: TermStatus = TermStatus.PREFERRED
    """What is to be done with it."""
    source_language: str | None = None
    """BCP 47 tag of `source`; None for any."""
    target_language: str | None = None
    """BCP 47 tag of `targets`; None for any."""
    note: str = ""
    """What the glossary says about it."""


@dataclass(frozen=True, slots=True)
class Glossary:
    """The terms of a project."""

    terms: tuple[Term, ...]
    """Every entry, in file order."""
    name: str = "glossary"
    """Where it came from, for evidence."""
