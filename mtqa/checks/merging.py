"""Merging: one finding a cause, and the order in which an editor should read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mtqa.finding import Finding


def merge(findings: Iterable[Finding]) -> list[Finding]:
    """Merge the findings of one cause and order all by what they could cost.

    Two findings have one cause if they lie in the same segment, have the same relation, and
    either name the same cause or mark spans of which one contains the other, both about
    accuracy. The costliest stays and names the others in `evidence["also"]`.
    """
    kept: list[Finding] = []
    by_segment: dict[tuple[str | None, str], list[int]] = {}
    for finding in sorted(findings, key=_cost):
        places = by_segment.setdefault((finding.segment, finding.relation), [])
        for place in places:
            if _same_cause(kept[place], finding):
                kept[place] = _with_also(kept[place], finding)
                break
        else:
            places.append(len(kept))
            kept.append(finding)
    return kept


def _cost(finding: Finding) -> tuple[int, float, int, int, str]:
    """Sort key: severity, then confidence, then place in the text, then the rule."""
    return (
        -finding.severity.rank,
        -finding.confidence,
        finding.start,
        finding.end,
        finding.check,
    )


def _same_cause(first: Finding, second: Finding) -> bool:
    causes = (first.evidence.get("cause"), second.evidence.get("cause"))
    if causes[0] is not None and causes[0] == causes[1]:
        return True
    if not (first.category.startswith("accuracy") and second.category.startswith("accuracy")):
        return False
    if first.start == first.end or second.start == second.end:
        return _same_source(first, second)
    return (first.start <= second.start and second.end <= first.end) or (
        second.start <= first.start and first.end <= second.end
    )


def _same_source(first: Finding, second: Finding) -> bool:
    """Whether both point at overlapping source material, for findings of something missing."""
    spans: Sequence[int | None] = (
        first.source_start,
        first.source_end,
        second.source_start,
        second.source_end,
    )
    if any(offset is None for offset in spans):
        return False
    a, b, c, d = (offset or 0 for offset in spans)
    return a < d and c < b


def _with_also(kept: Finding, other: Finding) -> Finding:
    also = [*kept.evidence.get("also", []), other.check]
    if other.check == kept.check:
        return kept
    return kept.model_copy(update={"evidence": {**kept.evidence, "also": sorted(set(also))}})
