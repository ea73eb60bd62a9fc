"""What the HTML page shows, worked out before any markup: cards, marked text, the round trip."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from mtqa.finding import Finding
from mtqa.mqm import DIMENSIONS, Severity
from mtqa.rendering.differences import Piece, compare
from mtqa.rendering.marking import Run, Span, cut
from mtqa.rendering.places import Excerpt, Places
from mtqa.rendering.round_trip import most_changed, ranking_metric
from mtqa.rendering.wording import (
    WORST_FIRST,
    confidence_words,
    counted_findings,
    doubtful_findings,
    evidence_items,
    metric_name,
    number,
)
from mtqa.report import BackTranslationRecord, Report, SegmentRecord

LOWEST_SHARE = 5
"""One in so many segments of the round trip is picked out as most changed, at least one."""


@dataclass(frozen=True, slots=True)
class Card:
    """A finding with all that its card in the list says."""

    number: int
    """Number in the page, from 1; marks and links use it."""
    label: str
    """Number as the reader sees it: `1`, `2`, …, and `r1`, … for hints of the round trip."""
    finding: Finding
    """The finding."""
    confidence: str
    """Confidence in words and as a number."""
    where: str
    """Place in words."""
    excerpt: Excerpt | None
    """The span in its sentence."""
    source: Excerpt | None
    """The span of the source in its sentence."""
    evidence: tuple[tuple[str, str], ...]
    """What the rule saw, by name."""
    doubtful: bool = False
    """Whether it is not sure enough to count; the page shows it only when asked to."""

    @property
    def dimension(self) -> str:
        """The MQM dimension of its category."""
        return self.finding.category.split("/")[0]


@dataclass(frozen=True, slots=True)
class Block:
    """A headline, heading, paragraph or quotation of a text without a source."""

    role: str
    """Role of its segments."""
    language: str | None
    """BCP 47 tag."""
    runs: tuple[Run, ...]
    """Its text with the findings over it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A segment beside its source; either side may be missing."""

    where: str
    """Place in words."""
    role: str
    """Role of the segment."""
    language: str | None
    """BCP 47 tag of the target."""
    target: tuple[Run, ...] | None
    """The target with the findings over it; None without counterpart."""
    source: tuple[Run, ...] | None
    """The source with the findings over it; None without counterpart."""
    missing: tuple[int, ...]
    """Numbers of the findings about a target that is not there."""


@dataclass(frozen=True, slots=True)
class Trip:
    """A segment, its forward translation and what came back."""

    where: str
    """Place in words."""
    original: tuple[Piece, ...]
    """The segment, marked where the back-translation differs."""
    forward: str
    """The segment in the pivot language."""
    back: tuple[Piece, ...]
    """The back-translation, marked where it differs."""
    scores: tuple[tuple[str, str], ...]
    """Metric names and values."""
    lowest: bool
    """Whether it is among the most changed."""


class Page:
    """The view of one report that the template walks through."""

    def __init__(self, report: Report, *, explain: bool) -> None:
        """Place every finding of the report."""
        self.report = report
        self.explain = explain
        self.document = report.document
        self._places = Places(report.document)
        errors, hints = counted_findings(report), report.round_trip_findings
        self.sure = tuple(self._card(n, str(n), f) for n, f in enumerate(errors, start=1))
        self.doubtful = tuple(
            replace(self._card(n, str(n), f), doubtful=True)
            for n, f in enumerate(doubtful_findings(report), start=len(self.sure) + 1)
        )
        self.cards = self.sure + self.doubtful
        self.hints = tuple(
            self._card(len(self.cards) + n, f"r{n}", f) for n, f in enumerate(hints, start=1)
        )
        self.by_number = {card.number: card for card in self.cards}

    def _card(self, number: int, label: str, finding: Finding) -> Card:
        return Card(
            number=number,
            label=label,
            finding=finding,
            confidence=confidence_words(finding.confidence),
            where=self._places.name(finding.segment),
            excerpt=self._places.excerpt(finding),
            source=self._places.source_excerpt(finding),
            evidence=evidence_items(finding),
        )

    @property
    def beside_source(self) -> bool:
        """Whether the text is shown segment by segment beside its source."""
        return any(segment.source is not None for segment in self.document.segments)

    @property
    def severities(self) -> tuple[tuple[Severity, int], ...]:
        """The severities of what counts, with their numbers, worst first."""
        counts = Counter(card.finding.severity for card in self.sure)
        return tuple((severity, counts[severity]) for severity in WORST_FIRST if counts[severity])

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The MQM dimensions that occur, in their usual order."""
        found = {card.dimension for card in self.cards}
        return tuple(dimension for dimension in DIMENSIONS if dimension in found)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The text in paragraphs, with its marks."""
        blocks = []
        for _, group in groupby(self.document.segments, key=lambda segment: segment.block):
            segments = [segment for segment in group if segment.target is not None]
            if segments:
                start, end = segments[0].start, max(segment.end for segment in segments)
                runs = cut(self.document.text[start:end], self._spans(segments), offset=start)
                blocks.append(Block(segments[0].role, self._language(segments[0]), runs))
        return tuple(blocks)

    @property
    def headline(self) -> Block | None:
        """The first block if it is the title; the page shows it above the rest of the text."""
        if self.beside_source or not self.blocks or self.document.kind == "pairs":
            return None
        return self.blocks[0] if self.blocks[0].role == "headline" else None

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The text segment by segment beside its source, with the marks of both."""
        return tuple(self._row(segment) for segment in self.document.segments)

    def _row(self, segment: SegmentRecord) -> Row:
        target = source = None
        missing: tuple[int, ...] = ()
        if segment.target is not None:
            target = cut(segment.target, self._spans([segment]), offset=segment.start)
        else:
            missing = tuple(card.number for card in self._by_segment[segment.id])
        if segment.source is not None:
            spans = self._source_spans(segment)
            source = cut(segment.source, spans, offset=segment.source_start or 0)
        return Row(
            where=self._places.name(segment.id),
            role=segment.role,
            language=self._language(segment),
            target=target,
            source=source,
            missing=missing,
        )

    def _near(self, segments: Iterable[SegmentRecord]) -> list[Card]:
        """Return the cards of these segments, and those that reach over more than their own."""
        return [*(c for s in segments for c in self._by_segment[s.id]), *self._reaching]

    @cached_property
    def _reaching(self) -> tuple[Card, ...]:
        return tuple(
            card
            for card in self.cards
            if (segment := self._places.segment(card.finding.segment))
            and not segment.start <= card.finding.start <= card.finding.end <= segment.end
            and card.finding.start < card.finding.end
        )

    @cached_property
    def _by_segment(self) -> defaultdict[str | None, list[Card]]:
        cards: defaultdict[str | None, list[Card]] = defaultdict(list)
        for card in self.cards:
            cards[card.finding.segment].append(card)
        return cards

    def _spans(self, segments: Iterable[SegmentRecord]) -> list[Span]:
        """Return the spans that may lie in these segments.

        A finding about the document as a whole is about no particular span.
        """
        near = {card.number: card.finding for card in self._near(segments)}
        return [Span(finding.start, finding.end, number) for number, finding in near.items()]

    def _source_spans(self, segment: SegmentRecord) -> list[Span]:
        return [
            Span(card.finding.source_start, card.finding.source_end, card.number)
            for card in self._by_segment[segment.id]
            if card.finding.source_start is not None and card.finding.source_end is not None
        ]

    def _language(self, segment: SegmentRecord) -> str | None:
        return segment.language or self.document.language

    @cached_property
    def marked(self) -> frozenset[int]:
        """Numbers of the findings that have a mark in the text to jump to."""
        runs: Iterable[Run]
        if self.beside_source:
            runs = (run for row in self.rows for run in row.target or ())
            missing = {number for row in self.rows for number in row.missing}
        else:
            runs, missing = (run for block in self.blocks for run in block.runs), set()
        return frozenset(missing.union(number for run in runs for number in run.opening))

    @cached_property
    def trips(self) -> tuple[Trip, ...]:
        """The round trip, segment by segment."""
        trip = self.report.back_translation
        if trip is None:
            return ()
        count = max(1, len(trip.segments) // LOWEST_SHARE)
        lowest = {segment.segment for segment in most_changed(trip, count)}
        trips = []
        for segment in trip.segments:
            record = self._places.segment(segment.segment)
            original, back = compare((record and record.target) or "", segment.back)
            scores = tuple((metric_name(k), number(v, k)) for k, v in segment.scores.items())
            trips.append(
                Trip(
                    where=self._places.name(segment.segment),
                    original=original,
                    forward=segment.forward,
                    back=back,
                    scores=scores,
                    lowest=segment.segment in lowest,
                )
            )
        return tuple(trips)

    @property
    def headline_score(self) -> tuple[str, str] | None:
        """The one score of the round trip that the top of the page shows."""
        trip: BackTranslationRecord | None = self.report.back_translation
        metric = ranking_metric(trip) if trip else None
        if trip is None or metric not in trip.scores:
            return None
        return metric_name(metric), number(trip.scores[metric].value, metric)
