"""Bitext as TSV and JSON Lines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.document import Document, Kind
from mtqa.errors import InputError
from mtqa.reading import read_document, read_pairs
from mtqa.reading.pairs import read_json_lines, read_tsv
from mtqa.reading.registry import Content

SIDES = st.one_of(st.none(), st.text(max_size=30))


def jsonl(*records: object) -> str:
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records)


def from_json(text: str) -> Document:
    return read_json_lines(Content(id="p", name="p.jsonl", text=text))


def from_tsv(text: str) -> Document:
    return read_tsv(Content(id="p", name="p.tsv", text=text))


def test_json_lines_keep_order_ids_and_offsets() -> None:
    document = from_json(
        jsonl(
            {"id": "b", "source": "قال د. سالم: نعم.", "target": "Dr. Salem said: yes."},
            {"id": 7, "source": "لا.", "target": "No."},
            {"source": "ربما؟", "target": "Maybe?\nWho knows?", "note": "ignored"},
        )
    )
    assert document.kind is Kind.PAIRS
    assert [(s.id, s.source, s.target) for s in document.segments] == [
        ("b", "قال د. سالم: نعم.", "Dr. Salem said: yes."),
        ("7", "لا.", "No."),
        ("3", "ربما؟", "Maybe?\nWho knows?"),
    ]
    assert document.text == "Dr. Salem said: yes.\nNo.\nMaybe?\nWho knows?"
    assert document.source_text == "قال د. سالم: نعم.\nلا.\nربما؟"


def test_broken_lines_are_said_with_their_number_and_the_others_go_on() -> None:
    document = from_json(
        '{"source": "a", "target": "A"}\n{"source": "b", \n\n["c", "C"]\n{"target": "D"}\n'
        '{"source": "e", "target": 5}\n{"source": " ", "target": ""}\n'
        '{"id": [1], "source": "g", "target": "G"}\n{"source": "h", "target": "H"}'
    )
    assert [(s.id, s.target) for s in document.segments] == [("1", "A"), ("9", "H")]
    assert [note.partition(":")[0] for note in document.notes] == [
        f"line {number} left out" for number in (2, 4, 5, 6, 7, 8)
    ]
    assert document.notes[2] == "line 5 left out: `source` is missing"


def test_an_empty_side_stays_visible() -> None:
    document = from_json(
        jsonl(
            {"source": "نعم.", "target": ""},
            {"source": None, "target": "Added."},
            {"source": "لا.", "target": "No."},
        )
    )
    untranslated, added, whole = document.segments
    assert (untranslated.target, untranslated.start, untranslated.end) == (None, 0, 0)
    assert (added.source, added.source_start) == (None, None)
    assert document.source_text is not None
    assert document.source_text[whole.source_start : whole.source_end] == "لا."
    assert [s.id for s in document.aligned()] == ["3"]


def test_an_id_that_is_taken_is_changed_and_said() -> None:
    pair = {"id": "x", "source": "a", "target": "A"}
    document = from_json(jsonl(pair, pair, pair))
    assert [s.id for s in document.segments] == ["x", "x#2", "x#3"]
    assert document.notes[0] == "line 2: id x is taken, called x#2"


def test_tsv_with_and_without_header() -> None:
    plain = from_tsv('نعم.\tYes.\r\n\r\nلا.\tHe said "no.\r\n')
    assert [(s.id, s.source, s.target) for s in plain.segments] == [
        ("1", "نعم.", "Yes."),
        ("3", "لا.", 'He said "no.'),
    ]
    named = from_tsv("id\ttarget\tsource\nq\tYes.\tنعم.\n")
    assert [(s.id, s.source, s.target) for s in named.segments] == [("q", "نعم.", "Yes.")]


def test_tsv_lines_with_the_wrong_number_of_columns_are_left_out() -> None:
    document = from_tsv("a\tA\nb\nc\tC\tD\ne\tE\n")
    assert [s.target for s in document.segments] == ["A", "E"]
    assert document.notes == (
        "line 2 left out: 2 columns expected, 1 found",
        "line 3 left out: 2 columns expected, 3 found",
    )


@pytest.mark.parametrize("text", ["not a pair", "{}", "[" * 100_000])
def test_no_pair_at_all_is_an_error_with_a_reason(text: str) -> None:
    with pytest.raises(InputError, match=r"p\.jsonl: no source/target pair found \(line 1 "):
        from_json(text)


def test_read_pairs_takes_nothing_else(tmp_path: Path) -> None:
    pairs = tmp_path / "a.tsv"
    pairs.write_text("نعم.\tYes.\n", encoding="utf-8")
    article = tmp_path / "a.txt"
    article.write_text("It ended.\n", encoding="utf-8")
    assert read_pairs(pairs).kind is Kind.PAIRS
    with pytest.raises(InputError, match="not a list of pairs"):
        read_pairs(article)
    with pytest.raises(InputError, match="leave out --source"):
        read_document(pairs, source=article)
    with pytest.raises(InputError, match="cannot be a source"):
        read_document(article, source=pairs)


@given(st.lists(st.tuples(SIDES, SIDES), min_size=1, max_size=6))
def test_offsets_hold_on_both_sides(pairs: list[tuple[str | None, str | None]]) -> None:
    first = {"source": "س", "target": "S"}
    document = from_json(jsonl(first, *({"source": s, "target": t} for s, t in pairs)))
    assert document.source_text is not None
    for segment in document.segments:
        assert document.text[segment.start : segment.end] == (segment.target or "")
        if segment.source is not None:
            span = document.source_text[segment.source_start : segment.source_end]
            assert span == segment.source
