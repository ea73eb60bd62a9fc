"""The judges on a language model of the test's own, whose probabilities are known."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest

from mtqa.checks.pair_judgements import PairJudgements
from mtqa.engines.base import ModelIdentity, TokenScore
from mtqa.engines.language_model import Piece
from mtqa.errors import ModelError
from mtqa.metrics.error_spans import ErrorSpan, marked_spans
from mtqa.metrics.fluency import document_fluency
from mtqa.metrics.plausibility import find_implausible
from mtqa.metrics.plausibility_alternatives import Kind, find_places
from mtqa.metrics.quality import QualityEstimator

Rule = Callable[[str, str], float]
"""Log-probability of a word after some text."""


class WordModel:
    """Words are tokens; a rule says how probable each is."""

    identity = ModelIdentity("language-model", "words", "", "0" * 64)

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self.read_pieces = 0

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def read(self, passages: Sequence[Sequence[Piece]]) -> list[list[tuple[TokenScore, ...]]]:
        return [self._passage(passage) for passage in passages]

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[TokenScore, ...]]:
        return [self._tokens(prefix, text) for prefix, text in pairs]

    def _passage(self, passage: Sequence[Piece]) -> list[tuple[TokenScore, ...]]:
        before, readings = "", []
        for piece in passage:
            if piece.scored:
                self.read_pieces += 1
                readings.append(self._tokens(before, piece.text))
            before += piece.text
        return readings

    def _tokens(self, before: str, text: str) -> tuple[TokenScore, ...]:
        return tuple(
            TokenScore(m.start(), m.end(), self._rule(before + text[: m.start()], m[0].strip()))
            for m in re.finditer(r"\s*\S+", text)
        )


def find_error_spans(
    source: str, target: str, source_language: str, target_language: str, model: WordModel
) -> list[ErrorSpan]:
    """Return the spans as a check gets them."""
    pairs = [("pair", source, target)]
    judgement = PairJudgements(model, pairs, source_language, target_language).of("pair")
    return marked_spans(target, judgement.marks["target"]) if judgement else []


def knows_translations(before: str, word: str) -> float:
    """Words are probable when their capitals stand before: `haus` after `HAUS`."""
    return -0.3 if word.swapcase() in before.split() else -9.0


def knows_2022(before: str, word: str) -> float:
    return -0.1 if word.strip(",.") == "2022" else -8.0


@pytest.fixture
def estimator() -> QualityEstimator:
    return QualityEstimator(WordModel(knows_translations), None)


GOOD = ("DAS HAUS IST ALT UND SEHR SCHÖN", "das haus ist alt und sehr schön")
BAD = ("DAS HAUS IST ALT UND SEHR SCHÖN", "katzen mögen milch aber keine großen hunde")


def test_a_good_translation_is_rated_above_a_bad_one(estimator: QualityEstimator) -> None:
    good, bad = estimator.estimate([GOOD, BAD], "ru", "en")
    assert good.quality > bad.quality + 10
    assert good.components["critical_error"] < bad.components["critical_error"]
    assert good.low <= good.quality <= good.high <= 100


def test_the_estimate_says_what_limits_it(estimator: QualityEstimator) -> None:
    trained = estimator.estimate([GOOD], "ru", "en")[0]
    untrained = estimator.estimate([GOOD], "ar", "en")[0]
    assert "no pair critic for this language model" in (trained.note or "")
    assert "no human assessments of ar-en" in (untrained.note or "")
    assert untrained.high - untrained.low >= trained.high - trained.low - 20


@pytest.mark.parametrize(
    ("pair", "note"),
    [
        (("", "text"), "the source is empty"),
        (("text", " \n"), "the target is empty"),
        (("", ""), "the source and the target are empty"),
        (("وصل الوزير إلى جنيف.", "."), "the target has no words"),
        (("😀 😀 😀", "\x00 \x01 !!"), "hardly has words"),
    ],
)
def test_input_that_cannot_be_judged_is_marked(
    estimator: QualityEstimator, pair: tuple[str, str], note: str
) -> None:
    estimate = estimator.estimate([pair], "ar", "en")[0]
    assert note in (estimate.note or "")
    assert 0 <= estimate.low <= estimate.quality <= estimate.high <= 100


def test_a_very_long_pair_is_scored_in_windows(estimator: QualityEstimator) -> None:
    long = estimator.estimate([(GOOD[0] + " " * 3, GOOD[1]), (GOOD[0] * 1, GOOD[1])], "ru", "en")
    assert long[0].quality == pytest.approx(long[1].quality)
    many = estimator.estimate([((GOOD[0] + " ") * 400, (GOOD[1] + " ") * 400)], "ru", "en")[0]
    assert "windows" in (many.note or "")
    assert many.quality > 0


def test_unknown_languages_are_allowed(estimator: QualityEstimator) -> None:
    assert estimator.estimate([GOOD], None, None)[0].note


def test_quality_and_spans_share_one_reading() -> None:
    model = WordModel(knows_translations)
    QualityEstimator(model, None).estimate([GOOD], "ru", "en")
    find_error_spans(*GOOD, "ru", "en", model)
    assert model.read_pieces == 4


def test_a_model_that_can_only_score_is_refused_in_one_line() -> None:
    class OnlyScores:
        identity = WordModel.identity

        def score(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[TokenScore, ...]]:
            return []

    with pytest.raises(ModelError, match="gemma3-270m"):
        QualityEstimator(OnlyScores(), None)


def test_error_spans_cover_the_words_that_the_source_does_not_explain() -> None:
    source = "DAS ALTE HAUS AM FLUSS IST SEHR SCHÖN UND GROSS"
    target = "das alte haus am katze hund ist sehr schön und gross"
    spans = find_error_spans(source, target, "ar", "en", WordModel(knows_translations))
    marked = [target[s.start : s.end] for s in spans]
    assert any("katze hund" in text for text in marked)
    assert not any("schön" in text for text in marked)
    assert all(0 < s.confidence < 1 for s in spans)


@pytest.mark.parametrize("target", ["", "  ", "وقف إطلاق النار", "日本 首相", "😀\x00"])
def test_error_spans_lie_in_the_text(target: str) -> None:
    spans = find_error_spans("SOME SOURCE", target, "en", "ar", WordModel(knows_translations))
    assert all(0 <= s.start < s.end <= len(target) for s in spans)


def test_an_implausible_year_comes_with_a_better_one() -> None:
    text = "The operation began in February 2012, which plunged Europe into crisis."
    (found,) = find_implausible(text, "en", WordModel(knows_2022))
    assert text[found.start : found.end] == found.text == "2012"
    assert (found.alternative, found.kind) == ("2022", "year")
    assert found.margin > 5
    assert 0 < found.confidence < 1


def test_a_plausible_year_is_left_alone() -> None:
    assert find_implausible("It began in 2022, they say.", "en", WordModel(knows_2022)) == []


@pytest.mark.parametrize(
    ("text", "language", "kind", "value", "alternative"),
    [
        ("in 2014 when", "en", Kind.YEAR, "2014", "2024"),
        ("في عام ٢٠١٢ اندلعت", "ar", Kind.YEAR, "٢٠١٢", "٢٠٢٢"),
        ("on 3 March in Rome", "en", Kind.MONTH, "March", "April"),
        ("في 5 يناير الماضي", "ar", Kind.MONTH, "يناير", "فبراير"),
        ("في 5 شباط الماضي", "ar", Kind.MONTH, "شباط", "نيسان"),
        ("some 3 million people", "en", Kind.NUMBER, "million", "billion"),
        ("They did not agree.", "en", Kind.NEGATION, " not", ""),
        ("They didn’t agree.", "en", Kind.NEGATION, "didn’t", "did"),
        ("They were there.", "en", Kind.NEGATION, "were", "were not"),
    ],
)
def test_places_and_their_alternatives(
    text: str, language: str, kind: Kind, value: str, alternative: str
) -> None:
    (place,) = [place for place in find_places(text, language) if place.kind is kind]
    assert text[place.start : place.end] == value
    assert alternative in place.alternatives


@pytest.mark.parametrize(
    "text",
    ["They may march.", "2010 people came", "$2000 each", "12.2010.3", "room 1999b", "2014-15"],
)
def test_other_figures_and_words_are_no_places(text: str) -> None:
    assert not [p for p in find_places(text, "en") if p.kind in (Kind.YEAR, Kind.MONTH)]


def test_names_are_compared_with_other_names_of_the_article() -> None:
    text = "President Volodymyr Zelenskyy met Vladimir Medinsky. Volodymyr Zelenskyy smiled."
    names = [place for place in find_places(text, "en") if place.kind is Kind.NAME]
    assert "Vladimir Medinsky" in names[0].alternatives


def test_fluency_is_placed_among_professional_news() -> None:
    fluent = document_fluency("The talks ended on Wednesday.", "en", WordModel(lambda b, w: -1.0))
    broken = document_fluency("The talks ended on Wednesday.", "en", WordModel(lambda b, w: -30.0))
    assert fluent.percentile == 100.0
    assert broken.percentile == 0.0
    assert fluent.disfluent == ()
    assert broken.disfluent


def test_a_disfluent_stretch_is_found_where_it_lies() -> None:
    text = "The talks in Geneva ended grobl frumpf zork wibble on Wednesday without any result."
    odd = {"grobl", "frumpf", "zork", "wibble"}
    fluency = document_fluency(text, "en", WordModel(lambda b, w: -40.0 if w in odd else -1.0))
    (span,) = fluency.disfluent
    assert "frumpf zork" in text[span.start : span.end]
    assert "result" not in text[span.start : span.end]


@pytest.mark.parametrize("text", ["", " \n", "😀"])
def test_fluency_of_next_to_nothing(text: str) -> None:
    fluency = document_fluency(text, "xx", WordModel(lambda b, w: -1.0))
    assert fluency.percentile is None
    assert fluency.note
