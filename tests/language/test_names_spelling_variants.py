from __future__ import annotations

from mtqa.language.spelling_variants import SpellingClass, Variety, find_spelling_variants


def test_british_and_american_words_with_their_counterparts() -> None:
    text = "The colour of the center was organised."
    found = [(v.text, v.variety, v.other) for v in find_spelling_variants(text)]
    assert found == [
        ("colour", Variety.BRITISH, "color"),
        ("center", Variety.AMERICAN, "centre"),
        ("organised", Variety.BRITISH, "organized"),
    ]


def test_names_keep_their_spelling() -> None:
    assert find_spelling_variants("He sailed to Pearl Harbor for the Labour Party") == ()


def test_the_class_tells_oxford_spelling_apart() -> None:
    (variant,) = find_spelling_variants("they recognize it")
    assert variant.spelling_class is SpellingClass.ISE


def test_words_with_one_spelling_are_no_variants() -> None:
    assert find_spelling_variants("Four hours of surprise exercise at the contour") == ()
