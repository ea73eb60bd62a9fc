"""What counts as a number, and what it is worth, in any script and in words."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.language.numbers import NumberKind, find_numbers

LANGUAGE_TAGS = "en ar de fr es pt it nl pl cs ru uk tr zh ja ko he fa hi"
ZEROES = [
    chr(code)
    for code in range(0x110000)
    if unicodedata.category(chr(code)) == "Nd" and unicodedata.decimal(chr(code)) == 0
]


def values(text: str, language: str | None) -> list[Decimal | None]:
    return [mention.value for mention in find_numbers(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "three and a half million people", "3500000"),
        ("en", "half a million euros", "500000"),
        ("en", "2 1/2 million tenge", "2500000"),
        ("en", "1/2 million", "500000"),
        ("de", "2½ Millionen", "2500000"),
        ("en", "3 3/4 years", "3.75"),
        ("ru", "за 100к в год", "100000"),
        ("zh", "沉没了 1 600 吨货轮", "1600"),
        ("zh", "年乘车人数为 6 470 万", "64700000"),
        ("zh", "释放 3 兆焦耳", "3"),
        ("zh", "3兆元", "3000000000000"),
        ("en", "he batted .326", "0.326"),
        ("es", "70k euros", "70000"),
        ("ru", "с 9 миллиардами рублей", "9000000000"),
        ("pl", "z 5 milionami", "5000000"),
        ("cs", "se 3 miliardami", "3000000000"),
        ("uk", "з двома мільйонами", "2000000"),
        ("en", "a million and a half", "1500000"),
        ("en", "two hundred and five thousand three hundred and twelve", "205312"),
        ("en", "a £1.5bn plan", "1500000000"),
        ("en", "twenty-five ships", "25"),
        ("en", "two dozen eggs", "24"),
        ("en", "50 or more million speakers", "50000000"),
        ("en", "2 300 prisoners", "2300"),
        ("ru", "10 562 178 человек", "10562178"),
        ("fr", "six autres millions de personnes", "6000000"),
        ("ru", "50 и более миллионов человек", "50000000"),
        ("ru", "50 с лишним миллионов", "50000000"),
        ("ar", "ثلاثة ملايين ونصف", "3500000"),
        ("ar", "مليون ونصف المليون", "1500000"),
        ("ar", "نصف مليون نازح", "500000"),
        ("ar", "ثلاثة أرباع المليون", "750000"),
        ("ar", "مليونان ومئتا ألف", "2200000"),
        ("ar", "ألفين وخمسمائة", "2500"),
        ("ar", "مئتي شخص", "200"),
        ("ar", "وعشرين", "20"),
        ("ar", "بخمسة وعشرين", "25"),
        ("ar", "ثَلاثَةٌ وَأَرْبَعُونَ", "43"),
        ("ar", "ثلاث عشرة دولة", "13"),
        ("ar", "مائة وخمسون ألفا", "150000"),
        ("ar", "12 ألفا و500", "12500"),
        ("ar", "٣٫٥ مليار", "3500000000"),
        ("de", "zweihundertfünfunddreißigtausend", "235000"),
        ("de", "anderthalb Jahre", "1.5"),
        ("de", "2,8 Mrd. Euro", "2800000000"),
        ("de", "eine Billion Dollar", "1000000000000"),
        ("fr", "quatre-vingt-dix-sept", "97"),
        ("fr", "soixante et onze", "71"),
        ("fr", "3,5 M€", "3500000"),
        ("es", "treinta y cinco mil", "35000"),
        ("es", "13’5 puntos", "13.5"),
        ("es", "dos mil millones", "2000000000"),
        ("pt", "2,8 mil milhões", "2800000000"),
        ("it", "duemilatrecentoventuno", "2321"),
        ("nl", "drieëntwintig", "23"),
        ("pl", "dwadzieścia pięć tysięcy", "25000"),
        ("cs", "3,5 milionu", "3500000"),
        ("ru", "два с половиной миллиона", "2500000"),
        ("ru", "350 тыс. долларов", "350000"),
        ("uk", "п’ять мільярдів", "5000000000"),
        ("tr", "iki buçuk milyon", "2500000"),
        ("zh", "3亿5000万", "350000000"),
        ("zh", "3.18万亿美元", "3180000000000"),
        ("zh", "1万3000亿元", "1300000000000"),
        ("zh", "二十五", "25"),
        ("zh", "二〇二四", "2024"),
        ("ja", "12億円", "1200000000"),
        ("ko", "3만 5천 명", "35000"),
        ("ko", "스물다섯 살", "25"),
        ("he", "עשרים וחמישה", "25"),
        ("fa", "بیست و پنج", "25"),
    ],
)
def test_one_number_by_value(language: str, text: str, value: str) -> None:
    (mention,) = find_numbers(text, language)
    assert mention.value == Decimal(value)
    assert not mention.weak
    assert not mention.approximate


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("over $1 billion and 114 politicians", ["1000000000", "114"]),
        ("2 million and 20", ["2000000", "20"]),
        ("1 billion and 14 million dollars", ["1014000000"]),
        ("12 thousand and 500", ["12500"]),
        ("one billion and fourteen", ["1000000014"]),
    ],
)
def test_a_figure_after_and_is_a_number_of_its_own_unless_it_has_a_scale(
    text: str, values: list[str]
) -> None:
    assert [mention.value for mention in find_numbers(text, "en")] == list(map(Decimal, values))


@pytest.mark.parametrize(
    ("language", "text", "kind", "value"),
    [
        ("en", "50 per cent", NumberKind.PERCENT, 50),
        ("ar", "15 في المئة", NumberKind.PERCENT, 15),
        ("ar", "40 بالمائة", NumberKind.PERCENT, 40),
        ("ar", "٪٥", NumberKind.PERCENT, 5),
        ("tr", "yüzde 15", NumberKind.PERCENT, 15),
        ("tr", "%15", NumberKind.PERCENT, 15),
        ("zh", "百分之五", NumberKind.PERCENT, 5),
        ("ru", "5 процентов", NumberKind.PERCENT, 5),
        ("en", "the 21st century", NumberKind.CENTURY, 21),
        ("ar", "القرن الحادي والعشرين", NumberKind.CENTURY, 21),
        ("ru", "в XIX веке", NumberKind.CENTURY, 19),
        ("fr", "au XIXe siècle", NumberKind.CENTURY, 19),
        ("fr", "trois siècles", NumberKind.CARDINAL, 3),
        ("en", "three centuries", NumberKind.CARDINAL, 3),
        ("zh", "十九世纪", NumberKind.CENTURY, 19),
        ("es", "siglo XXI", NumberKind.CENTURY, 21),
        ("en", "the 1990s", NumberKind.DECADE, 1990),
        ("de", "die 1980er Jahre", NumberKind.DECADE, 1980),
        ("ar", "في التسعينيات", NumberKind.DECADE, 90),
        ("en", "a 25-year-old man", NumberKind.AGE, 25),
        ("ru", "20-летний футболист", NumberKind.AGE, 20),
        ("en", "the 3rd man", NumberKind.ORDINAL, 3),
        ("de", "in der 89. Minute", NumberKind.ORDINAL, 89),
        ("zh", "第三", NumberKind.ORDINAL, 3),
        ("en", "in 2016", NumberKind.YEAR, 2016),
        ("en", "at 21:45", NumberKind.TIME, 21 * 60 + 45),
        ("en", "at 9.30pm", NumberKind.TIME, 21 * 60 + 30),
        ("en", "won 3-1", NumberKind.SCORE, 3),
        ("de", "mit 2:1", NumberKind.SCORE, 2),
    ],
)
def test_kind(language: str, text: str, kind: NumberKind, value: int) -> None:
    (mention,) = find_numbers(text, language)
    assert (mention.kind, mention.value) == (kind, value)


@pytest.mark.parametrize(
    ("language", "text", "low", "high"),
    [
        ("en", "between 5 and 10", 5, 10),
        ("en", "5–10 people", 5, 10),
        ("en", "from 5 to 10 million", 5_000_000, 10_000_000),
        ("en", "2014-15", 2014, 2015),
        ("fa", "53-1950", 1950, 1953),
        ("ar", "من 5 إلى 10", 5, 10),
        ("ar", "وبين 5 و10", 5, 10),
        ("ar", "ومن 5 إلى 10", 5, 10),
        ("de", "zwischen 5 und 10", 5, 10),
        ("de", "zwischen den 60 und 80 Millionen", 60_000_000, 80_000_000),
        ("it", "tra i 60 e gli 80 milioni", 60_000_000, 80_000_000),
        ("nl", "tussen de 60 en 80 miljoen", 60_000_000, 80_000_000),
        ("es", "entre los 60 y los 80 millones", 60_000_000, 80_000_000),
    ],
)
def test_range_has_two_ends(language: str, text: str, low: int, high: int) -> None:
    (mention,) = find_numbers(text, language)
    assert (mention.kind, mention.value, mention.second) == (NumberKind.RANGE, low, high)


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("ru", "над тремя сотнями городов", 300),
        ("uk", "трьома сотнями", 300),
        ("cs", "třemi stovkami lidí", 300),
        ("pl", "trzy setki", 300),
        ("es", "dos centenares de personas", 200),
        ("fr", "trois centaines de personnes", 300),
    ],
)
def test_a_number_word_counts_a_scale_in_the_plural(language: str, text: str, value: int) -> None:
    (mention,) = find_numbers(text, language)
    assert (mention.value, mention.approximate) == (value, False)


@pytest.mark.parametrize(
    ("language", "text", "first"),
    [
        ("es", "treinta segundos", 30),
        ("pt", "trinta segundos", 30),
        ("it", "trenta secondi", 30),
        ("es", "vigésimo segundo", 22),
        ("en", "thirty-second", 32),
    ],
)
def test_seconds_are_no_ordinal_behind_a_number(language: str, text: str, first: int) -> None:
    mention, *others = find_numbers(text, language)
    assert mention.value == first
    assert all(other.weak for other in others)


def test_a_year_counts_no_scale() -> None:
    assert values("In 2015 thousands died", "en") == [2015, 1000]


@pytest.mark.parametrize("text", ["G7", "F-16", "COVID-19", "HER2", "5G", "H1N1", "B2B", "إف-16"])
def test_digits_inside_a_name_are_an_identifier(text: str) -> None:
    (mention,) = find_numbers(f"{text} ,", "ar" if text[0] == "إ" else "en")
    assert mention.kind is NumberKind.IDENTIFIER
    assert mention.text == text


@pytest.mark.parametrize(
    "text", ["https://a.example/2024/12", "mail15@example.org", "#cop28", "@user77"]
)
def test_addresses_and_tags_have_no_numbers(text: str) -> None:
    assert values(text, "en") == []


def test_vague_amounts_are_approximate() -> None:
    for language, text in [
        ("en", "dozens of people"),
        ("en", "tens of thousands"),
        ("ar", "عشرات الآلاف"),
        ("ru", "десятки тысяч"),
        ("de", "Tausende Menschen"),
    ]:
        (mention,) = find_numbers(text, language)
        assert mention.approximate


def test_words_that_are_often_no_numbers_are_weak() -> None:
    for language, text in [
        ("en", "no one came"),
        ("en", "a second later"),
        ("ar", "ثانية"),
        ("ar", "أحد"),
        ("de", "ein Mann"),
        ("ru", "один из них"),
        ("en", "both sides"),
        ("ar", "مرتين"),
    ]:
        assert all(mention.weak for mention in find_numbers(text, language))


def test_arabic_words_that_only_look_like_numbers() -> None:
    assert values("كمية كبيرة يوم الاثنين", "ar") == []


@pytest.mark.parametrize(
    ("language", "expected"),
    [("de", ["1250"]), ("en", ["1.250"]), ("fr", ["1250"])],
)
def test_separator_follows_the_language(language: str, expected: list[str]) -> None:
    (mention,) = find_numbers("1.250", language)
    assert mention.values[:1] == tuple(Decimal(value) for value in expected)


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("ro", "peste 19,5 milioane de turiști", "19500000"),
        ("ro", "150 000 de ruși", "150000"),
        ("ro", "304 de miliarde de dolari", "304000000000"),
        ("et", "langes 4,8 miljonilt", "4800000"),
        ("et", "import 2,429 miljardit USD", "2429000000"),
        ("sv", "tre regioner med 2 miljoner invånare", "2000000"),
        ("el", "3 εκατομμύρια άνθρωποι", "3000000"),
    ],
)
def test_great_scales_are_known_from_cldr_in_other_languages(
    language: str, text: str, value: str
) -> None:
    assert values(text, language) == [Decimal(value)]


def test_an_m_without_a_currency_may_be_metres() -> None:
    (amount,) = find_numbers("a plan for £500m", "en")
    (distance,) = find_numbers("500m from the centre", "en")
    assert amount.values == (Decimal(500_000_000),)
    assert set(distance.values) == {Decimal(500_000_000), Decimal(500)}


def test_a_scale_alone_proves_nothing_where_smaller_words_are_not_known() -> None:
    (mention,) = find_numbers("kaks tuhat viissada elanikku", "et")
    assert mention.weak


def test_unknown_language_keeps_both_readings() -> None:
    (mention,) = find_numbers("1.250", None)
    assert set(mention.values) == {Decimal("1.25"), Decimal(1250)}


@given(st.sampled_from(ZEROES), st.integers(0, 10**12))
def test_digits_of_every_script_keep_their_value(zero: str, number: int) -> None:
    written = "".join(chr(ord(zero) + int(digit)) for digit in str(number))
    assert values(f" {written} ", None) == [number]


@given(st.text(max_size=80), st.sampled_from([*LANGUAGE_TAGS.split(), None]))
def test_spans_slice_the_text_and_do_not_overlap(text: str, language: str | None) -> None:
    last = 0
    for mention in find_numbers(text, language):
        assert text[mention.start : mention.end] == mention.text
        assert last <= mention.start < mention.end
        last = mention.end


def test_a_number_before_what_is_no_fraction_stands_alone() -> None:
    assert values("100 24/7 channels", "en")[0] == 100


@pytest.mark.parametrize("digits", ["123456789" * 4, "0." + "3" * 40])
def test_a_figure_too_long_to_count_is_an_identifier(digits: str) -> None:
    account, amount = find_numbers(f"Account {digits} holds 5 million.", "en")
    assert (account.kind, account.text) == (NumberKind.IDENTIFIER, digits)
    assert amount.value == 5_000_000


def test_a_full_width_comma_groups_digits_or_parts_numbers() -> None:
    assert values("分别对应 4，2 和 1", "zh") == [4, 2, 1]
    assert values("共 1，250 人", "zh") == [1250]


def test_an_ordinal_behind_a_year_is_no_part_of_it() -> None:
    assert values("nel 1617 e quinto Dalai Lama", "it") == [1617, 5]
    assert values("3 e un quinto", "it") == [3, Decimal("0.2")]


def test_a_k_behind_digits_may_be_kilobytes() -> None:
    (mention,) = find_numbers("blocks of 16K are kept", "en")
    assert set(mention.values) == {16_000, 16}
    (mention,) = find_numbers("it costs $16K", "en")
    assert mention.values == (16_000,)
