"""Scoring: the metrics that apply to a document, for the whole and by segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mtqa.alignment import align
from mtqa.document import Document
from mtqa.metrics import MetricContext, Sample, Score, create_metric
from mtqa.report import ScoreRecord
from mtqa.workshop import Workshop

REFERENCE_METRICS = ("bleu", "chrf++", "ter")
"""Metrics against a reference, besides the similarity."""


@dataclass(frozen=True)
class Scored:
    """Scores of a document and of its segments."""

    document: dict[str, ScoreRecord] = field(default_factory=dict)
    """Metric name → score of the document."""
    segments: dict[str, dict[str, float]] = field(default_factory=dict)
    """Segment id → metric name → score."""


def score_record(score: Score) -> ScoreRecord:
    """Make the record of a metric's score."""
    return ScoreRecord(
        value=round(score.value, 4),
        signature=score.signature,
        higher_is_better=score.higher_is_better,
        low=score.low,
        high=score.high,
    )


def score_similarity(document: Document, workshop: Workshop) -> Scored:
    """Score each aligned segment by its similarity of meaning with the source."""
    segments = list(document.aligned())
    samples = [Sample(target=s.target or "", source=s.source) for s in segments]
    if not samples:
        return Scored()
    return _scored(
        "similarity",
        "similarity",
        samples,
        [s.id for s in segments],
        metric_context(document, workshop),
    )


def score_against_reference(document: Document, reference: Document, workshop: Workshop) -> Scored:
    """Score the document against a reference translation, sentence by sentence.

    Document and reference are aligned first, since translators split sentences differently;
    what has no counterpart is scored against nothing.
    """
    targets = [s for s in document.segments if s.target]
    texts = [s.target or "" for s in targets]
    others = [s.target or "" for s in reference.segments if s.target]
    samples = []
    ids: list[str | None] = []
    for pair in align(others, texts, workshop.encoder):
        samples.append(
            Sample(
                target=" ".join(texts[i] for i in pair.target_indices),
                reference=" ".join(others[i] for i in pair.source_indices),
            )
        )
        ids.append(targets[pair.target_indices[0]].id if len(pair.target_indices) == 1 else None)
    context = metric_context(document, workshop)
    names = [(name, f"reference {name}") for name in REFERENCE_METRICS]
    if workshop.encoder is not None:
        names.append(("reference-similarity", "reference similarity"))
    whole: dict[str, ScoreRecord] = {}
    parts: dict[str, dict[str, float]] = {}
    for metric, label in names:
        scored = _scored(metric, label, samples, ids, context)
        whole |= scored.document
        for segment, values in scored.segments.items():
            parts.setdefault(segment, {}).update(values)
    return Scored(whole, parts)


def score_quality(document: Document, workshop: Workshop) -> Scored:
    """Estimate the quality of each translated segment without a reference.

    Raises:
        ModelMissingError: There is no language model.
    """
    from mtqa.metrics.quality import QualityEstimator

    segments = list(document.aligned())
    estimator = QualityEstimator(workshop.require_language_model(), workshop.encoder)
    estimates = estimator.estimate(
        [(s.source or "", s.target or "") for s in segments],
        document.source_language or "und",
        document.language or "und",
    )
    if not estimates:
        return Scored()
    count = len(estimates)
    record = ScoreRecord(
        value=round(sum(e.quality for e in estimates) / count, 2),
        signature=estimates[0].signature,
        low=round(sum(e.low for e in estimates) / count, 2),
        high=round(sum(e.high for e in estimates) / count, 2),
        note="mean over the segments; the interval is the mean of theirs",
    )
    return Scored(
        {"quality": record},
        {
            segment.id: {
                "quality": round(e.quality, 2),
                "quality low": round(e.low, 2),
                "quality high": round(e.high, 2),
            }
            for segment, e in zip(segments, estimates, strict=True)
        },
    )


def score_fluency(document: Document, workshop: Workshop) -> Scored:
    """Measure how fluent the text is by itself, beside professional news.

    Raises:
        ModelMissingError: There is no language model.
    """
    from mtqa.metrics.fluency import document_fluency

    model = workshop.require_language_model()
    fluency = document_fluency(document.text, document.language or "", model)
    note = fluency.note
    if fluency.percentile is not None:
        note = f"more probable than {fluency.percentile:.0f} % of professional news documents"
    return Scored(
        {
            "fluency": ScoreRecord(
                value=round(fluency.logprob_per_character, 4),
                signature=f"fluency|nats:character|model:{model.identity.signature}",
                note=note,
            )
        }
    )


def metric_context(document: Document, workshop: Workshop) -> MetricContext:
    """Return the languages and the encoder for the metrics of a document."""
    return MetricContext(
        target_language=document.language,
        source_language=document.source_language,
        encoder=workshop.encoder,
    )


def _scored(
    metric_name: str,
    label: str,
    samples: Sequence[Sample],
    ids: Sequence[str | None],
    context: MetricContext,
) -> Scored:
    metric = create_metric(metric_name, context)
    values = metric.segment_scores(samples)
    return Scored(
        {label: score_record(metric.document_score(samples))},
        {id: {label: round(value, 4)} for id, value in zip(ids, values, strict=True) if id},
    )
