"""Runs and reports that the tests of this folder share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mtqa.finding import Finding, finding_id
from mtqa.mqm import PROFILES, Severity, score_errors
from mtqa.report import (
    BackTranslationRecord,
    DocumentRecord,
    Report,
    RoundTripSegmentRecord,
    RunRecord,
    ScoreRecord,
    SegmentRecord,
    Status,
    Verdict,
)
from mtqa.runs.record import ItemRecord, RunKind, RunScore, RunStatus, new_run_id
from mtqa.runs.store import RunStore, describe_run
from mtqa.runs.stored import StoredRun

SENTENCES = (
    ("قتل 25 شخصا في القاهرة.", "Twenty people were killed in Cairo."),
    ("وقال الرئيس إنه لن يستقيل.", "The president said he would resign."),
    ("وعاد الهدوء إلى المدينة.", "Calm returned to the city."),
)


def make_finding(segment: str, text: str, *, check: str = "numbers", start: int = 0) -> Finding:
    message = f"{text} does not agree with the source."
    return Finding(
        id=finding_id(check, segment, start, start + len(text), message),
        check=check,
        category="accuracy/mistranslation",
        severity=Severity.MAJOR,
        confidence=0.9,
        segment=segment,
        start=start,
        end=start + len(text),
        text=text,
        source_start=5,
        source_end=7,
        message=message,
        suggestion="25",
        evidence={"relation": "translation", "source": "25"},
    )


@pytest.fixture(autouse=True)
def _no_git(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare every recorded run two calls of git; `test_environment` makes them."""
    monkeypatch.setattr("mtqa.runs.store.revision", lambda: None)


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs")


@pytest.fixture
def make_report() -> Callable[..., Report]:
    def make(title: str = "Calm returns", findings: tuple[Finding, ...] | None = None) -> Report:
        text, segments = "", []
        for number, (source, target) in enumerate(SENTENCES, 1):
            segments.append(
                SegmentRecord(
                    id=f"s{number}",
                    role="paragraph",
                    source=source,
                    target=target,
                    start=len(text),
                    end=len(text) + len(target),
                )
            )
            text += target + "\n"
        found = (make_finding("s1", "Twenty"),) if findings is None else findings
        return Report(
            document=DocumentRecord(
                id="calm", title=title, language="en", words=16, text=text, segments=tuple(segments)
            ),
            back_translation=BackTranslationRecord(
                pivot="ar",
                engine="test",
                reason="likely source",
                segments=(
                    RoundTripSegmentRecord(
                        segment="s1", forward="x", back="20 people died.", scores={"chrf++": 40.0}
                    ),
                ),
                scores={"chrf++": ScoreRecord(value=40.0, signature="chrF2++|test")},
            ),
            segment_scores={"s1": {"similarity": 0.8}, "s2": {"similarity": 0.7}},
            scores={"similarity": ScoreRecord(value=0.75, signature="cosine|test")},
            findings=found,
            mqm=score_errors(
                ((f.severity, f.category, f.segment) for f in found), 16, PROFILES["mqm"]
            ),
            verdict=Verdict(status=Status.REVIEW, reasons=("One major finding.",)),
            run=RunRecord(
                id=new_run_id(),
                created="2026-01-05T10:15:00+00:00",
                config={"name": "newswire", "profile": "mqm"},
                versions={"mtqa": "0"},
                models=("encoder@123",),
                timings={"read": 0.5, "check": 1.0},
            ),
        )

    return make


@pytest.fixture
def make_run(store: RunStore) -> Callable[..., StoredRun]:
    """Records a finished run over numbered items with the given score each."""

    def make(
        values: list[float], *, name: str = "suite", metric: str = "chrf++", targets: str = "text"
    ) -> StoredRun:
        info = describe_run(RunKind.SCORE, name, config={"name": "newswire"}, seed=7)
        with store.begin(info) as writer:
            for number, value in enumerate(values):
                writer.append(
                    ItemRecord(
                        id=str(number),
                        group="even" if number % 2 == 0 else "odd",
                        source=f"نص {number}",
                        target=f"{targets} {number}",
                        reference=f"text {number}",
                        scores={metric: value},
                    )
                )
            mean = sum(values) / len(values)
            run = writer.finish(
                {metric: RunScore(value=mean, signature=f"{metric}|test", items=len(values))}
            )
        assert run.info.status is RunStatus.FINISHED
        return run

    return make
