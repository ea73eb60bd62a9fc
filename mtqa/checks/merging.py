"""Merging: one finding a cause, and the order in which an editor should read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mtqa.finding import Finding
from mtqa.mqm import Severity


def merge(findings: Iterable[Finding]) -> list[Finding]:
    """Merge the findings of one cause and order all by what they could cost.

    Two findings have one cause if they lie in the same segment, are both about the round trip or
    both not, and either name the same cause or mark spans of which one contains the other, both
    about what the text says. The costliest stays, names the others in `evidence["also"]`, takes
    over a suggestion if it has none, and is the surer for them.
    """
    kept: list[Finding] = []
    by_segment: dict[tuple[str | None, bool], list[int]] = {}
    for finding in sorted(findings, key=lambda f: (not _explains_all(f), _cost(f))):
        key = (finding.segment, finding.relation == "round-trip")
        places = by_segment.setdefault(key, [])
        for place in places:
            if _same_cause(kept[place], finding):
                kept[place] = _with_also(kept[place], finding)
                break
        else:
            places.append(len(kept))
            kept.append(finding)
    return sorted(kept, key=_cost)


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
    if _doubts_all(first) != _doubts_all(second) and (_only_ranks(first) or _only_ranks(second)):
        return False
    causes = (first.evidence.get("cause"), second.evidence.get("cause"))
    if causes[0] is not None and causes[0] == causes[1]:
        return True
    if not (_about_content(first) and _about_content(second)):
        return False
    if _doubts_all(first) != _doubts_all(second) and not _explains_all(first):
        return False
    if first.start == first.end or second.start == second.end:
        return _same_source(first, second)
    return (first.start <= second.start and second.end <= first.end) or (
        second.start <= first.start and first.end <= second.end
    )


def _about_content(finding: Finding) -> bool:
    """Whether it doubts what the text says rather than how."""
    return finding.category.startswith(("accuracy", "custom/"))


def _doubts_all(finding: Finding) -> bool:
    """Whether it doubts a whole segment."""
    return finding.category == "accuracy/mt-hallucination"


def _only_ranks(finding: Finding) -> bool:
    """Whether it is a remark on a whole segment, by which a list of pairs can be ranked."""
    return _doubts_all(finding) and finding.severity is Severity.NEUTRAL


def _explains_all(finding: Finding) -> bool:
    """Whether it doubts a whole segment surely enough to explain what else is found in it."""
    return _doubts_all(finding) and finding.severity >= Severity.MAJOR


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
    if other.check == kept.check:
        return kept
    also = sorted({*kept.evidence.get("also", []), other.check})
    return kept.model_copy(
        update={
            "evidence": {**kept.evidence, "also": also},
            "confidence": _confidence_with(kept, other),
            "suggestion": kept.suggestion or _suggestion_for(kept, other),
        }
    )


def _confidence_with(kept: Finding, other: Finding) -> float:
    """Return how sure a finding is beside another of the same cause."""
    if _doubts_all(kept):
        # What tells a hallucination has weighed the repetitions and gaps that others find in it.
        return max(kept.confidence, other.confidence) if _doubts_all(other) else kept.confidence
    # A neutral finding is a remark, which makes nothing surer, and each rule counts once, whatever
    # the number of its findings.
    if other.severity is Severity.NEUTRAL or other.check in kept.evidence.get("also", []):
        return kept.confidence
    # Rules look at different things, so two that agree leave less room for a false alarm.
    return round(1 - (1 - kept.confidence) * (1 - other.confidence), 3)


def _suggestion_for(kept: Finding, other: Finding) -> str | None:
    """Put the other's suggestion into the kept span, if its span lies inside."""
    if other.suggestion is None or not (kept.start <= other.start and other.end <= kept.end):
        return None
    before, after = other.start - kept.start, other.end - kept.start
    return kept.text[:before] + other.suggestion + kept.text[after:]
