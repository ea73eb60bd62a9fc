"""Words that run together for want of spaces."""

from __future__ import annotations

import pytest

from mtqa.language.glued_words import has_glued_words


@pytest.mark.parametrize(
    ("text", "language", "glued"),
    [
        ("زاربومبيوكورياالشمالية هذا العام", "ar", True),
        ("عانى من الإصابةباضطراب", "ar", True),
        ("وبالاستراتيجيات الديمقراطية للأنثروبولوجيين", "ar", False),
        ("مدرسةٌ كبرى وقرًى", "ar", False),
        ("הממשלההישראליתהודיעה אתמול", "he", True),
        ("Rindfleischetikettierungsüberwachung", "de", False),
        ("", "ar", False),
    ],
)
def test_too_many_letters_or_an_ending_inside(text: str, language: str, glued: bool) -> None:
    assert has_glued_words(text, language) == glued
