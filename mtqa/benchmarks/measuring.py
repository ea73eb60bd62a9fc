"""What tasks ask of mtqa: scores and findings for items, a language pair at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from mtqa.benchmarks.scoring import by_group
from mtqa.benchmarks.task import Equipment
from mtqa.checks import Context, inspect, load_rules
from mtqa.document import Document, Kind, Role, Segment
from mtqa.finding import Finding, finding_id
from mtqa.metrics import MetricContext, Sample, create_metric, need_language_model
from mtqa.mqm import Severity
from mtqa.runs.record import ItemRecord

PAIR: Final = "pair"
"""Key of an item's `extra` that holds its language pair, `source-target`."""

SEPARATOR: Final = "\n"
"""What stands between the segments of a document made of items."""


def languages(item: ItemRecord) -> tuple[str, str]:
    """Return source and target language of an item."""
    source, _, target = str(item.extra[PAIR]).partition("-")
    return source, target


def measured(
    items: Sequence[ItemRecord], names: Sequence[str], equipment: Equipment
) -> list[ItemRecord]:
    """Return the items with the named metrics among their scores, in the same order.

    Raises:
        ModelMissingError: A metric needs an engine that is not there.
    """
    scores: dict[str, dict[str, float]] = {}
    for group in by_group(items, lambda item: str(item.extra[PAIR])).values():
        source, target = languages(group[0])
        context = MetricContext(
            source_language=source,
            target_language=target,
            encoder=equipment.encoder,
            language_model=equipment.language_model if need_language_model(names) else None,
        )
        samples = [
            Sample(target=i.target or "", source=i.source, reference=i.reference) for i in group
        ]
        for name in names:
            values = create_metric(name, context).segment_scores(samples)
            for item, value in zip(group, values, strict=True):
                scores.setdefault(item.id, {})[name] = float(value)
    return [
        item.model_copy(update={"scores": item.scores | scores.get(item.id, {})}) for item in items
    ]


def inspected(items: Sequence[ItemRecord], equipment: Equipment) -> list[ItemRecord]:
    """Return the items with the findings of all checks, each on its own, in the same order."""
    findings: dict[str, tuple[Finding, ...]] = {}
    for group in by_group(items, lambda item: str(item.extra[PAIR])).values():
        source, target = languages(group[0])
        document = pair_document(group)
        found = findings_by_segment(document, source, target, equipment)
        for segment in document.segments:
            findings[segment.id] = tuple(
                _on_its_own(finding, segment) for finding in found.get(segment.id, ())
            )
    return [item.model_copy(update={"findings": findings.get(item.id, ())}) for item in items]


class SharedTexts:
    """Inspects texts that many items share, such as the good ones of minimal pairs, once each."""

    def __init__(self, equipment: Equipment) -> None:
        self._equipment = equipment
        self._found: dict[tuple[str, str | None, str | None], tuple[Finding, ...]] = {}

    def inspected(self, items: Sequence[ItemRecord]) -> list[ItemRecord]:
        """Return the items with the findings of all checks, as `inspected` would."""
        new = {_text(item): item for item in items if _text(item) not in self._found}
        for item in inspected(list(new.values()), self._equipment):
            self._found[_text(item)] = item.findings
        return [
            item.model_copy(
                update={"findings": tuple(_moved(f, item.id) for f in self._found[_text(item)])}
            )
            for item in items
        ]


def _text(item: ItemRecord) -> tuple[str, str | None, str | None]:
    return str(item.extra[PAIR]), item.source, item.target


def _moved(finding: Finding, segment: str) -> Finding:
    """Return a finding of a segment alone as one of another segment with the same text."""
    identifier = finding_id(finding.check, segment, finding.start, finding.end, finding.message)
    return finding.model_copy(update={"id": identifier, "segment": segment})


def _on_its_own(finding: Finding, segment: Segment) -> Finding:
    """Return a finding with offsets, and so with an id, that count from its segment."""
    start, end = finding.start - segment.start, finding.end - segment.start
    base = segment.source_start or 0
    return finding.model_copy(
        update={
            "id": finding_id(finding.check, segment.id, start, end, finding.message),
            "start": start,
            "end": end,
            "source_start": _less(finding.source_start, base),
            "source_end": _less(finding.source_end, base),
        }
    )


def _less(offset: int | None, base: int) -> int | None:
    return None if offset is None else offset - base


def findings_by_segment(
    document: Document, source: str | None, target: str, equipment: Equipment
) -> Mapping[str, tuple[Finding, ...]]:
    """Run every check and return the findings by segment; those of the whole document under ``."""
    context = Context(
        language=target,
        source_language=source,
        encoder=equipment.encoder,
        language_model=equipment.language_model,
        independent=document.kind is Kind.PAIRS,
    )
    found: dict[str, list[Finding]] = {}
    for finding in inspect(document, context, load_rules().values()).findings:
        found.setdefault(finding.segment or "", []).append(finding)
    return {segment: tuple(members) for segment, members in found.items()}


def pair_document(items: Sequence[ItemRecord]) -> Document:
    """Make one document of independent pairs whose segments have the items' ids."""
    segments: list[Segment] = []
    start = source_start = 0
    for item in items:
        source, target = item.source or "", item.target or ""
        segments.append(
            Segment(
                id=item.id,
                role=Role.PARAGRAPH,
                target=target,
                start=start,
                end=start + len(target),
                source=source,
                source_start=source_start,
                source_end=source_start + len(source),
                block=len(segments),
            )
        )
        start += len(target) + len(SEPARATOR)
        source_start += len(source) + len(SEPARATOR)
    source_language, target_language = languages(items[0])
    return Document(
        id="items",
        text=SEPARATOR.join(item.target or "" for item in items),
        segments=tuple(segments),
        kind=Kind.PAIRS,
        language=target_language,
        source_text=SEPARATOR.join(item.source or "" for item in items),
        source_language=source_language,
    )


def serious(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings of severity major and critical."""
    return [finding for finding in findings if finding.severity >= Severity.MAJOR]
