"""The inspection: run the selected rules over a document and collect their findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from mtqa.checks.merging import merge
from mtqa.checks.pair_judgements import PairJudgements
from mtqa.checks.passage import Pair, Passage, Relation
from mtqa.checks.rule import Need, Rule, Scope, Suspicion
from mtqa.checks.suppression import Suppressions
from mtqa.checks.word_alignment import PAIRS_AT_ONCE, PairAlignments
from mtqa.document import Document, Kind, Segment
from mtqa.engines.base import Encoder, Judge, LanguageModel
from mtqa.engines.division import at_the_same_time, parts_of
from mtqa.engines.word_vectors import WordEncoder
from mtqa.errors import EngineError, ModelError
from mtqa.finding import Finding, finding_id
from mtqa.language.scripts import primary_subtag
from mtqa.metrics.pair_reader import READ_AT_ONCE
from mtqa.mqm import Severity

if TYPE_CHECKING:
    from mtqa.language.glossary import Glossary

_LEAST = 128
"""Pairs that are worth another copy of the process."""
ROUND_TRIP_CONFIDENCE = 0.4
"""Factor on the confidence of differences after a round trip.

Two translations lie between both texts, so most differences are the engine's own. With this
factor none of them reaches the 0.5 from which a finding counts in the score.
"""


@dataclass(frozen=True)
class Context:
    """What every rule may use besides the text."""

    language: str | None = None
    """BCP 47 tag of the text under examination."""
    source_language: str | None = None
    """BCP 47 tag of the source."""
    article_date: date | None = None
    """Day of publication."""
    encoder: Encoder | None = None
    """Cross-lingual sentence encoder, if one is there."""
    language_model: LanguageModel | None = None
    """Language model, if one is there."""
    judge: Judge | None = None
    """Large language model behind an API, if the user named one."""
    glossary: Glossary | None = None
    """Terms that must, must not or may not be translated."""
    independent: bool = False
    """Whether segments are independent pairs rather than one text."""

    @property
    def uncovered(self) -> str | None:
        """Language of the pair that the encoder was not made for, None if it knows both."""
        known = {primary(tag) for tag in self.encoder.languages} if self.encoder else set()
        for language in (self.language, self.source_language):
            if known and language is not None and primary(language) not in known:
                return language
        return None

    @property
    def pair_languages(self) -> tuple[str, str]:
        """BCP 47 languages of the source and of the text, `und` where one is not known."""
        return self.source_language or "und", self.language or "und"

    @property
    def pair_encoder(self) -> Encoder | None:
        """The sentence encoder, if there is one that was made for both languages."""
        return None if self.uncovered else self.encoder


@dataclass(frozen=True)
class Inspection:
    """What came out."""

    findings: tuple[Finding, ...]
    """The findings, the costliest first."""
    skipped: Mapping[str, str] = field(default_factory=dict)
    """Rule id → why it did not run."""


def inspect(
    document: Document,
    context: Context,
    rules: Iterable[Rule],
    *,
    back_translations: Mapping[str, str] | None = None,
    suppressions: Suppressions | None = None,
) -> Inspection:
    """Run `rules` over `document`.

    Args:
        document: The document, with language and, if there is one, aligned source.
        context: Languages, date and engines.
        rules: The selected rules.
        back_translations: Segment id → back-translation; rules with `round_trip` then also
            compare each segment with its back-translation.
        suppressions: Findings that the user does not want to see.

    Returns:
        The findings, merged and ordered by what they could cost, and the rules that did not
        run with the reason.
    """
    suppressions, back = suppressions or Suppressions(), back_translations or {}
    skipped: dict[str, str] = {}
    on_all: list[Rule] = []
    on_each: list[Rule] = []
    for rule in rules:
        reason = _reason_to_skip(rule, document, context, bool(back))
        if reason:
            skipped[rule.id] = reason
        else:
            (on_all if rule.scope is Scope.DOCUMENT else on_each).append(rule)
    parts = _parts(document, context, on_each)
    works = [
        partial(_found, on_all, document, context, back),
        *(partial(_found, on_each, part, context, back) for part in parts),
    ]
    findings: list[Finding] = []
    for found in at_the_same_time(works) if len(parts) > 1 else [work() for work in works]:
        findings.extend(found.findings)
        skipped.update(found.skipped)
    kept = [f for f in findings if not suppressions.covers(f, document)]
    return Inspection(findings=tuple(merge(kept)), skipped=skipped)


def _parts(document: Document, context: Context, rules: Sequence[Rule]) -> list[Document]:
    """Return the document, or parts of it in which rules may look at pairs at the same time.

    A language model has all cores to itself, and a judge is asked one thing after the other.
    """
    segments = document.segments
    if document.kind is not Kind.PAIRS or context.language_model or context.judge:
        return [document]
    encoder = context.pair_encoder
    needed = any(rule.needs & {Need.ENCODER, Need.WORD_ENCODER} for rule in rules)
    if encoder and needed and len(segments) >= 2 * _LEAST:
        # What is loaded now is loaded once; if it cannot be, the rules will say so.
        with suppress(ModelError, EngineError):
            encoder.encode([""])
    parts = parts_of(segments, _LEAST, PAIRS_AT_ONCE)
    return [replace(document, segments=tuple(part)) for part in parts]


def _found(
    rules: Sequence[Rule], document: Document, context: Context, back: Mapping[str, str]
) -> Inspection:
    """Return what rules find, neither merged nor ordered, and which failed."""
    findings: list[Finding] = []
    skipped: dict[str, str] = {}
    views = _Views(document, context)
    for rule in rules:
        try:
            findings.extend(_apply(rule, document, context, views, back))
        except (ModelError, EngineError) as error:
            # One engine that cannot do what a rule wants must not cost the other rules, nor what
            # the rule found until then.
            skipped[rule.id] = str(error)
    return Inspection(tuple(findings), skipped)


class _Views:
    """The passages and pairs of a document, made once so that rules share what they found."""

    def __init__(self, document: Document, context: Context) -> None:
        self._document = document
        self._context = context
        self._targets: dict[str, Passage] = {}
        self._sources: dict[str, Passage] = {}
        self._pairs: dict[str, Pair] = {}
        aligned = [(s.id, s.source or "", s.target or "") for s in document.aligned()]
        self._judgements: PairJudgements | None = None
        if context.language_model and context.language and context.source_language:
            self._judgements = PairJudgements(
                context.language_model, aligned, context.source_language, context.language
            )
        self._alignments: PairAlignments | None = None
        encoder = _word_encoder(context)
        if encoder is not None and not context.uncovered:
            self._alignments = PairAlignments(encoder, aligned)

    def target(self, segment: Segment) -> Passage:
        if segment.id not in self._targets:
            self._targets[segment.id] = Passage(
                segment.target or "",
                segment.language or self._context.language,
                segment.role,
                self._context.article_date,
            )
        return self._targets[segment.id]

    def source(self, segment: Segment) -> Passage:
        if segment.id not in self._sources:
            self._sources[segment.id] = Passage(
                segment.source or "",
                self._context.source_language,
                segment.role,
                self._context.article_date,
            )
        return self._sources[segment.id]

    def pairs(self) -> Iterator[tuple[Segment, Pair]]:
        segments = self._document.segments
        for index, segment in enumerate(segments):
            if segment.source is None or segment.target is None:
                continue
            if segment.id not in self._pairs:
                self._pairs[segment.id] = self._pair(segment, index)
            yield segment, self._pairs[segment.id]

    def _pair(self, segment: Segment, index: int) -> Pair:
        segments = self._document.segments
        near: Sequence[Segment] = ()
        if self._document.kind is Kind.ARTICLE:
            near = (*segments[max(0, index - 1) : index], *segments[index + 1 : index + 2])
        alignments, judgements = self._alignments, self._judgements
        return Pair(
            self.target(segment),
            self.source(segment),
            Relation.TRANSLATION,
            segment.id,
            lambda: "\n".join(s.target or "" for s in near),
            lambda: "\n".join(s.source or "" for s in near),
            lambda: alignments.of(segment.id) if alignments else None,
            lambda: judgements.of(segment.id) if judgements else None,
        )

    def round_trips(self, back: Mapping[str, str]) -> Iterator[tuple[Segment, Pair]]:
        for segment in self._document.segments:
            if segment.target is None or segment.id not in back:
                continue
            target = self.target(segment)
            other = Passage(
                back[segment.id], target.language, segment.role, self._context.article_date
            )
            yield segment, Pair(target, other, Relation.ROUND_TRIP, segment.id)


def _reason_to_skip(
    rule: Rule, document: Document, context: Context, round_trip: bool
) -> str | None:
    if Need.ENCODER in rule.needs and context.encoder is None:
        return "needs a sentence encoder, and none is installed"
    if Need.WORD_ENCODER in rule.needs and _word_encoder(context) is None:
        return "needs an encoder with word vectors, such as use-multilingual"
    if Need.WORD_ENCODER in rule.needs and context.uncovered:
        return f"the encoder was not made for the language {context.uncovered}"
    if Need.LANGUAGE_MODEL in rule.needs and context.language_model is None:
        return "needs the language model, which is not installed or switched off"
    if Need.GLOSSARY in rule.needs and context.glossary is None:
        return "needs a glossary: give one with --glossary FILE"
    if Need.SOURCE in rule.needs and not document.has_source:
        return "needs the source: give it with --source FILE"
    if rule.on_pairs and not document.has_source and not (rule.round_trip and round_trip):
        return "needs the source: give it with --source FILE"
    if Need.JUDGE in rule.needs and context.judge is None:
        return "no judge is configured: give --judge URL"
    if rule.languages and primary(context.language) not in rule.languages:
        return f"is not made for texts in {context.language or 'an unknown language'}"
    if (
        rule.source_languages
        and document.has_source
        and primary(context.source_language) not in rule.source_languages
    ):
        return f"is not made for sources in {context.source_language or 'an unknown language'}"
    return None


def _word_encoder(context: Context) -> WordEncoder | None:
    encoder: object = context.encoder
    return encoder if isinstance(encoder, WordEncoder) else None


def primary(language: str | None) -> str | None:
    """Return the primary subtag of a BCP 47 tag: `ar` for `ar-EG`."""
    return primary_subtag(language) if language else None


def _apply(
    rule: Rule,
    document: Document,
    context: Context,
    views: _Views,
    back: Mapping[str, str],
) -> Iterator[Finding]:
    if rule.scope is Scope.DOCUMENT:
        for suspicion in rule.function(document, context):
            yield _finding(rule, suspicion, document, None, Relation.TRANSLATION)
    elif rule.scope is Scope.SEGMENT:
        for segment in document.segments:
            if segment.target:
                for suspicion in rule.function(views.target(segment), context):
                    yield _finding(rule, suspicion, document, segment, None)
    elif rule.scope is Scope.PAIRS:
        pairs = views.pairs()
        while chunk := list(islice(pairs, READ_AT_ONCE)):
            for number, suspicion in rule.function([pair for _, pair in chunk], context):
                segment, pair = chunk[number]
                yield _finding(rule, suspicion, document, segment, pair.relation)
    else:
        for segment, pair in views.pairs():
            for suspicion in rule.function(pair, context):
                yield _finding(rule, suspicion, document, segment, pair.relation)
        if rule.round_trip:
            for segment, pair in views.round_trips(back):
                for suspicion in rule.function(pair, context):
                    yield _finding(rule, suspicion, document, segment, pair.relation, back)


def _finding(
    rule: Rule,
    suspicion: Suspicion,
    document: Document,
    segment: Segment | None,
    relation: Relation | None,
    back: Mapping[str, str] | None = None,
) -> Finding:
    """Place a suspicion in the document: absolute offsets, severity, relation."""
    base = segment.start if segment else 0
    source_base = (segment.source_start or 0) if segment else 0
    start, end = base + suspicion.start, base + suspicion.end
    if segment is None:
        segment = _segment_at(document, start)
    severity = suspicion.severity or rule.severity
    confidence = suspicion.confidence
    evidence: dict[str, Any] = dict(suspicion.evidence)
    source_start, source_end = suspicion.source_start, suspicion.source_end
    if suspicion.cause:
        evidence["cause"] = suspicion.cause
    if relation is Relation.ROUND_TRIP:
        # The other text is no source: its span goes to the evidence, where it can be shown.
        evidence["relation"] = relation.value
        if source_start is not None and source_end is not None and back and segment:
            evidence["back_translation"] = back[segment.id][source_start:source_end]
        source_start = source_end = None
        severity = min(severity, Severity.MINOR)
        confidence *= ROUND_TRIP_CONFIDENCE
    elif rule.on_pairs:
        evidence["relation"] = Relation.TRANSLATION.value
    if source_start is not None and rule.scope is not Scope.DOCUMENT:
        source_start += source_base
        source_end = (source_end or 0) + source_base
    segment_id = segment.id if segment else None
    return Finding(
        id=finding_id(rule.id, segment_id, start, end, suspicion.message),
        check=rule.id,
        category=suspicion.category or rule.category,
        severity=severity,
        confidence=round(min(1.0, max(0.0, confidence)), 3),
        segment=segment_id,
        start=start,
        end=end,
        text=document.text[start:end],
        source_start=source_start,
        source_end=source_end,
        message=suspicion.message,
        suggestion=suspicion.suggestion,
        evidence=evidence,
    )


def _segment_at(document: Document, offset: int) -> Segment | None:
    for segment in document.segments:
        if segment.start <= offset < max(segment.end, segment.start + 1):
            return segment
    return None
