"""Phrases that give a source language away."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtqa.language.identification import identify_document
from mtqa.origin import Origin, guess_origin
from mtqa.reading import read_document, read_text

NATIVE = (
    "Welsh lawmakers worry that a new title could make them look silly. The change came up because "
    "the assembly wants a name that says what it does. “We can do better,” one member said."
)


def origin_of(text: str, language: str = "en") -> Origin:
    return guess_origin(identify_document(read_text(text), target_language=language))


def test_the_seed_looks_translated_from_arabic(seed: Path) -> None:
    document = identify_document(read_document(seed))
    origin = guess_origin(document)
    assert origin.candidates[0].language == "ar"
    assert 0.5 < origin.candidates[0].probability <= 0.95
    phrases = {item.phrase: item.literal for item in origin.evidence}
    assert phrases["For his part,"] == "من جانبه / من جهته"
    for item in origin.evidence:
        assert document.text[item.start : item.end] == item.phrase
    assert "hint" in origin.statement
    assert "not a measured classifier" in origin.statement


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "ru",
            "In her turn, the minister denied it. According to him, as previously reported, the "
            "collective West is behind it, and unfriendly countries carried out such measures. "
            "Earlier it became known that the agency reports it with reference to the police.",
        ),
        (
            "zh",
            "It is reported that people from all walks of life vigorously promote win-win "
            "cooperation. At present, relevant departments pursue high-quality development of a "
            "community with a shared future with Chinese characteristics.",
        ),
        (
            "es",
            "In that sense, the minister assured that it works. In statements to the press, the "
            "also deputy manifested his support, made known by part of the Executive. In this "
            "sense, it continues.",
        ),
    ],
)
def test_other_styles_have_their_own_phrases(language: str, text: str) -> None:
    assert origin_of(text).candidates[0].language == language


def test_native_english_has_no_candidate() -> None:
    origin = origin_of(NATIVE)
    assert (origin.candidates, origin.evidence) == ((), ())
    assert origin.statement.startswith("Nothing points at a source language")


def test_one_phrase_is_evidence_but_not_enough() -> None:
    origin = origin_of(f"{NATIVE} For his part, the speaker agreed.")
    assert [item.phrase for item in origin.evidence] == ["For his part,"]
    assert origin.candidates == ()


def test_a_phrase_repeated_counts_less_each_time() -> None:
    varied = "For his part, he left. It is worth noting it. In this context, brotherly relations."
    repeated = "For his part, he left. For her part, she left. For his part, he slept."
    assert sum(c.probability for c in origin_of(varied).candidates) > sum(
        c.probability for c in origin_of(repeated).candidates
    )


def test_overlapping_phrases_of_one_language_count_once() -> None:
    evidence = origin_of("The remarks carried by news agencies were denied.").evidence
    assert [item.phrase for item in evidence] == ["remarks carried by"]


def test_offsets_hold_after_letters_whose_small_form_is_longer() -> None:
    text = "İİİ said it. For his part, he agreed."
    (item,) = origin_of(text).evidence
    assert text[item.start : item.end] == "For his part,"


def test_a_text_in_another_language_is_said_to_be_out_of_reach() -> None:
    origin = origin_of("قال من جانبه إن الأمر انتهى.", "ar")
    assert origin.candidates == ()
    assert origin.statement == "No origin phrases are known for texts in ar."
