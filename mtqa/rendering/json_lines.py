"""One line of JSON a segment: what other programs read for lists of pairs."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from mtqa.finding import Finding
from mtqa.mqm import PROFILES, score_errors
from mtqa.rendering.registry import renderer
from mtqa.rendering.wording import least_confidence
from mtqa.report import Report, SegmentRecord

_LINE_ENDS: Final = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}
"""JSON may hold these as they are, but many readers of lines, Python's among them, split there."""


@renderer("jsonl", suffix=".jsonl", many=True)
def render_json_lines(reports: Sequence[Report], *, explain: bool) -> str:
    """Return one object a segment in input order: `id`, `findings`, `mqm` and, if any, `scores`.

    Offsets are those of the segment's own target and source, so that `target[start:end]` is the
    span. With several reports, `document` says which one a line belongs to. Differences after
    the round trip are no errors and stand apart, as `round_trip_findings`. The score counts the
    findings that the report's own score counts. The evidence is
    always in it, so `explain` changes nothing.
    """
    lines = (
        json.dumps(line, ensure_ascii=False)
        for report in reports
        for line in _lines(report, named=len(reports) > 1)
    )
    return "".join(line.translate(_LINE_ENDS) + "\n" for line in lines)


def _lines(report: Report, *, named: bool) -> Iterator[dict[str, Any]]:
    errors = _by_segment(report.translation_findings)
    hints = _by_segment(report.round_trip_findings)
    profile = PROFILES[report.mqm.profile]
    least = least_confidence(report)
    for segment in report.document.segments:
        found = errors[segment.id]
        words = sum(any(c.isalnum() for c in token) for token in (segment.target or "").split())
        counted = ((f.severity, f.category, f.segment) for f in found if f.confidence >= least)
        score = score_errors(counted, words, profile)
        line: dict[str, Any] = {"id": segment.id}
        if named:
            line["document"] = report.document.id
        line["findings"] = [_localised(f, segment) for f in found]
        # The caveat is about the length of a text; every pair is short, so it says nothing here.
        line["mqm"] = score.model_dump(mode="json", exclude={"caveat"})
        if segment.id in report.segment_scores:
            line["scores"] = report.segment_scores[segment.id]
        if hints[segment.id]:
            line["round_trip_findings"] = [_localised(f, segment) for f in hints[segment.id]]
        yield line


def _by_segment(findings: Iterable[Finding]) -> defaultdict[str | None, list[Finding]]:
    found: defaultdict[str | None, list[Finding]] = defaultdict(list)
    for finding in findings:
        found[finding.segment].append(finding)
    return found


def _localised(finding: Finding, segment: SegmentRecord) -> dict[str, Any]:
    """Return the finding with offsets in the segment, cut at its ends."""
    record = finding.model_dump(mode="json")
    target = segment.target or ""
    start = min(max(finding.start - segment.start, 0), len(target))
    end = min(max(finding.end - segment.start, start), len(target))
    record |= {"start": start, "end": end, "text": target[start:end]}
    if finding.source_start is not None and finding.source_end is not None:
        source = segment.source or ""
        base = segment.source_start or 0
        first = min(max(finding.source_start - base, 0), len(source))
        last = min(max(finding.source_end - base, first), len(source))
        record |= {"source_start": first, "source_end": last}
    return record
