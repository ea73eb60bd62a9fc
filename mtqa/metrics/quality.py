"""Quality of a translation without a reference: how a human would probably rate it, 0–100.

A language model reads the pair in both directions, and the pair critics read it as a whole; what
the one finds improbable, what the others think, the similarity of the two sides and a few surface
features go into a small linear model that was trained on the direct assessments of MLQE-PE
(Fomicheva et al. 2022, CC0). Where a language pair has `assessors`, their word is weighed with
what comes of that. See `quality_features` for what is measured and
`benchmarks/training/train_quality.py` for the training.
"""

from __future__ import annotations

import hashlib
import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from mtqa import __version__
from mtqa.engines.base import Encoder, LanguageModel
from mtqa.errors import ModelError
from mtqa.language.scripts import language_pair, primary_subtag
from mtqa.metrics import quality_head
from mtqa.metrics.assessors import ASSESSED, CORRECTIONS, assessor_parameters, correction_of
from mtqa.metrics.logistic import probability
from mtqa.metrics.pair_critic import CRITIC_PARAMETERS, CRITICS
from mtqa.metrics.pair_reader import READ_AT_ONCE, JudgedPair, PairReader
from mtqa.metrics.pair_reading import ReadingModel, language_name
from mtqa.metrics.quality_features import quality_features
from mtqa.metrics.quality_head import LinearTask, load_head

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WINDOW_TOKENS = 900
"""Tokens of both sides together that are read at once."""
_FRAGMENTED = 0.6
"""Tokens a character from which a language written with an alphabet is hardly known."""
_WORTHLESS = 1.0
"""Quality of a translation of another sentence."""
_TAIL = 0.05
"""Probability on either side of an interval that holds nine of ten."""
_BEND = 10.0
"""Points of quality from either end from which on the scale is bent."""
_UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my", "ko", "yue"})
"""Languages that have about one token a character anyway."""


@dataclass(frozen=True, slots=True)
class QualityEstimate:
    """How good a translation probably is."""

    quality: float
    """Predicted direct assessment, 0 (nonsense) to 100 (perfect)."""
    low: float
    """Lower bound of the interval that holds nine of ten assessments."""
    high: float
    """Its upper bound."""
    components: dict[str, float]
    """The main measurements behind it: mean log-probability a token of each side given the other
    and alone in nats, the least one, the pair critics' assessment in standard deviations of a
    rater and that of the assessors that they became, the similarity, and the probabilities of a
    critical error and of a translation of another sentence."""
    signature: str
    """Models, trained parameters and version, for repetition."""
    note: str | None
    """What limits the estimate, if anything does."""


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What the quality of a pair is estimated from."""

    source: str
    """The source."""
    target: str
    """The target."""
    judged: JudgedPair
    """How the language model and the pair critics read it."""
    reassessments: tuple[float, ...]
    """What each assessor says; empty without any."""
    features: dict[str, float]
    """See `quality_features`."""
    inputs: NDArray[np.float64]
    """The features as the head takes them, shape (inputs,)."""

    @property
    def critics(self) -> int:
        """How many critics have read the pair."""
        return self.judged.judgement.critics


class QualityEstimator:
    """Estimates quality with a language model and, if there is one, a sentence encoder."""

    def __init__(self, model: LanguageModel, encoder: Encoder | None) -> None:
        """Take the models.

        Args:
            model: The language model that reads the pairs.
            encoder: Sentence encoder for the similarity; None goes without.

        Raises:
            ModelError: The language model can only score, not read.
        """
        if not isinstance(model, ReadingModel):
            raise ModelError(
                f"{model.identity.name} can only score: choose gemma3-270m or a model folder"
            )
        self._model: ReadingModel = model
        self._encoder = encoder
        self._head = load_head()

    @property
    def signature(self) -> str:
        """Models, pair critics among them, trained parameters and version."""
        encoder = self._encoder.identity.signature if self._encoder else "none"
        critics = [one.signature for one in PairReader.of(self._model).critics]
        return (
            f"quality|model:{self._model.identity.signature}|encoder:{encoder}"
            f"|critics:{'+'.join(critics) or 'none'}|head:{_parameters_digest()}"
            f"|version:{__version__}"
        )

    def estimate(
        self,
        pairs: Sequence[tuple[str, str]],
        source_language: str | None,
        target_language: str | None,
    ) -> list[QualityEstimate]:
        """Estimate the quality of each (source, target) pair.

        Args:
            pairs: The pairs; any text, also none.
            source_language: BCP 47 language of the sources; None if unknown.
            target_language: BCP 47 language of the targets; None if unknown.
        """
        source_language, target_language = source_language or "und", target_language or "und"
        cleaned = [(_plain(source), _plain(target)) for source, target in pairs]
        windows = [
            [] if _unscorable(source, target) else self._windows(source, target)
            for source, target in cleaned
        ]
        flat = [window for group in windows for window in group]
        judged = iter(
            [
                estimate
                for begin in range(0, len(flat), READ_AT_ONCE)
                for estimate in self._judge(
                    flat[begin : begin + READ_AT_ONCE], source_language, target_language
                )
            ]
        )
        return [
            self._joined(pair, group, [next(judged) for _ in group])
            for pair, group in zip(cleaned, windows, strict=True)
        ]

    def _windows(self, source: str, target: str) -> list[tuple[str, str]]:
        """Cut a pair that is too long to be read at once into parts of corresponding length."""
        tokens = self._model.count_tokens(source) + self._model.count_tokens(target)
        count = -(-tokens // _WINDOW_TOKENS)
        return list(zip(_cut(source, count), _cut(target, count), strict=True))

    def _joined(
        self,
        pair: tuple[str, str],
        windows: list[tuple[str, str]],
        estimates: list[QualityEstimate],
    ) -> QualityEstimate:
        """Average the estimates of a pair's windows, weighted by the length of their targets."""
        if not estimates:
            # With a source to translate, nothing is surely worth nothing.
            high = 0.0 if pair[0] else 100.0
            return QualityEstimate(0.0, 0.0, high, {}, self.signature, _unscorable(*pair))
        if len(estimates) == 1:
            return estimates[0]
        weights = [len(target) or 1 for _, target in windows]

        def mean(values: Sequence[float]) -> float:
            return sum(v * w for v, w in zip(values, weights, strict=True)) / sum(weights)

        notes = dict.fromkeys(e.note for e in estimates if e.note)
        return QualityEstimate(
            quality=mean([e.quality for e in estimates]),
            low=mean([e.low for e in estimates]),
            high=mean([e.high for e in estimates]),
            components={
                name: mean([e.components[name] for e in estimates])
                for name in estimates[0].components
                # The second critic may have read some windows and not others.
                if all(name in e.components for e in estimates)
            },
            signature=self.signature,
            note="; ".join(
                [f"too long to read at once: scored in {len(estimates)} windows", *notes]
            ),
        )

    def _judge(
        self, pairs: list[tuple[str, str]], source_language: str, target_language: str
    ) -> list[QualityEstimate]:
        import numpy as np

        if not pairs:
            return []
        reader, languages = PairReader.of(self._model), (source_language, target_language)
        judged = reader.judge(pairs, *languages)
        reassessed = reader.reassessed(pairs, *languages)
        similarities = self._similarities(pairs, set(languages))
        described = [
            quality_features(source, target, one, similarity)
            for (source, target), one, similarity in zip(pairs, judged, similarities, strict=True)
        ]
        features = np.array([[row[name] for name in self._head.features] for row in described])
        inputs = self._head.inputs(features)
        return [
            self._estimate(_Evidence(*pair, *one), language_pair(*languages))
            for pair, *one in zip(pairs, judged, reassessed, described, inputs, strict=True)
        ]

    def _similarities(
        self, pairs: list[tuple[str, str]], languages: set[str]
    ) -> list[float | None]:
        """Return the similarities, or None each where the encoder was not made for a language."""
        known = self._encoder.languages if self._encoder is not None else frozenset()
        if self._encoder is None or (known and not {primary_subtag(t) for t in languages} <= known):
            return [None] * len(pairs)
        sources, targets = zip(*pairs, strict=True)
        vectors = self._encoder.encode([*sources, *targets])
        return [
            float(a @ b) for a, b in zip(vectors[: len(pairs)], vectors[len(pairs) :], strict=True)
        ]

    def _estimate(self, evidence: _Evidence, pair: str) -> QualityEstimate:
        tasks = self._head.tasks(evidence.critics)
        raw, chosen = _predicted(tasks["assessment"], pair, evidence)
        judgement, features = evidence.judged.judgement, evidence.features
        quality = bounded(chosen["slope"] * raw + chosen["intercept"])
        band = sum(quality > edge for edge in chosen["edges"])
        low, high = quality + chosen["low"][band], quality + chosen["high"][band]
        detached = self._head.detached_probability(judgement.detached, features)
        quality += detached * (_WORTHLESS - quality)
        if detached > _TAIL:
            low = _WORTHLESS
        if detached > 1 - _TAIL:
            high = quality
        notes = self._notes(evidence, pair)
        if any(severe for _, severe in notes):
            low, high = 0.0, 100.0
        components = {
            "target_given_source": features["target given other mean"],
            "source_given_target": features["source given other mean"],
            "target_alone": features["target alone mean"],
            "source_alone": features["source alone mean"],
            "least_probable_target_token": features["target given other minimum"],
            "least_probable_source_token": features["source given other minimum"],
            "critical_error": _probability(tasks["critical"], pair, evidence.inputs),
        }
        if judgement.detached is not None:
            components["detached"] = detached
        for name, told in (
            ("critic", judgement.assessments),
            ("assessor", evidence.reassessments),
        ):
            if told:
                components[name] = sum(told) / len(told)
        if not math.isnan(features["similarity"]):
            components["similarity"] = features["similarity"]
        return QualityEstimate(
            quality=quality,
            low=max(0.0, min(low, quality)),
            high=min(100.0, max(high, quality)),
            components=components,
            signature=self.signature,
            note="; ".join(note for note, _ in notes) or None,
        )

    def _notes(self, evidence: _Evidence, pair: str) -> list[tuple[str, bool]]:
        """Return what limits the estimate, and whether it makes it worth nothing."""
        notes = []
        texts = (("source", evidence.source), ("target", evidence.target))
        for side, text in texts:
            letters = sum(char.isalpha() for char in text)
            if letters * 3 < sum(not char.isspace() for char in text):
                notes.append((f"the {side} hardly has words", True))
        reading, judgement = evidence.judged.reading, evidence.judged.judgement
        tokens = {"source": reading.source, "target": reading.target}
        for (side, text), tag in zip(texts, pair.split("-"), strict=True):
            if tag not in _UNSPACED and len(tokens[side]) > _FRAGMENTED * len(text) > 12:
                notes.append((f"the language model hardly knows {language_name(tag)}", True))
        if pair not in self._head.tasks(evidence.critics)["assessment"].calibration:
            notes.append((f"no human assessments of {pair} in training: general weights", False))
        if not judgement.criticised:
            notes.append(("no pair critic for this language model: less sure", False))
        elif evidence.critics < CRITICS:
            notes.append(("only one of the pair critics has read it: less sure", False))
        return notes


def _predicted(
    assessment: LinearTask, pair: str, evidence: _Evidence
) -> tuple[float, Mapping[str, Any]]:
    """Return the raw prediction, with assessors' word if there is any, and its calibration."""
    raw = float(assessment.predict(pair, evidence.inputs[None])[0])
    correction = correction_of(pair, len(evidence.reassessments))
    if correction is None:
        return raw, assessment.calibrated(pair)
    return correction.corrected(raw, evidence.reassessments), correction.calibration


def _probability(critical: LinearTask, pair: str, inputs: NDArray[np.float64]) -> float:
    """Return the probability of a critical error."""
    chosen = critical.calibrated(pair)
    raw = float(critical.predict(pair, inputs[None])[0])
    return probability(chosen["slope"] * raw + chosen["intercept"])


def _unscorable(source: str, target: str) -> str:
    """Return why a pair cannot be scored, nothing if it can."""
    sides = [name for name, text in (("source", source), ("target", target)) if not text]
    if sides:
        verb = "is" if len(sides) == 1 else "are"
        return f"not scored: the {' and the '.join(sides)} {verb} empty"
    if any(map(str.isalnum, source)) and not any(map(str.isalnum, target)):
        return "not scored: the target has no words"
    return ""


def bounded(quality: float) -> float:
    """Bring a quality into 0–100 without ties: the last points to either end are bent."""
    if quality > 100 - _BEND:
        return 100 - _BEND * math.exp((100 - _BEND - quality) / _BEND)
    if quality < _BEND:
        return _BEND * math.exp((quality - _BEND) / _BEND)
    return quality


def _plain(text: str) -> str:
    """Return text with control characters and line breaks as single spaces, without blank ends."""
    visible = "".join(
        " " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in text
    )
    return visible.strip()


def _cut(text: str, count: int) -> list[str]:
    """Cut a text into `count` parts of about the same length, at white space where there is any."""
    parts = []
    begin = 0
    for number in range(1, count):
        ideal = len(text) * number // count
        at = text.find(" ", ideal, ideal + 200)
        at = at if at > begin else max(begin, ideal)
        parts.append(text[begin:at])
        begin = at
    return [*parts, text[begin:]]


@cache
def _parameters_digest() -> str:
    folder = files("mtqa.metrics").joinpath("data")
    assessors = [name for pair in ASSESSED for name in assessor_parameters(pair)]
    names = (quality_head.PARAMETERS, *CRITIC_PARAMETERS, CORRECTIONS, *assessors)
    content = b"".join(folder.joinpath(name).read_bytes() for name in names)
    return hashlib.sha256(content).hexdigest()[:8]
