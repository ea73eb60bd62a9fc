"""The formats that programs read: JSON, JSON lines, SARIF and JUnit."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqa.rendering import render
from mtqa.report import Report

said = st.text(min_size=1, max_size=20).filter(str.strip)


def lines(*reports: Report) -> list[dict[str, Any]]:
    return [json.loads(line) for line in render(reports, "jsonl").splitlines()]


def test_json_reads_back_as_the_same_report(english_report: Report, arabic_report: Report) -> None:
    for report in (english_report, arabic_report):
        text = render(report, "json")
        assert Report.model_validate_json(text) == report
        assert next(iter(json.loads(text))) == "schema_version"
    assert "جنديا" in text


def test_jsonl_is_one_line_a_pair_in_order_with_its_own_offsets(pairs_report: Report) -> None:
    found = lines(pairs_report)
    assert [line["id"] for line in found] == ["s1", "s2", "s3"]
    assert found[0]["scores"] == {"similarity": 0.81}
    assert (found[0]["mqm"]["penalty"], found[2]["mqm"]["score"]) == (25, 100)
    for line, segment in zip(found, pairs_report.document.segments, strict=True):
        for finding in line["findings"]:
            target, source = segment.target or "", segment.source or ""
            assert target[finding["start"] : finding["end"]] == finding["text"]
            assert source[finding["source_start"] : finding["source_end"]] in ("35", source)
    assert [len(line["findings"]) for line in found] == [1, 1, 0]


def test_jsonl_counts_no_hint_of_the_round_trip_as_an_error(english_report: Report) -> None:
    last = lines(english_report)[-1]
    assert (last["findings"], last["mqm"]["penalty"]) == ([], 0)
    (hint,) = last["round_trip_findings"]
    assert hint["text"] == "1.5 million"


def test_jsonl_of_several_reports_says_which(english_report: Report, arabic_report: Report) -> None:
    documents = [line["document"] for line in lines(english_report, arabic_report)]
    assert documents == ["harbour"] * 5 + ["wazir"] * 3


def test_jsonl_has_no_line_end_inside_a_line(report_saying: Callable[[str], Report]) -> None:
    (line,) = lines(report_saying("a\x85b\u2028c\u2029d\re"))
    assert line["findings"][0]["text"] == "a\x85b\u2028c\u2029d\re"


def sarif_run(*reports: Report) -> dict[str, Any]:
    log = json.loads(render(reports, "sarif"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    return run


def test_sarif_regions_are_the_spans(english_report: Report, arabic_report: Report) -> None:
    run = sarif_run(english_report, arabic_report)
    findings = english_report.findings + arabic_report.findings
    assert len(run["results"]) == len(findings)
    for result, finding in zip(run["results"], findings, strict=True):
        place = result["locations"][0]["physicalLocation"]
        artifact = run["artifacts"][place["artifactLocation"]["index"]]
        assert artifact["location"]["uri"] == place["artifactLocation"]["uri"]
        text, region = artifact["contents"]["text"], place["region"]
        start = region["charOffset"]
        assert text[start : start + region["charLength"]] == finding.text
        line = text.split("\n")[region["startLine"] - 1]
        assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == finding.text
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == finding.check
        assert result["fingerprints"] == {"mtqaFinding/v1": finding.id}


def test_sarif_levels_follow_severity_and_hints_are_notes(
    english_report: Report, arabic_report: Report
) -> None:
    run = sarif_run(english_report, arabic_report)
    assert [result["level"] for result in run["results"]] == [
        *("error", "warning", "warning", "note", "note"),
        *("error", "error"),
    ]


def test_junit_fails_the_segments_with_major_findings(
    english_report: Report, arabic_report: Report
) -> None:
    root = ET.fromstring(render((english_report, arabic_report), "junit"))
    assert {k: root.get(k) for k in ("tests", "failures", "skipped")} == {
        "tests": "9",
        "failures": "3",
        "skipped": "1",
    }
    failing = [
        case.get("name") for case in root.iter("testcase") if case.find("failure") is not None
    ]
    assert failing == [
        "s2: paragraph 1, sentence 1",
        "s1: paragraph 1, sentence 1",
        "s2: paragraph 1, sentence 2",
    ]
    output = root.find(".//testcase[@name='s5: paragraph 2']/system-out")
    assert output is not None
    assert (output.text or "").startswith("Differences after the round trip: hints, not errors")


@settings(max_examples=40, deadline=None)
@given(said)
@pytest.mark.parametrize("format", ["junit", "sarif", "jsonl"])
def test_any_text_gives_readable_output(
    report_saying: Callable[[str], Report], format: str, said: str
) -> None:
    text = render(report_saying(said), format, explain=True)
    if format == "junit":
        assert len(ET.fromstring(text).findall(".//failure")) == 1
    else:
        assert [json.loads(line) for line in ([text] if format == "sarif" else text.splitlines())]
