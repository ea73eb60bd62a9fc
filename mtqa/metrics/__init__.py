"""Numbers with signatures: overlap, similarity, quality estimation, significance."""

from __future__ import annotations

from mtqa.metrics import overlap, quality_metric, similarity
from mtqa.metrics.base import (
    CorpusMetric,
    Metric,
    MetricContext,
    Need,
    Sample,
    Score,
    create_metric,
    metric_names,
    register,
)

__all__ = [
    "CorpusMetric",
    "Metric",
    "MetricContext",
    "Need",
    "Sample",
    "Score",
    "create_metric",
    "metric_names",
    "overlap",
    "quality_metric",
    "register",
    "similarity",
]
