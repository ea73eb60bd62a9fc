"""Rules: their declaration, their registry and what they give back."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, Final

from mtqa.mqm import CATEGORIES, Severity

if TYPE_CHECKING:
    from mtqa.language.glossary import Glossary

ENTRY_POINT_GROUP: Final = "mtqa.checks"
"""Entry points in this group name modules whose import registers further rules."""


class Scope(StrEnum):
    """What a rule looks at."""

    PAIR = "pair"
    """A segment beside its source or its back-translation: `f(pair, context)`."""
    PAIRS = "pairs"
    """Some dozens of segments, each beside its source, about which a model is asked together:
    `f(pairs, context)`; each suspicion comes with the number of its pair."""
    SEGMENT = "segment"
    """A segment of the text alone: `f(passage, context)`."""
    DOCUMENT = "document"
    """The whole document: `f(document, context)`; offsets are the document's."""


class Need(StrEnum):
    """What a rule cannot do without; when it is not there, the rule is listed as skipped."""

    ENCODER = "encoder"
    WORD_ENCODER = "word-encoder"
    """An encoder that gives word vectors as well."""
    LANGUAGE_MODEL = "language-model"
    GLOSSARY = "glossary"
    SOURCE = "source"
    JUDGE = "judge"


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What a rule gives back; the inspection makes a finding of it."""

    start: int
    """Offset of the span in the text that the rule was given."""
    end: int
    """Offset after the span; equal to `start` where something is missing."""
    message: str
    """What is wrong, in one plain sentence."""
    confidence: float
    """How sure the rule is, 0–1."""
    source_start: int | None = None
    """Offset of the corresponding span in the other text."""
    source_end: int | None = None
    """Offset after the corresponding span."""
    suggestion: str | None = None
    """A replacement for the span, if clear."""
    severity: Severity | None = None
    """Replaces the rule's default severity."""
    category: str | None = None
    """Replaces the rule's MQM type."""
    evidence: Mapping[str, Any] = field(default_factory=dict)
    """What the rule saw, JSON-serialisable."""
    cause: str | None = None
    """Suspicions with the same cause in one segment are merged into one finding."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text with what the rule finds in it: test and documentation at once."""

    target: str
    """The text under examination."""
    finds: tuple[str, ...]
    """The spans it finds, in order; empty for a text that is fine."""
    source: str | None = None
    """The source, for rules that compare."""
    language: str = "en"
    """Language of `target`."""
    source_language: str = "ar"
    """Language of `source`."""
    why: str = ""
    """What the example shows, when that is not plain."""
    glossary: Glossary | None = None
    """The terms that apply, for rules about terminology."""


RuleFunction = Callable[[Any, Any], Iterable[Any]]
"""Called as its scope says; gives suspicions, or with `Scope.PAIRS` (number, suspicion)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A declared rule."""

    id: str
    """Name by which `--select`, `--ignore` and reports call it."""
    title: str
    """What it finds, in a few words."""
    explanation: str
    """What it looks at, why that matters and what it does not see (the function's docstring)."""
    category: str
    """MQM type of its findings."""
    severity: Severity
    """Default severity of its findings."""
    scope: Scope
    """What it is called with."""
    needs: frozenset[Need]
    """What must be there for it to run."""
    round_trip: bool
    """Whether it also compares a text with its back-translation."""
    examples: tuple[Example, ...]
    """Good and bad texts."""
    languages: frozenset[str]
    """Languages of the text it works for; empty for all."""
    source_languages: frozenset[str]
    """Languages of the source it works for; empty for all."""
    function: RuleFunction
    """The rule itself."""

    @property
    def on_pairs(self) -> bool:
        """Whether it compares segments with their sources."""
        return self.scope in (Scope.PAIR, Scope.PAIRS)


_RULES: dict[str, Rule] = {}


def rule(
    *,
    id: str,
    title: str,
    category: str,
    severity: Severity,
    scope: Scope,
    examples: Iterable[Example],
    needs: Iterable[Need] = (),
    round_trip: bool = False,
    languages: Iterable[str] = (),
    source_languages: Iterable[str] = (),
) -> Callable[[RuleFunction], RuleFunction]:
    """Register the decorated function as a rule; its docstring is the explanation."""

    def register(function: RuleFunction) -> RuleFunction:
        if id in _RULES and _RULES[id].function.__module__ != function.__module__:
            raise ValueError(f"rule {id!r} is declared twice")
        if category not in CATEGORIES:
            raise ValueError(f"rule {id!r}: {category!r} is not an MQM type")
        if not function.__doc__:
            raise ValueError(f"rule {id!r} has no explanation")
        _RULES[id] = Rule(
            id=id,
            title=title,
            explanation=function.__doc__.strip(),
            category=category,
            severity=severity,
            scope=scope,
            needs=frozenset(needs),
            round_trip=round_trip,
            examples=tuple(examples),
            languages=frozenset(languages),
            source_languages=frozenset(source_languages),
            function=function,
        )
        return function

    return register


@cache
def load_rules() -> Mapping[str, Rule]:
    """Import every rule, ours and those of other packages, and return them by id, sorted."""
    package = importlib.import_module("mtqa.checks.rules")
    for module in sorted(info.name for info in pkgutil.iter_modules(package.__path__)):
        importlib.import_module(f"mtqa.checks.rules.{module}")
    for point in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda p: p.name):
        point.load()
    return dict(sorted(_RULES.items()))
