"""The judgement: the MQM score and the verdict with its reasons."""

from __future__ import annotations

from collections.abc import Sequence

from mtqa.finding import Finding
from mtqa.mqm import PROFILES, MqmScore, Severity, score_errors
from mtqa.report import Status, Verdict


def judge(
    findings: Sequence[Finding],
    words: int,
    *,
    profile: str,
    min_confidence: float,
    fail_severity: Severity | None,
    min_score: float | None,
) -> tuple[MqmScore, Verdict]:
    """Score the findings and say what to do with the text.

    Only findings at or above `min_confidence` count, and differences after a round trip never do:
    they may be the engines' own. The text fails if one of them reaches
    `fail_severity` or the score is below `min_score`; it needs review if one of them is major
    or worse; otherwise it passes.
    """
    counted = [f for f in findings if f.confidence >= min_confidence and f.relation != "round-trip"]
    mqm = score_errors(
        ((f.severity, f.category, f.segment) for f in counted), words, PROFILES[profile]
    )
    failures = []
    if fail_severity is not None:
        failing = [f for f in counted if f.severity >= fail_severity]
        if failing:
            failures.append(
                f"{_count(failing)} at or above {fail_severity.value}: {_first(failing)}"
            )
    if min_score is not None and mqm.score < min_score:
        failures.append(f"The MQM score {mqm.score:g} is below the required {min_score:g}.")
    if failures:
        return mqm, Verdict(status=Status.FAIL, reasons=tuple(failures))
    serious = [f for f in counted if f.severity >= Severity.MAJOR]
    if serious:
        reason = f"{_count(serious)} major or worse: {_first(serious)}"
        return mqm, Verdict(status=Status.REVIEW, reasons=(reason,))
    return mqm, Verdict(status=Status.PASS, reasons=(_nothing_serious(counted, findings),))


def _count(findings: Sequence[Finding]) -> str:
    return f"{len(findings)} suspected error{'s' if len(findings) > 1 else ''}"


def _first(findings: Sequence[Finding]) -> str:
    return findings[0].message


def _nothing_serious(counted: Sequence[Finding], findings: Sequence[Finding]) -> str:
    if not findings:
        return "No suspected error was found."
    if not counted:
        return "Nothing was found that is likely to be an error."
    return f"{_count(counted)}, none of them major or critical."
