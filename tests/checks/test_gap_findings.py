"""Stretches without counterpart beside what the language model says of them."""

from __future__ import annotations

import pytest

from mtqa.checks.gap_findings import gap_suspicions
from mtqa.checks.gaps import GapKind
from mtqa.checks.inspection import Context
from mtqa.checks.passage import Pair, Passage
from mtqa.checks.word_alignment import PairAlignments
from mtqa.engines.base import TokenScore
from mtqa.engines.store import ModelStore
from mtqa.metrics.pair_reader import PairJudgement

SOURCE = (
    "غادر الوفدان المدينة مساء الأربعاء بعد أن رفضت السلطات السويسرية طلب تمديد التأشيرات الممنوحة "
    "للصحفيين المرافقين لهما."
)
TARGET = "The two delegations left the city on Wednesday evening."


def confidence(gain: float | None) -> float:
    encoder = ModelStore().encoder("use-multilingual")
    alignments = PairAlignments(encoder, [("1", SOURCE, TARGET)])
    gains = {} if gain is None else {"source": (TokenScore(0, len(SOURCE), gain),)}
    judgement = PairJudgement((), (), None, {}, (), gains=gains)
    pair = Pair(
        Passage(TARGET, "en"),
        Passage(SOURCE, "ar"),
        alignment=lambda: alignments.of("1"),
        judgement=lambda: judgement,
    )
    context = Context(language="en", source_language="ar", encoder=encoder, independent=True)
    (suspicion,) = gap_suspicions(pair, context, GapKind.OMISSION)
    return suspicion.confidence


def test_what_the_other_side_makes_probable_is_said_in_other_words() -> None:
    alone = confidence(None)
    assert confidence(0.1) == alone >= 0.75
    assert confidence(0.5) == pytest.approx(0.7)
