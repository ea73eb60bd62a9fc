"""BLEU, chrF++ and TER by sacreBLEU, with its signatures.

Post 2018, "A Call for Clarity in Reporting BLEU Scores"; Papineni et al. 2002 (BLEU); Popović 2017
(chrF++); Snover et al. 2006 (TER). Scores come from sacreBLEU; the statistics beside them exist so
that resampling (see `significance`) is one matrix product.
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mtqa.language.scripts import primary_subtag
from mtqa.metrics.base import MetricContext, Need, Sample, Score, references, register

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BLEU_ORDERS = 4
_CHRF_CHARACTER_ORDERS = 6
_CHRF_WORD_ORDERS = 2
_CHRF_BETA = 2

# 13a, sacreBLEU's default, knows ASCII punctuation only and leaves ، ؛ ؟ attached to their words.
_INTERNATIONAL = frozenset({"ar", "fa", "he", "ps", "sd", "ug", "ur", "yi", "hi", "bn", "mr", "ne"})
# sacreBLEU's tokenizers for Japanese and Korean need MeCab, which may not be there; characters are
# what it recommends without.
_BY_CHARACTER = frozenset({"ja", "ko", "th", "lo", "km", "my", "bo", "dz"})
_WITHOUT_SPACES = frozenset({"zh", "yue", "ja", "th", "lo", "km", "my", "bo", "dz"})


def bleu_tokenizer(language: str | None) -> str:
    """Return the name of sacreBLEU's tokenizer for a language, `13a` where it is not known."""
    subtag = primary_subtag(language or "")
    if subtag in {"zh", "yue"}:
        return "zh"
    if subtag in _BY_CHARACTER:
        return "char"
    return "intl" if subtag in _INTERNATIONAL else "13a"


class _SacreBleuMetric:
    """What the three have in common."""

    name: str
    higher_is_better = True
    needs = frozenset({Need.REFERENCE})
    _segment_metric: Any
    _document_metric: Any

    def segment_scores(self, samples: Sequence[Sample]) -> list[float]:
        """Return sacreBLEU's sentence score of each sample, 0–100 (TER may exceed 100)."""
        pairs = zip(samples, references(samples), strict=True)
        return [
            float(self._segment_metric.sentence_score(sample.target, [reference]).score)
            for sample, reference in pairs
        ]

    def document_score(self, samples: Sequence[Sample]) -> Score:
        """Return sacreBLEU's corpus score of the samples, 0–100 (TER may exceed 100)."""
        result = self._document_metric.corpus_score(
            [sample.target for sample in samples], [references(samples)]
        )
        return Score(
            name=self.name,
            value=float(result.score),
            signature=f"{result.name}|{self._document_metric.get_signature()}",
            higher_is_better=self.higher_is_better,
        )

    def _sentence_results(self, samples: Sequence[Sample]) -> list[Any]:
        pairs = zip(samples, references(samples), strict=True)
        return [
            self._segment_metric.sentence_score(sample.target, [reference])
            for sample, reference in pairs
        ]


@register("bleu")
class Bleu(_SacreBleuMetric):
    """BLEU; sentence scores use the effective order, so that short segments are not all zero."""

    name = "bleu"

    def __init__(self, context: MetricContext) -> None:
        """Choose the tokenizer by the target language."""
        from sacrebleu.metrics.bleu import BLEU

        tokenizer = bleu_tokenizer(context.target_language)
        self._document_metric = BLEU(tokenize=tokenizer)
        self._segment_metric = BLEU(tokenize=tokenizer, effective_order=True)

    def statistics(self, samples: Sequence[Sample]) -> NDArray[np.float64]:
        """Return lengths of target and reference, matches and totals of orders 1–4: (n, 10)."""
        import numpy as np

        rows = [
            [result.sys_len, result.ref_len, *result.counts, *result.totals]
            for result in self._sentence_results(samples)
        ]
        return np.array(rows, dtype=np.float64).reshape(len(rows), 2 + 2 * _BLEU_ORDERS)

    def score_statistics(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return BLEU with exponential smoothing, as sacreBLEU computes it for a corpus."""
        import numpy as np

        target_length, reference_length = sums[..., 0], sums[..., 1]
        matches = sums[..., 2 : 2 + _BLEU_ORDERS]
        totals = sums[..., 2 + _BLEU_ORDERS :]
        # Exponential smoothing: the k-th order without a match counts as 1 / 2^k matches.
        smoothing = 0.5 ** np.cumsum(matches == 0, axis=-1)
        with np.errstate(divide="ignore", invalid="ignore"):
            precisions = np.where(matches > 0, matches, smoothing) / totals
            penalty = np.where(
                target_length < reference_length, np.exp(1 - reference_length / target_length), 1.0
            )
            score = 100 * penalty * np.exp(np.log(precisions).mean(axis=-1))
        defined = (totals > 0).all(axis=-1) & (matches > 0).any(axis=-1)
        result: NDArray[np.float64] = np.where(defined, score, 0.0)
        return result


@register("chrf++")
class ChrfPlusPlus(_SacreBleuMetric):
    """chrF++: F2 over character n-grams up to 6 and word n-grams up to 2."""

    name = "chrf++"

    def __init__(self, context: MetricContext) -> None:
        """Need nothing of the context: characters are the same everywhere."""
        from sacrebleu.metrics.chrf import CHRF

        self._document_metric = CHRF(word_order=_CHRF_WORD_ORDERS)
        self._segment_metric = self._document_metric

    def statistics(self, samples: Sequence[Sample]) -> NDArray[np.float64]:
        """Return n-grams of target, of reference and in common for each order: (n, 24)."""
        import numpy as np

        rows = [
            _chrf_statistics(sample.target, reference)
            for sample, reference in zip(samples, references(samples), strict=True)
        ]
        orders = _CHRF_CHARACTER_ORDERS + _CHRF_WORD_ORDERS
        return np.array(rows, dtype=np.float64).reshape(len(rows), 3 * orders)

    def score_statistics(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return F2 of the precision and recall averaged over the orders that both sides have."""
        import numpy as np

        in_target, in_reference, common = sums[..., 0::3], sums[..., 1::3], sums[..., 2::3]
        present = (in_target > 0) & (in_reference > 0)
        orders = np.maximum(present.sum(axis=-1), 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            precision = np.where(present, common / in_target, 0.0).sum(axis=-1) / orders
            recall = np.where(present, common / in_reference, 0.0).sum(axis=-1) / orders
            weight = _CHRF_BETA**2
            score = 100 * (1 + weight) * precision * recall / (weight * precision + recall)
        result: NDArray[np.float64] = np.where(precision + recall > 0, score, 0.0)
        return result


@register("ter")
class Ter(_SacreBleuMetric):
    """Translation edit rate: edits and shifts per reference word; lower is better."""

    name = "ter"
    higher_is_better = False

    def __init__(self, context: MetricContext) -> None:
        """Split text into characters where the target language writes without spaces."""
        from sacrebleu.metrics.ter import TER

        without_spaces = primary_subtag(context.target_language or "") in _WITHOUT_SPACES
        self._document_metric = TER(normalized=without_spaces, asian_support=without_spaces)
        self._segment_metric = self._document_metric

    def statistics(self, samples: Sequence[Sample]) -> NDArray[np.float64]:
        """Return edits and reference words: (n, 2)."""
        import numpy as np

        rows = [[r.num_edits, r.ref_length] for r in self._sentence_results(samples)]
        return np.array(rows, dtype=np.float64).reshape(len(rows), 2)

    def score_statistics(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return 100 × edits / reference words; 100 for edits against nothing."""
        import numpy as np

        edits, words = sums[..., 0], sums[..., 1]
        with np.errstate(divide="ignore", invalid="ignore"):
            rate = np.where(words > 0, edits / words, (edits > 0).astype(np.float64))
        result: NDArray[np.float64] = 100 * rate
        return result


def _chrf_statistics(target: str, reference: str) -> list[int]:
    numbers: list[int] = []
    for ours, theirs in zip(_chrf_ngrams(target), _chrf_ngrams(reference), strict=True):
        # Target n-grams of an order that the reference is too short for do not count.
        in_target = ours.total() if theirs else 0
        numbers += [in_target, theirs.total(), (ours & theirs).total()]
    return numbers


def _chrf_ngrams(text: str) -> list[Counter[Any]]:
    characters = "".join(text.split())
    words = [word for token in text.split() for word in _split_punctuation(token)]
    by_character = [_ngrams(characters, n) for n in range(1, _CHRF_CHARACTER_ORDERS + 1)]
    return by_character + [_ngrams(words, n) for n in range(1, _CHRF_WORD_ORDERS + 1)]


def _ngrams(items: str | list[str], order: int) -> Counter[Any]:
    starts = range(len(items) - order + 1)
    if isinstance(items, str):
        return Counter(items[i : i + order] for i in starts)
    return Counter(tuple(items[i : i + order]) for i in starts)


def _split_punctuation(token: str) -> list[str]:
    """Cut one ASCII punctuation mark off a word, the last before the first, as chrF++ does."""
    if len(token) > 1 and token[-1] in string.punctuation:
        return [token[:-1], token[-1]]
    if len(token) > 1 and token[0] in string.punctuation:
        return [token[0], token[1:]]
    return [token]
