"""Numbers in each other's place: what could be exchanged, and what the language model says."""

from __future__ import annotations

import pytest

from mtqa.checks import load_rules
from mtqa.checks.inspection import Context
from mtqa.checks.passage import Pair, Passage
from mtqa.checks.rule import Suspicion
from mtqa.checks.rules.exchanged_numbers import exchanges_of_numbers
from mtqa.engines.base import LanguageModel
from mtqa.mqm import Severity

RIGHT = ("أسفر الهجوم عن مقتل خمسة أشخاص وإصابة 18 آخرين.", "The attack killed five and hurt 18.")
WRONG = (RIGHT[0], "The attack killed 18 and hurt five.")


def pair_of(texts: tuple[str, str], source: str = "ar", target: str = "en") -> Pair:
    return Pair(Passage(texts[1], target), Passage(texts[0], source))


def wordings(texts: tuple[str, str], source: str, target: str = "en") -> list[str]:
    pair = pair_of(texts, source, target)
    text = pair.target.text
    return [exchange.rewording(text).applied(text) for exchange in exchanges_of_numbers(pair)]


def suspected(pair: Pair, model: LanguageModel | None) -> list[Suspicion]:
    return list(load_rules()["exchanged-numbers"].function(pair, Context(language_model=model)))


@pytest.mark.parametrize(
    ("texts", "source", "exchanged"),
    [
        (RIGHT, "ar", ["The attack killed 18 and hurt five."]),
        (
            ("Die Quote stieg von 7,1 auf 7,4 Prozent.", "It rose to 7.4% from 7.1%."),
            "de",
            ["It rose to 7.1% from 7.4%."],
        ),
        (
            ("Der Gewinn stieg von 1,2 auf 1,4.", "Profits rose from 1.2 to 1.4."),
            "de",
            ["Profits rose from 1.4 to 1.2."],
        ),
        (
            ("С 980 млн до 1,2 млрд.", "From 980 million to 1.2 billion."),
            "ru",
            ["From 1.2 billion to 980 million."],
        ),
        (
            ("Mercredi, deux morts et trois blessés.", "On Wednesday, two dead, three hurt."),
            "fr",
            ["On Wednesday, three dead, two hurt."],
        ),
        (
            ("Trois morts et 12 blessés.", "Three dead and 12 hurt."),
            "fr",
            ["12 dead and three hurt."],
        ),
        (
            ("Trois morts et douze blessés.", "Three dead and twelve hurt."),
            "fr",
            ["Twelve dead and three hurt."],
        ),
        (
            ("El lunes en Madrid y el jueves en Roma.", "Monday in Madrid and Thursday in Rome."),
            "es",
            ["Thursday in Madrid and Monday in Rome."],
        ),
    ],
)
def test_two_values_change_places(
    texts: tuple[str, str], source: str, exchanged: list[str]
) -> None:
    assert wordings(texts, source) == exchanged


@pytest.mark.parametrize(
    ("texts", "source"),
    [
        (("Trois morts et trois blessés.", "Three dead and three hurt."), "fr"),
        (("5 Tote und 5 Prozent.", "5 dead and 5 percent."), "de"),
        (("12 Tote, 30 Prozent mehr.", "12 dead, up 30 percent."), "de"),
        (("Fünf Tote und 18 Verletzte.", "Five dead."), "de"),
        (("In 5 Orten: 5 Tote, 18 Verletzte.", "In 5 places: 5 dead, 18 hurt."), "de"),
    ],
)
def test_the_same_other_kinds_and_repeated_values_do_not(
    texts: tuple[str, str], source: str
) -> None:
    assert wordings(texts, source) == []


def test_exchanged_numbers_are_shown_with_their_order_put_right(
    real_language_model: LanguageModel,
) -> None:
    pair = pair_of(WRONG)
    (suspicion,) = suspected(pair, real_language_model)
    assert pair.target.text[suspicion.start : suspicion.end] == "18 and hurt five"
    assert suspicion.suggestion == "five and hurt 18"
    assert suspicion.severity is Severity.CRITICAL
    assert suspicion.evidence["source"] == ["خمسة", "18"]
    assert suspicion.source_start is not None
    assert pair.source.text[suspicion.source_start : suspicion.source_end].startswith("خمسة")


def test_numbers_in_their_places_are_left_alone(real_language_model: LanguageModel) -> None:
    assert suspected(pair_of(RIGHT), real_language_model) == []


def test_other_languages_than_english_are_asked_about_too(
    real_language_model: LanguageModel,
) -> None:
    source = "The attack killed five people and wounded 18."
    wrong = pair_of((source, "Der Angriff tötete 18 Menschen und verletzte fünf."), "en", "de")
    right = pair_of((source, "Der Angriff tötete fünf Menschen und verletzte 18."), "en", "de")
    assert suspected(wrong, real_language_model)
    assert not suspected(right, real_language_model)
