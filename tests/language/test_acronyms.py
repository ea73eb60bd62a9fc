"""Words that stand as their initials in the other text."""

from __future__ import annotations

import pytest

from mtqa.language.acronyms import is_abbreviated


@pytest.mark.parametrize(
    ("stretch", "other"),
    [
        ("de l’intelligence artificielle", "funding for A.I."),
        ("Organización de las Naciones Unidas", "the ONU said"),
        ("European Central Bank", "die EZB und die BCE"),
        ("Европейский центральный банк", "по словам ЕЦБ"),
    ],
)
def test_initials_are_found_in_any_order(stretch: str, other: str) -> None:
    assert is_abbreviated(stretch, f"{stretch}.", other)


@pytest.mark.parametrize(
    ("stretch", "text", "other"),
    [
        ("de l’intelligence artificielle", "", "funding for research"),
        ("de l’intelligence artificielle", "", "he said I am"),
        ("de l’intelligence artificielle", "AI, de l’intelligence artificielle", "AI funding"),
        ("the cancelled summit", "", "the UN said"),
        ("", "", "AI"),
    ],
)
def test_other_words_are_not(stretch: str, text: str, other: str) -> None:
    assert not is_abbreviated(stretch, text or stretch, other)
