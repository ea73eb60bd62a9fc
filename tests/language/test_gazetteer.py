from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.language.gazetteer import find_places
from mtqa.language.gazetteer_names import own_forms
from mtqa.language.gazetteer_relations import place_name, related_places


def ids(text: str, language: str) -> set[str]:
    return {place for mention in find_places(text, language) for place in mention.ids}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Russians", "en"),
        ("российский", "ru"),
        ("وروسيا", "ar"),
        ("لروسيا", "ar"),
        ("الروسية", "ar"),
        ("russische Truppen", "de"),
        ("俄罗斯", "zh"),
        ("ロシア", "ja"),
        ("ורוסיה", "he"),
        ("rosyjskiego", "pl"),
    ],
)
def test_one_country_has_one_id_in_every_language_and_inflection(text: str, language: str) -> None:
    assert "RU" in ids(text, language)


@pytest.mark.parametrize(
    ("text", "language", "place"),
    [
        ("والولايات المتحدة", "ar", "US"),
        ("Соединенных Штатов", "ru", "US"),
        ("the U.S. president", "en", "US"),
        ('או"ם', "he", "org:UN"),
        ("الأمم المتحدة", "ar", "org:UN"),
        ("l'ONU", "fr", "org:UN"),
        ("Genf", "de", "city:Geneva"),
        ("大马士革", "zh", "Asia/Damascus"),
        ("an Ecuadorian consulate", "en", "EC"),
        ("le président haïtien", "fr", "HT"),
        ("угандийские войска", "ru", "UG"),
        ("el presidente salvadoreño", "es", "SV"),
        ("die kambodschanische Regierung", "de", "KH"),
        ("пересёк Ла-Манш", "ru", "region:EnglishChannel"),
        ("лидер «Хезболлы»", "ru", "org:Hezbollah"),
        ("真主党领导人", "zh", "org:Hezbollah"),
        ("die Frauen der Hisbollah-Kämpfer", "de", "org:Hezbollah"),
        ("לדברי החמאס", "he", "org:Hamas"),
        ("ХАМАСа", "ru", "org:Hamas"),
        ("l’Amnesty", "it", "org:Amnesty"),
        ("ACNUR", "es", "org:UNHCR"),
        ("美国国家航空航天局", "zh", "org:NASA"),
        ("西北的马里兰州", "zh", "region:Maryland"),
        ("Herrschaft in Süditalien", "de", "IT"),
        ("im Land Nordvietnams", "de", "VN"),
        ("nach Siebenbürgen", "de", "region:Transylvania"),
        ("in Westindien", "de", "region:Caribbean"),
        ("von Nilkrokodilen", "de", "region:Nile"),
        ("nach Nordkorea", "de", "KP"),
        ("in Zentralwestpolen", "de", "PL"),
        ("in Kontinentaleuropa", "de", "150"),
        ("slawische Stämme", "de", "region:Slavic"),
        ("Bizantyjczyków", "pl", "region:Byzantine"),
        ("die französischsprachigen Belgier", "de", "FR"),
        ("русскоязычные жители", "ru", "RU"),
        ("à Terre-Neuve", "fr", "region:Newfoundland"),
        ("合衆国の州", "ja", "US"),
    ],
)
def test_short_names_exonyms_and_organisations(text: str, language: str, place: str) -> None:
    assert place in ids(text, language)


@pytest.mark.parametrize("place", [name for name in own_forms() if name.startswith("org:")])
def test_an_organisation_is_found_under_each_of_its_names(place: str) -> None:
    """Names that a later entry takes away, or that are cut up otherwise than texts, would be lost.

    The European Union is a territory in CLDR too, of the same name.
    """
    lost = [
        (language, form)
        for language, forms in own_forms()[place].items()
        for form in forms
        if not {place, place.removeprefix("org:")} & ids(form.replace("+", ""), language)
    ]
    assert not lost


def test_what_a_name_has_in_brackets_is_another_name_but_never_another_country() -> None:
    assert "MM" in ids("Burma", "en")
    assert ids("the Islands", "en") == set()
    assert "CC" in ids("the Cocos Islands", "en")
    assert ids("США", "ru") == {"US"}


def test_capitals_tell_names_from_words() -> None:
    assert ids("They polish turkey and told us", "en") == set()
    assert "PL" in ids("Polish", "en")


def test_arabic_words_that_begin_like_a_country_are_none() -> None:
    assert ids("مصرف ترك", "ar") == set()


@pytest.mark.parametrize("text", ["シリアルポート", "リアルタイム", "タイムズ"])
def test_a_country_within_a_japanese_word_is_none_to_be_missed(text: str) -> None:
    assert not any(place.firm for place in find_places(text, "ja"))
    assert any(place.firm for place in find_places("シリアとタイで", "ja"))


def test_a_part_of_a_country_is_not_the_pole() -> None:
    assert ids("Teile Südpolens", "de") == {"PL"}
    assert ids("am Südpol", "de") == {"region:Antarctic"}


def test_a_republic_is_no_republican() -> None:
    assert ids("共和国", "ja") == ids("共和国", "zh") == set()
    assert ids("共和党", "ja") == {"org:Republican"}


def test_a_capital_stands_for_its_country() -> None:
    assert "RU" in related_places("Europe/Moscow")
    assert "RU" not in related_places("FR")


def test_names_come_back_in_any_language() -> None:
    assert place_name("FR", "ar") == "فرنسا"
    assert place_name("city:Aleppo", "en") == "Aleppo"


@given(st.text(alphabet="Russia U.Sروسيا ,'俄", max_size=30), st.sampled_from(["en", "ar", "zh"]))
def test_mentions_are_spans_in_order(text: str, language: str) -> None:
    end = 0
    for mention in find_places(text, language):
        assert end <= mention.start < mention.end
        assert text[mention.start : mention.end] == mention.text
        end = mention.end
