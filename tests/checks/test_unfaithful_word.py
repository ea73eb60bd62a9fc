"""The check that needs the pair critic, with models that have none."""

from __future__ import annotations

import pytest

from mtqa.checks import load_rules
from mtqa.checks.examples import example_context, example_document
from mtqa.checks.inspection import Context, inspect
from mtqa.checks.rule import Example
from mtqa.engines.base import LanguageModel, ModelIdentity
from mtqa.engines.language_model import ScoringModel

GAP = Example(
    "Lavrov met his Chinese counterpart in.", (), source="التقى لافروف نظيره الصيني في جنيف."
)
RULE = load_rules()["unfaithful-word"]


class OtherModel(ScoringModel):
    """The real model under another name and hash."""

    def __init__(self, model: ScoringModel) -> None:
        self.__dict__.update(model.__dict__)

    @property
    def identity(self) -> ModelIdentity:
        return ModelIdentity("language-model", "other", "", "f" * 64)


class ScoringOnly:
    """A model that reads no passages."""

    identity = ModelIdentity("language-model", "scorer", "", "0" * 64)

    def score(self, pairs: object) -> list[object]:
        return []


def skipped_with(model: object) -> str:
    context: Context = example_context(GAP, language_model=model)  # type: ignore[arg-type]
    return inspect(example_document(GAP), context, [RULE]).skipped["unfaithful-word"]


def test_another_model_is_named_as_the_reason(real_language_model: LanguageModel) -> None:
    assert isinstance(real_language_model, ScoringModel)
    reason = skipped_with(OtherModel(real_language_model))
    assert reason == "was trained for another language model: choose gemma3-270m"


def test_a_model_that_can_only_score_is_said() -> None:
    assert skipped_with(ScoringOnly()) == "scorer can only score: choose gemma3-270m"


def test_a_place_where_something_is_left_out_is_shown_with_its_neighbours(
    real_language_model: LanguageModel,
) -> None:
    context = example_context(GAP, language_model=real_language_model)
    (finding,) = inspect(example_document(GAP), context, [RULE]).findings
    assert (finding.text, finding.category) == ("in.", "accuracy/omission")
    assert finding.confidence == pytest.approx(1.0, abs=0.25)
