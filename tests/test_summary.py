"""The extractive summary."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.document import Document, Role
from mtqa.engines.base import Encoder
from mtqa.errors import UsageError
from mtqa.language.identification import identify_document
from mtqa.reading import read_document, read_text
from mtqa.summary import summarise

ARABIC = """\
محادثات جنيف تنتهي دون اتفاق

انتهت الجولة الثالثة من محادثات السلام في جنيف يوم الأربعاء دون التوصل إلى اتفاق بين الوفدين.
وقال كبير المفاوضين د. أحمد سالم إن محادثات السلام في جنيف كانت صعبة لكنها مهنية.

خلفية النزاع

بدأ النزاع عام 2014 ثم تحول إلى حرب شاملة بعد ثماني سنوات.
وكان الطقس في المدينة باردا وممطرا طوال الأسبوع الماضي.
وأكد الوفدان أن الجولة المقبلة من محادثات السلام ستعقد في جنيف الشهر القادم.
"""


def check_verbatim(document: Document, chosen: list[str]) -> None:
    by_id = {segment.id: segment for segment in document.segments}
    for identifier in chosen:
        assert by_id[identifier].role in (Role.PARAGRAPH, Role.QUOTATION)


def test_the_seed_in_three_sentences(seed: Path, real_encoder: Encoder) -> None:
    document = identify_document(read_document(seed))
    summary = summarise(document, real_encoder)
    assert len(summary.sentences) == 3
    assert summary.sentences[0].text.startswith("A new round of negotiations")
    assert real_encoder.identity.signature in summary.method
    for sentence in summary.sentences:
        assert document.text[sentence.start : sentence.end] == sentence.text
    check_verbatim(document, [s.segment for s in summary.sentences])


def test_an_arabic_article_with_and_without_encoder(real_encoder: Encoder) -> None:
    document = identify_document(read_text(ARABIC))
    for encoder in (real_encoder, None):
        summary = summarise(document, encoder, sentences=2)
        assert len(summary.sentences) == 2
        assert summary.sentences[0].text.startswith("انتهت الجولة الثالثة")
        assert not any("الطقس" in sentence.text for sentence in summary.sentences)
        check_verbatim(document, [s.segment for s in summary.sentences])


def test_without_encoder_the_method_says_so() -> None:
    assert "no encoder" in summarise(read_text(ARABIC), None).method
    assert "ratio=0.5" in summarise(read_text(ARABIC), None, ratio=0.5).method


def test_a_repeated_statement_is_taken_once() -> None:
    statement = "The peace talks between both delegations ended in Geneva without agreement."
    other = "Oil prices rose by five percent on the exchange in London after that news."
    document = read_text(f"{statement} {statement} {other}", language="en")
    texts = [s.text for s in summarise(document, None, sentences=2).sentences]
    assert texts == [statement, other]


def test_half_a_quotation_is_not_chosen() -> None:
    document = read_text(
        "Talks end in Geneva\n\nHe said the talks in Geneva: “The talks in Geneva were hard talks. "
        "The next talks in Geneva come soon,” he said. Nobody else in the room wanted to comment. "
        "The delegations left the city in the evening.",
        language="en",
    )
    texts = [s.text for s in summarise(document, None, sentences=2).sentences]
    assert texts == [
        "Nobody else in the room wanted to comment.",
        "The delegations left the city in the evening.",
    ]


def test_chinese_is_compared_without_spaces() -> None:
    text = (
        "日内瓦和平会谈周三结束，双方没有达成协议。天气很冷，下了一个星期的雨。"
        "双方表示和平会谈下月在日内瓦继续。"
    )
    document = read_text(text, language="zh")
    texts = [s.text for s in summarise(document, None, sentences=2).sentences]
    assert not any("天气" in sentence for sentence in texts)


@given(count=st.integers(1, 9), ratio=st.one_of(st.none(), st.floats(0.01, 1)))
def test_the_length_is_as_asked_and_the_order_that_of_the_text(
    count: int, ratio: float | None
) -> None:
    summary = summarise(read_text(ARABIC, language="ar"), None, sentences=count, ratio=ratio)
    expected = min(count, 5) if ratio is None else max(1, round(ratio * 5))
    assert len(summary.sentences) == expected
    starts = [sentence.start for sentence in summary.sentences]
    assert starts == sorted(set(starts))


@pytest.mark.parametrize("wrong", [{"sentences": 0}, {"ratio": 0.0}, {"ratio": 1.5}])
def test_a_length_out_of_range_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(UsageError, match="must be"):
        summarise(read_text(ARABIC), None, **wrong)  # type: ignore[arg-type]


def test_nothing_but_a_source_gives_an_empty_summary() -> None:
    document = read_text("It ended.", source="انتهت.")
    headings_only = Document("d", "", tuple(s for s in document.segments if s.target is None))
    assert summarise(headings_only, None).sentences == ()
