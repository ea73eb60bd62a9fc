"""Answers of judges are untrusted: anything is read or refused, and spans stand in the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mtqa.engines.judge_answer import UnusableAnswerError, extract_errors, locate_errors

SOURCE = "قبلت المحكمة الاستئناف يوم الاثنين."
TARGET = "The court rejected the appeal on Monday."


@given(st.text(alphabet='{}[]"errors:, \\n\u202e\ud800م', max_size=80))
def test_any_answer_is_read_or_refused(content: str) -> None:
    try:
        found = extract_errors(content)
    except UnusableAnswerError:
        return
    kept, refused = locate_errors(found, SOURCE, TARGET)
    assert len(kept) + refused <= len(found)


@given(st.data())
def test_any_quote_is_found_where_it_stands(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([SOURCE, TARGET]))
    start = data.draw(st.integers(0, len(text) - 1))
    quote = text[start : data.draw(st.integers(start + 1, len(text)))]
    answer = {"reason": "", "target_quote": quote, "category": "style", "severity": "minor"}
    ((error,), refused) = locate_errors([answer], SOURCE, text)
    assert (text[error.start : error.end], refused) == (quote, 0)
