"""What a comparison of both texts knows better than the critics."""

from __future__ import annotations

import pytest

from mtqa.checks.borne_out import borne_out, completes_name, remaining_doubts
from mtqa.checks.passage import Pair, Passage
from mtqa.metrics.fidelity import WordDoubt
from mtqa.metrics.pair_reader import PairJudgement

SOURCE = "لم يصل منافسو بالو قبل ٢٥ مارس وقال ذلك في اسكتلندا."
TARGET = "The Palu competitors did not arrive before March 25, he said in Scotland."


def span_of(word: str, text: str = TARGET) -> tuple[int, int]:
    start = text.index(word)
    return start, start + len(word)


def pair(target: str = TARGET, source: str = SOURCE) -> Pair:
    return Pair(Passage(target, "en"), Passage(source, "ar"))


@pytest.mark.parametrize("word", ["Palu", "Scotland", "25", "not"])
def test_what_stands_in_the_source_is_borne_out(word: str) -> None:
    assert borne_out(pair(), *span_of(word))


@pytest.mark.parametrize(
    ("word", "other"), [("Palu", "Bern"), ("Scotland", "Norway"), ("25", "26"), ("said", "said")]
)
def test_what_does_not_or_cannot_be_compared_is_not(word: str, other: str) -> None:
    changed = TARGET.replace(word, other)
    assert not borne_out(pair(changed), *span_of(other, changed))


def test_a_negation_that_the_source_does_not_have_is_not_borne_out() -> None:
    target, source = "The ministers did not meet in Paris.", "اجتمع الوزراء في باريس."
    assert not borne_out(pair(target, source), *span_of("not", target))


@pytest.mark.parametrize(
    ("source", "stands"),
    [("Ces délais sont parfois inacceptables.", True), ("Ces délais sont acceptables.", False)],
)
def test_not_always_stands_for_another_negation(source: str, stands: bool) -> None:
    target = "Such delays are not always acceptable."
    both = Pair(Passage(target, "en"), Passage(source, "fr"))
    assert borne_out(both, *span_of("not", target)) == stands


@pytest.mark.parametrize(
    ("word", "source", "stands"),
    [
        # A word that negates once in a while says nothing of the source.
        ("opposition", "التقى زعيم الحزب الوزير.", False),
        ("opposition", "لم يلتق زعيم الحزب الوزير.", False),
        ("refused", "التقى زعيم الحزب الوزير.", False),
        ("refused", "رفض زعيم الحزب لقاء الوزير.", True),
    ],
)
def test_a_word_that_may_negate_needs_a_negation_in_the_source(
    word: str, source: str, stands: bool
) -> None:
    target = "The opposition leader refused to meet the minister."
    assert borne_out(pair(target, source), *span_of(word, target)) == stands


@pytest.mark.parametrize(
    ("target", "word", "completed"),
    [
        ("Then Dolly Menga scored in Bern.", "Dolly", True),
        ("Then Dolly Parton scored in Bern.", "Dolly", False),
        ("Then Menga scored early in Bern.", "early", False),
        ("Then Dolly scored in Bern.", "Dolly", False),
    ],
)
def test_a_name_is_completed_by_a_part_beside_one_that_the_source_has(
    target: str, word: str, completed: bool
) -> None:
    source = Passage("Puis Menga a marqué à Berne.", "fr")
    both = Pair(Passage(target, "en"), source)
    assert completes_name(both, *span_of(word, target)) == completed
    unknown = Pair(Passage(target, "en"), Passage(source.text, None))
    assert not completes_name(unknown, *span_of(word, target))


def test_only_such_doubts_are_lifted() -> None:
    doubts = (
        WordDoubt(*span_of("Palu"), 3.0, 1.0),
        WordDoubt(*span_of("competitors"), 2.0, -1.0),
        WordDoubt(*span_of("arrive"), -6.0, -2.0),
    )
    palu, competitors, arrive = remaining_doubts(pair(), doubts)
    assert (palu.wrong, palu.gap) == (-6.0, 1.0)
    assert (competitors, arrive) == doubts[1:]
    assert remaining_doubts(pair(), ()) == ()


def test_the_rules_see_what_remains() -> None:
    doubts = (WordDoubt(*span_of("Palu"), 3.0, 1.0), WordDoubt(*span_of("said"), -4.0, -4.0))
    read = Pair(
        Passage(TARGET, "en"),
        Passage(SOURCE, "ar"),
        judgement=lambda: PairJudgement((), (), None, {}, doubts),
    )
    assert [doubt.wrong for doubt in read.doubts] == [-4.0, -4.0]
