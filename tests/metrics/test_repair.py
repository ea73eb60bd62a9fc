"""What a translation gains by another wording."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from mtqa.engines.base import LanguageModel, ModelIdentity, TokenScore
from mtqa.language.negation_wording import affirmed_wordings, negated_wordings
from mtqa.language.rewording import Rewording
from mtqa.metrics.repair import Repair, Wordings, best_repairs


class WordCounter:
    """Finds a continuation the more probable, the oftener a word is in it; remembers the asking."""

    def __init__(self, liked: str) -> None:
        self.liked = liked
        self.asked: list[tuple[str, str]] = []

    @property
    def identity(self) -> ModelIdentity:
        return ModelIdentity("language-model", "word-counter", "", "0" * 64)

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[TokenScore, ...]]:
        self.asked += pairs
        return [(TokenScore(0, len(text), float(text.count(self.liked))),) for _, text in pairs]


def best_repair(
    source: str,
    target: str,
    languages: tuple[str, str],
    rewordings: Sequence[Rewording],
    model: LanguageModel,
    least: float = -math.inf,
) -> Repair | None:
    asked = Wordings(source, target, languages, tuple(rewordings))
    return best_repairs([asked], model, least=least)[0]


def test_the_wording_that_gains_most_is_found() -> None:
    text = "The minister attended the meeting."
    repair = best_repair(
        "لم يحضر", text, ("ar", "en"), negated_wordings(text), WordCounter("did not")
    )
    assert repair is not None
    assert repair.rewording.applied(text) == "The minister did not attend the meeting."
    assert repair.gain == 1


def test_without_a_wording_there_is_no_repair() -> None:
    assert best_repair("لم يحضر", "attended", ("ar", "en"), (), WordCounter("not")) is None


def test_the_model_reads_the_source_and_what_stands_before() -> None:
    model = WordCounter("not")
    text = "He did attend."
    best_repair("لم يحضر.", text, ("ar", "en"), (Rewording(7, 13, "not attend"),), model)
    assert set(model.asked) == {
        ("Arabic: لم يحضر.\nEnglish: He did", " attend."),
        ("Arabic: لم يحضر.\nEnglish: He did", " not attend."),
    }


def test_a_first_word_comes_after_the_language() -> None:
    model = WordCounter("No")
    best_repair("x", "Reports came.", ("ar", "en"), (Rewording(0, 7, "No reports"),), model)
    assert set(model.asked) == {
        ("Arabic: x\nEnglish:", " Reports came."),
        ("Arabic: x\nEnglish:", " No reports came."),
    }


def test_a_far_end_decides_between_the_best() -> None:
    text = "It was " + "very " * 20 + "good."
    near, far = Rewording(3, 6, "was not"), Rewording(3, 6, "is")
    model = WordCounter("good")
    repair = best_repair("x", text, ("ar", "en"), (near, far), model)
    assert repair is not None
    assert repair.gain == 0
    assert any(asked.endswith("good.") for _, asked in model.asked)


def test_each_of_several_translations_gets_its_own_answer() -> None:
    texts = ("He came.", "Nobody spoke.", "They left.")
    asked = [
        Wordings(f"x{at}", text, ("ar", "en"), tuple(negated_wordings(text)) if at != 1 else ())
        for at, text in enumerate(texts)
    ]
    model = WordCounter("did not")
    first, none, last = best_repairs(asked, model)
    assert first is not None
    assert last is not None
    assert first.rewording.applied(texts[0]) == "He did not come."
    assert none is None
    assert last.rewording.applied(texts[2]) == "They did not leave."
    assert all("x1" not in prefix for prefix, _ in model.asked)


def test_what_gains_too_little_near_its_place_is_not_tried_further() -> None:
    rewordings = (Rewording(3, 6, "is"),)
    model = WordCounter("good")
    assert best_repair("x", "It was good.", ("ar", "en"), rewordings, model, least=0.0) is not None
    assert best_repair("x", "It was good.", ("ar", "en"), rewordings, model, least=0.5) is None


@pytest.mark.parametrize(
    ("source", "target", "gains"),
    [
        ("لم يحضر الوزير الاجتماع.", "The minister attended the meeting.", True),
        ("حضر الوزير الاجتماع.", "The minister attended the meeting.", False),
        ("Le ministre n'a pas signé l'accord.", "The minister signed the agreement.", True),
        ("Le ministre a signé l'accord.", "The minister signed the agreement.", False),
    ],
)
def test_gemma_knows_a_lost_negation(
    source: str, target: str, gains: bool, real_language_model: LanguageModel
) -> None:
    languages = ("ar" if source.startswith(("ل", "ح")) else "fr", "en")
    repair = best_repair(source, target, languages, negated_wordings(target), real_language_model)
    assert repair is not None
    assert (repair.gain > 0) is gains


def test_gemma_knows_a_gained_negation(real_language_model: LanguageModel) -> None:
    text = "The minister did not attend the meeting."
    wordings = affirmed_wordings(text, 17, 20)
    for source, gains in (("حضر الوزير الاجتماع.", True), ("لم يحضر الوزير الاجتماع.", False)):
        repair = best_repair(source, text, ("ar", "en"), wordings, real_language_model)
        assert repair is not None
        assert (repair.gain > 0) is gains
