"""Findings beside what professional raters marked, on annotations small enough to count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.benchmarks.mqm_annotations import Mark, drawn, rated_translations, unmarked
from mtqa.benchmarks.runner import run_suite
from mtqa.benchmarks.suite import Suite
from mtqa.benchmarks.tasks.marked_spans import is_marked
from mtqa.finding import Finding

SUITE = Suite(name="mine", title="T", task="marked-spans", data=("mqm-ted",), half="test")


def row(seg: int, target: str, severity: str = "Major", **fields: str) -> dict[str, str]:
    return {
        "system": "A",
        "doc": "talk",
        "seg_id": str(seg),
        "rater": "r",
        "source": f"Es kostete {seg + 40} Euro.",
        "target": target,
        "category": "Accuracy/Mistranslation",
        "severity": severity,
    } | fields


def finding(start: int, end: int, **fields: object) -> Finding:
    known = {
        "id": "0000000000",
        "check": "number-mismatch",
        "category": "accuracy/mistranslation",
        "severity": "major",
        "confidence": 0.9,
        "segment": "s",
        "start": start,
        "end": end,
        "text": "",
        "message": "A number.",
    }
    return Finding.model_validate(known | fields)


def test_marks_of_one_translation_come_together_at_their_places():
    rows = [
        row(1, "It <v>cost</v> 12 <v>euro</v>."),
        row(1, "It cost 12 euro.", source="Es <v>kostete</v> 41 Euro."),
        row(2, "It cost 42 euros.", "No-error"),
    ]
    first, second = rated_translations(rows).values()
    assert first.target == "It cost 12 euro."
    assert first.source == "Es kostete 41 Euro."
    assert first.marks == (
        Mark("target", 3, 7, "Major"),
        Mark("target", 11, 15, "Major"),
        Mark("source", 3, 10, "Major"),
    )
    assert second.marks == ()


@given(st.lists(st.text(st.characters(exclude_characters="<>"), max_size=6), max_size=7))
def test_a_mark_is_what_stood_between_its_tags(parts):
    marked = "".join(f"<v>{p}</v>" if n % 2 else p for n, p in enumerate(parts))
    (rated,) = rated_translations([row(1, marked)]).values()
    assert rated.target == "".join(parts) == unmarked(marked)
    assert [rated.target[m.start : m.end] for m in rated.marks] == parts[1::2]


def test_a_finding_is_right_on_either_side_but_not_beside_the_mark():
    marks = [Mark("target", 3, 7, "Minor"), Mark("source", 0, 2, "Minor")]
    assert is_marked(finding(6, 9), marks)
    assert not is_marked(finding(7, 9), marks)
    assert not is_marked(finding(5, 5), marks)
    assert is_marked(finding(9, 9, source_start=1, source_end=4), marks)
    assert not is_marked(finding(9, 9, source_start=2, source_end=4), marks)


def test_the_systems_of_a_sentence_are_drawn_with_the_seed():
    rows = [row(n, "x", system=system) for n in range(30) for system in "ABC"]
    translations = rated_translations(rows)
    one = drawn(translations, 1)
    assert len(one) == 30
    assert one == drawn(translations, 1)
    assert {key[0] for key in one} == set("ABC")
    assert one != drawn(translations, 2)
    assert len(drawn(translations, 1, 2)) == 60
    assert len(drawn(translations, 1, 9)) == 90


def test_precision_stands_beside_chance_and_the_confidence_that_was_stated(
    data, equipment, store, write_rows
):
    rows = [row(n, f"It cost <v>{n}</v> euros.") for n in range(1, 5)]
    rows += [row(n, f"It cost {n} <v>euros</v>.", "Minor") for n in range(5, 9)]
    write_rows("mqm-ted/de-en", rows)
    done = run_suite(SUITE, data, equipment, store, config={"name": "fast"})
    assert [item.id for item in done.items()] == [f"de-en:A/talk/{n}" for n in (2, 4, 6, 8)]
    scores = done.scores
    assert scores["precision counted all"].items == 4
    assert scores["precision counted all"].value == 50.0
    assert 0 < scores["precision counted all"].floors["chance"] < 50
    assert scores["precision number-mismatch"].value == 50.0
    assert scores["recall major de-en"].value == 100.0
    assert scores["recall minor de-en"].value == 0.0
    (band,) = (score for name, score in scores.items() if name.startswith("precision confidence"))
    assert band.floors["stated confidence"] == pytest.approx(
        100 * sum(item.findings[0].confidence for item in done.items()) / 4
    )
