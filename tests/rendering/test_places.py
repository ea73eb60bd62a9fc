"""Where a finding is, in words, lines and columns, and in its sentence."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mtqa.rendering.places import Excerpt, Places
from mtqa.report import DocumentRecord, Report


def test_segments_are_named_as_an_editor_would(english_report: Report) -> None:
    places = Places(english_report.document)
    assert [places.name(f"s{n}") for n in range(1, 6)] == [
        "headline",
        "paragraph 1, sentence 1",
        "paragraph 1, sentence 2",
        "heading 1",
        "paragraph 2",
    ]
    assert places.name(None) == "whole text"


def test_pairs_are_named_by_their_id(pairs_report: Report) -> None:
    assert Places(pairs_report.document).name("s3") == "pair s3"


def test_the_span_stands_in_its_sentence_on_both_sides(arabic_report: Report) -> None:
    places = Places(arabic_report.document)
    number, omission = arabic_report.findings
    assert places.excerpt(number) == Excerpt("قال الوزير إن ", "25", " جنديا قتلوا يوم الاثنين.")
    source = Excerpt("The minister said ", "35", " soldiers were killed on Monday.")
    assert places.source_excerpt(number) == source
    assert places.excerpt(omission) is None
    assert places.source_excerpt(omission) == Excerpt("", "He did not name the town.", "")


def test_long_sentences_are_shortened_at_words() -> None:
    excerpt = Excerpt("one two three four ", "X", " five six seven eight")
    assert excerpt.shortened(10) == Excerpt("… four ", "X", " five six …")


@given(st.text(st.sampled_from("ab\nع"), max_size=40), st.data())
def test_line_and_column_lead_back_to_the_offset(text: str, data: st.DataObject) -> None:
    document = DocumentRecord(id="d", title=None, language=None, words=0, text=text, segments=())
    offset = data.draw(st.integers(0, len(text)))
    line, column = Places(document).line_column(offset)
    assert sum(len(part) + 1 for part in text.split("\n")[: line - 1]) + column - 1 == offset
