"""There and back: the pivot is chosen with a reason, and every segment shows both ways."""

from __future__ import annotations

import pytest

from mtqa.document import Document, Role, Segment
from mtqa.engines.base import ModelIdentity
from mtqa.engines.recipes import WHEEL_MODELS
from mtqa.engines.store import ModelStore
from mtqa.errors import EngineError, InputError, ModelMissingError
from mtqa.roundtrip import PivotChoice, choose_pivot, round_trip


class Shelf:
    """A store that has the given pairs."""

    def __init__(self, *pairs: str) -> None:
        self._pairs = {tuple(pair.split(">")) for pair in pairs}

    def translation_pairs(self) -> set[tuple[str, str]]:
        return self._pairs


class Dictionary:
    """A translator that replaces words."""

    runs_locally = True

    def __init__(self, source: str, target: str, **words: str) -> None:
        self.source = source
        self.target = target
        self._words = words
        self.asked: list[str] = []

    @property
    def identity(self) -> ModelIdentity:
        return ModelIdentity("translator", f"{self.source}-{self.target}", "", "0" * 64)

    def translate(self, texts):
        self.asked += texts
        return [" ".join(self._words.get(word, word) for word in text.split()) for text in texts]


def document(*texts: str | None, language: str = "en") -> Document:
    segments, position = [], 0
    for number, text in enumerate(texts, start=1):
        end = position + len(text or "")
        segments.append(Segment(f"s{number}", Role.PARAGRAPH, text, position, end))
        position = end + 1
    joined = "\n".join(text or "" for text in texts)
    return Document("article", joined, tuple(segments), language=language)


THERE = Dictionary("en", "fr", talks="pourparlers", ended="terminés")
BACK = Dictionary("fr", "en", pourparlers="negotiations", terminés="ended")


def test_the_likely_source_is_the_pivot_if_both_ways_are_installed():
    choice = choose_pivot("en-GB", "ar-EG", Shelf("en>ar", "ar>en", "en>fr", "fr>en"))
    assert choice == PivotChoice("ar", "Arabic is the language the text probably comes from")


def test_otherwise_the_best_pair_is_taken_and_the_better_choice_named():
    store = Shelf("en>ar", "en>pt", "pt>en", "en>fr", "fr>en", "de>fr", "fr>de")
    choice = choose_pivot("en", "ar", store)
    assert choice.pivot == "fr"
    assert "the text probably comes from Arabic, for which no models are installed" in choice.reason
    assert "`mtqa models pull en-ar` and `mtqa models pull ar-en`" in choice.reason


def test_without_a_likely_source_the_reason_is_short():
    for likely in (None, "en"):
        choice = choose_pivot("en", likely, Shelf("en>xh", "xh>en"))
        assert choice == PivotChoice("xh", "Xhosa is the best installed pivot for English")


def test_a_pivot_that_is_asked_for_has_to_be_there():
    store = Shelf("en>fr", "fr>en")
    assert choose_pivot("en", "ar", store, "fr-CA").pivot == "fr"
    with pytest.raises(ModelMissingError, match="no installed models translate en to ar and back"):
        choose_pivot("en", "ar", store, "ar")
    with pytest.raises(InputError, match="the text is in en already"):
        choose_pivot("en", "ar", store, "en")


def test_no_models_at_all_says_how_to_get_some():
    with pytest.raises(ModelMissingError, match=r"`mtqa models pull en-ar`.*or `pip install"):
        choose_pivot("en", "ar", Shelf("en>pt", "ar>en"))


def test_every_segment_shows_both_ways_and_its_scores():
    trip = round_trip(document("talks ended", "heading"), THERE, BACK, reason="for the test")
    assert trip.pivot == "fr"
    assert trip.reason == "for the test"
    assert [identity.name for identity in trip.engines] == ["en-fr", "fr-en"]
    first, second = trip.segments
    assert (first.segment, first.original) == ("s1", "talks ended")
    assert (first.forward, first.back) == ("pourparlers terminés", "negotiations ended")
    assert (second.back, second.scores["chrf++"], second.scores["ter"]) == (
        "heading",
        pytest.approx(100),
        0,
    )
    assert first.scores["ter"] == pytest.approx(50)
    assert trip.scores["ter"].value == pytest.approx(100 / 3)
    assert not trip.scores["ter"].higher_is_better
    assert set(trip.scores) == set(first.scores) == {"bleu", "chrf++", "ter"}


def test_segments_without_target_are_left_out_and_keep_their_neighbours_ids():
    trip = round_trip(document("talks", None, " ", "ended"), THERE, BACK, reason="")
    assert [segment.segment for segment in trip.segments] == ["s1", "s4"]
    with pytest.raises(InputError, match="article has no text to translate"):
        round_trip(document(None), THERE, BACK, reason="")


def test_a_translator_that_loses_a_segment_is_caught():
    class Forgetful(Dictionary):
        def translate(self, texts):
            return super().translate(texts)[1:]

    with pytest.raises(EngineError, match="en-fr returned 1 texts for 2"):
        round_trip(document("talks", "ended"), Forgetful("en", "fr"), BACK, reason="")


def test_the_words_of_an_arabic_document_are_cut_at_arabic_punctuation():
    arabic = document("انتهت المحادثات؟", language="ar")
    trip = round_trip(arabic, Dictionary("ar", "en"), Dictionary("en", "ar"), reason="")
    assert "tok:intl" in trip.scores["bleu"].signature
    assert trip.segments[0].scores["chrf++"] == pytest.approx(100)


@pytest.mark.skipif(
    any(model.find() is None for model in WHEEL_MODELS), reason="the offline extra is not installed"
)
def test_real_engines_keep_the_meaning(tmp_path):
    store = ModelStore(tmp_path)
    text = document("The minister arrived in Cairo on Monday.", "complex historical context")
    choice = choose_pivot("en", None, store)
    trip = round_trip(
        text,
        store.translator("en", choice.pivot),
        store.translator(choice.pivot, "en"),
        reason=choice.reason,
        encoder=store.encoder(),
    )
    assert choice.pivot == "pt"
    assert trip.segments[0].forward == "O ministro chegou ao Cairo na segunda-feira."
    assert trip.segments[0].back == "The minister arrived in Cairo on Monday."
    assert trip.segments[0].scores["similarity"] == pytest.approx(1, abs=1e-5)
    assert trip.scores["similarity"].signature.startswith("reference-similarity|mean:segments|")
    assert "use-multilingual@" in trip.scores["similarity"].signature
