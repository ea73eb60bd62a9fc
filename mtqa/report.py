"""The report: the one result of a check, versioned, with a JSON schema."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from mtqa.document import Document
from mtqa.finding import Finding
from mtqa.mqm import MqmScore

SCHEMA_VERSION: Final = 1
"""Version of the report's JSON; readers accept this and every lower one."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SegmentRecord(_Record):
    """A segment as the report shows it."""

    id: str
    """Unique in the document."""
    role: str
    """headline, heading, paragraph or quotation."""
    source: str | None
    """The text it was translated from, if known."""
    target: str | None
    """The text under examination; None where the source has no counterpart."""
    start: int
    """Offset in the original text."""
    end: int
    """Offset after the last character."""
    source_start: int | None = None
    """Offset of `source` in the source text."""
    source_end: int | None = None
    """Offset after `source` in the source text."""
    block: int = 0
    """Number of its paragraph, from 0."""
    alignment: str | None = None
    """`1-1`, `1-2`, …, `1-0`, `0-1` if source and target were aligned."""
    language: str | None = None
    """BCP 47 tag if it differs from the document's."""


class DocumentRecord(_Record):
    """The document as it was read."""

    id: str
    """Name of the document."""
    kind: str = "article"
    """`article` or `pairs`."""
    title: str | None
    """Headline, if there is one."""
    language: str | None
    """BCP 47 tag of the text."""
    language_confidence: float | None = None
    """Probability of the language, 0–1."""
    source_language: str | None = None
    """BCP 47 tag of the source, if there is a source."""
    words: int
    """Words of the text."""
    text: str
    """The original text, to which all offsets refer."""
    source_text: str | None = None
    """The source text, to which all source offsets refer."""
    segments: tuple[SegmentRecord, ...]
    """Every segment in reading order."""
    path: str | None = None
    """Where it was read from."""
    encoding: str | None = None
    """Character encoding of the file."""
    date: str | None = None
    """ISO date of publication, if known."""
    notes: tuple[str, ...] = ()
    """What the reader wants said."""

    @classmethod
    def of(cls, document: Document) -> DocumentRecord:
        """Make the record of a document."""
        return cls(
            id=document.id,
            kind=document.kind.value,
            title=document.title,
            language=document.language,
            language_confidence=document.language_confidence,
            source_language=document.source_language,
            words=document.words,
            text=document.text,
            source_text=document.source_text,
            segments=tuple(
                SegmentRecord(
                    id=s.id,
                    role=s.role.value,
                    source=s.source,
                    target=s.target,
                    start=s.start,
                    end=s.end,
                    source_start=s.source_start,
                    source_end=s.source_end,
                    block=s.block,
                    alignment=s.alignment,
                    language=s.language,
                )
                for s in document.segments
            ),
            path=document.path,
            encoding=document.encoding,
            date=document.date,
            notes=document.notes,
        )


class LanguageCandidate(_Record):
    """A language with its probability."""

    language: str
    """BCP 47 tag."""
    probability: float
    """0–1; the candidates of one list sum to at most 1."""


class OriginEvidenceRecord(_Record):
    """A phrase that points at a source language."""

    language: str
    """The language it points at."""
    phrase: str
    """The phrase as it stands in the text."""
    start: int
    """Offset in the original text."""
    end: int
    """Offset after the phrase."""
    literal: str | None = None
    """The expression it renders, in the other language."""


class OriginRecord(_Record):
    """Where the text may have been translated from."""

    candidates: tuple[LanguageCandidate, ...]
    """Possible source languages, most likely first; empty if nothing points anywhere."""
    evidence: tuple[OriginEvidenceRecord, ...]
    """The phrases behind the guess."""
    statement: str
    """How far the guess may be trusted, in one sentence."""


class SummarySentenceRecord(_Record):
    """A sentence of the summary, verbatim."""

    text: str
    """The sentence."""
    start: int
    """Offset in the original text."""
    end: int
    """Offset after the sentence."""
    segment: str
    """Id of its segment."""


class SummaryRecord(_Record):
    """The extractive summary."""

    method: str
    """How the sentences were chosen."""
    sentences: tuple[SummarySentenceRecord, ...]
    """The chosen sentences in reading order."""


class ScoreRecord(_Record):
    """A number with what is needed to get it again."""

    value: float
    """The score."""
    signature: str
    """Metric, options, model, hash and versions."""
    higher_is_better: bool = True
    """Direction of the scale."""
    low: float | None = None
    """Lower end of the interval, if one was computed."""
    high: float | None = None
    """Upper end of the interval."""
    note: str | None = None
    """What a reader should know about this number."""


class RoundTripSegmentRecord(_Record):
    """One segment's trip into the pivot language and back."""

    segment: str
    """Id of the segment."""
    forward: str
    """The segment in the pivot language."""
    back: str
    """The segment translated back."""
    scores: dict[str, float]
    """Round trip scores by metric name."""


class BackTranslationRecord(_Record):
    """The round trip of the whole document."""

    pivot: str
    """BCP 47 tag of the pivot language."""
    engine: str
    """Signature of the model or models."""
    reason: str
    """Why this pivot was taken."""
    segments: tuple[RoundTripSegmentRecord, ...]
    """Each segment's trip, in reading order."""
    scores: dict[str, ScoreRecord]
    """Round trip scores of the document by metric name."""


class Status(StrEnum):
    """What to do with the text."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    REVIEW = "review"
    FAIL = "fail"


class Verdict(_Record):
    """The judgement and its reasons."""

    status: Status
    """pass, review or fail."""
    reasons: tuple[str, ...]
    """One plain sentence each; never empty."""


class Skipped(_Record):
    """Something that was not done, and why."""

    stage: str
    """Stage or check that did not run."""
    reason: str
    """Why, and what to do about it."""


class RunRecord(_Record):
    """How the report came about."""

    id: str
    """Unique id of the run."""
    created: str
    """ISO time with zone."""
    config: dict[str, Any]
    """The configuration as resolved."""
    versions: dict[str, str]
    """Versions of mtqa, Python and the libraries that matter for the numbers."""
    models: tuple[str, ...]
    """Signatures of the models used."""
    timings: dict[str, float]
    """Seconds by stage."""


class Report(_Record):
    """Everything mtqa has to say about one document."""

    schema_version: int = SCHEMA_VERSION
    """Version of this layout."""
    document: DocumentRecord
    """What was read."""
    origin: OriginRecord | None = None
    """Where it may come from; None if the stage did not run."""
    summary: SummaryRecord | None = None
    """What it says; None if the stage did not run."""
    back_translation: BackTranslationRecord | None = None
    """What survives a round trip; None if the stage did not run."""
    scores: dict[str, ScoreRecord] = Field(default_factory=dict)
    """Scores of the document by metric name."""
    segment_scores: dict[str, dict[str, float]] = Field(default_factory=dict)
    """Scores by segment id and metric name."""
    findings: tuple[Finding, ...] = ()
    """Suspected errors, the costliest first."""
    mqm: MqmScore
    """The MQM score of the counted findings."""
    verdict: Verdict
    """The judgement."""
    skipped: tuple[Skipped, ...] = ()
    """What was not done, and why."""
    run: RunRecord
    """How it came about."""

    @property
    def translation_findings(self) -> tuple[Finding, ...]:
        """The findings about the text and its source, without those of the round trip."""
        return tuple(f for f in self.findings if f.relation != "round-trip")

    @property
    def round_trip_findings(self) -> tuple[Finding, ...]:
        """The differences between the text and its back-translation."""
        return tuple(f for f in self.findings if f.relation == "round-trip")


def json_schema() -> dict[str, Any]:
    """Return the JSON schema of a report."""
    schema = Report.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "mtqa report"
    return schema
