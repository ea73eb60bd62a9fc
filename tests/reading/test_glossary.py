"""Glossaries come as tables or as TBX, and say which line is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtqa.errors import InputError
from mtqa.language.glossary import Term, TermStatus
from mtqa.reading.glossary import read_glossary

TBX = """<?xml version="1.0" encoding="UTF-8"?>
<martif type="TBX" xml:lang="en"><text><body><termEntry id="1">
<langSet xml:lang="ar"><tig><term>وقف إطلاق النار</term></tig></langSet>
<langSet xml:lang="en"><tig><term>ceasefire</term></tig>
<tig><term>cessation of fire</term>
<termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig></langSet>
</termEntry></body></text></martif>
"""
CEASEFIRE = Term(
    "وقف إطلاق النار", ("ceasefire", "truce"), TermStatus.PREFERRED, "ar", "en", "agreed 2024"
)


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_table(tmp_path: Path, delimiter: str) -> None:
    lines = (
        ["source", "target", "status", "source_language", "target_language", "note"],
        ["وقف إطلاق النار", "ceasefire|truce", "", "ar", "en", "agreed 2024"],
        ["Le Monde", "", "do-not-translate", "", "", ""],
        ["", "terrorist", "forbidden", "", "en", ""],
    )
    text = "\ufeff" + "\n".join(delimiter.join(line) for line in lines)
    terms = read_glossary(write(tmp_path, "g.csv", text)).terms
    assert terms == (
        CEASEFIRE,
        Term("Le Monde", ("Le Monde",), TermStatus.DO_NOT_TRANSLATE),
        Term("", ("terrorist",), TermStatus.FORBIDDEN, None, "en"),
    )


def test_tbx_pairs_languages_and_forbids_deprecated_terms(tmp_path: Path) -> None:
    terms = read_glossary(write(tmp_path, "g.tbx", TBX)).terms
    assert Term("وقف إطلاق النار", ("ceasefire",), source_language="ar", target_language="en") in (
        terms
    )
    assert Term("", ("cessation of fire",), TermStatus.FORBIDDEN, None, "en") in terms


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("g.csv", "source,target\nhudna,\n", "line 2: source or target is empty"),
        ("g.csv", "source,target,status\na,b,wrong\n", "line 2: unknown status 'wrong'"),
        ("g.csv", "arabic,english\na,b\n", "columns source and target"),
        ("g.csv", "source,target,colour\na,b,c\n", "unknown column 'colour'"),
        ("g.csv", "source,target\n", "has no terms"),
        ("g.tbx", "<martif>", "is not valid XML"),
    ],
)
def test_broken_glossary_says_what_is_wrong(
    tmp_path: Path, name: str, text: str, says: str
) -> None:
    with pytest.raises(InputError, match=says):
        read_glossary(write(tmp_path, name, text))


def test_missing_glossary(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read the glossary"):
        read_glossary(tmp_path / "none.csv")
