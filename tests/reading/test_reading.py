"""Files, standard input and two files: what is read, and what is refused in one line."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from mtqa.document import Kind, Role
from mtqa.errors import InputError
from mtqa.reading import read_document, read_text
from mtqa.reading.registry import choose_reader

ENGLISH = "Talks end\r\n\r\nDr. Salem said it ended. Nobody knows why.\r\n"
ARABIC = "انتهاء المحادثات\n\nقال د. سالم إنها انتهت. لا أحد يعرف السبب.\n"


@pytest.fixture
def english(tmp_path: Path) -> Path:
    path = tmp_path / "talks.txt"
    path.write_bytes(ENGLISH.encode())
    return path


def feed(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))


def test_line_ends_are_kept_and_a_byte_order_mark_is_not(tmp_path: Path) -> None:
    path = tmp_path / "talks.txt"
    path.write_text(ENGLISH, encoding="utf-8-sig", newline="")
    document = read_document(path)
    assert document.text == ENGLISH
    assert document.segments[0].start == 0
    assert (document.id, document.path) == ("talks", str(path))


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    feed(monkeypatch, ARABIC.encode("windows-1256"))
    document = read_document("-")
    assert (document.id, document.path, document.encoding) == ("stdin", None, "windows-1256")
    assert document.title == "انتهاء المحادثات"
    assert document.notes == ("read as windows-1256 (guessed)",)


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        ("a.txt", "# Not a heading here\n", "text"),
        ("A.MD", "plain", "markdown"),
        ("a.htm", "plain", "html"),
        ("a.tsv", "plain", "tsv"),
        ("a.ndjson", "plain", "jsonl"),
        (None, "\n<!-- x --><!DOCTYPE HTML><html>", "html"),
        (None, '{"source": "a", "target": "b"}\n', "jsonl"),
        (None, "a\tb\n\nc\td\n", "tsv"),
        (None, "# A heading\n\nText.", "markdown"),
        (None, "[" * 100_000, "text"),
        ("README", "Text about #1 and 5 < 6.", "text"),
    ],
)
def test_the_format_is_told_by_suffix_then_by_content(
    path: str | None, text: str, name: str
) -> None:
    assert choose_reader(path, text).name == name


def test_a_source_of_its_own_is_read_too(english: Path, tmp_path: Path) -> None:
    source = tmp_path / "source.txt"
    source.write_text(ARABIC, encoding="utf-16")
    document = read_document(english, source=source)
    assert document.kind is Kind.ARTICLE
    assert document.source_text == ARABIC
    assert [(s.id, s.role, s.target is None, s.source is None) for s in document.segments] == [
        ("s1", Role.HEADLINE, False, True),
        ("s2", Role.PARAGRAPH, False, True),
        ("s3", Role.PARAGRAPH, False, True),
        ("s4", Role.HEADLINE, True, False),
        ("s5", Role.PARAGRAPH, True, False),
        ("s6", Role.PARAGRAPH, True, False),
    ]
    for segment in document.segments[3:]:
        assert ARABIC[segment.source_start : segment.source_end] == segment.source
    assert document.notes == ("source: read as utf-16-le (byte order mark)",)


def test_a_string_with_its_source() -> None:
    document = read_text("It ended.", source="انتهت.", id="note")
    assert (document.id, document.has_source, document.path) == ("note", True, None)


def test_the_language_that_is_given_decides_on_abbreviations() -> None:
    text = "Es war am 5. Oktober."
    assert len(read_text(text, language="de").segments) == 1
    assert len(read_text(text, language="en").segments) == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b" \r\n\t", "the file is empty"),
        (b"%PDF-1.4", "this is a PDF file"),
        (b"12 + 3\n", "there is no sentence in it"),
        (b"x" * 101, "larger than 100 bytes; split it, or raise the limit with --max-bytes"),
    ],
)
def test_bad_content_is_one_line(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_document(path, max_bytes=100)
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def test_a_file_of_exactly_the_limit_is_read(english: Path) -> None:
    assert read_document(english, max_bytes=len(ENGLISH)).text == ENGLISH


def test_too_much_on_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    feed(monkeypatch, b"word " * 100)
    with pytest.raises(InputError, match="standard input: larger than 50 bytes"):
        read_document("-", max_bytes=50)


def test_what_is_no_readable_file(tmp_path: Path, english: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.txt: no such file"):
        read_document(tmp_path / "gone.txt")
    with pytest.raises(InputError, match="this is a folder"):
        read_document(tmp_path)
    with pytest.raises(InputError, match="not both"):
        read_document("-", source="-")
    with pytest.raises(InputError, match="cannot be read"):
        read_document(english / "below.txt")


def test_no_permission(english: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match="no permission to read it"):
        read_document(english)
