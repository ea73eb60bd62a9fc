"""Markdown: blocks without their marks, offsets into the file as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.document import Document, Role
from mtqa.reading.markdown import read_markdown, trim_marks
from mtqa.reading.registry import Content

ARTICLE = """\
# Talks end in Geneva #

**The talks *failed*.** They ended on [Wednesday](https://example.org/a). *Nobody was happy.*
The second line
goes on.

complex context
---------------

> “The talks were hard.
> They go on.”

1. The first point is made.
2. [The second one.](https://example.org/b)

```python
print("code is no news")
```

| a | b |
|---|---|
| c | d |

![a picture](picture.png)

## خلفية النزاع

- قال د. سالم إنها **صعبة**. هل تنجح؟
"""


def read(text: str) -> Document:
    return read_markdown(Content(id="m", name="m.md", text=text))


def test_an_article() -> None:
    document = read(ARTICLE)
    assert [(s.role.value, s.block, s.target) for s in document.segments] == [
        ("headline", 0, "Talks end in Geneva"),
        ("paragraph", 1, "The talks *failed*."),
        ("paragraph", 1, "They ended on [Wednesday](https://example.org/a)."),
        ("paragraph", 1, "Nobody was happy."),
        ("paragraph", 1, "The second line\ngoes on."),
        ("heading", 2, "complex context"),
        ("quotation", 3, "“The talks were hard."),
        ("quotation", 3, "They go on.”"),
        ("paragraph", 4, "The first point is made."),
        ("paragraph", 5, "The second one."),
        ("heading", 6, "خلفية النزاع"),
        ("paragraph", 7, "قال د. سالم إنها **صعبة**."),
        ("paragraph", 7, "هل تنجح؟"),
    ]
    for segment in document.segments:
        assert document.text[segment.start : segment.end] == segment.target


def test_front_matter_gives_title_and_date() -> None:
    document = read(
        '---\ntitle: "Talks end"\r\ndate: 2026-02-18T10:00\n---\n\n# Geneva\n\nIt ended.\n'
    )
    assert (document.title, document.date) == ("Talks end", "2026-02-18")
    assert [s.role for s in document.segments] == [Role.HEADLINE, Role.HEADING, Role.PARAGRAPH]
    assert document.text[document.segments[0].start :].startswith('Talks end"')


@pytest.mark.parametrize(
    ("segment", "left"),
    [
        ("**All of it.**", "All of it."),
        ("***All of it.***", "All of it."),
        ("**One** and **two**", "**One** and **two**"),
        ("[A link](https://example.org)", "A link"),
        ("**[A link](https://example.org)**", "A link"),
        ("![A picture](a.png)", ""),
        ("A hard break\\", "A hard break"),
        ("5 * 3", "5 * 3"),
        ("", ""),
    ],
)
def test_only_marks_around_the_whole_are_taken_off(segment: str, left: str) -> None:
    start, end = trim_marks(segment)
    assert segment[start:end] == left


MARKUP = st.sampled_from(
    [
        "# ",
        "> ",
        "- ",
        "**",
        "_",
        "`",
        "\n",
        "\r\n",
        "\n\n",
        "[a](b)",
        "\t",
        "    ",
        "نعم. ",
        "Yes. ",
        "---\n",
    ]
)


@given(st.lists(MARKUP).map("".join))
def test_offsets_hold_whatever_the_markup(markup: str) -> None:
    document = read(f"Some words.\n\n{markup}")
    previous = 0
    for segment in document.segments:
        assert document.text[segment.start : segment.end] == segment.target
        assert previous <= segment.start < segment.end
        previous = segment.end
