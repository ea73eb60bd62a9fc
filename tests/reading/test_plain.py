"""Plain text: which line is a headline, a heading, a paragraph, a quotation."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.document import Role
from mtqa.errors import InputError
from mtqa.reading import read_document, read_text
from mtqa.reading.plain import find_blocks

ARTICLE = """\
محادثات جنيف تنتهي دون اتفاق

قال د. أحمد سالم، وهو مفاوض، إن الجولة الثالثة «كانت صعبة». وشارك 25 مندوبا؛ وهو الأكبر منذ 2014م.
خلفية النزاع
بدأ النزاع عام 2014 ثم تصاعد في فبراير 2022. هل تنجح الوساطة؟ لا أحد يعرف.

«لن نتراجع عن مطالبنا.»
"""


def shape(text: str) -> list[tuple[str, str]]:
    return [(block.role.value, text[block.start : block.end]) for block in find_blocks(text)]


def test_the_seed_article(seed: Path) -> None:
    document = read_document(seed)
    headings = [s.target for s in document.segments if s.role is Role.HEADING]
    assert document.title is not None
    assert document.title.startswith("Russia-Ukraine negotiations in Geneva")
    assert headings == [
        "complex historical context",
        "Conflicting statements reflect the difficulty of the situation",
        "The importance of negotiations and their global impact",
    ]
    assert len(document.segments) == 22
    assert document.segments[-1].block == 9
    assert (document.id, document.encoding, document.notes) == ("geneva-talks", "utf-8", ())


def test_an_arabic_article() -> None:
    document = read_text(ARTICLE)
    assert [(s.role.value, s.block, s.target) for s in document.segments] == [
        ("headline", 0, "محادثات جنيف تنتهي دون اتفاق"),
        ("paragraph", 1, "قال د. أحمد سالم، وهو مفاوض، إن الجولة الثالثة «كانت صعبة»."),
        ("paragraph", 1, "وشارك 25 مندوبا؛ وهو الأكبر منذ 2014م."),
        ("heading", 2, "خلفية النزاع"),
        ("paragraph", 3, "بدأ النزاع عام 2014 ثم تصاعد في فبراير 2022."),
        ("paragraph", 3, "هل تنجح الوساطة؟"),
        ("paragraph", 3, "لا أحد يعرف."),
        ("quotation", 4, "«لن نتراجع عن مطالبنا.»"),
    ]
    assert document.title == "محادثات جنيف تنتهي دون اتفاق"


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    text = (
        "Talks end without agreement\n\n"
        "The third round of talks between the two delegations ended in\n"
        "Geneva on Wednesday without an agreement. Both sides called it\n"
        "difficult.\n\n"
        "Background\n\n"
        "The conflict began in 2014 and escalated eight years later, when\n"
        "the war reached the capital. It has not ended since.\n"
    )
    assert [(role, content.count("\n")) for role, content in shape(text)] == [
        ("headline", 0),
        ("paragraph", 2),
        ("heading", 0),
        ("paragraph", 1),
    ]


def test_lines_that_end_where_their_author_ended_them_are_paragraphs() -> None:
    text = "Talks end\nThe talks ended today.\nNobody was happy about it.\nThey go on tomorrow.\n"
    assert [role for role, _ in shape(text)] == ["headline", *["paragraph"] * 3]


def test_a_list_of_short_lines_is_no_row_of_headings() -> None:
    text = "Present were:\n\nAnna Lind\nOmar Saleh\nWei Chen\n\nThey spoke for an hour.\n"
    assert {role for role, _ in shape(text)} == {"paragraph"}


@pytest.mark.parametrize(
    ("content", "quotation"),
    [
        ("“We tried. We failed.”", True),
        ('"We tried."', True),
        ("«حاولنا.»", True),
        ("“We tried,” he said. “We failed.”", False),
        ('"We tried," he said. "We failed."', False),
        ("He said “we tried.”", False),
    ],
)
def test_a_quotation_is_quoted_from_end_to_end(content: str, quotation: bool) -> None:
    roles = [role for role, _ in shape(f"Headline\n\n{content}\n\nThe end of it.")]
    assert roles == ["headline", "quotation" if quotation else "paragraph", "paragraph"]


def test_a_single_line_is_a_paragraph_even_without_full_stop() -> None:
    assert [s.role for s in read_text("Talks ended in Geneva").segments] == [Role.PARAGRAPH]


@pytest.mark.parametrize("text", ["", " \n\n", "12.5 % – 3\n\n!?"])
def test_a_text_without_a_sentence_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="there is no sentence in it"):
        read_text(text)


LINES = st.lists(st.sampled_from(["", " ", "Short line", "قال د. سالم: «نعم.»", "It ended. " * 9]))


@given(lines=LINES, line_end=st.sampled_from(["\n", "\r\n", "\r"]), tail=st.text(max_size=20))
def test_offsets_hold_and_nothing_is_lost(lines: list[str], line_end: str, tail: str) -> None:
    text = line_end.join(["Some words", *lines, tail])
    document = read_text(text)
    assert document.text == text
    seen = 0
    for segment in document.segments:
        assert text[segment.start : segment.end] == segment.target
        assert not text[seen : segment.start].strip()
        seen = segment.end
    assert not text[seen:].strip()
    assert [s.id for s in document.segments] == [
        f"s{n}" for n in range(1, len(document.segments) + 1)
    ]
