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
    need_language_model,
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
    "need_language_model",
    "overlap",
    "quality_metric",
    "register",
    "similarity",
]
