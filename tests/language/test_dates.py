"""Dates and times of day, read by value and resolved where that is certain."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.language.dates import Calendar, DateMention, Relative, find_dates, find_times
from mtqa.language.dates.hijri import from_gregorian, to_gregorian

WEDNESDAY = date(2024, 5, 15)


def one(text: str, language: str) -> DateMention:
    (mention,) = find_dates(text, language, article_date=WEDNESDAY)
    assert text[mention.start : mention.end] == mention.text
    return mention


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "on March 12, 2024"),
        ("en", "on 12 March 2024"),
        ("en", "on the 12th of March 2024"),
        ("ar", "في 12 مارس 2024"),
        ("ar", "في ١٢ مارس/آذار ٢٠٢٤"),
        ("ar", "في 12 آذار (مارس) 2024"),
        ("de", "am 12. März 2024"),
        ("fr", "le 12 mars 2024"),
        ("es", "el 12 de marzo de 2024"),
        ("pt", "a 12 de março de 2024"),
        ("it", "il 12 marzo 2024"),
        ("nl", "op 12 maart 2024"),
        ("pl", "12 marca 2024 r."),
        ("cs", "12. března 2024"),
        ("ru", "12 марта 2024 года"),
        ("uk", "12 березня 2024 року"),
        ("tr", "12 Mart 2024'te"),
        ("he", "ב-12 במרץ 2024"),
        ("fa", "۱۲ مارس ۲۰۲۴"),
        ("zh", "2024年3月12日"),
        ("zh", "二〇二四年三月十二日"),
        ("ja", "2024年3月12日"),
        ("ko", "2024년 3월 12일"),
        ("en", "2024-03-12"),
        ("de", "am 12.03.2024"),
    ],
)
def test_the_same_day_in_many_languages(language: str, text: str) -> None:
    mention = one(text, language)
    readings = {(a.year, a.month, a.day) for a in mention.alternatives}
    assert (2024, 3, 12) in readings | {(mention.year, mention.month, mention.day)}
    if not mention.alternatives:
        assert mention.resolved == date(2024, 3, 12)


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("كانون الثاني", 1), ("جانفي", 1), ("شباط", 2), ("آذار", 3), ("نيسان", 4), ("أيار", 5),
        ("جوان", 6), ("حزيران", 6), ("تموز", 7), ("جويلية", 7), ("غشت", 8), ("أوت", 8), ("آب", 8),
        ("أيلول", 9), ("تشرين الأول", 10), ("تشرين الثاني", 11), ("كانون الأول", 12),
    ],
)  # fmt: skip
def test_levantine_and_maghrebi_months(name: str, month: int) -> None:
    assert one(f"في 5 {name}", "ar").month == month


def test_spelled_day_of_the_month() -> None:
    assert one("في الأول من أكتوبر", "ar").day == 1
    assert one("on the first of May", "en").day == 1


@pytest.mark.parametrize(
    "text", ["it may rain", "they march on", "the sun rises", "Mar the view", "May I come in?"]
)
def test_ordinary_words_are_no_months(text: str) -> None:
    assert find_dates(text, "en") == ()


def test_arabic_verb_is_no_month() -> None:
    assert find_dates("مارس الضغط على الحكومة", "ar") == ()


def test_figures_keep_the_other_reading() -> None:
    mention = one("on 03/04/2024", "en")
    assert mention.resolved is None
    assert {(mention.month, mention.day)} | {(a.month, a.day) for a in mention.alternatives} == {
        (3, 4),
        (4, 3),
    }


@pytest.mark.parametrize(
    ("language", "text", "resolved"),
    [
        ("en", "yesterday", date(2024, 5, 14)),
        ("ar", "أمس", date(2024, 5, 14)),
        ("ru", "завтра", date(2024, 5, 16)),
        ("en", "last Tuesday", date(2024, 5, 14)),
        ("ar", "الثلاثاء الماضي", date(2024, 5, 14)),
        ("ar", "الثلاثاء المقبل", date(2024, 5, 21)),
        ("en", "three days ago", date(2024, 5, 12)),
        ("ar", "قبل ثلاثة أيام", date(2024, 5, 12)),
        ("fr", "il y a deux semaines", date(2024, 5, 1)),
    ],
)
def test_relative_days_resolve_against_the_article(
    language: str, text: str, resolved: date
) -> None:
    assert one(text, language).resolved == resolved


def test_a_week_is_no_day() -> None:
    mention = one("next week", "en")
    assert mention.relative == Relative("week", 1)
    assert mention.resolved is None


def test_weekdays() -> None:
    for language, text in [
        ("en", "on Monday"), ("ar", "يوم الاثنين"), ("de", "am Montag"), ("ru", "в понедельник"),
        ("zh", "星期一"), ("ja", "月曜日"), ("he", "ביום שני"), ("fa", "دوشنبه"),
        ("pt", "na segunda-feira"), ("uk", "у понеділок"), ("tr", "Pazartesi günü"),
    ]:  # fmt: skip
        assert one(text, language).weekday == 0


def test_hijri_date() -> None:
    mention = one("في 1 رمضان 1445 هـ", "ar")
    assert mention.calendar is Calendar.HIJRI
    assert (mention.year, mention.month, mention.day) == (1445, 9, 1)
    assert mention.resolved is not None
    assert abs(mention.resolved - date(2024, 3, 11)) <= timedelta(days=2)
    assert one("Ramadan 1445", "en").month == 9


@given(st.dates(date(622, 8, 1), date(2300, 1, 1)))
def test_hijri_conversion_round_trips(day: date) -> None:
    assert to_gregorian(*from_gregorian(day)) == day


@pytest.mark.parametrize(
    ("language", "text", "hour", "minute", "zone"),
    [
        ("en", "at 9:30 p.m. GMT", 21, 30, "UTC"),
        ("en", "at 5 p.m. ET", 17, 0, "ET"),
        ("en", "at 21:45", 21, 45, None),
        ("ar", "في الساعة التاسعة والنصف مساء بتوقيت غرينتش", 21, 30, "UTC"),
        ("ar", "الساعة 3 مساءً", 15, 0, None),
        ("ar", "الساعة العاشرة إلا ربعا صباحا", 9, 45, None),
        ("ru", "в 15:00 по московскому времени", 15, 0, "MSK"),
        ("de", "um 15.30 Uhr", 15, 30, None),
        ("fr", "à 15h30", 15, 30, None),
        ("ja", "午後3時", 15, 0, None),
        ("zh", "上午9点半", 9, 30, None),
        ("fa", "ساعت ۴:۴۰ صبح", 4, 40, None),
        ("es", "a las dos y media de la tarde", 14, 30, None),
        ("es", "a las cinco menos cuarto de la tarde", 16, 45, None),
        ("es", "sobre las 19.45 horas del martes", 19, 45, None),
        ("it", "alle 19.30 nei pressi di Bologna", 19, 30, None),
        ("tr", "saat 21.45'te", 21, 45, None),
        ("pl", "o godz. 17.20", 17, 20, None),
        ("de", "um halb acht Uhr morgens", 7, 30, None),
        ("de", "gegen Viertel nach sieben abends", 19, 15, None),
        ("de", "um 7.30 Uhr morgens", 7, 30, None),
        ("fr", "à 21 heures", 21, 0, None),
        ("fr", "à sept heures et demie du soir", 19, 30, None),
        ("pt", "às 14 horas", 14, 0, None),
        ("ru", "в половине девятого вечера", 20, 30, None),
        ("ru", "к 18.00 мск", 18, 0, "MSK"),
        ("ru", "в 19 часов", 19, 0, None),
        ("en", "at half past seven in the evening", 19, 30, None),
        ("en", "at 1342 GMT", 13, 42, "UTC"),
        ("ja", "午後6時半", 18, 30, None),
    ],
)
def test_time_of_day(language: str, text: str, hour: int, minute: int, zone: str | None) -> None:
    (mention,) = find_times(text, language)
    assert (mention.hour, mention.minute, mention.zone) == (hour, minute, zone)
    assert mention.half_day_known
    assert text[mention.start : mention.end] == mention.text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "à 19 heures de route"),
        ("fr", "une grève de 24 heures"),
        ("es", "durante las 24 horas siguientes"),
        ("es", "subió a 19.30 euros"),
        ("es", "las dos personas"),
        ("ru", "после 19 часов переговоров"),
        ("de", "mehr als halb so viel"),
        ("en", "after two hours"),
    ],
)
def test_hours_that_are_no_time_of_day(language: str, text: str) -> None:
    assert find_times(text, language) == ()


@given(st.text(max_size=60), st.sampled_from(["en", "ar", "de", "ru", "zh", "he", "tr", None]))
def test_spans_slice_the_text(text: str, language: str | None) -> None:
    last = 0
    for mention in find_dates(text, language):
        assert text[mention.start : mention.end] == mention.text
        assert last <= mention.start
        last = mention.end
