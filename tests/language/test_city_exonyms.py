"""Cities are found under a name that does not sound like theirs."""

import pytest

from mtqa.language.city_exonyms import find_city
from mtqa.language.names import find_names
from mtqa.language.names_comparison import match_names
from mtqa.language.names_matching import find_counterpart


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Liverpool", "利物浦队中场附近", "利物浦"),
        ("liverpool", "利物浦队中场附近", "利物浦"),
        ("Oxford", "他在牛津读书。", "牛津"),
        ("利物浦", "He left Liverpool.", "Liverpool"),
        ("牛津", "An Oxford don.", "Oxford"),
        ("牛津", "Oxfordshire", None),
        ("Liverpool", "他在牛津读书。", None),
        ("Nowhere", "他在牛津读书。", None),
    ],
)
def test_a_city_is_found(name: str, text: str, found: str | None) -> None:
    place = find_city(name, text)
    assert (text[slice(*place)] if place else None) == found


def test_letters_with_accents_keep_their_places() -> None:
    text = "À l’été, Oxford"
    place = find_city("牛津", text)
    assert place is not None
    assert text[slice(*place)] == "Oxford"


def test_what_is_found_counts_as_the_name() -> None:
    english = "Hazard outran Liverpool again."
    (liverpool,) = (name for name in find_names(english, "en") if name.text == "Liverpool")
    counterpart = find_counterpart(liverpool, "en", "哈扎德再次超越了利物浦。", "zh")
    assert counterpart is not None
    assert (counterpart.text, counterpart.score) == ("利物浦", 1.0)


def test_another_city_is_still_missed() -> None:
    found = match_names("他在牛津读书，后来住在那里。", "zh", "He studied in Liverpool.", "en")
    assert [difference.target.text for difference in found if difference.target] == ["Liverpool"]
