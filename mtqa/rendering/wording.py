"""The words that all renderings share: severities, confidence, verdicts, languages, evidence."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from mtqa.finding import Finding
from mtqa.language.language_names import language_name
from mtqa.mqm import Severity
from mtqa.report import LanguageCandidate, Report, Status

HINTS_TITLE: Final = "Differences after the round trip: hints, not errors"
"""Heading over the findings that compare the text with its own back-translation."""

FAINT: Final = 0.5
"""Share of the confidence from which findings count below which people are not shown them."""

VERDICTS: Final[dict[Status, str]] = {
    Status.PASS: "Pass",
    Status.REVIEW: "Review",
    Status.FAIL: "Fail",
}
"""The word for each verdict."""

_CONFIDENCE: Final = ((0.95, "almost certain"), (0.75, "likely"), (0.5, "possible"))
_METRICS: Final[dict[str, str]] = {
    "bleu": "BLEU",
    "chrf": "chrF",
    "chrf++": "chrF++",
    "chrfpp": "chrF++",
    "chrf2": "chrF2",
    "ter": "TER",
    "mqm": "MQM",
    "comet": "COMET",
    "rouge": "ROUGE",
}
_SHOWN_ELSEWHERE: Final = frozenset({"relation", "cause"})


def confidence_words(confidence: float) -> str:
    """Return a confidence in words with its number: `likely (0.86)`."""
    word = next((word for least, word in _CONFIDENCE if confidence >= least), "uncertain")
    return f"{word} ({confidence:.2f})"


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """Return a number with its noun: `1 sentence`, `2 sentences`, `12,000 words`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def severity_counts(findings: Iterable[Finding]) -> str:
    """Return how many findings there are of each severity, worst first: `1 major, 2 minor`."""
    counts = Counter(finding.severity for finding in findings)
    return ", ".join(f"{counts[s]} {s.value}" for s in sorted(counts, reverse=True))


def counted_findings(report: Report) -> tuple[Finding, ...]:
    """Return the suspected errors that counted in the score and the verdict of this report."""
    least = least_confidence(report)
    return tuple(f for f in report.translation_findings if f.confidence >= least)


def doubtful_findings(report: Report) -> tuple[Finding, ...]:
    """Return those that are not sure enough to count; a reader may look at them last.

    Without the faint ones, which are there to rank pairs by and nobody can read one by one.
    """
    least = least_confidence(report)
    return tuple(f for f in report.translation_findings if least * FAINT <= f.confidence < least)


def suspected_errors(report: Report) -> str:
    """Return the heading over the counted findings: `3 suspected errors: 1 major, 2 minor`."""
    findings = counted_findings(report)
    if not findings:
        return "No suspected errors"
    return f"{counted(len(findings), 'suspected error')}: {severity_counts(findings)}"


def doubtful_places(report: Report) -> str:
    """Return the heading over the others: `4 doubtful places (0.25 to 0.50), not counted`."""
    number, least = len(doubtful_findings(report)), least_confidence(report)
    return f"{counted(number, 'doubtful place')} ({least * FAINT:.2f} to {least:.2f}), not counted"


def least_confidence(report: Report) -> float:
    """Return the confidence from which findings counted in the score of this report."""
    return float(report.run.config.get("min-confidence", 0.0))


def score_basis(report: Report) -> str:
    """Return what the MQM score was made of, as one sentence without its end."""
    mqm = report.mqm
    which = counted(sum(mqm.counts.values()), "suspected error")
    if least := least_confidence(report):
        which += f" of confidence {least:.2f} or more"
    return (
        f"profile {mqm.profile}, penalty {mqm.penalty:g} on {counted(mqm.words, 'word')} ({which})"
    )


def not_done(report: Report) -> tuple[tuple[str, str], ...]:
    """Return what was skipped as (stages, reason), those with the same reason together."""
    stages: dict[str, list[str]] = {}
    for skipped in report.skipped:
        stages.setdefault(skipped.reason, []).append(skipped.stage.removeprefix("check "))
    return tuple((", ".join(names), reason) for reason, names in stages.items())


def language_facts(report: Report) -> str:
    """Return what language the text is in, and how sure that is."""
    document = report.document
    name = language_name(document.language)
    if document.language_confidence is None or document.language is None:
        return name
    return f"{name} ({document.language_confidence:.2f})"


def candidates(found: Iterable[LanguageCandidate]) -> str:
    """Return the possible source languages: `Arabic (0.71), Persian (0.12)`."""
    return ", ".join(f"{language_name(c.language)} ({c.probability:.2f})" for c in found)


def metric_name(key: str) -> str:
    """Return a metric's key as people write it: `round_trip_bleu` → `round trip BLEU`."""
    return " ".join(_METRICS.get(word.lower(), word) for word in _metric_words(key))


def _metric_words(key: str) -> list[str]:
    return re.split(r"[_.\s-]+", key)


def number(value: float, metric: str = "") -> str:
    """Return a score in as many digits as its scale needs: shares three, percentages two."""
    percentage = abs(value) > 1 or any(word.lower() in _METRICS for word in _metric_words(metric))
    return f"{value:,.2f}" if percentage else f"{value:.3f}"


def moment(iso: str) -> str:
    """Return an ISO time as `2026-03-01 14:05 UTC`; other text as it is."""
    try:
        time = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{time:%Y-%m-%d %H:%M} {time.tzname() or ''}".rstrip()


def evidence_items(finding: Finding) -> tuple[tuple[str, str], ...]:
    """Return what the rule saw as (name, value) in the rule's own order."""
    return tuple(
        (key.replace("_", " "), _plain(value))
        for key, value in finding.evidence.items()
        if key not in _SHOWN_ELSEWHERE and value not in ("", None, [], {})
    )


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list | tuple) and all(not isinstance(v, dict | list) for v in value):
        return ", ".join(_plain(v) for v in value)
    return json.dumps(value, ensure_ascii=False, default=str)


WORST_FIRST: Final[tuple[Severity, ...]] = tuple(sorted(Severity, reverse=True))
"""The severities in the order in which reports list them."""
