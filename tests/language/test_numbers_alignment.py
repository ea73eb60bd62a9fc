"""Numbers of a source and its translation meet by value; what is left over is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.language.numbers import find_numbers
from mtqa.language.numbers_alignment import Matching, match_figures, match_numbers
from mtqa.language.numbers_equivalence import Agreement
from mtqa.language.numbers_figures import FigureRole, read_figures


def match(source: str, source_language: str, target: str, target_language: str = "en") -> Matching:
    return match_figures(
        read_figures(source, source_language), read_figures(target, target_language)
    )


@pytest.mark.parametrize(
    ("language", "source", "target"),
    [
        ("ar", "قُتل خمسة وعشرون شخصا", "25 people were killed"),
        ("ar", "٢٥ في المئة من السكان", "25 percent of the population"),
        ("ar", "نزح ثلاثة ملايين ونصف المليون", "3.5 million were displaced"),
        ("ar", "في 12 مارس/آذار 2024", "on March 12, 2024"),
        ("ar", "في 12/03/2024", "on March 12, 2024"),
        ("ar", "في الساعة 3 مساء", "at 15:00"),
        ("ar", "خلال يومين", "within two days"),
        ("ar", "قبل عامين", "two years ago"),
        ("ar", "ثمانينيات القرن العشرين", "the 1980s of the 20th century"),
        ("ar", "عشرات القتلى", "dozens of dead"),
        ("ar", "نصف السكان", "50% of the population"),
        ("ar", "قبل عام ونصف", "1.5 years ago"),
        ("ar", "حرارة 40 مئوية", "104 degrees Fahrenheit"),
        ("ar", "ثلثي السكان", "two-thirds of the population"),
        ("ar", "ثلاثة أرباع السكان", "75 percent of the population"),
        ("ar", "مقاتلة إف-16", "an F-16 fighter"),
        ("ar", "مليون (1,000,000)", "one million"),
        ("de", "2,8 Milliarden Pfund", "£2.8bn"),
        ("de", "250 Kilo", "550 pounds"),
        ("de", "27 °C", "80 degrees"),
        ("fr", "1,98 m", "6-foot-6"),
        ("de", "zwischen 5 und 10 Jahren", "5-10 years"),
        ("de", "mit 0:1 zurück", "trailing 1-0"),
        ("ru", "20-летний футболист", "a 20-year-old player"),
        ("ru", "в XIX веке", "in the 19th century"),
        ("zh", "35 万美元", "$350,000"),
        ("ja", "午後3時", "at 3 p.m."),
        ("en", "a decade", "ten years"),
        ("ar", "خلال يومين", "within 48 hours"),
        ("ar", "قبل عقدين", "20 years ago"),
        ("ar", "بين مليوني وثلاثة ملايين", "two million to three million"),
        ("pt", "na temporada 1995/96", "the 1995-96 season"),
        (
            "ar",
            "رفع سعر الفائدة 200 نقطة أساس إلى 19.25 بالمئة",
            "raised its rate by two percentage points to 19.25 percent",
        ),
        (
            "fr",
            "relevé ses taux de 25 points de base, à 4 %",
            "raised its rates by a quarter of a percentage point to 4%",
        ),
        ("de", "um 50 Basispunkte auf 2,5 Prozent", "by half a percentage point to 2.5 percent"),
        ("ru", "на 100 базисных пунктов, до 16%", "by 1 percentage point to 16%"),
        ("de", "um ein Viertel auf 12 Milliarden Euro", "25 percent to 12 billion euros"),
        ("ar", "بلغ 79 دولارا و12 سنتا", "reached $79.12"),
        ("es", "mil doscientos millones de euros", "1.2 billion euros"),
        ("es", "dos mil trescientos millones", "2.3 billion"),
        ("pt", "mil e duzentos milhões de reais", "1.2 billion reais"),
        ("es", "tres cuartas partes de la población", "three-quarters of the population"),
        ("fr", "il y a quinze jours", "two weeks ago"),
        ("zh", "今年前三季度", "in the first three quarters of the year"),
        ("ru", "подешевела на 33 цента, до 79,12 доллара", "fell by $0.33 to $79.12"),
        ("fr", "perdu 33 cents, à 79,12 dollars", "lost 33 cents to $79.12"),
        ("en", "It costs $5.20.", "It costs 5 dollars and 20 cents."),
        ("fr", "en 9 secondes 92", "in 9.92 seconds"),
        ("fr", "détenu depuis un an et demi", "held for 18 months"),
        ("ar", "أمضى عاما ونصف العام في السجن", "spent 18 months in prison"),
        ("de", "rund zweieinhalbtausend Menschen", "some 2,500 people"),
        ("ru", "выросло до полусотни", "rose to 50"),
        ("fr", "à 15h42, heure de Paris", "at 3:42 p.m. Paris time (1342 GMT)"),
        ("fr", "de 22 heures à 6 heures du matin", "from 10 p.m. to 6 a.m."),
        ("es", "a las 10.30 horas", "at 10:30 a.m."),
        ("zh", "外汇储备3.18万亿美元", "reserves of $3.18 trillion"),
        ("zh", "有七成受访者表示支持", "70 percent of respondents are in favour"),
        ("zh", "二十余万人", "more than 200,000 people"),
        ("ja", "3割5分が反対した", "35 percent were against"),
        ("ja", "十数人が負傷した", "more than a dozen were injured"),
        ("ja", "昭和39年の東京五輪", "the 1964 Tokyo Olympics"),
        ("ja", "令和元年", "2019"),
        ("zh", "民國112年", "2023"),
        ("fa", "در سال ۱۳۵۷", "in 1979"),
        ("fr", "un salarié sur cinq", "20% of employees"),
        ("ar", "فاز المغرب بهدف دون رد", "Morocco won 1-0"),
        ("ar", "خسر ليفربول بثلاثة أهداف لهدف", "Liverpool lost 3-1"),
        ("ar", "تعادلا بهدفين لمثلهما", "they drew 2-2"),
        ("ar", "برباعية نظيفة", "4-0"),
        ("de", "jeder vierte Befragte", "25 percent of respondents"),
        ("fr", "ont doublé", "rose by 100%"),
    ],
)
def test_what_says_the_same_leaves_nothing_over(language: str, source: str, target: str) -> None:
    matching = match(source, language, target)
    assert matching.changed == ()
    assert all(alone.confidence <= 0.5 for alone in (*matching.missing, *matching.extra))


@pytest.mark.parametrize(
    ("language", "source", "target", "before", "after"),
    [
        ("ar", "قُتل ٢٥ شخصا", "26 people were killed", 25, 26),
        ("ar", "ثلاثة جنود", "four soldiers", 3, 4),
        ("ar", "15 في المئة", "50 percent", 15, 50),
        ("ar", "عام 2014", "in 2016", 2014, 2016),
        ("ar", "خلال يومين", "within three days", 2, 3),
        ("de", "350.000 Dollar", "$350,003", 350_000, 350_003),
        ("ru", "140 млн долларов", "$146 million", 140_000_000, 146_000_000),
        ("de", "um 50 Basispunkte", "by 50 percent", 50, 50),
        ("fr", "il y a quinze jours", "three weeks ago", 15, 3),
        ("ar", "بلغ 79 دولارا و12 سنتا", "reached $79.21", Decimal("79.12"), Decimal("79.21")),
    ],
)
def test_changed_value(
    language: str, source: str, target: str, before: Decimal | int, after: Decimal | int
) -> None:
    (pair,) = match(source, language, target).changed
    assert (pair.source.values[0], pair.target.values[0]) == (before, after)
    assert pair.confidence >= 0.7


def test_changed_month_weekday_and_relative_day() -> None:
    for source, target, role in [
        ("في 5 آذار", "on 5 April", FigureRole.MONTH),
        ("يوم الثلاثاء", "on Thursday", FigureRole.WEEKDAY),
        ("أمس", "tomorrow", FigureRole.RELATIVE),
    ]:
        (pair,) = match(source, "ar", target).changed
        assert pair.source.role is role
        assert pair.confidence >= 0.7


def test_scale_slip_is_seen() -> None:
    (pair,) = match("خمسة ملايين دولار", "ar", "five billion dollars").changed
    assert pair.scale_slip == Decimal(1000)


def test_unit_changed_with_the_same_amount() -> None:
    (pair,) = match("5 miles", "en", "5 كيلومترات", "ar").matched
    assert pair.unit_changed
    (money,) = match("خمسة ملايين يورو", "ar", "five million dollars").matched
    assert money.unit_changed


def test_converted_unit_is_no_change() -> None:
    (pair,) = match("5 miles", "en", "8 كيلومترات", "ar").matched
    assert pair.agreement is Agreement.CONVERTED
    assert not pair.unit_changed


def test_conversions_meet_before_equal_amounts() -> None:
    source = "От 7 до 10 см осадков, местами до 25 см."
    matched = match(source, "ru", "3 to 4 inches of rain, with up to 10 inches possible.").matched
    assert [pair.agreement for pair in matched] == [Agreement.CONVERTED] * 3
    assert not any(pair.unit_changed for pair in matched)


def test_units_that_are_about_as_long_stand_for_each_other() -> None:
    (pair,) = match("à 30 mètres environ des buts", "fr", "about 30 yards out").matched
    assert not pair.unit_changed


@pytest.mark.parametrize(
    ("source", "language", "target"),
    [
        ("2000年以上にわたる帝政", "ja", "over two millennia of imperial rule"),
        ("300年にわたって", "ja", "for three centuries"),
        ("на протяжении трёх веков", "ru", "for 300 years"),
        ("pendant vingt ans", "fr", "for two decades"),
        ("durante dos milenios", "es", "for 2000 years"),
    ],
)
def test_decades_centuries_and_millennia_are_years(source: str, language: str, target: str) -> None:
    (pair,) = match(source, language, target).matched
    assert pair.agreement is Agreement.CONVERTED


@pytest.mark.parametrize(
    ("source", "language", "target"),
    [
        ("trzydziestoletnia wojna", "pl", "a war of 30 years"),
        ("w trzymilionowej Galii", "pl", "in Gaul with its three million people"),
        ("трёхмиллионный город", "ru", "a city of three million"),
    ],
)
def test_a_number_in_an_adjective_is_read_to_its_scale(
    source: str, language: str, target: str
) -> None:
    (pair,) = match(source, language, target).matched
    assert pair.source.values[0] == pair.target.values[0]


def test_a_range_written_alike_is_the_same_whatever_its_comma_means() -> None:
    matching = match("probablemente 8-18,000 personas", "es", "likely 8-18,000 people")
    assert len(matching.matched) == 2


def test_days_meet_through_the_date_of_the_article() -> None:
    written = date(2024, 5, 15)
    source = read_figures("أمس", "ar", article_date=written)
    for target in ("on Tuesday", "last Tuesday", "on May 14, 2024"):
        figures = read_figures(target, "en", article_date=written)
        assert match_figures(source, figures).matched
    wednesday = read_figures("on Wednesday", "en", article_date=written)
    assert not match_figures(source, wednesday).matched


def test_missing_and_extra() -> None:
    matching = match("قتل 120 شخصا وأصيب آخرون", "ar", "People were killed and others hurt")
    assert [alone.figure.values[0] for alone in matching.missing] == [120]
    matching = match("قتل أشخاص", "ar", "120 people were killed")
    assert [alone.figure.values[0] for alone in matching.extra] == [120]


def test_small_words_come_and_go_with_little_confidence() -> None:
    (alone,) = match("The countries met", "en", "The two countries met").extra
    assert alone.confidence < 0.5


def test_weak_words_are_never_reported() -> None:
    matching = match("أحد الرجال مرة ثانية", "ar", "one of the men once again, a second later")
    assert matching.changed == matching.missing == matching.extra == ()


def test_repeated_number_is_stated_once() -> None:
    matching = match("25 people, all 25 of them", "en", "25 people, all of them", "en")
    assert matching.missing == ()


def test_plain_mentions_can_be_matched_too() -> None:
    matching = match_numbers(find_numbers("خمسة", "ar"), find_numbers("5", "en"))
    assert len(matching.matched) == 1


@pytest.mark.parametrize(
    ("source", "target", "after"),
    [
        ("خنزير يبلغ وزنه 550 رطلا", "the 553 pound hog", "553"),
        ("بعمق 30 مترا (100 قدم)", "in about 30 meters (108 feet) of water", "108"),
    ],
)
def test_a_small_change_in_one_unit_is_no_rounding(source: str, target: str, after: str) -> None:
    assert [pair.target.text for pair in match(source, "ar", target).changed] == [after]


def test_a_gloss_in_the_same_unit_may_be_rounded() -> None:
    matching = match("بسرعة 65 كيلومترا في الساعة", "ar", "at 40 mph (64 km/h)")
    assert not matching.changed


@pytest.mark.parametrize(
    ("language", "source", "target", "agrees"),
    [
        ("ru", "может быть разбита на десяток томов", "can be split into a dozen volumes", True),
        ("it", "fino a qualche decina di minuti", "a few dozen minutes", True),
        ("ru", "прибыло два десятка человек", "two dozen people arrived", True),
        ("ru", "может быть разбита на десять томов", "can be split into a dozen volumes", False),
        ("ru", "может быть разбита на десяток томов", "can be split into twelve volumes", False),
    ],
)
def test_some_ten_is_a_dozen(language: str, source: str, target: str, agrees: bool) -> None:
    matching = match(source, language, target)
    assert (not matching.changed and not matching.missing) is agrees


_AMOUNTS = st.one_of(
    st.integers(0, 10**60).map(str),
    st.tuples(st.integers(0, 10**30), st.integers(1, 10**30)).map("{0[0]}.{0[1]}".format),
    st.tuples(st.integers(0, 10**20), st.integers(1, 10**20)).map("{0[0]}/{0[1]}".format),
    st.sampled_from(["half a", "a third", "percent", "million", "km", "dozen", "'90s", "10:30"]),
)


@given(st.lists(_AMOUNTS, max_size=6), st.lists(_AMOUNTS, max_size=6))
def test_no_figure_is_too_great_or_small_to_compare(ours: list[str], theirs: list[str]) -> None:
    source, target = (read_figures(" ".join(words), "en") for words in (ours, theirs))
    assert match_figures(source, source).missing == ()
    match_figures(source, target)


@pytest.mark.parametrize(
    ("most", "changed"), [("4", []), ("7", [("10", "7")]), ("25", [("10", "25")])]
)
def test_a_plain_number_may_have_the_unit_of_a_conversion(
    most: str, changed: list[tuple[str, str]]
) -> None:
    matching = match_figures(
        read_figures("Caerán 5 centímetros de lluvia, con un máximo de 10.", "es"),
        read_figures(f"It will rain 2 inches, at most {most} inches.", "en"),
    )
    assert [(pair.source.text, pair.target.text) for pair in matching.changed] == changed
