"""Money and measurements: amount, unit and value in the base unit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.language.quantities import find_quantities


@pytest.mark.parametrize(
    ("language", "text", "amount", "unit"),
    [
        ("en", "$3m", "3000000", "USD"),
        ("en", "US$5", "5", "USD"),
        ("en", "£2.8bn", "2800000000", "GBP"),
        ("en", "3 pounds sterling", "3", "GBP"),
        ("en", "a 550 pound hog", "550", "lb"),
        ("ar", "125 مليون جنيه إسترليني", "125000000", "GBP"),
        ("ar", "مئة ألف ريال", "100000", "SAR"),
        ("ar", "350,000 دولار أمريكي", "350000", "USD"),
        ("de", "3 Mio. Euro", "3000000", "EUR"),
        ("ru", "350 тыс. долларов", "350000", "USD"),
        ("fr", "3,5 M€", "3500000", "EUR"),
        ("zh", "20亿美元", "2000000000", "USD"),
        ("ja", "3億円", "300000000", "JPY"),
        ("en", "20 square miles", "20", "mi2"),
        ("en", "70 mph", "70", "mph"),
        ("ar", "5 كيلومترات", "5", "km"),
        ("he", "250 ק“ג", "250", "kg"),
        ("fa", "۶۵ کیلومتری", "65", "km"),
        ("fa", "76000 هکتار", "76000", "ha"),
        ("ar", "20 دونماً", "20", "dunam"),
        ("he", "760,000 דונם", "760000", "dunam"),
        ("ar", "خلال عقدين", "2", "decade"),
        ("ar", "بعد يومين", "2", "d"),
        ("he", "לפני שנתיים", "2", "y"),
        ("fr", "depuis un an et demi", "1.5", "y"),
        ("es", "bebé de año y medio", "1.5", "y"),
        ("en", "for a year and a half", "1.5", "y"),
        ("ar", "عاما ونصف العام", "1.5", "y"),
        ("it", "due ore e mezza", "2.5", "h"),
        ("zh", "两年半", "2.5", "y"),
        ("fr", "un an, la moitié", "1", "y"),
        (None, "5 km", "5", "km"),
    ],
)
def test_amount_and_unit(language: str | None, text: str, amount: str, unit: str) -> None:
    (mention,) = find_quantities(text, language)
    assert (mention.amount.value, mention.unit) == (Decimal(amount), unit)
    assert text[mention.start : mention.end] == mention.text


def test_converted_values_meet_in_the_base_unit() -> None:
    (miles,) = find_quantities("5 miles", "en")
    (kilometres,) = find_quantities("8 كيلومترات", "ar")
    assert miles.dimension == kilometres.dimension == "length"
    assert miles.base_value == pytest.approx(kilometres.base_value, rel=Decimal("0.01"))


def test_fahrenheit_is_shifted_as_well_as_scaled() -> None:
    (mention,) = find_quantities("212 °F", "en")
    assert mention.base_value == pytest.approx(Decimal(100))


def test_money_has_no_base_value() -> None:
    (mention,) = find_quantities("5 euros", "en")
    assert (mention.dimension, mention.base_value) == ("money", None)


@given(st.text(max_size=60), st.sampled_from(["en", "ar", "de", "zh", None]))
def test_spans_slice_the_text(text: str, language: str | None) -> None:
    for mention in find_quantities(text, language):
        assert text[mention.start : mention.end] == mention.text
