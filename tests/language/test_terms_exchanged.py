"""Terms of a kind in each other's place."""

from __future__ import annotations

import pytest

from mtqa.language.gazetteer import find_terms
from mtqa.language.gazetteer_names import term_forms
from mtqa.language.terms_exchanged import find_exchanged_terms


def told(source: str, language: str, target: str, into: str = "en") -> list[tuple[str, str, str]]:
    found = find_exchanged_terms(source, language, target, into)
    return [(one.kind, one.source.text, one.target.text) for one in found]


@pytest.mark.parametrize(
    ("source", "language", "named"),
    [
        ("التقى الرئيس بوزير الخارجية.", "ar", "بوزير الخارجية"),
        ("Der Präsident traf den Außenminister.", "de", "Außenminister"),
        ("Le président a reçu le ministre des Affaires étrangères.", "fr", None),
        ("El presidente recibió al ministro de Exteriores.", "es", "ministro de Exteriores"),
        ("O presidente recebeu o ministro dos Negócios Estrangeiros.", "pt", None),
        ("Il presidente ha ricevuto il ministro degli Esteri.", "it", "ministro degli Esteri"),
        ("Президент принял министра иностранных дел.", "ru", "министра иностранных дел"),
        ("Президент прийняв міністра закордонних справ.", "uk", "міністра закордонних справ"),
        ("Prezydent przyjął ministra spraw zagranicznych.", "pl", "ministra spraw zagranicznych"),
        ("Prezident přijal ministra zahraničí.", "cs", "ministra zahraničí"),
        ("Cumhurbaşkanı Dışişleri Bakanını kabul etti.", "tr", "Dışişleri Bakanını"),
        ("رئیس جمهور با وزیر امور خارجه دیدار کرد.", "fa", "وزیر امور خارجه"),
        ("הנשיא נפגש עם שר החוץ.", "he", "שר החוץ"),
        ("总统会见了外交部长。", "zh", "外交部长"),
        ("大統領は外務大臣と会談した。", "ja", "外務大臣"),
        ("대통령은 외교부 장관을 만났다.", "ko", "외교부"),
        ("राष्ट्रपति ने विदेश मंत्री से मुलाकात की।", "hi", "विदेश मंत्री"),
    ],
)
def test_an_office_is_known_in_every_language(
    source: str, language: str, named: str | None
) -> None:
    interior = "The president met the interior minister."
    foreign = "The president met the foreign minister."
    [(kind, theirs, ours)] = told(source, language, interior)
    assert (kind, ours) == ("office", "interior minister")
    assert named is None or theirs == named
    assert told(source, language, foreign) == []
    assert told(interior, "en", source, language) == [("office", "interior minister", theirs)]
    assert told(foreign, "en", source, language) == []


@pytest.mark.parametrize(
    ("source", "language", "target", "exchanged"),
    [
        ("قصف الجيش مواقع المعارضة.", "ar", "The army shelled government positions.", "side"),
        ("اعتقلت الشرطة خمسة.", "ar", "The army arrested five.", "force"),
        ("Sein Sohn wurde verletzt.", "de", "His daughter was injured.", "kin"),
        ("L’hôpital a été touché.", "fr", "The school was hit.", "building"),
        ("Ha muerto de malaria.", "es", "He died of cholera.", "disease"),
        ("Um terramoto matou dez pessoas.", "pt", "A flood killed ten people.", "disaster"),
        ("Вертолёт разбился в горах.", "ru", "A bus crashed in the mountains.", "vehicle"),
        ("Çiftçiler protesto etti.", "tr", "Teachers protested.", "profession"),
        ("煤炭价格上涨。", "zh", "Oil prices rose.", "commodity"),
        ("Il referendum si terrà domenica.", "it", "The election will be on Sunday.", "vote"),
        (
            "وقع الانفجار في شمال المدينة.",
            "ar",
            "The blast was in the south of the city.",
            "compass",
        ),
        ("Útok nožem přežili dva lidé.", "cs", "Two survived the attack with a pistol.", "weapon"),
        ("Rabin przemawiał do Żydów.", "pl", "The rabbi spoke to Muslims.", "faith"),
        ("استهدف التفجير الشيعة.", "ar", "The bombing targeted Sunnis.", "sect"),
        ("경찰이 코카인을 압수했다.", "ko", "Police seized the heroin.", "drug"),
        ("अदालत ने उसे उम्रकैद दी।", "hi", "The court gave him the death penalty.", "penalty"),
        ("女王は手を振った。", "ja", "The king waved.", "royal"),
        ("החורף היה קשה.", "he", "The summer was hard.", "season"),
        ("Она играет в теннис.", "ru", "She plays golf.", "sport"),
        ("Sie gewann die Silbermedaille.", "de", "She won the gold medal.", "medal"),
        ("La boda fue en Sevilla.", "es", "The funeral was in Seville.", "event"),
        ("Vlk, pes a kůň.", "cs", "A wolf, a cat and a horse.", "animal"),
        ("Ils ont pris le petit déjeuner.", "fr", "They had dinner.", "meal"),
        ("İhracat ve ithalat: ithalat arttı.", "tr", "Exports rose.", "trade"),
        ("L’estrema sinistra ha protestato.", "it", "The far right protested.", "wing"),
    ],
)
def test_every_kind_is_compared(source: str, language: str, target: str, exchanged: str) -> None:
    assert [kind for kind, _, _ in told(source, language, target)] == [exchanged]
    assert [kind for kind, _, _ in told(target, "en", source, language)] == [exchanged]


@pytest.mark.parametrize(
    ("source", "language", "target"),
    [
        # Left out, or made explicit.
        ("Die Polizei nahm den Mann fest.", "de", "The man was arrested."),
        ("Der Mann wurde festgenommen.", "de", "Police arrested the man."),
        # A word that may be either stands for both.
        ("Les procureurs demandent la prison.", "fr", "The attorney general wants him in jail."),
        ("El canciller viajó a Lima.", "es", "The foreign minister travelled to Lima."),
        ("Der Kanzler reist ab.", "de", "The prime minister is leaving."),
        ("Eltern protestieren.", "de", "Mothers and fathers protest."),
        # A coroner is no doctor of anybody.
        ("أكد الطبيب الشرعي ذلك.", "ar", "The farmer's examination confirmed it."),
        # A bar may be a restaurant.
        ("Restaurant, Bar, Hotelsafe", "de", "Restaurant, bar, safe"),
        # A compass point in an adjective, or in a word for a side.
        (
            "La cara sur de la cadena norteafricana.",
            "es",
            "The southside of a North African range.",
        ),
        # One kind does not take the place of another.
        ("Der Lehrer kam.", "de", "The ambassador came."),
        # A language without the term.
        ("Soudce rozhodl.", "cs", "The farmer decided."),
        ("Ilmoitus annettiin.", "fi", "The judge decided."),
    ],
)
def test_what_may_be_right_is_left_alone(source: str, language: str, target: str) -> None:
    assert told(source, language, target) == []
    assert told(target, "en", source, language) == []


def test_of_several_each_is_told_once() -> None:
    source = "Die Lehrer und die Lehrerinnen trafen die Ärzte."
    assert told(source, "de", "Farmers and farmers met the doctors.") == [
        ("profession", "Lehrer", "Farmers")
    ]


def test_one_of_two_mentions_may_be_exchanged() -> None:
    source = "قالت الشرطة إن الشرطة أطلقت النار."
    wrong = "Police said the army had opened fire."
    assert told(source, "ar", wrong) == [("force", "الشرطة", "army")]
    assert told(wrong, "en", source, "ar") == [("force", "army", "الشرطة")]
    assert told(source, "ar", "Police said police had opened fire.") == []
    assert told(source, "ar", "Police said they had opened fire.") == []
    # Both have both, if not as often: who did what is not told by counting.
    assert told(source + " الجيش", "ar", "Police said the army and the army had fired.") == []


def test_a_capital_may_make_another_word_of_it() -> None:
    source = "Sturridge glich im Stadion aus."
    assert told(source, "de", "Sturridge equalised at the bridge.") == [
        ("building", "Stadion", "bridge")
    ]
    assert told(source, "de", "Sturridge equalised at Stamford Bridge.") == []


def test_german_nouns_are_put_together() -> None:
    assert told("Der Basketballspieler gewann.", "de", "The tennis player won.") == [
        ("sport", "Basketballspieler", "tennis")
    ]
    assert told("Die Polizeibehörde teilte das mit.", "de", "The police said so.") == []


LANGUAGES = sorted({language for forms in term_forms().values() for language in forms})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_is_found_as_its_term(language: str) -> None:
    for term, forms in term_forms().items():
        for form in forms.get(language, ()):
            written = form.removesuffix("?").replace("+", "")
            ids = {place for mention in find_terms(written, language) for place in mention.ids}
            assert term in ids, (term, form)


def test_terms_have_a_kind_and_stand_in_english() -> None:
    for term, forms in term_forms().items():
        kind, _, name = term.partition(":")
        assert kind.isalpha()
        assert name.isalpha()
        assert "en" in forms
        assert all(len(set(own)) == len(own) for own in forms.values()), term
