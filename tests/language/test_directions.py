from __future__ import annotations

import pytest

from mtqa.language.directions import find_directions


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("قال مسؤول قبل الاجتماع إن الاتفاق قريب.", "ar", [("before/after", "+")]),
        ("قبلت الحكومة العرض.", "ar", [("accept/reject", "+")]),
        ("Das Parlament stimmte dem Gesetz zu.", "de", [("accept/reject", "+")]),
        ("Die Abgeordneten stimmten zu.", "de", [("accept/reject", "+")]),
        ("Sie wies den Bericht zurück.", "de", [("confirm/deny", "-")]),
        ("Er gab den Fehler zu.", "de", [("confirm/deny", "+")]),
        ("Lakers need to defeat Boston.", "en", [("overcome/yield", "+")]),
        ("a defeat of Boston", "en", [("win/lose", "-")]),
        ("Er gab ihr das Buch, zu spät.", "de", []),
    ],
)
def test_directions_of_words_that_may_be_others_or_are_taken_apart(
    text: str, language: str, told: list[tuple[str, str]]
) -> None:
    assert [(word.pair, word.pole) for word in find_directions(text, language)] == told


def test_directions_have_a_pair_and_a_pole() -> None:
    (word,) = find_directions("Prices rose", "en")
    assert (word.pair, word.pole) == ("rise/fall", "+")
    (word,) = find_directions("وانخفضت الأسعار", "ar")
    assert (word.pair, word.pole) == ("rise/fall", "-")
