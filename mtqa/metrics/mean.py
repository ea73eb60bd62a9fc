"""Resampling for metrics whose document score is the mean of their segments' scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mtqa.metrics.base import Metric, Sample, Score

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class MeanOfSegments:
    """Lets a metric whose document score is the mean of its segments' be resampled."""

    def __init__(self, metric: Metric) -> None:
        """Wrap `metric`; segment scores are computed once per list of samples."""
        self.name = metric.name
        self.higher_is_better = metric.higher_is_better
        self.needs = metric.needs
        self._metric = metric
        self._known: dict[Sample, float] = {}

    def segment_scores(self, samples: Sequence[Sample]) -> list[float]:
        """Return one score per sample, in order."""
        new = [sample for sample in dict.fromkeys(samples) if sample not in self._known]
        if new:
            values = self._metric.segment_scores(new)
            self._known.update(zip(new, values, strict=True))
        return [self._known[sample] for sample in samples]

    def document_score(self, samples: Sequence[Sample]) -> Score:
        """Return the metric's own document score."""
        return self._metric.document_score(samples)

    def statistics(self, samples: Sequence[Sample]) -> NDArray[np.float64]:
        """Return each segment's score and a one, shape (n, 2)."""
        import numpy as np

        values = self.segment_scores(samples)
        return np.column_stack([values, np.ones(len(values))])

    def score_statistics(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the mean."""
        mean: NDArray[np.float64] = sums[..., 0] / sums[..., 1]
        return mean
