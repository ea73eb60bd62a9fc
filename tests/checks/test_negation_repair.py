"""Lost and gained negations, with the language model as a second witness."""

from __future__ import annotations

import pytest

from mtqa.checks import load_rules
from mtqa.checks.inspection import Context
from mtqa.checks.negation_repair import MOST_WORDINGS, negation_repair, repaired
from mtqa.checks.passage import Pair, Passage, Relation
from mtqa.checks.rule import Suspicion
from mtqa.engines.base import LanguageModel

LOST = ("لم يحضر الوزير الاجتماع.", "The minister attended the meeting.")
GAINED = ("حضر الوزير الاجتماع.", "The minister did not attend the meeting.")
PUT_OTHERWISE = ("Er kam nicht rechtzeitig an.", "He arrived late.")


def pair_of(texts: tuple[str, str], source: str = "ar", target: str = "en") -> Pair:
    return Pair(Passage(texts[1], target), Passage(texts[0], source))


def suspected(pair: Pair, model: LanguageModel | None) -> list[Suspicion]:
    return list(load_rules()["negation"].function(pair, Context(language_model=model)))


def test_a_lost_negation_is_placed_and_put_right(real_language_model: LanguageModel) -> None:
    pair = pair_of(LOST)
    (suspicion,) = suspected(pair, real_language_model)
    assert pair.target.text[suspicion.start : suspicion.end] == "attended"
    assert suspicion.suggestion == "did not attend"
    assert suspicion.confidence > 0.75
    assert suspicion.evidence["more_probable_by_nats"] > 0


def test_a_gained_negation_is_put_right(real_language_model: LanguageModel) -> None:
    (suspicion,) = suspected(pair_of(GAINED), real_language_model)
    assert suspicion.suggestion == "attended"
    assert suspicion.confidence > 0.75


def test_a_negation_put_otherwise_is_no_serious_matter(real_language_model: LanguageModel) -> None:
    pair = pair_of(PUT_OTHERWISE, "de")
    assert pair.polarity_differences
    alone = suspected(pair, None)
    weighed = suspected(pair, real_language_model)
    assert alone[0].confidence > 0.7
    assert not any(suspicion.confidence > 0.5 for suspicion in weighed)


def test_without_a_model_the_rule_is_believed() -> None:
    (suspicion,) = suspected(pair_of(LOST), None)
    assert suspicion.suggestion is None
    assert suspicion.start == suspicion.end == len(LOST[1])


def test_without_an_answer_the_rule_has_to_be_surer(real_language_model: LanguageModel) -> None:
    pair = pair_of(("Он не пришёл вовремя.", "He was too slow on his way."), "ru")
    (difference,) = pair.polarity_differences
    assert difference.confidence == 0.6
    assert suspected(pair, None) == []
    assert repaired(pair, difference, 0.6, real_language_model) is not None


@pytest.mark.parametrize(
    "pair",
    [
        Pair(Passage(GAINED[1], "en"), Passage(LOST[1], "en"), Relation.ROUND_TRIP),
        pair_of((GAINED[1], GAINED[0]), "en", "ar"),
        pair_of((LOST[0], "It was so " * MOST_WORDINGS)),
    ],
    ids=["round trip", "into Arabic", "very long"],
)
def test_where_the_model_is_not_asked(pair: Pair, real_language_model: LanguageModel) -> None:
    (difference,) = pair.polarity_differences
    assert repaired(pair, difference, 0.8, real_language_model) is None


def test_nothing_to_repair_without_a_language() -> None:
    pair = pair_of(LOST)
    (difference,) = pair.polarity_differences
    unknown = Pair(Passage(LOST[1], None), pair.source)
    assert negation_repair(unknown, difference, _never_asked()) is None


def _never_asked() -> LanguageModel:
    class Model:
        identity = None

        def score(self, pairs: object) -> object:
            raise AssertionError("asked")

    return Model()  # type: ignore[return-value]
