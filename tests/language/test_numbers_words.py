"""Number words written by a small generator are read back by value."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mtqa.language.numbers import find_numbers

EN_LOW = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
AR_LOW = "صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة"
AR_TEENS = "أحد عشر|اثنا عشر|ثلاثة عشر|أربعة عشر|خمسة عشر|ستة عشر|سبعة عشر|ثمانية عشر|تسعة عشر"
AR_TENS = "عشرون ثلاثون أربعون خمسون ستون سبعون ثمانون تسعون"
AR_HUNDREDS = "مئة مئتان ثلاثمئة أربعمئة خمسمئة ستمئة سبعمئة ثمانمئة تسعمئة"


def english(number: int) -> str:
    """Write 0 to 999,999 in British English words."""
    if number < 20:
        return EN_LOW.split()[number]
    if number < 100:
        ten = EN_TENS.split()[number // 10 - 2]
        return ten if number % 10 == 0 else f"{ten}-{english(number % 10)}"
    if number < 1000:
        hundred = f"{english(number // 100)} hundred"
        return hundred if number % 100 == 0 else f"{hundred} and {english(number % 100)}"
    thousand = f"{english(number // 1000)} thousand"
    rest = number % 1000
    if not rest:
        return thousand
    return f"{thousand}{' and' if rest < 100 else ''} {english(rest)}"


def arabic(number: int) -> str:
    """Write 0 to 999,999 in Arabic words, nominative, masculine counted noun."""
    if number <= 10:
        return AR_LOW.split()[number]
    if number < 20:
        return AR_TEENS.split("|")[number - 11]
    if number < 100:
        ten = AR_TENS.split()[number // 10 - 2]
        return ten if number % 10 == 0 else f"{arabic(number % 10)} و{ten}"
    if number < 1000:
        hundred = AR_HUNDREDS.split()[number // 100 - 1]
        return hundred if number % 100 == 0 else f"{hundred} و{arabic(number % 100)}"
    thousands, rest = divmod(number, 1000)
    return arabic_thousands(thousands) + (f" و{arabic(rest)}" if rest else "")


def arabic_thousands(count: int) -> str:
    if count == 1:
        return "ألف"
    if count == 2:
        return "ألفان"
    tail = count % 100
    return f"{arabic(count)} {'آلاف' if 3 <= tail <= 10 else 'ألف'}"


def unambiguous(number: int) -> bool:
    """Leave out thousands whose count ends in one or two ("مئة وألف ألف")."""
    count = number // 1000
    return count < 100 or count % 100 not in (1, 2)


@given(st.integers(0, 999_999))
def test_english_words_round_trip(number: int) -> None:
    (mention,) = find_numbers(f"There were {english(number)} of them.", "en")
    assert mention.value == number
    assert mention.spelled


@given(st.integers(0, 999_999).filter(unambiguous))
def test_arabic_words_round_trip(number: int) -> None:
    (mention,) = find_numbers(f"كان هناك {arabic(number)} منهم", "ar")
    assert mention.value == number
    assert mention.spelled


@given(st.integers(3, 999_999).filter(unambiguous))
def test_arabic_words_bear_proclitics(number: int) -> None:
    (mention,) = find_numbers(f"التقى ب{arabic(number)} منهم", "ar")
    assert mention.value == number


@given(st.integers(2, 999_999))
def test_scales_multiply_figures(number: int) -> None:
    (mention,) = find_numbers(f"{number} million", "en")
    assert mention.value == number * 10**6
