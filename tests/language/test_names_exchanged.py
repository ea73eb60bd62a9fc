"""Nations, cities and organisations that stand in each other's place."""

from __future__ import annotations

import pytest

from mtqa.language.gazetteer import find_places
from mtqa.language.gazetteer_names import own_forms
from mtqa.language.names_comparison import NameChange, match_names
from mtqa.language.names_exchanged import find_exchanges
from mtqa.language.names_lexicon import load_sections

PALESTINIAN = "The Palestinian army reported two dead on Monday."
ISRAELI = "The Israeli army reported two dead on Monday."


def told(source: str, language: str, target: str, into: str = "en") -> list[tuple[str, str]]:
    found = find_exchanges(source, language, target, into)
    return [(one.source.text, one.target.text) for one in found]


@pytest.mark.parametrize(
    ("source", "language", "named"),
    [
        ("أعلن الجيش الإسرائيلي مقتل شخصين يوم الاثنين.", "ar", "الإسرائيلي"),
        ("Die israelische Armee meldete am Montag zwei Tote.", "de", "israelische"),
        ("L’armée israélienne a annoncé deux morts lundi.", "fr", "israélienne"),
        ("El ejército israelí informó el lunes de dos muertos.", "es", "israelí"),
        ("L'esercito israeliano ha riferito lunedì di due morti.", "it", "israeliano"),
        ("O exército israelita anunciou dois mortos na segunda-feira.", "pt", "israelita"),
        ("Израильская армия сообщила в понедельник о двух погибших.", "ru", "Израильская"),
        ("У понеділок ізраїльська армія повідомила про двох загиблих.", "uk", "ізраїльська"),
        ("W poniedziałek izraelska armia poinformowała o dwóch zabitych.", "pl", "izraelska"),
        ("V pondělí izraelská armáda oznámila dva mrtvé.", "cs", "izraelská"),
        ("İsrail ordusu pazartesi günü iki ölü bildirdi.", "tr", "İsrail"),
        ("以色列军方周一报告两人死亡。", "zh", "以色列"),
        ("イスラエル軍は月曜日、2人の死亡を発表した。", "ja", "イスラエル"),
        ("ارتش اسرائیل روز دوشنبه از کشته شدن دو نفر خبر داد.", "fa", "اسرائیل"),
    ],
)
def test_an_adjective_in_lower_case_is_a_nation_too(source: str, language: str, named: str) -> None:
    assert told(source, language, PALESTINIAN) == [(named, "Palestinian")]
    assert told(source, language, ISRAELI) == []
    assert told(ISRAELI, "en", source, language) == []
    assert told(PALESTINIAN, "en", source, language) == [("Palestinian", named)]


@pytest.mark.parametrize(
    ("source", "language", "target", "exchanged"),
    [
        ("Nordkorea droht.", "de", "South Korea threatens.", [("Nordkorea", "South Korea")]),
        ("朝鲜发出威胁。", "zh", "North Korea threatens.", []),
        ("Мусульмане протестуют.", "ru", "Christians protest.", [("Мусульмане", "Christians")]),
        ("Les chiites protestent.", "fr", "Sunnis protest.", [("chiites", "Sunnis")]),
        (
            "Die Republikaner lehnen ab.",
            "de",
            "Democrats decline.",
            [("Republikaner", "Democrats")],
        ),
        # One that is left out, or made explicit, has nothing in its place.
        ("Die türkische Regierung lehnt ab.", "de", "The government declines.", []),
        ("Die Regierung lehnt ab.", "de", "The Turkish government declines.", []),
        # A capital stands for its country, and a party for no nation.
        ("Москва возражает.", "ru", "Russia objects.", []),
        ("Les républicains refusent.", "fr", "The Chinese refuse.", []),
        # What the gazetteer misses may still sound like it.
        ("Michael Jordan spielt.", "de", "Michael Jordan plays in France.", []),
    ],
)
def test_only_one_kind_takes_the_place_of_its_like(
    source: str, language: str, target: str, exchanged: list[tuple[str, str]]
) -> None:
    assert told(source, language, target) == exchanged


@pytest.mark.parametrize(
    ("source", "language", "named"),
    [
        ("وصل الرئيس الروسي إلى العاصمة.", "ar", "الروسي"),
        ("غادر الوفد العراق أمس.", "ar", "العراق"),
        ("أعلنت ألمانيا موقفها.", "ar", "ألمانيا"),
        ("أعلنت المانيا موقفها.", "ar", "المانيا"),
        ("للصين موقف آخر.", "ar", "للصين"),
        ("زار وزيران فرنسيان المدينة.", "ar", "فرنسيان"),
        ("Китай возражает.", "ru", "Китай"),
        ("власти Ирана возражают", "ru", "Ирана"),
        ("Росія заперечує.", "uk", "Росія"),
        ("La Turquie refuse.", "fr", "Turquie"),
        ("Die Türkei lehnt ab.", "de", "Türkei"),
        ("چین مخالفت کرد.", "fa", "چین"),
        ("סין מתנגדת.", "he", "סין"),
        ("Çin reddetti.", "tr", "Çin"),
        ("韩国拒绝。", "zh", "韩国"),
    ],
)
def test_a_nation_under_a_short_name_is_one_too(source: str, language: str, named: str) -> None:
    assert told(source, language, "Chile refuses.") == [(named, "Chile")]
    assert told("Bolivia refuses.", "en", source, language) == [("Bolivia", named)]


@pytest.mark.parametrize(
    ("source", "language", "target"),
    [
        ("أعلنت وزارة المالية خطتها.", "ar", "The Chilean ministry of finance announced its plan."),
        ("قال بأنه سيغادر تشيلي.", "ar", "He said that he would leave Chile."),
        ("رفع يده اليمنى.", "ar", "He raised his right hand, as people in Chile do."),
        ("Первый день в пути", "ru", "The first day in Chile"),
        ("Индийские данные", "ru", "Indian data"),
        ("הוא קורא בשנה שעברה", "he", "He read it last year in Chile"),
        ("朝鲜半岛局势紧张。", "zh", "Tension on the Korean Peninsula."),
        ("朝鲜半岛局势紧张。", "zh", "Tension between South Korea and North Korea."),
        ("الجزيرة الكورية", "ar", "the North Korean island"),
    ],
)
def test_short_words_that_may_be_others_are_no_nations(
    source: str, language: str, target: str
) -> None:
    assert told(source, language, target) == []


@pytest.mark.parametrize(
    ("source", "language", "target", "exchanged"),
    [
        ("انفجار في دمشق", "ar", "An explosion in Beirut", [("دمشق", "Beirut")]),
        ("Взрыв в Каире", "ru", "An explosion in Baghdad", [("Каире", "Baghdad")]),
        ("Explosion in Köln", "de", "An explosion in Munich", [("Köln", "Munich")]),
        ("Une explosion à Marseille", "fr", "An explosion at the port", []),
        ("Moskau widerspricht.", "de", "Russia objects, says a man in Berlin.", []),
        ("Houston a chanté à Chicago.", "fr", "Houston sang in Chicago.", []),
        ("أدانت محكمة العدل الدولية", "ar", "The ICC condemned", [("محكمة العدل الدولية", "ICC")]),
        (
            "La CEDH a condamné la Turquie.",
            "fr",
            "The European Court of Justice ruled against Turkey.",
            [("CEDH", "European Court of Justice")],
        ),
        ("Der EuGH entschied.", "de", "The European Court of Justice ruled.", []),
        ("قال الحوثيون", "ar", "Hezbollah said", [("الحوثيون", "Hezbollah")]),
        ("Une agence de l’ONU avertit.", "fr", "UNICEF warns.", []),
        ("Die WHO warnt.", "de", "The World Health Organization warns.", []),
        ("en el mar Negro", "es", "in the Mediterranean", [("mar Negro", "Mediterranean")]),
        ("在加利福尼亚州", "zh", "in Texas", [("加利福尼亚", "Texas")]),
        ("Die SPD lehnt ab.", "de", "The CDU declines.", [("SPD", "CDU")]),
        ("Die SPD lehnt ab.", "de", "The Social Democrats decline.", []),
        ("El PSOE rechaza el plan.", "es", "The PP rejects the plan.", [("PSOE", "PP")]),
        ("رفض حزب العدالة والتنمية", "ar", "The CHP declined", [("حزب العدالة والتنمية", "CHP")]),
        # A city is exchanged for a city.
        ("In Köln", "de", "In Bavaria", []),
    ],
)
def test_cities_regions_waters_and_organisations(
    source: str, language: str, target: str, exchanged: list[tuple[str, str]]
) -> None:
    assert told(source, language, target) == exchanged
    turned = [(one, other) for other, one in exchanged]
    assert told(target, "en", source, language) == turned


def test_of_two_nations_of_one_country_each_is_told_by_itself() -> None:
    source = "تراجعت أعداد الخفافيش في اسكتلندا وفي المملكة المتحدة كلها."
    assert told(source, "ar", "Bat populations declined in Wales and across the UK.") == [
        ("اسكتلندا", "Wales")
    ]
    assert told(source, "ar", "Bat populations declined in Scotland and across Britain.") == []
    assert told("Scotland and the UK", "en", "Britanniques et Royaume-Uni", "fr") == []


def test_each_is_told_once_and_as_nothing_else() -> None:
    source = "Израильская армия и израильские спасатели сообщили о двух погибших."
    target = "The Palestinian army and Palestinian rescuers reported two dead."
    [difference] = match_names(source, "ru", target, "en")
    assert difference.change is NameChange.CHANGED
    assert difference.confidence >= 0.75
    assert difference.target is not None
    assert target[difference.target.start : difference.target.end] == "Palestinian"


def test_every_place_that_has_a_kind_is_in_the_gazetteer() -> None:
    sections = load_sections("place_kinds.txt")
    no_kinds = ("apart", "no city", "no organisation")
    named = [place for kind, places in sections.items() if kind not in no_kinds for place in places]
    assert set(named) <= set(own_forms())
    assert len(named) == len(set(named))
    assert {*sections["no city"], *sections["no organisation"]} <= set(own_forms())


@pytest.mark.parametrize(
    ("text", "language"),
    [("die armen Leute", "de"), ("las cataratas del sur", "es"), ("о мальских делах", "ru")],
)
def test_ordinary_words_are_no_nations(text: str, language: str) -> None:
    assert find_places(text, language) == ()
