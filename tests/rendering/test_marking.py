"""A text is cut at the ends of its spans, however they overlap."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mtqa.rendering.marking import Run, Span, cut


def test_overlapping_spans_share_a_run() -> None:
    runs = cut("abcdef", [Span(1, 4, 1), Span(2, 5, 2)])
    assert runs == (
        Run("a"),
        Run("b", (1,), (1,), ()),
        Run("cd", (1, 2), (2,), (1,)),
        Run("e", (2,), (), (2,)),
        Run("f"),
    )


def test_something_missing_is_an_empty_run_in_its_place() -> None:
    assert cut("ab", [Span(1, 1, 7)]) == (Run("a"), Run("", (7,), (7,), (7,)), Run("b"))
    assert cut("", [Span(5, 5, 7)], offset=5) == (Run("", (7,), (7,), (7,)),)


def test_offsets_are_those_of_the_document() -> None:
    assert cut("بغداد", [Span(0, 12, 1), Span(30, 40, 2)], offset=10) == (
        Run("بغ", (1,), (), (1,)),
        Run("داد"),
    )


spans = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 20)).map(lambda t: (t[0], t[0] + t[1])),
    max_size=8,
)


@given(st.text(max_size=40), st.integers(0, 20), spans)
def test_runs_cover_exactly_what_the_spans_cover(
    text: str, offset: int, ends: list[tuple[int, int]]
) -> None:
    marked = [Span(start, end, number) for number, (start, end) in enumerate(ends)]
    runs = cut(text, marked, offset=offset)
    assert "".join(run.text for run in runs) == text
    position = offset
    for run in runs:
        for place in range(position, position + len(run.text)):
            assert set(run.numbers) == {s.number for s in marked if s.start <= place < s.end}
        position += len(run.text)
    for step in ("opening", "closing"):
        numbers = [number for run in runs for number in getattr(run, step)]
        assert len(numbers) == len(set(numbers))
