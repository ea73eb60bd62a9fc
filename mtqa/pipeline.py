"""The pipeline: read → identify → align → summarise → back-translate → score → check → judge.

`check_document` reads as that sentence. Each stage that cannot run is said in the report and
the rest goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from mtqa.checks import Context, Inspection, inspect, load_rules
from mtqa.checks.rule import Rule
from mtqa.checks.suppression import Suppressions
from mtqa.config import Config, Resolved
from mtqa.document import Document, Kind
from mtqa.engines.base import JudgeUsage
from mtqa.errors import ModelError, UsageError
from mtqa.judgement import judge
from mtqa.report import (
    BackTranslationRecord,
    DocumentRecord,
    OriginRecord,
    Report,
    RunRecord,
    ScoreRecord,
    Skipped,
    SummaryRecord,
)
from mtqa.runs.environment import versions
from mtqa.runs.record import new_run_id
from mtqa.workshop import NONE, Workshop

if TYPE_CHECKING:
    from mtqa.roundtrip import RoundTrip

Progress = Callable[[str], None]
Result = TypeVar("Result")


@dataclass
class _Course:
    """What happened on the way: seconds by stage, and what was skipped and why."""

    progress: Progress
    timings: dict[str, float] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)

    def attempt(self, stage: str, work: Callable[[], Result]) -> Result | None:
        """Do the work of a stage and time it; a missing or damaged model skips it and is said."""
        self.progress(stage)
        begin = time.perf_counter()
        try:
            return work()
        except ModelError as error:
            self.skip(stage, str(error))
            return None
        finally:
            self.timings[stage] = round(time.perf_counter() - begin, 4)

    def skip(self, stage: str, reason: str) -> None:
        self.skipped.append(Skipped(stage=stage, reason=reason))


def check_document(
    document: Document,
    resolved: Resolved,
    workshop: Workshop,
    *,
    reference: Document | None = None,
    progress: Progress = lambda stage: None,
) -> Report:
    """Take a document the whole way to its report.

    Args:
        document: As a reader made it; with `source_text` if the source is a separate file.
        resolved: The configuration in force.
        workshop: The engines.
        reference: A reference translation to score against.
        progress: Is told the name of each stage as it begins.

    Raises:
        UsageError: A check is named that does not exist, or the judge's settings are wrong.
    """
    config = resolved.config
    course = _Course(progress)
    asked = workshop.judge.usage if workshop.judge else JudgeUsage()
    rules = selected_rules(config)
    document = course.attempt("identify", lambda: identified(document, config)) or document
    document = course.attempt("align", lambda: _aligned(document, workshop)) or document
    origin = _origin(document, config, course)
    summary = _summary(document, config, workshop, course)
    trip = _round_trip(document, config, workshop, course, origin)
    scores, segment_scores = _scores(document, reference, config, workshop, course)
    inspection = _inspection(document, config, workshop, course, rules, trip)
    if workshop.judge and (statement := workshop.judge.statement(since=asked)):
        document = replace(document, notes=(*document.notes, statement))
    mqm, verdict = judge(
        inspection.findings,
        document.words,
        profile=config.profile,
        min_confidence=config.min_confidence,
        fail_severity=config.fail_severity,
        min_score=config.min_score,
    )
    return Report(
        document=DocumentRecord.of(document),
        origin=origin,
        summary=summary,
        back_translation=_back_translation_record(trip) if trip else None,
        scores=scores,
        segment_scores=segment_scores,
        findings=inspection.findings,
        mqm=mqm,
        verdict=verdict,
        skipped=tuple(course.skipped),
        run=_run_record(resolved, workshop, course),
    )


def _run_record(resolved: Resolved, workshop: Workshop, course: _Course) -> RunRecord:
    return RunRecord(
        id=new_run_id(),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        config=resolved.values(),
        versions=versions(),
        models=workshop.models_used,
        timings=course.timings,
    )


def selected_rules(config: Config) -> list[Rule]:
    """Return the rules that `select` and `ignore` leave, by id.

    Raises:
        UsageError: One of them names a rule that does not exist.
    """
    import difflib

    rules = load_rules()
    for name in (*config.select, *config.ignore, *(k for k in config.exceptions if k != "*")):
        if name not in rules:
            near = difflib.get_close_matches(name, rules, n=1, cutoff=0.4)
            hint = f" (did you mean {near[0]}?)" if near else ""
            raise UsageError(f"there is no check {name!r}{hint}; `mtqa checks list` shows all")
    chosen = config.select or tuple(rules)
    return [rules[name] for name in sorted(set(chosen) - set(config.ignore))]


def identified(document: Document, config: Config) -> Document:
    """Say which languages the text, its segments and its source are in."""
    from mtqa.language.identification import identify_document

    return identify_document(
        document, target_language=config.target_lang, source_language=config.source_lang
    )


def _aligned(document: Document, workshop: Workshop) -> Document:
    if document.kind is Kind.PAIRS or document.source_text is None:
        return document
    from mtqa.alignment import align_document

    return align_document(document, workshop.encoder)


def _origin(document: Document, config: Config, course: _Course) -> OriginRecord | None:
    if not config.origin or document.kind is Kind.PAIRS:
        course.skip("origin", _why_not(config.origin))
        return None
    from mtqa.origin import guess_origin

    guess = course.attempt("origin", lambda: guess_origin(document))
    return None if guess is None else OriginRecord.model_validate(guess, from_attributes=True)


def _why_not(wanted: bool) -> str:
    if not wanted:
        return "switched off by the configuration"
    return "independent pairs are not a running text"


def _summary(
    document: Document, config: Config, workshop: Workshop, course: _Course
) -> SummaryRecord | None:
    if not config.summary or document.kind is Kind.PAIRS:
        course.skip("summary", _why_not(config.summary))
        return None
    from mtqa.summary import summarise

    summary = course.attempt(
        "summarise",
        lambda: summarise(
            document, workshop.encoder, sentences=config.sentences, ratio=config.ratio
        ),
    )
    if summary is None:
        return None
    return SummaryRecord.model_validate(summary, from_attributes=True)


def _round_trip(
    document: Document,
    config: Config,
    workshop: Workshop,
    course: _Course,
    origin: OriginRecord | None,
) -> RoundTrip | None:
    if not config.back_translation or document.kind is Kind.PAIRS:
        course.skip("back-translation", _why_not(config.back_translation))
        return None
    likely = document.source_language
    if likely is None and origin is not None and origin.candidates:
        likely = origin.candidates[0].language
    return course.attempt(
        "back-translation", lambda: back_translate(document, likely, config, workshop)
    )


def back_translate(
    document: Document, likely_source: str | None, config: Config, workshop: Workshop
) -> RoundTrip:
    """Translate a document to the pivot that the configuration asks for, and back.

    Raises:
        ModelMissingError: No models go there and back.
        ModelDamagedError: A model file is not what it should be.
    """
    from mtqa.roundtrip import choose_pivot, round_trip

    here = document.language or ""
    store = workshop.store
    if config.translator is not None:
        pivot = config.pivot if config.pivot != "auto" else likely_source
        if pivot is None:
            raise UsageError("the translator needs a language to go to: give --pivot")
        reason = f"{pivot} through {config.translator}, which was asked for"
    else:
        if config.allow_download and likely_source is not None and config.pivot == "auto":
            workshop.fetch_translators(here, likely_source)
        choice = choose_pivot(here, likely_source, store, config.pivot)
        pivot, reason = choice.pivot, choice.reason
    forward, back = (
        workshop.translator(one, other) for one, other in ((here, pivot), (pivot, here))
    )
    return round_trip(document, forward, back, reason=reason, encoder=workshop.encoder)


def _back_translation_record(trip: RoundTrip) -> BackTranslationRecord:
    from mtqa.scoring import score_record

    return BackTranslationRecord.model_validate(
        {
            "pivot": trip.pivot,
            "engine": " + ".join(identity.signature for identity in trip.engines),
            "reason": trip.reason,
            "segments": [
                {
                    "segment": segment.segment,
                    "forward": segment.forward,
                    "back": segment.back,
                    "scores": segment.scores,
                }
                for segment in trip.segments
            ],
            "scores": {name: score_record(score) for name, score in trip.scores.items()},
        }
    )


def _scores(
    document: Document,
    reference: Document | None,
    config: Config,
    workshop: Workshop,
    course: _Course,
) -> tuple[dict[str, ScoreRecord], dict[str, dict[str, float]]]:
    from mtqa.scoring import (
        Scored,
        score_against_reference,
        score_fluency,
        score_quality,
        score_similarity,
    )

    stages: dict[str, Callable[[], Scored]] = {}
    if document.has_source:
        stages["similarity"] = lambda: score_similarity(document, workshop)
        if config.quality:
            stages["quality"] = lambda: score_quality(document, workshop)
    if config.language_model != NONE and document.kind is Kind.ARTICLE:
        stages["fluency"] = lambda: score_fluency(document, workshop)
    if reference is not None:
        stages["reference scores"] = partial(score_against_reference, document, reference, workshop)
    scores: dict[str, ScoreRecord] = {}
    by_segment: dict[str, dict[str, float]] = {}
    for name, score in stages.items():
        scored = course.attempt(name, score) or Scored()
        scores |= scored.document
        for segment, values in scored.segments.items():
            by_segment.setdefault(segment, {}).update(values)
    return scores, by_segment


def _inspection(
    document: Document,
    config: Config,
    workshop: Workshop,
    course: _Course,
    rules: list[Rule],
    trip: RoundTrip | None,
) -> Inspection:
    back = {segment.segment: segment.back for segment in trip.segments} if trip else {}
    day = config.article_date or document.date
    context = Context(
        language=document.language,
        source_language=document.source_language,
        article_date=date.fromisoformat(day[:10]) if day else None,
        encoder=workshop.encoder,
        language_model=workshop.language_model,
        judge=workshop.judge,
        glossary=workshop.glossary,
        independent=document.kind is Kind.PAIRS,
    )
    suppressions = Suppressions(
        {rule: frozenset(map(str.casefold, spans)) for rule, spans in config.exceptions.items()}
    )
    inspection = course.attempt(
        "check",
        lambda: inspect(
            document, context, rules, back_translations=back, suppressions=suppressions
        ),
    ) or Inspection(findings=())
    for rule, reason in inspection.skipped.items():
        course.skip(f"check {rule}", reason)
    return inspection


def summarise_file(file: str, resolved: Resolved) -> SummaryRecord:
    """Read a file and summarise it, nothing else."""
    from mtqa.summary import summarise

    config = resolved.config
    document = _read_and_identify(file, config)
    summary = summarise(
        document, Workshop(config).encoder, sentences=config.sentences, ratio=config.ratio
    )
    return SummaryRecord.model_validate(summary, from_attributes=True)


def back_translate_file(file: str, resolved: Resolved) -> tuple[Document, BackTranslationRecord]:
    """Read a file and take it through the pivot language and back, nothing else.

    Raises:
        ModelMissingError: No models go there and back.
    """
    from mtqa.origin import guess_origin

    config = resolved.config
    workshop = Workshop(config)
    document = _read_and_identify(file, config)
    candidates = guess_origin(document).candidates
    trip = back_translate(
        document, candidates[0].language if candidates else None, config, workshop
    )
    return document, _back_translation_record(trip)


def _read_and_identify(file: str, config: Config) -> Document:
    from mtqa.reading import read_document

    document = read_document(file, max_bytes=config.max_bytes, encoding=config.encoding)
    return identified(document, config)
