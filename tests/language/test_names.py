from __future__ import annotations

import pytest

from mtqa.language.names import NameKind, find_names, is_common_word
from mtqa.language.names_comparison import NameChange, match_names
from mtqa.language.names_matching import find_counterpart

SURE = 0.75


def texts(text: str, language: str) -> list[str]:
    return [name.text for name in find_names(text, language)]


def test_names_are_told_from_capitalised_words() -> None:
    text = "On Monday the Foreign Minister met Vladimir Medinsky in Geneva."
    assert texts(text, "en") == ["Vladimir Medinsky", "Geneva"]


def test_a_name_knows_its_span_kind_and_keys() -> None:
    text = "Talks with Volodymyr Zelenskyy's team"
    (name,) = find_names(text, "en")
    assert text[name.start : name.end] == "Volodymyr Zelenskyy"
    assert name.kind is NameKind.PERSON
    assert name.keys == ("Volodymyr", "Zelenskyy")


def test_a_polite_pronoun_is_no_name() -> None:
    assert [name.text for name in find_names("Если у Вас в Москве есть Ваш дом", "ru")] == [
        "Москве"
    ]


def test_nothing_is_sure_in_title_case() -> None:
    assert not any(n.sure for n in find_names("Pig Mauls Chinese Farmer To Death In Market", "en"))


def test_arabic_names_come_from_the_gazetteer_and_after_titles() -> None:
    found = find_names("قال الرئيس فلاديمير بوتين في موسكو", "ar")
    assert (found[0].text, found[0].sure) == ("فلاديمير بوتين", False)
    assert "Europe/Moscow" in found[-1].places


@pytest.mark.parametrize(
    "word", ["Ministers", "Reporting", "Well-known", "Negotiations", "Parties"]
)
def test_inflected_ordinary_words_are_no_names(word: str) -> None:
    assert is_common_word(word)


@pytest.mark.parametrize(
    ("name", "other", "language", "expected"),
    [
        ("Medinsky", "وقال كبير المفاوضين فلاديمير ميدينسكي", "ar", "ميدينسكي"),
        ("Medinsky", "заявил Владимир Мединский", "ru", "Мединский"),
        ("Russia", "وفدا روسيا وأوكرانيا", "ar", "روسيا"),
        ("Moualem", "利比亚外长穆阿利姆在联合国大会上说", "zh", "穆阿利姆"),
    ],
)
def test_counterparts_are_found_by_gazetteer_and_sound(
    name: str, other: str, language: str, expected: str
) -> None:
    (mention,) = find_names(f"We asked {name} today", "en")
    counterpart = find_counterpart(mention, "en", other, language)
    assert counterpart is not None
    assert other[counterpart.start : counterpart.end] == counterpart.text == expected
    assert counterpart.score > 0.8


@pytest.mark.parametrize(
    ("source", "language", "target"),
    [
        ("التقى فلاديمير ميدينسكي الوفد الأوكراني في جنيف", "ar",
         "Vladimir Medinsky met the Ukrainian delegation in Geneva"),
        ("Владимир Мединский прибыл в Женеву", "ru", "Vladimir Medinsky arrived in Geneva"),
        ("Roosevelt bekam die Ehrenmedaille", "de", "Roosevelt got the Medal of Honor"),
        ("Символ любви и верности", "ru", "A symbol of Love and Loyalty"),
        ("Änderungen der Geschäftsordnung", "de", "Amendments to the Rules of Procedure"),
        ("Der Bundeskanzler reiste nach Mailand", "de", "The Chancellor travelled to Milan"),
        ("米国とロシアの代表団がジュネーブで会談した", "ja",
         "US and Russian delegations met in Geneva"),
        ("Храм стоит в 12 км от Сиемреапа", "ru", "The temple is 12 km from Siem Reap"),
        ("Суда приходят из Каспийского моря", "ru", "Ships come from the Caspian Sea"),
        ("победа над тибето-монгольскими силами", "ru", "victory over Tibetan-Mongol forces"),
        ("انتصاره على القوات التبتية المغولية", "ar", "his victory over Tibetan-Mongol forces"),
        ("القارة القطبية الجنوبية الداخلية هضبة", "ar", "Inland Antarctica is a plateau"),
        ("Нагорный Карабах, армянский регион", "ru", "the Armenian Nagorno-Karabakh region"),
        ("остров населяли таино", "ru", "The island was inhabited by the Taínos"),
        ("север страны находился во владении инков", "ru", "The north was under Inca rule"),
        ("йоркширської англійської вимови", "uk", "the Yorkshire English pronunciation"),
        ("في الدراسة خفافيشدوبنتون البنية", "ar", "The study follows Daubenton bats"),
    ],
)  # fmt: skip
def test_a_faithful_translation_has_no_difference(source: str, language: str, target: str) -> None:
    assert match_names(source, language, target, "en") == ()


def test_a_replaced_person_is_found_in_arabic_english() -> None:
    source = "التقى فلاديمير ميدينسكي الوفد الأوكراني في جنيف"
    target = "Gregory Blackstone met the Ukrainian delegation in Geneva"
    (difference,) = match_names(source, "ar", target, "en")
    assert difference.change is NameChange.EXTRA
    assert difference.target is not None
    assert difference.target.text == "Gregory Blackstone"
    assert difference.confidence >= 0.6


def test_a_replaced_country_is_found_as_one_change() -> None:
    differences = match_names("Россия отвергла план", "ru", "The plan was rejected by Brazil", "en")
    assert [d.target.text for d in differences if d.target] == ["Brazil"]
    assert differences[0].confidence >= SURE


def test_a_name_left_out_is_a_hint_only() -> None:
    source = "Вчера Владимир Мединский прибыл в Женеву"
    (difference,) = match_names(source, "ru", "Yesterday he arrived in Geneva", "en")
    assert difference.change is NameChange.MISSING
    assert difference.source is not None
    assert difference.source.text == "Владимир Мединский"


def test_japanese_names_in_han_characters_are_left_alone() -> None:
    assert match_names("田中さんは来た", "ja", "Then Yamamoto came", "en") == ()


def test_a_contraction_that_stands_alone_is_no_name() -> None:
    assert texts("He went to van n't Paris .", "en") == ["Paris"]
    assert texts("'ll 's n't", "en") == []


def test_a_currency_is_no_country() -> None:
    assert texts("It turns over US$14.7 billion a year.", "en") == []


def test_mostly_capital_letters_are_an_abbreviation() -> None:
    (name,) = find_names("It planned to join the AfCFTA.", "en")
    assert name.kind is NameKind.ACRONYM


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("يحتوي على قاعدةٍ كبيرة", "ar"),
        ("الأقرب لمدينة كبيرة", "ar"),
        ("Tours go inland to reach the Pole", "en"),
        ("Самый важный вопрос", "ru"),
    ],
)
def test_words_that_also_name_a_place_are_not_sure(text: str, language: str) -> None:
    (name,) = find_names(text, language)
    assert not name.sure


@pytest.mark.parametrize(
    ("target", "language"),
    [
        ("Der Minister lobte den Vorschlag der Nationalversammlung.", "de"),
        ("El Gobierno aprobó la ley en la Asamblea.", "es"),
        ("Национальная Ассамблея приняла закон.", "ru"),
        ("انتقد الوزير القيم المحافظة في الصحراء بعد السيول.", "ar"),
        ("המקרים החדשים של העבודה", "he"),
    ],
)
def test_capitals_and_ordinary_words_of_a_translation_are_no_names(
    target: str, language: str
) -> None:
    source = "The minister praised the new law after the floods."
    differences = match_names(source, "en", target, language)
    assert all(difference.confidence < SURE for difference in differences)


@pytest.mark.parametrize(
    ("source", "language", "target", "target_language", "place"),
    [
        ("He arrived on Monday.", "en", "Er kam am Montag in Kairo an.", "de", "Kairo"),
        ("Il est arrivé lundi.", "fr", "He arrived in Cairo on Monday.", "en", "Cairo"),
        ("Llegó el lunes al país.", "es", "He arrived in Mexico on Monday.", "en", "Mexico"),
    ],
)
def test_a_place_that_a_translation_only_adds_is_a_hint(
    source: str, language: str, target: str, target_language: str, place: str
) -> None:
    (difference,) = match_names(source, language, target, target_language)
    assert (difference.change, difference.target and difference.target.text) == (
        NameChange.EXTRA,
        place,
    )
    assert 0.5 < difference.confidence < SURE


def test_a_place_instead_of_one_at_the_beginning_is_no_hint() -> None:
    (difference,) = match_names(
        "China joined the talks.", "en", "Japan nahm an den Gesprächen teil.", "de"
    )
    assert difference.target
    assert difference.target.text == "Japan"
    assert difference.confidence >= SURE


def test_a_people_is_hardly_missed_where_only_the_name_of_its_country_is_known() -> None:
    (extra,) = match_names("trupele americane din Golf", "ro", "the US troops in the Gulf", "en")
    assert extra.confidence < SURE
    (changed,) = match_names("A ajuns luni în Franța.", "ro", "He came to Germany on Monday.", "en")
    assert changed.change is NameChange.CHANGED
    assert changed.confidence >= SURE


@pytest.mark.parametrize(
    ("source", "language"),
    [
        ("Ce sont les Indiens d'Amérique du Dakota.", "fr"),
        ("Die Indianer in Dakota protestierten.", "de"),
        ("احتج الهنود الحمر في داكوتا.", "ar"),
        ("Индейцы протестовали в Дакоте.", "ru"),
    ],
)
def test_the_first_americans_are_no_indians_of_india(source: str, language: str) -> None:
    assert match_names(source, language, "Native Americans protested in Dakota.", "en") == ()


def test_a_language_is_called_like_its_people() -> None:
    assert match_names("He speaks Italian and French.", "en", "他会讲意大利语和法语。", "zh") == ()


def test_adjectives_of_places_with_long_endings_are_known() -> None:
    source = "Die chinesische Regierung bestätigte die Zahl nordkoreanischer Überläufer."
    target = "China's government confirmed the number of North Korean defectors."
    assert match_names(source, "de", target, "en") == ()


def test_a_place_does_not_stand_for_words_that_are_translated() -> None:
    source = "Le Conseil d’État a rejeté le recours."
    target = "France's top administrative court dismissed the appeal."
    found = match_names(source, "fr", target, "en")
    assert {d.change for d in found} <= {NameChange.EXTRA, NameChange.MISSING}
    assert all(d.confidence < 0.75 for d in found)


def test_the_country_of_the_language_is_made_explicit() -> None:
    source = "Das Bundesverfassungsgericht in Karlsruhe hat die Klage abgewiesen."
    (germany,) = match_names(source, "de", "Germany's top court in Karlsruhe dismissed it.", "en")
    (brazil,) = match_names(source, "de", "Brazil's top court in Karlsruhe dismissed it.", "en")
    assert germany.confidence < 0.5 < SURE <= brazil.confidence


def test_what_stands_joined_before_a_vowel_hides_no_name() -> None:
    source = "Il cita Sur la malice d’Hérodote et la tombe d'Ali."
    target = "He quoted On the Malice of {} and the tomb of {}."
    assert match_names(source, "fr", target.format("Herodotus", "Ali"), "en") == ()
    found = match_names(source, "fr", target.format("Plutarch", "Omar"), "en")
    assert {d.change for d in found} == {NameChange.CHANGED}


@pytest.mark.parametrize(
    ("text", "language"),
    [("Il a lu Dans la nuit.", "fr"), ("Вчера он читал Для всех.", "ru"), ("Er las Als ob.", "de")],
)
def test_a_title_that_begins_with_a_function_word_is_no_name(text: str, language: str) -> None:
    assert find_names(text, language) == ()


@pytest.mark.parametrize(
    ("text", "language", "sure"),
    [
        ("See the section BACK TO BASICS Working with groups.", "en", False),
        ("Si veda il riquadro APPROFONDIMENTI I pacchetti.", "it", False),
        ("He met VLADIMIR PUTIN there.", "en", True),
        ("Il a vu Nicolas SARKOZY hier.", "fr", True),
        ("Then WHO and AIDS experts met.", "en", True),
    ],
)
def test_capitals_that_stress_make_no_sure_name(text: str, language: str, sure: bool) -> None:
    assert {name.sure for name in find_names(text, language)} == {sure}


def test_the_sun_needs_no_capital() -> None:
    source = "Планеты вращаются вокруг Солнца."
    assert match_names(source, "ru", "The planets orbit the sun.", "en") == ()
    (changed,) = match_names(source, "ru", "The planets orbit Mars.", "en")
    assert changed.change is NameChange.CHANGED


def test_nicknames_of_a_country_stand_for_it() -> None:
    found = match_names(
        "Hier les Bleus ont battu l’Irlande", "fr", "France beat Ireland yesterday", "en"
    )
    assert all(d.confidence < SURE for d in found)


@pytest.mark.parametrize(
    ("source", "source_language", "target", "target_language"),
    [
        ("Seçimler 14 Mayıs'ta yapılacak.", "tr", "The elections will be held on 14 May.", "en"),
        ("As eleições de 3 de Maio foram adiadas.", "pt", "The 3 May elections are off.", "en"),
        ("Flights were grounded across the country.", "en", "全国航班停飞。", "zh"),
    ],
)
def test_months_and_words_for_ones_own_country_are_no_names(
    source, source_language, target, target_language
):
    assert match_names(source, source_language, target, target_language) == ()
