"""Exports: a recorded run in the formats of spreadsheets, papers and other tools.

- `csv`: one row an item. `jsonl`: one item record a line, everything kept.
- `markdown`, `latex`: the table of scores, for a ticket or a paper.
- `html`: the run's page.
- `mqm-tsv`: the ten columns of Google's MQM annotations, which Marot opens
  (https://github.com/google/wmt-mqm-human-evaluation, `marot/README.md`).
- `xcomet`: segments with error spans in the layout of xCOMET's output (arXiv 2310.10482).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from mtqa.errors import UsageError
from mtqa.mqm import Severity
from mtqa.runs.record import ItemRecord, RunScore
from mtqa.runs.stored import StoredRun

MQM_COLUMNS: Final = (
    "system",
    "doc",
    "docSegId",
    "globalSegId",
    "rater",
    "source",
    "target",
    "category",
    "severity",
    "metadata",
)
"""The columns of Google's MQM files, in their order."""

RATER: Final = "mtqa"
"""What stands in the column of the rater."""

NO_ERROR: Final = "No-error"
"""Category and severity of a segment without a finding."""


def export(run: StoredRun, format: str) -> str:
    """Return a run in a format.

    Raises:
        UsageError: There is no such format.
        StorageError: The run is damaged.
    """
    if format not in FORMATS:
        raise UsageError(f"no export format {format!r}; take one of {', '.join(FORMATS)}")
    return FORMATS[format](run)


def _csv(run: StoredRun) -> str:
    names = sorted({name for item in run.items() for name in item.scores})
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(["id", "group", "source", "target", "reference", *names, "findings", "error"])
    for item in run.items():
        writer.writerow(
            [
                item.id,
                item.group,
                item.source,
                item.target,
                item.reference,
                *(item.scores.get(name) for name in names),
                "; ".join(f"{f.check} {f.start}-{f.end} {f.severity.value}" for f in item.findings),
                item.error,
            ]
        )
    return output.getvalue()


def _jsonl(run: StoredRun) -> str:
    return "".join(item.model_dump_json(exclude_defaults=True) + "\n" for item in run.items())


def _markdown(run: StoredRun) -> str:
    def cell(text: str) -> str:
        return text.replace("|", "\\|")

    lines = [
        f"**{cell(run.info.name)}**, run `{run.id}`",
        "",
        "| score | value | 95 % | floors | n | signature |",
        "|---|--:|---|---|--:|---|",
    ]
    for name, score in run.scores.items():
        low, high = _interval(score)
        interval = f"{low} – {high}" if low else ""
        cells = (
            cell(name) + ("" if score.higher_is_better else " ↓"),
            f"{score.value:.4g} {score.unit}".strip(),
            interval,
            _floors(score),
            _count(score),
            f"`{cell(score.signature)}`",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _latex(run: StoredRun) -> str:
    rows = []
    for name, score in run.scores.items():
        low, high = _interval(score)
        interval = f"[{low}, {high}]" if low else ""
        arrow = "" if score.higher_is_better else " $\\downarrow$"
        value = _tex(f"{score.value:.4g} {score.unit}".strip())
        rows.append(f"{_tex(name)}{arrow} & {value} & {interval} & {_count(score)} \\\\")
    return "\n".join(
        (
            f"% run {run.id}",
            "\\begin{tabular}{lrlr}",
            "\\toprule",
            "score & value & 95\\,\\% interval & $n$ \\\\",
            "\\midrule",
            *rows,
            "\\bottomrule",
            "\\end{tabular}",
            "",
        )
    )


def _html(run: StoredRun) -> str:
    from mtqa.runs.pages import render_run

    return render_run(run)


def _mqm_tsv(run: StoredRun) -> str:
    rows = ["\t".join(MQM_COLUMNS)]
    for number, item in enumerate(run.items(), 1):
        rows.extend("\t".join(row) for row in _mqm_rows(run, item, number))
    return "\n".join(rows) + "\n"


def _mqm_rows(run: StoredRun, item: ItemRecord, number: int) -> Iterator[tuple[str, ...]]:
    system = str(item.extra.get("system") or run.info.config.get("name") or run.info.name)
    start = (_one_line(system), _one_line(run.info.name), item.id, str(number), RATER)
    if not item.findings:
        source, target = _one_line(item.source or ""), _one_line(item.target or "")
        yield (*start, source, target, NO_ERROR, NO_ERROR, "{}")
        return
    base, source_base = _bases(run, item)
    for finding in item.findings:
        target = _marked(item.target or "", finding.start - base, finding.end - base)
        source = _marked(
            item.source or "",
            *(
                (finding.source_start - source_base, finding.source_end - source_base)
                if finding.source_start is not None and finding.source_end is not None
                else (-1, -1)
            ),
        )
        metadata = {
            "check": finding.check,
            "category": finding.category,
            "severity": finding.severity.value,
            "confidence": finding.confidence,
            "message": finding.message,
        }
        yield (
            *start,
            source,
            target,
            _google_category(finding.category),
            _google_severity(finding.severity),
            json.dumps(metadata, ensure_ascii=False),
        )


def _xcomet(run: StoredRun) -> str:
    segments = []
    for item in run.items():
        base, _ = _bases(run, item)
        segment: dict[str, Any] = {"id": item.id, "src": item.source, "mt": item.target}
        if item.reference is not None:
            segment["ref"] = item.reference
        if "quality" in item.scores:
            segment["score"] = item.scores["quality"] / 100
        segment["error_spans"] = [
            {
                "text": finding.text,
                "start": finding.start - base,
                "end": finding.end - base,
                "severity": finding.severity.value,
                "confidence": finding.confidence,
                "category": finding.category,
                "message": finding.message,
            }
            for finding in item.findings
        ]
        segments.append(segment)
    return json.dumps(segments, ensure_ascii=False, indent=1) + "\n"


FORMATS: Final[Mapping[str, Callable[[StoredRun], str]]] = {
    "csv": _csv,
    "jsonl": _jsonl,
    "markdown": _markdown,
    "latex": _latex,
    "html": _html,
    "mqm-tsv": _mqm_tsv,
    "xcomet": _xcomet,
}
"""The formats by name."""


def _bases(run: StoredRun, item: ItemRecord) -> tuple[int, int]:
    """Return from where the offsets of an item's findings count, in the text and in the source.

    The findings of a report count from the beginning of the document, all others from the item's.
    """
    if run.report is None:
        return 0, 0
    for segment in run.report.document.segments:
        if segment.id == item.id:
            return segment.start, segment.source_start or 0
    return 0, 0


def _marked(text: str, start: int, end: int) -> str:
    if not 0 <= start <= end <= len(text):
        return _one_line(text)
    return _one_line(f"{text[:start]}<v>{text[start:end]}</v>{text[end:]}")


def _one_line(text: str) -> str:
    return text.replace("\t", " ").replace("\r", " ").replace("\n", " ")


def _google_category(category: str) -> str:
    """Return the category as raters' files write it: `Accuracy/Mistranslation`."""
    return "/".join(part.replace("-", " ").capitalize() for part in category.split("/"))


def _google_severity(severity: Severity) -> str:
    """Return the severity that Google's weights know; critical is kept in the metadata."""
    return "Major" if severity is Severity.CRITICAL else severity.value.capitalize()


def _interval(score: RunScore) -> tuple[str, str]:
    if score.low is None or score.high is None:
        return "", ""
    return f"{score.low:.4g}", f"{score.high:.4g}"


def _floors(score: RunScore) -> str:
    return "; ".join(f"{name} {value:.4g}" for name, value in score.floors.items())


def _count(score: RunScore) -> str:
    return "" if score.items is None else str(score.items)


_TEX: Final = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def _tex(text: str) -> str:
    return "".join(_TEX.get(character, character) for character in text)
