"""Judged error: what a large language model behind an API marks as wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mtqa.checks.inspection import Context
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Example, Need, Scope, Suspicion, rule
from mtqa.mqm import Severity

_CONFIDENCE: Final = 0.6
"""Over the 0.5 from which findings count, and no surer: judges differ, and none is calibrated."""


@rule(
    id="judged-error",
    title="What a large language model, asked through an API, marks as wrong",
    category="accuracy",
    severity=Severity.MAJOR,
    scope=Scope.PAIR,
    needs=(Need.JUDGE, Need.SOURCE),
    examples=[
        Example(
            "The court rejected the appeal on Monday.",
            ("rejected",),
            source="قبلت المحكمة الاستئناف يوم الاثنين.",
        ),
        Example(
            "The court allowed the appeal on Monday.",
            (),
            source="قبلت المحكمة الاستئناف يوم الاثنين.",
        ),
    ],
)
def judged_error(pair: Pair, context: Context) -> Iterator[Suspicion]:
    """Error spans from a judge that is asked only if `--judge` gives its address.

    Each segment is sent with its source to the endpoint, which answers with spans, MQM types,
    severities and reasons. Spans that do not stand in the text word for word are dropped. What
    a text says can sway the judge, so an article may add or hide judged findings, and nothing
    else. Type and severity are the judge's own; its confidence is not asked for, because models
    state it badly.
    """
    judge, source, target = context.judge, pair.source.text, pair.target.text
    if judge is None or not source.strip() or not target.strip():
        return
    for error in judge.judge(source, target, pair.source.language, pair.target.language):
        evidence = {"model": judge.model, "endpoint": judge.host, "reason": error.reason}
        yield Suspicion(
            error.start,
            error.end,
            f"The judge says: {error.reason}" if error.reason else "The judge marks this as wrong.",
            confidence=_CONFIDENCE,
            source_start=error.source_start,
            source_end=error.source_end,
            suggestion=error.suggestion,
            severity=error.severity,
            category=error.category,
            evidence=evidence | ({"places": error.occurrences} if error.occurrences > 1 else {}),
        )
