"""Suspicions about values: shared by the rules on numbers and on dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from mtqa.checks.corroboration import Subject, corroborated
from mtqa.checks.grading import graded, the_other
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Suspicion
from mtqa.language.numbers_alignment import FigurePair, UnmatchedFigure
from mtqa.language.numbers_figures import Figure, FigureRole, read_figures
from mtqa.mqm import Severity

DATED: Final = frozenset(
    {
        FigureRole.YEAR, FigureRole.DECADE, FigureRole.CENTURY, FigureRole.MONTH, FigureRole.DAY,
        FigureRole.WEEKDAY, FigureRole.RELATIVE, FigureRole.TIME,
    }
)  # fmt: skip
"""Roles of values that say when."""
NEARBY: Final = 0.4
"""Factor on the confidence where a neighbouring segment has the value."""
LEAST: Final = 0.3
"""Confidence below which a difference is not worth a line."""


def figure_suspicions(pair: Pair, wanted: Callable[[Figure], bool]) -> Iterator[Suspicion]:
    """Yield changed, missing and extra values of the kind that is wanted.

    Values that moved to a neighbouring sentence are reported with less confidence.
    """
    matching = pair.figure_matching
    for change in matching.changed:
        if wanted(change.target):
            yield from _changed(pair, change)
    for missing in matching.missing:
        if wanted(missing.figure):
            yield from _missing(pair, missing)
    for extra in matching.extra:
        if wanted(extra.figure):
            yield from _extra(pair, extra)


def _changed(pair: Pair, change: FigurePair) -> Iterator[Suspicion]:
    source, target = change.source, change.target
    slip = change.scale_slip
    confidence = corroborated(
        pair,
        Subject.FIGURE,
        change.confidence if slip is None else max(change.confidence, 0.85),
        target.start,
        target.end,
    )
    if confidence < LEAST:
        return
    what = f"“{source.text}” in {the_other(pair.relation)} is “{target.text}” here"
    if slip is not None and slip >= 10:
        what += f", {slip:f} times as {'much' if target.values[0] > source.values[0] else 'little'}"
    yield Suspicion(
        target.start,
        target.end,
        f"{what}.",
        confidence=confidence,
        source_start=source.start,
        source_end=source.end,
        suggestion=_suggestion(source, target),
        severity=graded(confidence, Severity.CRITICAL if slip and slip >= 100 else Severity.MAJOR),
        evidence={"source": _shown(source), "target": _shown(target)},
        cause=f"figure:{target.start}",
    )


def _missing(pair: Pair, missing: UnmatchedFigure) -> Iterator[Suspicion]:
    figure = missing.figure
    confidence = corroborated(pair, Subject.FIGURE_MISSING, missing.confidence, None, None)
    if _stands_in(figure, pair.target_nearby(), pair.target.language):
        confidence *= NEARBY
    if confidence < LEAST:
        return
    end = len(pair.target.text)
    yield Suspicion(
        end,
        end,
        f"“{figure.text}” of {the_other(pair.relation)} is missing.",
        confidence=confidence,
        source_start=figure.start,
        source_end=figure.end,
        severity=graded(confidence),
        category="accuracy/omission",
        evidence={"source": _shown(figure), "target": None},
        cause=f"missing:{figure.start}",
    )


def _extra(pair: Pair, extra: UnmatchedFigure) -> Iterator[Suspicion]:
    figure = extra.figure
    confidence = corroborated(pair, Subject.FIGURE, extra.confidence, figure.start, figure.end)
    if _stands_in(figure, pair.source_nearby(), pair.source.language):
        confidence *= NEARBY
    if confidence < LEAST:
        return
    yield Suspicion(
        figure.start,
        figure.end,
        f"“{figure.text}” has no counterpart in {the_other(pair.relation)}.",
        confidence=confidence,
        severity=graded(confidence),
        category="accuracy/addition",
        evidence={"source": None, "target": _shown(figure)},
        cause=f"figure:{figure.start}",
    )


def _stands_in(figure: Figure, text: str, language: str | None) -> bool:
    return bool(text) and any(
        set(other.values) & set(figure.values) for other in read_figures(text, language)
    )


def _suggestion(source: Figure, target: Figure) -> str | None:
    """The source's value, where it can simply be put in the place of the target's."""
    if source.spelled or target.spelled or source.role is not target.role:
        return None
    if source.text.isascii() and target.text.isascii():
        return source.text
    plain = target.text.replace(",", "").isdigit()
    value = source.values[0]
    return f"{value:,f}" if plain and value == value.to_integral_value() else None


def _shown(figure: Figure) -> str:
    """A value for the evidence: `25 percent`, `3000000`."""
    value = figure.values[0]
    number = f"{value.normalize():f}" if value else "0"
    role = "" if figure.role is FigureRole.NUMBER else f" {figure.role.value}"
    return f"{number}{role}" + (f" {figure.unit}" if figure.unit else "")
