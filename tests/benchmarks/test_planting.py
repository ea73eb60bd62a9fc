"""The planter changes exactly one thing and says which."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.benchmarks.planting import (
    exchange_nation,
    exchange_numbers,
    exchange_term,
    lower_case_words,
    plant,
    scramble,
)

CORPUS = lower_case_words(["the minister said that parliament would not meet in march"])


def test_each_kind_changes_what_it_says():
    text = "On 12 March 2014, the envoy Karimov said 25 people were killed in Aleppo."
    planted = plant(text, CORPUS, "1")
    assert set(planted) == {"number", "date", "name", "negation"}
    for error in planted.values():
        assert error.text != text
        assert error.text[error.start : error.end] == error.after
        assert error.text[: error.start] + error.before + error.text[error.end :] == text
    assert planted["number"].before == "25"
    assert planted["date"].before in {"March", "2014"}
    assert planted["name"].before in {"Karimov", "Aleppo"}
    assert "were not killed" in planted["negation"].text


@pytest.mark.parametrize(
    ("text", "damaged"),
    [
        ("He has not resigned.", "He has resigned."),
        ("It isn't over.", "It is over."),
        ("They cannot win.", "They can win."),
        ("The talks will resume.", "The talks will not resume."),
        ("Prices have been cut.", "Prices have not been cut."),
    ],
)
def test_negations_come_and_go(text, damaged):
    assert plant(text, CORPUS, "1")["negation"].text == damaged


@pytest.mark.parametrize(
    ("text", "damaged"),
    [
        ("The blast killed 25 and hurt 1,300.", "The blast killed 1,300 and hurt 25."),
        ("Three died, twelve were hurt.", "Twelve died, three were hurt."),
        ("In 2014, 12 died and 3 were hurt.", "In 2014, 3 died and 12 were hurt."),
        ("On 3 May, 12 died.", None),
        ("Two died on one day, two on another.", None),
        ("Nobody died.", None),
    ],
)
def test_numbers_are_exchanged(text, damaged):
    exchanged = exchange_numbers(text, "1")
    assert (exchanged and exchanged.text) == damaged


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_a_nation_takes_the_place_of_another_in_the_same_form(seed):
    country = exchange_nation("Talks with Iran failed.", seed)
    people = exchange_nation("The Iranian minister spoke.", seed)
    assert country is not None
    assert people is not None
    assert (country.before, people.before) == ("Iran", "Iranian")
    assert country.text == f"Talks with {country.after} failed."
    assert "Iran" not in country.after + people.after
    assert people.after.endswith(("n", "h", "e", "i", "k"))
    assert exchange_nation("Talks with Iran failed.", seed) == country


@pytest.mark.parametrize(
    "text", ["Nobody spoke.", "Iran said the Iranian minister spoke.", "U.S. and American troops"]
)
def test_a_nation_that_stands_twice_stays(text):
    assert exchange_nation(text, "1") is None


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_a_term_takes_the_place_of_another_of_its_kind_and_number(seed):
    one = exchange_term("The judge was late.", seed)
    several = exchange_term("Two judges were late.", seed)
    assert one is not None
    assert several is not None
    assert (one.before, several.before) == ("judge", "judges")
    assert one.after in {"lawyer", "prosecutor"}
    assert several.text in {"Two lawyers were late.", "Two prosecutors were late."}
    assert exchange_term("The judge was late.", seed) == one


@pytest.mark.parametrize(
    "text", ["Nobody spoke.", "The judge met the prosecutor.", "A school-leaver spoke."]
)
def test_a_kind_that_stands_twice_stays(text):
    assert exchange_term(text, "1") is None


@pytest.mark.parametrize(
    "text",
    [
        "COVID-19 and the F-16 flew on.",
        "The Minister of the Parliament agreed.",
        "On 3 May he spoke and on May 4 he left.",
    ],
)
def test_what_is_no_number_and_no_name_stays(text):
    assert not {"number", "name"} & set(plant(text, CORPUS, "1"))


@given(st.text(alphabet="ab 12.,MarchTuesday", max_size=60), st.integers(0, 5))
def test_planting_is_repeatable_and_never_loses_text(text, seed):
    planted = plant(text, CORPUS, str(seed))
    assert planted == plant(text, CORPUS, str(seed))
    for error in planted.values():
        assert error.text[: error.start] + error.before + error.text[error.end :] == text


def test_scrambling_moves_the_share_of_words_it_is_asked_for():
    text = " ".join(f"w{n}" for n in range(20))
    moved = [a != b for a, b in zip(text.split(), scramble(text, 0.3, "1").split(), strict=True)]
    assert sum(moved) == 6
    assert sorted(scramble(text, 1.0, "1").split()) == sorted(text.split())
    assert scramble("alone", 1.0, "1") == "alone"
