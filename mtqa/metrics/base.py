"""What a metric is, and the registry that knows them by name.

Packages outside mtqa add metrics through the entry point group `mtqa.metrics`: the entry point's
name is the metric's, its object a factory from a `MetricContext`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from typing import TYPE_CHECKING, Protocol, cast, runtime_checkable

from mtqa.errors import InputError, UsageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mtqa.engines.base import Encoder, LanguageModel

ENTRY_POINT_GROUP = "mtqa.metrics"
"""Entry points by which other packages bring metrics."""


@dataclass(frozen=True, slots=True)
class Score:
    """One number with what is needed to repeat it."""

    name: str
    """Name of the metric."""
    value: float
    """The number, on the metric's own scale."""
    signature: str
    """Metric, options, model hash and version."""
    higher_is_better: bool
    """Whether a greater value means a better translation."""
    low: float | None = None
    """Lower bound of the 95 % confidence interval; None if it was not computed."""
    high: float | None = None
    """Upper bound of the 95 % confidence interval; None if it was not computed."""


class Need(StrEnum):
    """What a metric compares the translation with."""

    SOURCE = "source"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Sample:
    """One segment to score."""

    target: str
    """The translation under examination."""
    source: str | None = None
    """What it was translated from, if the metric needs it."""
    reference: str | None = None
    """A translation it is compared with, if the metric needs it."""


@dataclass(frozen=True, slots=True)
class MetricContext:
    """What a metric may build on."""

    target_language: str | None = None
    """BCP 47 language of the translation, which decides the tokenisation."""
    source_language: str | None = None
    """BCP 47 language of the source."""
    encoder: Encoder | None = None
    """Sentence encoder, for metrics by similarity."""
    language_model: LanguageModel | None = None
    """Language model, for metrics by probability."""


@runtime_checkable
class Metric(Protocol):
    """Scores translations, one by one and together."""

    name: str
    """Name it is registered under."""
    higher_is_better: bool
    """Whether a greater value means a better translation."""
    needs: frozenset[Need]
    """Which fields of a `Sample` have to be there besides the target."""

    def segment_scores(self, samples: Sequence[Sample]) -> list[float]:
        """Return one score per sample, in order."""

    def document_score(self, samples: Sequence[Sample]) -> Score:
        """Return the score of all samples together; there must be at least one."""


@runtime_checkable
class CorpusMetric(Metric, Protocol):
    """A metric whose document score follows from sums over segments.

    Resampling then needs no second look at the text: `score_statistics(weights @ statistics)`.
    """

    def statistics(self, samples: Sequence[Sample]) -> NDArray[np.float64]:
        """Return the sufficient statistics, shape (len(samples), k)."""

    def score_statistics(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the scores of summed statistics of shape (…, k), shape (…)."""


MetricFactory = Callable[[MetricContext], Metric]
"""Builds a metric for given languages and engines."""

_FACTORIES: dict[str, MetricFactory] = {}
_BY_LANGUAGE_MODEL: set[str] = set()


def register(
    name: str, *, language_model: bool = False
) -> Callable[[MetricFactory], MetricFactory]:
    """Return a decorator that registers a metric's factory, or class, under `name`.

    Args:
        name: Name of the metric.
        language_model: Whether its context must have the language model, which is loaded for no
            other metric.
    """

    def decorate(factory: MetricFactory) -> MetricFactory:
        if name in _FACTORIES:
            raise ValueError(f"two metrics are called {name!r}")
        _FACTORIES[name] = factory
        if language_model:
            _BY_LANGUAGE_MODEL.add(name)
        return factory

    return decorate


def need_language_model(names: Iterable[str]) -> bool:
    """Return whether any of the metrics called `names` needs the language model."""
    return not _BY_LANGUAGE_MODEL.isdisjoint(names)


def metric_names() -> list[str]:
    """Return the names of all metrics, those of other packages included, sorted."""
    others = metadata.entry_points(group=ENTRY_POINT_GROUP)
    return sorted({*_FACTORIES, *(entry.name for entry in others)})


def create_metric(name: str, context: MetricContext) -> Metric:
    """Build the metric called `name`; mtqa's own win over others of the same name.

    Raises:
        UsageError: There is no such metric.
        ModelMissingError: It needs an engine that `context` does not have.
    """
    factory = _FACTORIES.get(name)
    if factory is None:
        for entry in metadata.entry_points(group=ENTRY_POINT_GROUP, name=name):
            factory = cast(MetricFactory, entry.load())
    if factory is None:
        raise UsageError(f"no metric {name!r}: known are {', '.join(metric_names())}")
    return factory(context)


def references(samples: Sequence[Sample]) -> list[str]:
    """Return the reference of each sample.

    Raises:
        InputError: One has none.
    """
    found = [sample.reference for sample in samples]
    for number, reference in enumerate(found, start=1):
        if reference is None:
            raise InputError(f"segment {number} has no reference: give one for every segment")
    return cast("list[str]", found)


def sources(samples: Sequence[Sample]) -> list[str]:
    """Return the source of each sample.

    Raises:
        InputError: One has none.
    """
    found = [sample.source for sample in samples]
    for number, source in enumerate(found, start=1):
        if source is None:
            raise InputError(f"segment {number} has no source: give one for every segment")
    return cast("list[str]", found)
