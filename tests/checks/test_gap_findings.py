"""Stretches without counterpart beside what the language model says of them."""

from __future__ import annotations

import numpy as np
import pytest

from mtqa.checks import gap_findings
from mtqa.checks.gap_findings import _without_marks, gap_suspicions
from mtqa.checks.gaps import GapKind
from mtqa.checks.inspection import Context
from mtqa.checks.passage import Pair, Passage
from mtqa.checks.word_alignment import PairAlignments, Side, unclaimed_part, widest_gap
from mtqa.engines.base import TokenScore
from mtqa.engines.store import ModelStore
from mtqa.metrics.pair_reader import PairJudgement

SOURCE = (
    "غادر الوفدان المدينة مساء الأربعاء بعد أن رفضت السلطات السويسرية طلب تمديد التأشيرات الممنوحة "
    "للصحفيين المرافقين لهما."
)
TARGET = "The two delegations left the city on Wednesday evening."


def confidence(gain: float | None, source_language: str = "ar") -> float:
    encoder = ModelStore().encoder("use-multilingual")
    alignments = PairAlignments(encoder, [("1", SOURCE, TARGET)])
    gains = {} if gain is None else {"source": (TokenScore(0, len(SOURCE), gain),)}
    judgement = PairJudgement((), (), None, {}, (), gains=gains)
    pair = Pair(
        Passage(TARGET, "en"),
        Passage(SOURCE, source_language),
        alignment=lambda: alignments.of("1"),
        judgement=lambda: judgement,
    )
    context = Context(
        language="en", source_language=source_language, encoder=encoder, independent=True
    )
    (suspicion,) = gap_suspicions(pair, context, GapKind.OMISSION)
    return suspicion.confidence


def test_what_the_other_side_makes_probable_is_said_in_other_words() -> None:
    alone = confidence(None)
    assert confidence(0.1) == alone >= 0.75
    assert confidence(0.5) == pytest.approx(0.7)


def test_a_gap_between_words_of_another_kind_is_at_most_minor() -> None:
    assert confidence(None, source_language="ja") == pytest.approx(0.7)


def test_words_that_an_acronym_stands_for_are_at_most_a_minor_gap() -> None:
    encoder = ModelStore().encoder("use-multilingual")
    source = (
        "Les États-Unis devraient doubler les financements dans le domaine de l’intelligence "
        "artificielle"
    )

    def gap(target: str) -> list[float]:
        alignments = PairAlignments(encoder, [("1", source, target)])
        pair = Pair(
            Passage(target, "en"), Passage(source, "fr"), alignment=lambda: alignments.of("1")
        )
        context = Context(language="en", source_language="fr", encoder=encoder, independent=True)
        found = gap_suspicions(pair, context, GapKind.OMISSION)
        return [suspicion.confidence for suspicion in found]

    assert gap("The United States should double A.I. funding") < [0.71]
    assert gap("The United States should double funding") > [0.75]


def test_a_foreign_name_in_chinese_characters_is_at_most_a_minor_addition(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gap_findings, "_probability", lambda *_: 0.95)
    encoder = ModelStore().encoder("use-multilingual")

    def gap(source: str, target: str) -> tuple[str, float]:
        alignments = PairAlignments(encoder, [("1", source, target)])
        passages = Passage(target, "zh"), Passage(source, "en")
        pair = Pair(*passages, alignment=lambda: alignments.of("1"))
        context = Context(language="zh", source_language="en", encoder=encoder, independent=True)
        (found,) = gap_suspicions(pair, context, GapKind.ADDITION)
        return target[found.start : found.end], found.confidence

    name, confidence = gap(
        "Walter Hargrave, the brother of the minister's friend Milicent Hargrave, was there.",
        "部长的朋友米丽肯 · 哈雷夫的兄弟沃尔特 · 哈雷夫也在那里。",
    )
    assert "·" in name
    assert confidence == pytest.approx(0.7)
    other, confidence = gap(
        "Walter Donaldson, the former champion, also came from Coatbridge.",
        "前冠军沃尔特 · 唐纳德森也来自科阿特布里奇。",
    )
    assert "·" not in other
    assert confidence == pytest.approx(0.95)


def test_words_that_have_counterparts_do_not_stand_at_the_ends_of_a_stretch() -> None:
    encoder = ModelStore().encoder("use-multilingual")
    alignment = PairAlignments(encoder, [("1", SOURCE, TARGET)]).of("1")
    gap = widest_gap(alignment.source)
    assert gap is not None
    part = unclaimed_part(gap, alignment.source, alignment.target)
    assert part is not None
    assert gap.start <= part.start < gap.end
    assert part.mass <= gap.mass
    assert SOURCE[part.start : part.end].startswith("بعد أن رفضت")
    assert SOURCE[part.start : part.end].endswith("للصحفيين المرافقين لهما.")


def test_a_stretch_begins_behind_the_words_that_surely_have_a_counterpart() -> None:
    source = (
        "وأكدت المنظمة أن المستشفيات تعاني من نقص حاد في الأدوية، وأن الأمطار الغزيرة والفيضانات "
        "دمرت محطات المياه في ثلاث قرى مجاورة."
    )
    target = "The organization confirmed that hospitals were suffering from an acute shortage of "
    encoder = ModelStore().encoder("use-multilingual")
    alignment = PairAlignments(encoder, [("1", source, target + "medicines.")]).of("1")
    gap = widest_gap(alignment.source)
    assert gap is not None
    part = unclaimed_part(gap, alignment.source, alignment.target)
    assert part is not None
    assert source[part.start : part.end].startswith("وأن الأمطار")
    assert source[part.start : part.end].endswith("في ثلاث قرى مجاورة.")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("силе, сравнимыми с «динамитом», -", "силе, сравнимыми с «динамитом"),
        ("(بعد الرفضِ).", "بعد الرفضِ"),
        ("$5 or 10%", "$5 or 10%"),
        ("», -", "», -"),
    ],
)
def test_a_stretch_is_shown_without_the_marks_at_its_ends(text: str, shown: str) -> None:
    start, end = _without_marks(f"one {text} two", 4, 4 + len(text))
    assert f"one {text} two"[start:end] == shown


def side(fits: list[float], best: list[int]) -> Side:
    spans = tuple((2 * at, 2 * at + 1) for at in range(len(fits)))
    ones = np.ones(len(fits), np.float32)
    return Side(spans, np.array(fits, np.float32), np.array(best), ones)


def test_less_is_asked_of_words_that_are_each_others_counterpart() -> None:
    own = side([0.9, 0.35, 0.1, 0.1, 0.35, 0.9], [0, 1, 1, 1, 3, 2])
    other = side([0.9, 0.35, 0.9, 0.9], [0, 1, 5, 5])
    gap = widest_gap(own)
    assert gap is not None
    assert (gap.start, gap.end) == (2, 9)
    part = unclaimed_part(gap, own, other)
    assert part is not None
    assert (part.start, part.end) == (4, 9)
    nothing = side([], [])
    assert unclaimed_part(gap, own, nothing) == gap
