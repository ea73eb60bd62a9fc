"""Grading: how confidence becomes severity, and how messages name the other text."""

from __future__ import annotations

from typing import Final

from mtqa.checks.passage import Relation
from mtqa.mqm import Severity

SURE: Final = 0.75
"""Confidence from which a difference is reported at its full severity."""
LIKELY: Final = 0.5
"""Confidence from which it is a minor finding; below, it costs nothing."""
AT_MOST_MINOR: Final = 0.7
"""Confidence that a finding may have at most where there is another reading of it."""


def graded(confidence: float, sure: Severity = Severity.MAJOR) -> Severity:
    """Return the severity of a difference: full if sure, minor if likely, else neutral.

    False alarms cost an editor's trust more than a miss, so doubtful findings cost no points.
    """
    if confidence >= SURE:
        return sure
    return min(sure, Severity.MINOR) if confidence >= LIKELY else Severity.NEUTRAL


def the_other(relation: Relation) -> str:
    """Name the other text of a pair in a message."""
    return "the source" if relation is Relation.TRANSLATION else "the back-translation"
