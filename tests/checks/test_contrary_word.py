"""Words that turn round what the source says, with the language model as the witness."""

from __future__ import annotations

import pytest

from mtqa.checks import Example, inspect, load_rules
from mtqa.checks.examples import example_context, example_document
from mtqa.checks.passage import Pair, Passage, Relation
from mtqa.checks.trial import MOST_WORDINGS, best_wordings, gain_confidence
from mtqa.engines.base import LanguageModel
from mtqa.finding import Finding
from mtqa.language.rewording import Rewording
from mtqa.mqm import Severity


def found(source: str, language: str, target: str, model: LanguageModel) -> tuple[Finding, ...]:
    example = Example(target, (), source=source, source_language=language)
    context = example_context(example, language_model=model)
    rules = [load_rules()["contrary-word"]]
    return inspect(example_document(example), context, rules).findings


@pytest.mark.parametrize(
    ("source", "language", "right", "wrong", "stated", "meant"),
    [
        (
            "Der Umsatz sank um 10 Millionen Euro.",
            "de",
            "Revenue fell by 10 million euros.",
            "Revenue fell to 10 million euros.",
            "to",
            "by",
        ),
        (
            "Il a refusé de signer l'accord.",
            "fr",
            "He refused to sign the agreement.",
            "He agreed to sign the agreement.",
            "agreed",
            "refused",
        ),
        (
            "اعتقلت الشرطة زعيم المعارضة يوم الاثنين.",
            "ar",
            "Police arrested the opposition leader on Monday.",
            "Police released the opposition leader on Monday.",
            "released",
            "detained",
        ),
    ],
)
def test_the_contrary_is_found_and_suggested(
    source: str,
    language: str,
    right: str,
    wrong: str,
    stated: str,
    meant: str,
    real_language_model: LanguageModel,
) -> None:
    assert found(source, language, right, real_language_model) == ()
    (finding,) = found(source, language, wrong, real_language_model)
    assert (finding.text, finding.suggestion) == (stated, meant)
    assert finding.severity is Severity.CRITICAL
    assert finding.evidence["more_probable_by_nats"] > 0


def test_the_model_is_not_asked_in_vain(real_language_model: LanguageModel) -> None:
    wording = [Rewording(0, 5, "Right")]
    pair = Pair(Passage("Wrong one.", "en"), Passage("Richtig.", "de"))
    trip = Pair(pair.target, Passage("Right.", "en"), relation=Relation.ROUND_TRIP)
    unknown = Pair(pair.target, Passage("Richtig.", None))
    assert best_wordings([(pair, wording)], real_language_model)[0] is not None
    assert best_wordings([(pair, wording)], None)[0] is None
    assert best_wordings([(pair, [])], real_language_model)[0] is None
    assert best_wordings([(trip, wording)], real_language_model)[0] is None
    assert best_wordings([(unknown, wording)], real_language_model)[0] is None
    assert best_wordings([(pair, wording * (MOST_WORDINGS + 1))], real_language_model)[0] is None


def test_a_greater_gain_makes_surer() -> None:
    for kind in ("exchange", "contrary"):
        sure = [gain_confidence(gain, kind) for gain in (-20.0, 0.0, 3.0, 6.0, 20.0)]
        assert sure == sorted(sure)
        assert sure[1] < 0.5 < sure[-1] < 1
