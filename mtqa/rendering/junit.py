"""JUnit XML, the format in which build servers show what passed and what failed.

The layout follows https://github.com/testmoapp/junitxml: a test suite for each document and a
test case for each segment. A segment fails when it has a suspected error that is major or
critical; lesser ones and the hints of the round trip stand in its output.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from typing import Final

from mtqa.finding import Finding
from mtqa.mqm import Severity
from mtqa.rendering.places import Places
from mtqa.rendering.registry import renderer
from mtqa.rendering.visible import one_line, visible
from mtqa.rendering.wording import HINTS_TITLE, confidence_words, evidence_items
from mtqa.report import Report

FAILS_FROM: Final = Severity.MAJOR
"""Least severity that makes a test case fail."""


@renderer("junit", suffix=".xml", many=True)
def render_junit(reports: Sequence[Report], *, explain: bool) -> str:
    """Return a `testsuites` document with one suite a report."""
    root = ET.Element("testsuites", name="mtqa")
    for report in reports:
        root.append(_suite(report, explain=explain))
    for count in ("tests", "failures", "skipped"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document.decode() + "\n"


def _suite(report: Report, *, explain: bool) -> ET.Element:
    places = Places(report.document)
    name = visible(report.document.path or report.document.id)
    suite = ET.Element("testsuite", name=name, errors="0", timestamp=report.run.created[:19])
    suite.set("time", f"{sum(report.run.timings.values()):.3f}")
    properties = ET.SubElement(suite, "properties")
    for key, value in (
        ("verdict", report.verdict.status.value),
        ("mqm", str(report.mqm.score)),
        ("profile", report.mqm.profile),
        ("run", report.run.id),
    ):
        ET.SubElement(properties, "property", name=key, value=visible(value))
    found: dict[str | None, list[Finding]] = {s.id: [] for s in report.document.segments}
    for finding in report.findings:
        found.setdefault(finding.segment, []).append(finding)
    for segment, findings in found.items():
        place = f"{segment}: {places.name(segment)}" if segment else places.name(segment)
        suite.append(_case(visible(place), name, findings, places, explain=explain))
    for skipped in report.skipped:
        case = ET.SubElement(suite, "testcase", name=visible(skipped.stage), classname=name)
        ET.SubElement(case, "skipped", message=one_line(skipped.reason))
    suite.set("tests", str(len(suite.findall("testcase"))))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("skipped", str(len(suite.findall("testcase/skipped"))))
    return suite


def _case(
    name: str, suite: str, findings: Sequence[Finding], places: Places, *, explain: bool
) -> ET.Element:
    case = ET.Element("testcase", name=name, classname=suite, time="0")
    errors = [f for f in findings if f.relation != "round-trip"]
    failing = [f for f in errors if f.severity >= FAILS_FROM]
    lesser = [f for f in errors if f.severity < FAILS_FROM]
    hints = [f for f in findings if f.relation == "round-trip"]
    if failing:
        # Readers show only the first failure of a case, so that all of them go into one.
        message = "; ".join(one_line(f.message) for f in failing)
        kinds = ", ".join(dict.fromkeys(f.category for f in failing))
        failure = ET.SubElement(case, "failure", message=f"Suspected: {message}", type=kinds)
        failure.text = "\n\n".join(_account(f, places, explain=explain) for f in failing)
    output = [_account(f, places, explain=explain) for f in lesser]
    if hints:
        output += [HINTS_TITLE, *(_account(f, places, explain=explain) for f in hints)]
    if output:
        ET.SubElement(case, "system-out").text = "\n\n".join(output)
    return case


def _account(finding: Finding, places: Places, *, explain: bool) -> str:
    line, column = places.line_column(finding.start)
    lines = [
        f"{finding.severity.value}, {confidence_words(finding.confidence)}: {finding.message}",
        f"at {line}:{column} “{finding.text}”, {finding.category}, {finding.check} {finding.id}",
    ]
    if finding.suggestion is not None:
        lines.append(f"suggestion: {finding.suggestion}")
    if explain:
        source = places.source_excerpt(finding)
        if source is not None:
            lines.append(f"source: {source.span}")
        lines += [f"{name}: {value}" for name, value in evidence_items(finding)]
    return "\n".join(visible(part) for part in lines)
