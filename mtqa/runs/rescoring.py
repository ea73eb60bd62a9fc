"""Rescoring: new metrics, or other MQM weights, over the outputs that a run has kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mtqa.errors import InputError, UsageError
from mtqa.metrics import MetricContext, Need, Sample, create_metric
from mtqa.mqm import PROFILES, Profile, score_errors
from mtqa.runs.record import ItemRecord, RunKind, RunScore
from mtqa.runs.store import RunStore, describe_run
from mtqa.runs.stored import StoredRun

if TYPE_CHECKING:
    from mtqa.engines.base import Encoder, LanguageModel


def rescore(
    run: StoredRun,
    store: RunStore,
    metrics: Sequence[str],
    *,
    encoder: Encoder | None = None,
    language_model: LanguageModel | None = None,
    profile: str = "mqm",
    min_confidence: float = 0.5,
    config: Mapping[str, Any] | None = None,
    config_given: Mapping[str, Any] | None = None,
    command: Sequence[str] = (),
) -> StoredRun:
    """Score the outputs of a run again and keep the result as a new run; the old one stays.

    Args:
        run: The run whose outputs are scored.
        store: Where the new run goes.
        metrics: Names of the metrics, as `mtqa score --metric` takes them.
        encoder: Sentence encoder, for the metrics that need one.
        language_model: Language model, for the metrics that need one.
        profile: Name of the MQM weights for the findings.
        min_confidence: Confidence from which a finding counts.
        config: The configuration in force.
        config_given: The configuration as the user gave it.
        command: The command line.

    Raises:
        UsageError: A metric or the profile does not exist.
        InputError: The outputs lack the source or reference that a metric needs.
        ModelMissingError: A metric needs a model that is not there.
    """
    if profile not in PROFILES:
        raise UsageError(f"no MQM profile {profile!r}; known are {', '.join(PROFILES)}")
    items = [item for item in run.items() if item.target is not None]
    if not items:
        raise InputError(f"run {run.id} has kept no texts to score")
    context = MetricContext(
        source_language=run.info.source_language,
        target_language=run.info.target_language,
        encoder=encoder,
        language_model=language_model,
    )
    scores: dict[str, RunScore] = {}
    for name in metrics:
        items, scores[name] = _with_metric(run, items, name, context)
    if any(item.findings for item in items):
        scores["mqm"] = _mqm(items, PROFILES[profile], min_confidence)
    models = [e.identity.signature for e in (encoder, language_model) if e is not None]
    info = describe_run(
        RunKind.SCORE,
        run.info.name,
        source_language=run.info.source_language,
        target_language=run.info.target_language,
        command=command,
        config_given=config_given,
        config=config,
        models=models,
        seed=run.info.seed,
        parent=run.id,
    )
    with store.begin(info) as writer:
        for item in items:
            writer.append(item)
        return writer.finish(scores)


def _with_metric(
    run: StoredRun, items: Sequence[ItemRecord], name: str, context: MetricContext
) -> tuple[list[ItemRecord], RunScore]:
    metric = create_metric(name, context)
    for need, side in ((Need.SOURCE, "source"), (Need.REFERENCE, "reference")):
        lacking = next((i.id for i in items if getattr(i, side) is None), None)
        if need in metric.needs and lacking is not None:
            raise InputError(
                f"{name} needs a {side} for every item, and item {lacking!r} of run {run.id} "
                "has none"
            )
    samples = [Sample(i.target or "", source=i.source, reference=i.reference) for i in items]
    values = metric.segment_scores(samples)
    total = metric.document_score(samples)
    scored = [
        item.model_copy(update={"scores": {**item.scores, name: float(value)}})
        for item, value in zip(items, values, strict=True)
    ]
    return scored, RunScore(
        value=total.value,
        signature=total.signature,
        higher_is_better=total.higher_is_better,
        low=total.low,
        high=total.high,
        items=len(items),
    )


def _mqm(items: Sequence[ItemRecord], profile: Profile, min_confidence: float) -> RunScore:
    words = sum(_words(item.target or "") for item in items)
    counted = [
        (finding.severity, finding.category, item.id)
        for item in items
        for finding in item.findings
        if finding.confidence >= min_confidence and finding.relation != "round-trip"
    ]
    result = score_errors(counted, words, profile)
    return RunScore(
        value=result.score,
        signature=f"mqm-linear|profile:{profile.name}|words:{words}|min-confidence:{min_confidence}",
        items=words,
        note=result.caveat,
    )


def _words(text: str) -> int:
    """Count words as `Document.words` does."""
    return sum(any(character.isalnum() for character in token) for token in text.split())
