"""The report in a terminal, through rich: good at 80 columns, plain when piped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from mtqa.finding import Finding
from mtqa.language.language_names import language_name
from mtqa.mqm import Severity
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
from mtqa.report import BackTranslationRecord, Report, ScoreRecord, Status

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

PLAIN_WIDTH: Final = 80
"""Width of the text that `render(report, "terminal")` returns."""

CONTEXT_WIDTH: Final = 90
"""Characters of the sentence shown on either side of a span."""

LOWEST_SEGMENTS: Final = 3
"""Segments of the round trip that are shown, those with the lowest score."""

ORIGIN_PHRASES: Final = 4
"""Phrases shown that point at the language of origin."""

_STATUS_STYLE: Final[dict[Status, str]] = {
    Status.PASS: "bold black on green",
    Status.REVIEW: "bold black on yellow",
    Status.FAIL: "bold white on red",
}
_STYLE: Final[dict[Severity, str]] = {
    Severity.CRITICAL: "bold red",
    Severity.MAJOR: "bold yellow",
    Severity.MINOR: "bold cyan",
    Severity.NEUTRAL: "bold",
}


@renderer("terminal", suffix=".txt")
def render_terminal(reports: Sequence[Report], *, explain: bool) -> str:
    """Return what `print_report` prints, 80 columns wide and without colours."""
    import io

    from rich.console import Console

    (report,) = reports
    text = io.StringIO()
    console = Console(file=text, width=PLAIN_WIDTH, color_system=None, force_terminal=False)
    print_report(report, console, explain=explain)
    return text.getvalue()


def print_report(report: Report, console: Console, *, explain: bool) -> None:
    """Print a report to a console; with `explain`, the evidence of each finding as well."""
    with console.capture() as capture:
        for part in _parts(report, explain=explain):
            console.print(part, highlight=False, markup=False)
    text = capture.get()
    if not console.is_terminal:
        # rich fills lines up to the width, which is noise in a file.
        text = "".join(line.rstrip() + "\n" for line in text.splitlines())
    console.file.write(text)


def _parts(report: Report, *, explain: bool) -> Iterator[RenderableType]:
    places = Places(report.document)
    yield from _verdict(report)
    yield from _facts(report)
    yield from _heading(suspected_errors(report))
    sure, doubtful = counted_findings(report), doubtful_findings(report)
    if not sure and not doubtful:
        yield _indented("The checks that ran found nothing.")
    for position, finding in enumerate(sure, start=1):
        yield from _finding(str(position), finding, places, explain=explain)
    if doubtful:
        yield from _heading(doubtful_places(report))
        first = len(sure) + 1
        if explain:
            for position, finding in enumerate(doubtful, start=first):
                yield from _finding(str(position), finding, places, explain=True)
        else:
            yield _briefly(doubtful, first, places)
            yield _indented("--explain shows each in its sentence.", style="dim", by=5)
    if report.summary:
        yield from _heading("Summary")
        for sentence in report.summary.sentences:
            yield _indented(one_line(sentence.text))
        yield _indented(one_line(report.summary.method), style="dim")
    if report.back_translation:
        yield from _round_trip(report.back_translation, report, places)
    if report.round_trip_findings:
        yield from _heading(HINTS_TITLE)
        for position, finding in enumerate(report.round_trip_findings, start=1):
            yield from _finding(f"r{position}", finding, places, explain=explain)
    if report.scores:
        yield from _heading("Scores")
        yield _scores(report.scores)
    if report.skipped:
        yield from _heading("Not done")
        for stages, reason in not_done(report):
            yield _indented(f"{one_line(reason)}:")
            yield _indented(one_line(stages), style="dim", by=4)
    yield ""
    yield _styled(f"Run {one_line(report.run.id)}, {moment(report.run.created)}", "dim")


def _verdict(report: Report) -> Iterator[RenderableType]:
    from rich.text import Text

    document, status = report.document, report.verdict.status
    title = one_line(document.title or document.path or document.id)
    yield Text.assemble(
        (f" {VERDICTS[status].upper()} ", _STATUS_STYLE[status]), " ", (title, "bold")
    )
    yield from (_bullet(one_line(reason)) for reason in report.verdict.reasons)
    yield ""


def _facts(report: Report) -> Iterator[RenderableType]:
    document, mqm = report.document, report.mqm
    name = one_line(document.path or document.id)
    rows = [("Text", f"{name}, {counted(document.words, 'word')}, {language_facts(report)}")]
    if document.source_text is not None:
        rows.append(("Source", language_name(document.source_language)))
    if report.origin:
        likely = candidates(report.origin.candidates)
        statement = one_line(report.origin.statement)
        rows.append(("Origin", f"a hint: {likely}. {statement}" if likely else statement))
        phrases = list(dict.fromkeys(f"“{one_line(e.phrase)}”" for e in report.origin.evidence))
        if phrases:
            more = len(phrases) - ORIGIN_PHRASES
            rest = f" and {more} more" if more > 0 else ""
            rows.append(("", f"from {', '.join(phrases[:ORIGIN_PHRASES])}{rest}"))
    rows.append(("MQM score", f"{mqm.score:g} of 100, {score_basis(report)}"))
    if mqm.caveat:
        rows.append(("", one_line(mqm.caveat)))
    rows += [("Note", one_line(note)) for note in document.notes]
    yield _pairs(rows)


def _finding(
    label: str, finding: Finding, places: Places, *, explain: bool
) -> Iterator[RenderableType]:
    from rich.padding import Padding
    from rich.text import Text

    style = _STYLE[finding.severity]
    yield ""
    yield Text.assemble(
        (f"{label:>3}  {finding.severity.value.upper()}", style),
        f"  {confidence_words(finding.confidence)} · {one_line(places.name(finding.segment))}",
    )
    body = [_styled(one_line(finding.message), "bold")]
    if excerpt := places.excerpt(finding):
        body.append(_excerpt(excerpt, style))
    if source := places.source_excerpt(finding):
        body.append(_excerpt(source, style, name="Source: "))
    if finding.suggestion is not None:
        body.append(Text.assemble("Suggestion: ", (one_line(finding.suggestion), "bold green")))
    if explain:
        for name, value in evidence_items(finding):
            body.append(Text.assemble((f"{one_line(name)}: ", "dim"), one_line(value)))
    body.append(_styled(f"{finding.category} · {one_line(finding.check)} · {finding.id}", "dim"))
    yield from (Padding(line, (0, 0, 0, 5)) for line in body)


def _briefly(doubtful: Sequence[Finding], first: int, places: Places) -> RenderableType:
    """Return findings that are not worth more, a row each: what each says and where."""
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right", min_width=3)
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for position, finding in enumerate(doubtful, start=first):
        grid.add_row(
            Text(str(position), style="dim"),
            Text(f"{finding.severity.value} {finding.confidence:.2f}", style="dim"),
            Text(f"{one_line(places.name(finding.segment))}: {one_line(finding.message)}"),
        )
    return grid


def _excerpt(excerpt: Excerpt, style: str, name: str = "") -> Text:
    """Return the sentence with its span in brackets, which are seen without colours too."""
    from rich.text import Text

    before, span, after = excerpt.shortened(CONTEXT_WIDTH)
    line = Text(name, style="dim")
    line.append(_spaced(before), "default")
    line.append(f"⟦{shown_span(span)}⟧", f"{style} underline")
    line.append(_spaced(after), "default")
    return line


def _spaced(text: str) -> str:
    left = " " if text[:1].isspace() else ""
    right = " " if text[-1:].isspace() and text.strip() else ""
    return f"{left}{one_line(text)}{right}"


def _round_trip(
    trip: BackTranslationRecord, report: Report, places: Places
) -> Iterator[RenderableType]:
    yield from _heading(f"Round trip through {language_name(trip.pivot)}")
    yield _indented(one_line(trip.reason))
    if trip.scores:
        yield _scores(trip.scores)
    metric = ranking_metric(trip)
    if metric is None:
        return
    texts = {segment.id: segment.target or "" for segment in report.document.segments}
    yield ""
    yield _indented("The segments that changed most:")
    for segment in most_changed(trip, LOWEST_SEGMENTS):
        score = f"{metric_name(metric)} {number(segment.scores[metric], metric)}"
        yield ""
        yield _indented(f"{places.name(segment.segment)} · {score}", style="dim")
        rows = [("text", one_line(texts[segment.segment])), ("back", one_line(segment.back))]
        yield _pairs(rows)


def _scores(scores: dict[str, ScoreRecord]) -> RenderableType:
    rows = []
    for name, score in scores.items():
        value = number(score.value, name)
        if score.low is not None and score.high is not None:
            value += f" ({number(score.low, name)} to {number(score.high, name)})"
        better = "higher" if score.higher_is_better else "lower"
        note = f" {one_line(score.note)}" if score.note else ""
        rows.append((metric_name(name), f"{value}, {better} is better.{note}"))
        rows.append(("", one_line(score.signature)))
    return _pairs(rows)


def _heading(text: str) -> Iterator[RenderableType]:
    from rich.rule import Rule

    yield ""
    yield Rule(_styled(text, "bold"), align="left", style="dim")


def _pairs(rows: Sequence[tuple[str, str]]) -> RenderableType:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    grid.add_column(min_width=9, max_width=22, overflow="fold")
    grid.add_column(overflow="fold")
    for name, value in rows:
        grid.add_row(Text(name, style="dim"), Text(value, style="" if name else "dim"))
    return Padding(grid, (0, 0, 0, 2))


def _bullet(text: str) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 1))
    grid.add_row("  •", Text(text))
    return grid


def _indented(text: str, style: str = "", by: int = 2) -> RenderableType:
    from rich.padding import Padding

    return Padding(_styled(text, style), (0, 0, 0, by))


def _styled(text: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(text, style=style)
