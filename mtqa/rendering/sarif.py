"""SARIF 2.1.0, the format in which code hosts show findings beside the lines they are about.

After the OASIS standard (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html).
Regions refer to the text as mtqa read it, which for HTML or bitext is not the file itself, so
that text is embedded in the log as the contents of the artifact.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import quote

from mtqa.finding import Finding
from mtqa.mqm import Severity
from mtqa.rendering.places import Places
from mtqa.rendering.registry import renderer
from mtqa.rendering.wording import HINTS_TITLE, confidence_words
from mtqa.report import Report

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
"""Address of the schema that the log names; nothing is fetched from it."""

_LEVELS: Final[dict[Severity, str]] = {
    Severity.CRITICAL: "error",
    Severity.MAJOR: "error",
    Severity.MINOR: "warning",
    Severity.NEUTRAL: "note",
}


@renderer("sarif", suffix=".sarif", many=True)
def render_sarif(reports: Sequence[Report], *, explain: bool) -> str:
    """Return one SARIF log with one run; each report is an artifact of it.

    The evidence is always in the results' properties, so `explain` changes nothing.
    """
    findings = [finding for report in reports for finding in report.findings]
    rules = sorted({finding.check: finding for finding in reversed(findings)}.items())
    index = {check: position for position, (check, _) in enumerate(rules)}
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "mtqa",
                "version": reports[0].run.versions.get("mtqa", "unknown") if reports else "unknown",
                "rules": [_rule(check, finding) for check, finding in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [
                    {"level": "note", "message": {"text": f"{s.stage} was skipped: {s.reason}"}}
                    for report in reports
                    for s in report.skipped
                ],
            }
        ],
        "artifacts": [_artifact(report) for report in reports],
        "results": [
            result
            for position, report in enumerate(reports)
            for result in _results(report, position, index)
        ],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(check: str, finding: Finding) -> dict[str, Any]:
    return {
        "id": check,
        "shortDescription": {"text": f"Suspected error of the MQM type {finding.category}"},
        "help": {"text": f"mtqa checks show {check}"},
        "properties": {"tags": ["translation", finding.category]},
    }


def _uri(report: Report) -> str:
    return quote((report.document.path or report.document.id).replace("\\", "/"), safe="/")


def _artifact(report: Report) -> dict[str, Any]:
    return {
        "location": {"uri": _uri(report)},
        "contents": {"text": report.document.text},
        "properties": {
            "run": report.run.id,
            "verdict": report.verdict.status.value,
            "reasons": list(report.verdict.reasons),
            "mqm": report.mqm.model_dump(mode="json"),
        },
    }


def _results(report: Report, artifact: int, rules: dict[str, int]) -> Iterator[dict[str, Any]]:
    places = Places(report.document)
    for finding in report.findings:
        location = {"uri": _uri(report), "index": artifact}
        region = _region(finding, places)
        hint = finding.relation == "round-trip"
        message = f"{HINTS_TITLE}. {finding.message}" if hint else finding.message
        result: dict[str, Any] = {
            "ruleId": finding.check,
            "ruleIndex": rules[finding.check],
            "level": "note" if hint else _LEVELS[finding.severity],
            "message": {"text": f"{message} Confidence: {confidence_words(finding.confidence)}."},
            "locations": [
                {
                    "physicalLocation": {"artifactLocation": location, "region": region},
                    "logicalLocations": [{"name": places.name(finding.segment)}],
                }
            ],
            "fingerprints": {"mtqaFinding/v1": finding.id},
            "rank": round(100 * finding.confidence, 1),
            "properties": {
                "severity": finding.severity.value,
                "category": finding.category,
                "segment": finding.segment,
                "evidence": finding.evidence,
            },
        }
        if finding.suggestion is not None:
            result["fixes"] = [_fix(finding, location, region)]
        yield result


def _region(finding: Finding, places: Places) -> dict[str, Any]:
    line, column = places.line_column(finding.start)
    end_line, end_column = places.line_column(finding.end)
    return {
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
        "charOffset": finding.start,
        "charLength": finding.end - finding.start,
        "snippet": {"text": finding.text},
    }


def _fix(finding: Finding, location: dict[str, Any], region: dict[str, Any]) -> dict[str, Any]:
    deleted = {key: value for key, value in region.items() if key != "snippet"}
    replacement = {
        "deletedRegion": deleted,
        "insertedContent": {"text": finding.suggestion},
    }
    return {
        "description": {"text": f"Replace with “{finding.suggestion}”"},
        "artifactChanges": [{"artifactLocation": location, "replacements": [replacement]}],
    }
