from __future__ import annotations

from typing import Any

from mtqa.finding import Finding
from mtqa.judgement import judge
from mtqa.mqm import Severity
from mtqa.report import Status


def finding(severity: Severity, confidence: float = 0.9, **evidence: Any) -> Finding:
    return Finding(
        id="0" * 10,
        check="number-mismatch",
        category="accuracy/mistranslation",
        severity=severity,
        confidence=confidence,
        segment="s1",
        start=0,
        end=2,
        text="25",
        message="The source says 52.",
        evidence=evidence,
    )


def verdict(*findings: Finding, **settings: Any) -> tuple[Status, str]:
    options: dict[str, Any] = {
        "profile": "mqm",
        "min_confidence": 0.5,
        "fail_severity": Severity.CRITICAL,
        "min_score": None,
    }
    _, result = judge(findings, 1000, **(options | settings))
    return result.status, result.reasons[0]


def test_nothing_found_passes() -> None:
    assert verdict() == (Status.PASS, "No suspected error was found.")


def test_one_critical_error_fails_whatever_the_score() -> None:
    status, reason = verdict(finding(Severity.CRITICAL))
    assert status is Status.FAIL
    assert reason == "1 suspected error at or above critical: The source says 52."


def test_a_major_error_asks_for_review_and_fails_where_the_gate_is_there() -> None:
    assert verdict(finding(Severity.MAJOR))[0] is Status.REVIEW
    assert verdict(finding(Severity.MAJOR), fail_severity=Severity.MAJOR)[0] is Status.FAIL


def test_what_is_unlikely_does_not_count() -> None:
    status, reason = verdict(finding(Severity.CRITICAL, confidence=0.4))
    assert status is Status.PASS
    assert reason == "Nothing was found that is likely to be an error."


def test_a_low_score_fails_by_itself() -> None:
    status, reason = verdict(finding(Severity.MINOR), min_score=99.95)
    assert status is Status.FAIL
    assert reason == "The MQM score 99.9 is below the required 99.95."


def test_fail_never_leaves_it_at_review() -> None:
    assert verdict(finding(Severity.CRITICAL), fail_severity=None)[0] is Status.REVIEW


def test_a_difference_after_the_round_trip_never_counts() -> None:
    hint = finding(Severity.CRITICAL, relation="round-trip")
    assert verdict(hint, min_confidence=0.0)[0] is Status.PASS
