"""Markdown for a ticket or a pull request: GitHub's and GitLab's tables and details."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from mtqa.finding import Finding
from mtqa.language.language_names import language_name
from mtqa.rendering.places import Excerpt, Places
from mtqa.rendering.registry import renderer
from mtqa.rendering.round_trip import most_changed, ranking_metric
from mtqa.rendering.visible import one_line, shown_span
from mtqa.rendering.wording import (
    HINTS_TITLE,
    VERDICTS,
    candidates,
    confidence_words,
    counted,
    counted_findings,
    doubtful_findings,
    doubtful_places,
    evidence_items,
    language_facts,
    metric_name,
    moment,
    not_done,
    number,
    score_basis,
    suspected_errors,
)
from mtqa.report import BackTranslationRecord, Report, ScoreRecord

CONTEXT_WIDTH: Final = 80
"""Characters of the sentence shown on either side of a span."""

LOWEST_SEGMENTS: Final = 5
"""Segments of the round trip that are shown, those with the lowest score."""

_SPECIAL: Final = re.compile(r"[\\`*_\[\]|~$]")


def escaped(text: str) -> str:
    r"""Return text that Markdown shows as it is, in one line and fit for a table cell.

    HTML becomes entities and punctuation that Markdown reads gets a backslash. An empty comment
    after `@` and `#` keeps hosts from notifying a person or linking a ticket by that name.
    """
    text = one_line(text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _SPECIAL.sub(r"\\\g<0>", text)
    text = re.sub(r"(?<=[@#])(?=\w)", "<!-- -->", text)
    return re.sub(r"(?<=[hps])(?=://)|(?<=www)(?=\.)", "<!-- -->", text, flags=re.IGNORECASE)


@renderer("markdown", suffix=".md", many=True)
def render_markdown(reports: Sequence[Report], *, explain: bool) -> str:
    """Return a section for each report; with `explain`, the evidence of each finding as well."""
    return "\n---\n\n".join("\n".join(_report(report, explain=explain)) for report in reports)


def _report(report: Report, *, explain: bool) -> Iterator[str]:
    document = report.document
    title = document.title or document.path or document.id
    yield f"## {VERDICTS[report.verdict.status]}: {escaped(title)}"
    yield ""
    yield from (f"- {escaped(reason)}" for reason in report.verdict.reasons)
    yield ""
    yield from _facts(report)
    places = Places(document)
    yield f"### {suspected_errors(report)}"
    yield ""
    sure, doubtful = counted_findings(report), doubtful_findings(report)
    if sure or not doubtful:
        yield from _findings(sure, places, explain=explain)
    if doubtful:
        yield from _details(
            doubtful_places(report),
            _findings(doubtful, places, explain=explain, first=len(sure) + 1),
        )
    if report.summary:
        yield "### Summary"
        yield ""
        yield from (f"> {escaped(s.text)}\n>" for s in report.summary.sentences)
        yield ""
        yield f"<sub>{escaped(report.summary.method)}</sub>"
        yield ""
    if report.round_trip_findings:
        yield from _details(
            f"{HINTS_TITLE} ({len(report.round_trip_findings)})",
            _findings(report.round_trip_findings, places, explain=explain),
        )
    if report.back_translation:
        yield from _round_trip(report.back_translation, report, places)
    if report.scores:
        yield from _details("Scores with signatures", _scores(report.scores))
    if report.skipped:
        yield f"### Not done ({len(report.skipped)})"
        yield ""
        yield from (f"- {escaped(reason)}: {escaped(what)}" for what, reason in not_done(report))
        yield ""
    yield f"<sub>Run {escaped(report.run.id)}, {escaped(moment(report.run.created))}</sub>"
    yield ""


def _facts(report: Report) -> Iterator[str]:
    document, mqm = report.document, report.mqm
    yield "| | |"
    yield "|:--|:--|"
    yield f"| Text | {escaped(document.path or document.id)}, {counted(document.words, 'word')} |"
    yield f"| Language | {escaped(language_facts(report))} |"
    if document.source_text is not None:
        yield f"| Source | {escaped(language_name(document.source_language))} |"
    if report.origin:
        likely = candidates(report.origin.candidates)
        hint = f"{likely}. {report.origin.statement}" if likely else report.origin.statement
        yield f"| Origin (a hint) | {escaped(hint)} |"
    caveat = f" {escaped(mqm.caveat)}" if mqm.caveat else ""
    yield f"| MQM score | **{mqm.score:g}** of 100, {score_basis(report)}.{caveat} |"
    yield from (f"| Note | {escaped(note)} |" for note in document.notes)
    yield ""


def _findings(
    findings: Sequence[Finding], places: Places, *, explain: bool, first: int = 1
) -> Iterator[str]:
    if not findings:
        yield "The checks that ran found nothing."
        yield ""
        return
    yield "| # | Severity | Where | What is suspected | Suggestion |"
    yield "|--:|:--|:--|:--|:--|"
    for position, finding in enumerate(findings, start=first):
        excerpt = places.excerpt(finding)
        source = places.source_excerpt(finding)
        what = [escaped(finding.message)]
        what += [_excerpt(excerpt)] if excerpt else []
        what += [f"Source: {_excerpt(source)}"] if source else []
        what.append(f"<sub>{finding.category} · {escaped(finding.check)} · {finding.id}</sub>")
        severity = f"**{finding.severity.value}**<br>{confidence_words(finding.confidence)}"
        suggestion = escaped(finding.suggestion) if finding.suggestion is not None else ""
        where = escaped(places.name(finding.segment))
        yield f"| {position} | {severity} | {where} | {'<br>'.join(what)} | {suggestion} |"
    yield ""
    if explain and any(evidence_items(finding) for finding in findings):
        yield from _details("Evidence", _evidence(findings, first))


def _excerpt(excerpt: Excerpt) -> str:
    before, span, after = excerpt.shortened(CONTEXT_WIDTH)
    marked = f"<mark><b>{escaped(shown_span(span) if span else '[…]')}</b></mark>"
    return f"<bdi>“{_spaced(before)}{marked}{_spaced(after)}”</bdi>"


def _spaced(text: str) -> str:
    """Return escaped text that keeps a space at its ends."""
    left = " " if text[:1].isspace() else ""
    right = " " if text[-1:].isspace() and text.strip() else ""
    return f"{left}{escaped(text)}{right}"


def _evidence(findings: Iterable[Finding], first: int) -> Iterator[str]:
    yield "| # | Evidence | Value |"
    yield "|--:|:--|:--|"
    for position, finding in enumerate(findings, start=first):
        for name, value in evidence_items(finding):
            yield f"| {position} | {escaped(name)} | {escaped(value)} |"
    yield ""


def _round_trip(trip: BackTranslationRecord, report: Report, places: Places) -> Iterator[str]:
    yield f"### Round trip through {escaped(language_name(trip.pivot))}"
    yield ""
    yield escaped(trip.reason)
    yield ""
    if trip.scores:
        yield from _scores(trip.scores)
    if metric := ranking_metric(trip):
        yield from _details("The segments that changed most", _lowest(trip, metric, report, places))


def _lowest(
    trip: BackTranslationRecord, metric: str, report: Report, places: Places
) -> Iterator[str]:
    texts = {segment.id: segment.target or "" for segment in report.document.segments}
    yield f"| Where | Original | Back | {escaped(metric_name(metric))} |"
    yield "|:--|:--|:--|--:|"
    for segment in most_changed(trip, LOWEST_SEGMENTS):
        yield (
            f"| {escaped(places.name(segment.segment))} | {escaped(texts[segment.segment])} "
            f"| {escaped(segment.back)} | {number(segment.scores[metric], metric)} |"
        )
    yield ""


def _scores(scores: dict[str, ScoreRecord]) -> Iterator[str]:
    yield "| Score | Value | Signature |"
    yield "|:--|--:|:--|"
    for name, score in scores.items():
        value = number(score.value, name)
        if score.low is not None and score.high is not None:
            value += f" ({number(score.low, name)} to {number(score.high, name)})"
        note = f"<br>{escaped(score.note)}" if score.note else ""
        yield f"| {escaped(metric_name(name))} | {value} | {escaped(score.signature)}{note} |"
    yield ""


def _details(summary: str, lines: Iterable[str]) -> Iterator[str]:
    yield f"<details><summary>{escaped(summary)}</summary>"
    yield ""
    yield from lines
    yield "</details>"
    yield ""
