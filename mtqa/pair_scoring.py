"""Scores of independent pairs and of whole systems, from files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from mtqa.config import Resolved
from mtqa.document import Document
from mtqa.errors import InputError
from mtqa.metrics import (
    Metric,
    MetricContext,
    Need,
    Sample,
    create_metric,
    need_language_model,
)
from mtqa.pipeline import identified
from mtqa.ranking import System, SystemScore, rank_systems
from mtqa.scoring import metric_context
from mtqa.workshop import Workshop

QUALITY: Final = "quality"
"""Name of the reference-free estimate, which comes with an interval and its components."""


def score_pairs(
    document: Document, names: Sequence[str], workshop: Workshop
) -> list[dict[str, Any]]:
    """Score each pair; one JSON-serialisable object a pair, in input order.

    Args:
        document: Pairs with source and target, and a reference if a metric needs one.
        names: Metrics.
        workshop: The engines.

    Returns:
        Objects `{"id", "<metric>": value, …, "signatures": {"<metric>": …}}`; for `quality` also
        `interval`, `components` and, where there is something to say, `note`.

    Raises:
        UsageError: There is no such metric.
        InputError: A metric needs a reference and a pair has none.
        ModelMissingError: A metric needs an engine that is not there.
    """
    lines: list[dict[str, Any]] = [{"id": segment.id} for segment in document.segments]
    signatures: dict[str, str] = {}
    for name in names:
        if name == QUALITY:
            signatures[name] = _add_quality(document, lines, workshop)
            continue
        context = metric_context(document, workshop)
        if need_language_model([name]):
            context = replace(context, language_model=workshop.require_language_model())
        metric = create_metric(name, context)
        samples = _samples(document, metric)
        for line, value in zip(lines, metric.segment_scores(samples), strict=True):
            line[name] = round(value, 4)
        signatures[name] = metric.document_score(samples).signature if samples else ""
    for line in lines:
        line["signatures"] = signatures
    return lines


def _add_quality(document: Document, lines: list[dict[str, Any]], workshop: Workshop) -> str:
    from mtqa.metrics.quality import QualityEstimator

    estimator = QualityEstimator(workshop.require_language_model(), workshop.encoder)
    estimates = estimator.estimate(
        [(segment.source or "", segment.target or "") for segment in document.segments],
        document.source_language or "und",
        document.language or "und",
    )
    for line, estimate in zip(lines, estimates, strict=True):
        line[QUALITY] = round(estimate.quality, 2)
        line["interval"] = [round(estimate.low, 2), round(estimate.high, 2)]
        line["components"] = {key: round(v, 4) for key, v in estimate.components.items()}
        if estimate.note:
            line["note"] = estimate.note
    return estimates[0].signature if estimates else ""


def _samples(document: Document, metric: Metric) -> list[Sample]:
    samples = []
    for segment in document.segments:
        if Need.REFERENCE in metric.needs and segment.reference is None:
            raise InputError(
                f"{metric.name} needs a reference, and pair {segment.id} has none: add a "
                '"reference" to each line, or take quality or similarity'
            )
        samples.append(
            Sample(
                target=segment.target or "",
                source=segment.source or "",
                reference=segment.reference,
            )
        )
    return samples


def score_file(
    file: str, names: Sequence[str], resolved: Resolved
) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """Read a bitext and score its pairs; see `score_pairs`. Also return the reader's notes."""
    from mtqa.reading import read_pairs

    config = resolved.config
    document = read_pairs(file, max_bytes=config.max_bytes, encoding=config.encoding)
    lines = score_pairs(identified(document, config), names, Workshop(config))
    return lines, document.notes


def rank_files(
    systems: Sequence[str],
    source: str,
    reference: str | None,
    names: Sequence[str],
    resolved: Resolved,
) -> list[SystemScore]:
    """Read the translations of several systems, a sentence a line, and rank them.

    Without `names`, the metrics are BLEU, chrF++ and TER if there is a reference, and similarity
    and quality otherwise.
    """
    from mtqa.language.identification import identify
    from mtqa.reading.lines import read_lines

    config = resolved.config
    sources = read_lines(source, max_bytes=config.max_bytes, encoding=config.encoding)
    ranked = [
        System(Path(file).stem, tuple(read_lines(file, max_bytes=config.max_bytes)))
        for file in systems
    ]
    references = None if reference is None else read_lines(reference, max_bytes=config.max_bytes)
    names = names or (("bleu", "chrf++", "ter") if references else ("similarity", "quality"))
    workshop = Workshop(config)
    context = MetricContext(
        target_language=config.target_lang or identify("\n".join(ranked[0].translations)).language,
        source_language=config.source_lang or identify("\n".join(sources)).language,
        encoder=workshop.encoder if {"similarity", QUALITY} & set(names) else None,
        language_model=workshop.require_language_model() if need_language_model(names) else None,
    )
    return rank_systems(ranked, sources, references, names, context, seed=config.seed)
