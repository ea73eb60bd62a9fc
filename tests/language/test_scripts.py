from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.language.scripts import (
    dominant_script,
    foreign_script_runs,
    language_pair,
    mixed_script_words,
    script_runs,
    script_shares,
)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Geneva", "Latin"),
        ("جنيف", "Arabic"),
        ("Женева", "Cyrillic"),
        ("ז'נבה", "Hebrew"),
        ("日内瓦", "Han"),
        ("ジュネーブ", "Katakana"),
        ("जिनेवा", "Devanagari"),
        ("12, 34!", "Common"),
    ],
)
def test_dominant_script(text: str, script: str) -> None:
    assert dominant_script(text) == script


def test_shares_count_letters_only() -> None:
    assert script_shares("ab جد 123") == {"Latin": 0.5, "Arabic": 0.5}


def test_words_left_in_another_script_are_found_with_their_span() -> None:
    text = "قال ترامب إن الـ whistleblower كاذب"
    (run,) = foreign_script_runs(text, "ar")
    assert text[run.start : run.end] == run.text == "whistleblower"


def test_look_alike_letters_within_a_word_are_found_but_hyphenated_words_are_not() -> None:
    assert [run.script for run in mixed_script_words("Pаris")] == ["Cyrillic"]
    for text in ("IT-специалист", "конфигурация Exim'а", "файл.list", "ATTRS{имя}"):
        assert mixed_script_words(text) == ()
    (slip,) = mixed_script_words("как (IT-спeциалист), так")
    assert (slip.text, slip.script) == ("спeциалист", "Latin")


@given(st.text(alphabet="ab جдד日カ1 ,.-", max_size=40))
def test_runs_are_ordered_spans_of_one_script(text: str) -> None:
    end = 0
    for run in script_runs(text):
        assert end <= run.start < run.end
        assert text[run.start : run.end] == run.text
        assert set(script_shares(run.text)) == {run.script}
        end = run.end


def test_a_language_pair_is_named_by_its_languages_alone() -> None:
    assert language_pair("ru-RU", "en_GB") == "ru-en"
