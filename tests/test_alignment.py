"""Sentence alignment of English with Arabic, with an encoder of a few words and without."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from mtqa.alignment import Alignment, align, align_document
from mtqa.document import Role
from mtqa.engines.base import Encoder, ModelIdentity
from mtqa.reading import read_text

CONCEPTS = [
    ("المحادثات", "talks"),
    ("جنيف", "geneva"),
    ("الوزير", "minister"),
    ("استقال", "resigned"),
    ("النفط", "oil"),
    ("ارتفع", "rose"),
    ("المطر", "rain"),
    ("الشمال", "north"),
    ("المباراة", "match"),
    ("خسر", "lost"),
]
SOURCE = [
    "انتهت المحادثات في مدينة جنيف أمس.",
    "استقال الوزير من منصبه بعد ذلك.",
    "ارتفع سعر النفط في الأسواق.",
    "هطل المطر في مناطق الشمال.",
    "خسر الفريق المباراة مساء اليوم.",
]
TARGET = [
    "The talks in the city of Geneva ended yesterday.",
    "The minister resigned from his post after that.",
    "The price of oil rose on the markets.",
    "The rain fell in regions of the north.",
    "The team lost the match this evening.",
]


class Lexicon:
    """Embeds a sentence by the concepts that its words name."""

    languages = frozenset({"ar", "en"})
    identity = ModelIdentity("encoder", "lexicon", "1", "ab" * 32)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.full((len(texts), len(CONCEPTS) + 1), 0.05, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for column, words in enumerate(CONCEPTS):
                row[column] += any(word in text.lower() for word in words)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def beads(alignments: Sequence[Alignment]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(a.source_indices, a.target_indices) for a in alignments]


ONE_TO_ONE = [((i,), (i,)) for i in range(5)]


@pytest.mark.parametrize("encoder", [Lexicon(), None])
def test_a_faithful_translation_is_aligned_one_to_one(encoder: Encoder | None) -> None:
    alignments = align(SOURCE, TARGET, encoder)
    assert beads(alignments) == ONE_TO_ONE
    assert all(a.kind == "1-1" and 0 < a.score <= 1.0001 for a in alignments)


def test_a_sentence_that_was_left_out_or_added_stands_alone() -> None:
    omitted = align(SOURCE, [t for i, t in enumerate(TARGET) if i != 2], Lexicon())
    assert beads(omitted)[2] == ((2,), ())
    assert (omitted[2].kind, omitted[2].score) == ("1-0", 0.0)
    added = align(SOURCE[:1] + SOURCE[2:], TARGET, Lexicon())
    assert [a.kind for a in added] == ["1-1", "0-1", "1-1", "1-1", "1-1"]


@pytest.mark.parametrize("encoder", [Lexicon(), None])
def test_sentences_that_were_joined_or_split(encoder: Encoder | None) -> None:
    joined = [TARGET[0], f"{TARGET[1]} {TARGET[2]}", *TARGET[3:]]
    assert [a.kind for a in align(SOURCE, joined, encoder)] == ["1-1", "2-1", "1-1", "1-1"]
    split = [*SOURCE[:3], f"{SOURCE[3]} {SOURCE[4]}"]
    assert [a.kind for a in align(split, TARGET, encoder)] == ["1-1", "1-1", "1-1", "1-2"]


def test_what_may_not_be_joined_is_not() -> None:
    joined = [TARGET[0], f"{TARGET[1]} {TARGET[2]}", *TARGET[3:]]
    kinds = [a.kind for a in align(SOURCE, joined, Lexicon(), source_joins=[False] * 4)]
    assert "2-1" not in kinds


@pytest.mark.parametrize("encoder", [Lexicon(), None])
def test_an_empty_side(encoder: Encoder | None) -> None:
    assert align([], [], encoder) == []
    assert [a.kind for a in align(SOURCE[:2], [], encoder)] == ["1-0", "1-0"]
    assert [a.kind for a in align([], TARGET[:2], encoder)] == ["0-1", "0-1"]


SENTENCES = st.lists(st.sampled_from([*SOURCE, *TARGET, "x", "نعم."]), max_size=8)


@given(source=SENTENCES, target=SENTENCES, encoder=st.sampled_from([Lexicon(), None]))
def test_every_sentence_occurs_once_in_reading_order(
    source: list[str], target: list[str], encoder: Encoder | None
) -> None:
    alignments = align(source, target, encoder)
    assert [i for a in alignments for i in a.source_indices] == list(range(len(source)))
    assert [j for a in alignments for j in a.target_indices] == list(range(len(target)))
    assert {a.kind for a in alignments} <= {"1-1", "1-2", "2-1", "1-0", "0-1"}


def test_a_long_document_of_unequal_halves_has_a_path() -> None:
    alignments = align(SOURCE * 40, TARGET * 4, None)
    assert sum(len(a.source_indices) for a in alignments) == 200


def test_a_document_keeps_both_sides_and_what_has_no_counterpart() -> None:
    text = f"Talks in Geneva\n\n{TARGET[0]} {TARGET[1]}\n\n{TARGET[3]} {TARGET[4]}\n"
    source = (
        f"المحادثات في جنيف\n\n{SOURCE[0]} {SOURCE[1]} {SOURCE[2]}\n\n{SOURCE[3]} {SOURCE[4]}\n"
    )
    document = align_document(read_text(text, source=source), Lexicon())
    assert [(s.id, s.alignment) for s in document.segments] == [
        ("s1", "1-1"),
        ("s2", "1-1"),
        ("s3", "1-1"),
        ("s4", "1-0"),
        ("s5", "1-1"),
        ("s6", "1-1"),
    ]
    assert document.source_text is not None
    for segment in document.segments:
        assert document.text[segment.start : segment.end] == (segment.target or "")
        span = document.source_text[segment.source_start : segment.source_end]
        assert span == segment.source
    omitted = document.segments[3]
    assert (omitted.target, omitted.source) == (None, SOURCE[2])
    assert omitted.start == omitted.end == document.segments[2].end
    assert [s.block for s in document.segments] == [0, 1, 1, 1, 2, 2]
    assert document.segments[0].role is Role.HEADLINE


def test_joined_segments_span_what_they_join() -> None:
    text = f"{TARGET[0]}\n{TARGET[1]} {TARGET[2]}"
    source = f"{SOURCE[0]}\n{SOURCE[1].removesuffix('.')} و{SOURCE[2]}"
    document = align_document(read_text(text, source=source), Lexicon())
    assert [s.alignment for s in document.segments] == ["1-1", "1-2"]
    assert document.segments[1].target == f"{TARGET[1]} {TARGET[2]}"


def test_a_document_that_is_aligned_or_has_no_source_is_left_alone() -> None:
    alone = read_text(TARGET[0])
    assert align_document(alone, None) is alone
    aligned = align_document(read_text(TARGET[0], source=SOURCE[0]), None)
    assert align_document(aligned, None) is aligned
