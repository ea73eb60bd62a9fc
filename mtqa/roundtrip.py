"""The round trip: each segment into a pivot language and back, and what is left of it.

Only the text under examination is translated, so that a round trip needs no source. What it shows
mixes the text's own faults with those of the two engines; it is evidence, not a verdict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mtqa.document import Document
from mtqa.engines.base import Encoder, ModelIdentity, Translator
from mtqa.engines.store import ModelStore
from mtqa.errors import EngineError, InputError, ModelMissingError
from mtqa.language.language_names import language_name
from mtqa.language.scripts import primary_subtag
from mtqa.metrics import MetricContext, Sample, Score, create_metric

METRICS = ("bleu", "chrf++", "ter")
"""Scores by overlap of the back-translation with the original, in order of display."""
SIMILARITY = "similarity"
"""Name under which the cosine between back-translation and original stands in the scores."""

# Best first among the pivots that happen to be installed: languages with the strongest models.
_PREFERENCE = ("en", "fr", "es", "de", "pt", "it", "nl", "pl", "ru", "uk", "cs", "zh", "ja", "ar")


@dataclass(frozen=True, slots=True)
class PivotChoice:
    """Through which language the round trip goes."""

    pivot: str
    """BCP 47 language of the forward translation."""
    reason: str
    """Why this one, in a sentence for the report."""


@dataclass(frozen=True, slots=True)
class SegmentRoundTrip:
    """One segment, there and back."""

    segment: str
    """Id of the segment in the document."""
    original: str
    """Its text."""
    forward: str
    """Translation of `original` into the pivot language."""
    back: str
    """Translation of `forward` into the document's language."""
    scores: dict[str, float]
    """`back` against `original` by name of the metric."""


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """A document, there and back."""

    pivot: str
    """BCP 47 language it went through."""
    engines: tuple[ModelIdentity, ...]
    """The models of the forward and the back translation."""
    reason: str
    """Which pivot and why, in a sentence for the report."""
    segments: tuple[SegmentRoundTrip, ...]
    """Every segment that has a target, in reading order."""
    scores: dict[str, Score]
    """Scores of the whole document by name of the metric."""


def choose_pivot(
    document_language: str,
    likely_source_language: str | None,
    store: ModelStore,
    requested: str = "auto",
) -> PivotChoice:
    """Choose the pivot language of a round trip.

    `auto` takes the language that the text was probably translated from if models for both
    directions are installed, otherwise the best pair installed.

    Args:
        document_language: BCP 47 language of the text under examination.
        likely_source_language: Language it was probably translated from; None if unknown.
        store: The installed models.
        requested: `auto`, or the BCP 47 language that the user wants.

    Raises:
        InputError: `requested` is the document's own language.
        ModelMissingError: No installed pair of models goes from the document's language and back.
    """
    here = primary_subtag(document_language)
    pairs = {(primary_subtag(a), primary_subtag(b)) for a, b in store.translation_pairs()}
    pivots = {b for a, b in pairs if a == here and (b, a) in pairs and b != here}
    if requested != "auto":
        return _requested_pivot(primary_subtag(requested), here, pivots)
    likely = primary_subtag(likely_source_language) if likely_source_language else None
    if likely == here:
        likely = None
    if likely in pivots and likely is not None:
        return PivotChoice(
            likely, f"{language_name(likely)} is the language the text probably comes from"
        )
    if not pivots:
        wanted = likely or "XX"
        raise ModelMissingError(
            f"no installed models translate from {here} and back: {_pull_both(wanted, here)}, "
            "or `pip install 'mtqa[offline]'` for en and pt"
        )
    best = min(pivots, key=lambda tag: (tag not in _PREFERENCE, _rank(tag), tag))
    if likely is None:
        return PivotChoice(
            best, f"{language_name(best)} is the best installed pivot for {language_name(here)}"
        )
    return PivotChoice(
        best,
        f"the text probably comes from {language_name(likely)}, for which no models are installed; "
        f"{language_name(best)} is the best pivot there is. Better: {_pull_both(likely, here)}",
    )


def round_trip(
    document: Document,
    forward: Translator,
    back: Translator,
    *,
    reason: str,
    encoder: Encoder | None = None,
) -> RoundTrip:
    """Translate every segment of a document into the pivot language and back, and score it.

    Args:
        document: What to translate; segments without target are left out.
        forward: Translates from the document's language into the pivot.
        back: Translates from the pivot into the document's language.
        reason: Why this pivot, see `choose_pivot`.
        encoder: Adds the similarity of original and back-translation; None leaves it out.

    Raises:
        InputError: No segment has a target.
        EngineError: A translator answered with another number of texts than it was given.
    """
    present = [(s.id, s.target) for s in document.segments if s.target and s.target.strip()]
    if not present:
        raise InputError(f"{document.id} has no text to translate")
    originals = [text for _, text in present]
    there = _translate(forward, originals)
    again = _translate(back, there)
    by_metric, scores = _score(originals, again, document.language, encoder)
    segments = tuple(
        SegmentRoundTrip(
            segment=identifier,
            original=original,
            forward=there[index],
            back=again[index],
            scores={name: values[index] for name, values in by_metric.items()},
        )
        for index, (identifier, original) in enumerate(present)
    )
    return RoundTrip(
        pivot=forward.target,
        engines=(forward.identity, back.identity),
        reason=reason,
        segments=segments,
        scores=scores,
    )


def _requested_pivot(pivot: str, here: str, pivots: set[str]) -> PivotChoice:
    if pivot == here:
        raise InputError(f"the text is in {here} already: choose another pivot than {pivot}")
    if pivot not in pivots:
        raise ModelMissingError(
            f"no installed models translate {here} to {pivot} and back: {_pull_both(pivot, here)}"
        )
    return PivotChoice(pivot, f"{language_name(pivot)} was asked for")


def _rank(tag: str) -> int:
    return _PREFERENCE.index(tag) if tag in _PREFERENCE else len(_PREFERENCE)


def _pull_both(pivot: str, here: str) -> str:
    return f"`mtqa models pull {here}-{pivot}` and `mtqa models pull {pivot}-{here}`"


def _translate(translator: Translator, texts: Sequence[str]) -> list[str]:
    translations = translator.translate(texts)
    if len(translations) != len(texts):
        raise EngineError(
            f"{translator.identity.name} returned {len(translations)} texts for {len(texts)}"
        )
    return translations


def _score(
    originals: Sequence[str], again: Sequence[str], language: str | None, encoder: Encoder | None
) -> tuple[dict[str, list[float]], dict[str, Score]]:
    context = MetricContext(target_language=language, encoder=encoder)
    samples = [
        Sample(target=back, reference=original)
        for original, back in zip(originals, again, strict=True)
    ]
    metrics = {name: create_metric(name, context) for name in METRICS}
    if encoder is not None:
        metrics[SIMILARITY] = create_metric("reference-similarity", context)
    return (
        {name: metric.segment_scores(samples) for name, metric in metrics.items()},
        {name: metric.document_score(samples) for name, metric in metrics.items()},
    )
