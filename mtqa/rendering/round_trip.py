"""Which segments came back from the round trip most changed."""

from __future__ import annotations

from typing import Final

from mtqa.report import BackTranslationRecord, RoundTripSegmentRecord

_PREFERRED: Final = ("chrf", "bleu", "ter")
"""Character n-grams stay meaningful on single sentences, so they decide where there are any."""


def ranking_metric(trip: BackTranslationRecord) -> str | None:
    """Return the metric by which segments are ranked; None if segments have no scores."""
    per_segment = {name for segment in trip.segments for name in segment.scores}
    for part in _PREFERRED:
        for name in sorted(per_segment):
            if part in name.lower():
                return name
    return min(per_segment, default=None)


def most_changed(trip: BackTranslationRecord, count: int) -> tuple[RoundTripSegmentRecord, ...]:
    """Return the segments that the round trip changed most, worst first."""
    metric = ranking_metric(trip)
    if metric is None:
        return ()
    known = trip.scores.get(metric)
    higher_is_better = known.higher_is_better if known else "ter" not in metric.lower()
    sign = 1 if higher_is_better else -1
    scored = [segment for segment in trip.segments if metric in segment.scores]
    return tuple(sorted(scored, key=lambda segment: sign * segment.scores[metric])[:count])
