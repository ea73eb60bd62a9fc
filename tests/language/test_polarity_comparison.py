from __future__ import annotations

import pytest

from mtqa.language.polarity_comparison import PolarityChange, compare_polarity

SURE = 0.75


@pytest.mark.parametrize(
    ("source", "language", "target"),
    [
        ("au moins trente morts", "fr", "at most thirty dead"),
        ("mindestens zwölf Tote", "de", "at most twelve dead"),
        ("ما لا يقل عن عشرة أشخاص", "ar", "at most ten people"),
        ("Власти запретили митинг", "ru", "The authorities allowed the rally"),
        ("Der Verdächtige wurde freigelassen", "de", "The suspect was arrested"),
        ("أفرجت السلطات عن الناشط", "ar", "The authorities arrested the activist"),
        ("Le Sénat a adopté la loi", "fr", "The Senate rejected the bill"),
    ],
)
def test_opposites_of_the_news(source: str, language: str, target: str) -> None:
    (found,) = compare_polarity(source, language, target, "en")
    assert found.change is PolarityChange.DIRECTION_SWAPPED
    assert found.confidence >= SURE


@pytest.mark.parametrize(
    ("source", "language", "target"),
    [
        ("لم يتوصل الوفدان إلى اتفاق", "ar", "The delegations did not reach an agreement"),
        ("فشل الوفدان في التوصل إلى اتفاق", "ar", "The delegations did not reach an agreement"),
        ("دون تحديد موعد", "ar", "No date was set"),
        ("Он отказался говорить", "ru", "He would not speak"),
        ("Il n'a que vingt ans", "fr", "He is only twenty"),
        ("لا يزال الحوار مستمرا", "ar", "The dialogue continues"),
        ("Er gilt als unschuldig", "de", "He is held to be not guilty"),
        ("لم يكن الجميع مؤيدا لضم النساء", "ar", "Not all were supportive of including women"),
        ("Не все поддерживали это решение", "ru", "Not everyone supported this decision"),
        ("Но что-то пошло не так", "ru", "But something went wrong"),
        ("Женщинам вход воспрещен", "ru", "Women are not allowed in"),
        ("أجلت كلا لاتفيا وسلوفاكيا الانضمام", "ar", "Latvia and Slovakia both delayed joining"),
        ("مساحة واسعة بلا أشجار", "ar", "A wide treeless space"),
        ("No es sólo dar", "es", "It is about more than giving"),
        ("не имеющая выхода к морю Боливия", "ru", "Landlocked Bolivia"),
        ("ارتفعت الأسعار", "ar", "Prices rose"),
        ("Un escenario en el que no hubiera acuerdo", "es", "A possible no-deal scenario"),
        ("чтобы до вас не добрались змеи", "ru", "to keep you away from snakes"),
        ("одного доказательства недостаточно", "ru", "one proof is not enough"),
        ("كلا، انتظر لحظة", "ar", "No, wait a moment"),
        ("对性能不满意的用户可以尝试", "zh", "Users who are not satisfied can try"),
        ("If that is not desired, voir chapitre 6", "fr", "If that is not desired, see chapter 6"),
        ("трек «Don't Stop» в формате .mp3", "ru", "the track “Don't Stop” in .mp3"),
        ("لا أحد ينكر أن الوضع صعب", "ar", "Everyone admits that the situation is difficult"),
        ("Er war nicht unzufrieden", "de", "He was fairly happy"),
        ("Il n’a cessé de répéter son soutien", "fr", "He has repeatedly voiced his support"),
        ("N’importe quel citoyen peut voter", "fr", "Any citizen can vote"),
        ("Le ministre n’en est pas moins resté ferme", "fr", "The minister still stood firm"),
        ("Pas plus tard que lundi, il a démissionné", "fr", "Just on Monday he resigned"),
        ("Kein Geringerer als der Papst kam", "de", "The Pope himself came"),
        ("Ein Unfall ist nicht auszuschließen", "de", "An accident is possible"),
        ("No cabe duda de que ganará", "es", "He is certain to win"),
        ("Não há dúvida de que vencerá", "pt", "He is certain to win"),
        ("Нельзя не согласиться с этим", "ru", "One has to agree with this"),
        ("Она не переставала писать", "ru", "She kept writing"),
        ("لا يقل عدد القتلى عن عشرة", "ar", "At least ten people were killed"),
        ("لم يكن سوى صديق", "ar", "He was just a friend"),
        ("لم يدخر جهدا", "ar", "He made every effort"),
        ("Non c’è dubbio che vincerà", "it", "He is certain to win"),
        ("間違いなく勝つ", "ja", "He will certainly win"),
        ("לא פעם אמר זאת", "he", "He has repeatedly said so"),
        ("इसमें कोई शक नहीं कि वह जीतेगा", "hi", "He will certainly win"),
        ("Il impressionne toujours", "fr", "He never fails to impress"),
        ("Сезон начнётся не раньше октября", "ru", "It begins in October at the earliest"),
        ("eine nie endende Aufgabe", "de", "a never-ending task"),
        ("bei Nichtanreisen wird der Preis berechnet", "de", "the price is charged if not used"),
        ("Лекарства перестанут завозить", "ru", "Medicines will no longer be imported"),
        ("Не кажется ли вам, что он прав?", "ru", "Do you think he is right?"),
        ("не считая знаний", "ru", "beyond knowledge"),
        ("他不情愿地离开", "zh", "He was not willing to leave"),
        ("Cuatro de cada diez no tienen trabajo", "es", "Four in ten are out of work"),
        ("Il a fallu attendre mardi pour le voir", "fr", "He did not come until Tuesday"),
        ("Fracht wird in Städten verladen", "de", "Cargo cannot be loaded except in a city"),
        ("Il prendra effet au redémarrage", "fr", "It won't take effect until you restart"),
        ("à chaque tour passé hors d'une ville", "fr", "for every turn not spent in a city"),
        ("ce dont ils ne sont pas capables", "fr", "which is beyond their capabilities"),
        ("wenn die Stadt keine Nahrung mehr liefert", "de", "if the city runs out of food"),
        ("Fahren Sie nur fort, wenn Sie sicher sind", "de", "Do not go on unless you are sure"),
        ("mais moins que dans un village", "fr", "though not as much as in a village"),
        ("куда бы он не пошёл", "ru", "wherever he goes"),
        ("防御时也不例外", "zh", "even when defending"),
        ("Слово Noto образовано от No Tofu", "ru", "The name Noto is short for No Tofu"),
        ("componentes básicos (e.g. NOT, AND)", "pt", "basic components (e.g. NOT, AND)"),
        ("adresář nezávislý na síti", "cs", "a directory that is not dependent on the net"),
        ("se nehodí pro sériové linky", "cs", "it is not suitable for serial lines"),
    ],
)
def test_the_same_said_otherwise_is_no_sure_difference(
    source: str, language: str, target: str
) -> None:
    assert all(d.confidence < SURE for d in compare_polarity(source, language, target, "en"))


@pytest.mark.parametrize(
    ("source", "language", "target", "change"),
    [
        ("توصل الوفدان إلى اتفاق", "ar", "The delegations did not reach an agreement",
         PolarityChange.NEGATION_GAINED),
        ("لم يتوصل الوفدان إلى اتفاق", "ar", "The delegations reached an agreement",
         PolarityChange.NEGATION_LOST),
        ("Die Gespräche begannen gestern", "de", "The talks did not begin yesterday",
         PolarityChange.NEGATION_GAINED),
        ("ارتفعت أسعار النفط", "ar", "Oil prices fell", PolarityChange.DIRECTION_SWAPPED),
        ("نفى الوزير الخبر", "ar", "The minister confirmed the news",
         PolarityChange.DIRECTION_SWAPPED),
    ],
)  # fmt: skip
def test_statements_turned_round_are_found(
    source: str, language: str, target: str, change: PolarityChange
) -> None:
    (difference,) = compare_polarity(source, language, target, "en")
    assert difference.change is change
    assert difference.confidence >= SURE


def test_an_english_prefix_answers_a_negation() -> None:
    (difference,) = compare_polarity(
        "Zayat was unhurt in the accident.", "en", "Zayat não teve ferimentos no acidente.", "pt"
    )
    assert difference.confidence < SURE


@pytest.mark.parametrize(
    ("source", "target", "language"),
    [
        ("He left an unnamed town.", "他离开了一个未命名的城市。", "zh"),
        ("They crossed the border illegally.", "הם חצו את הגבול באופן לא חוקי.", "he"),
        ("He is an intolerant man.", "Er ist kein toleranter Mann.", "de"),
        ("The attack fell short.", "Атака не удалась.", "ru"),
        ("The format is not the same.", "Формат отличается.", "ru"),
        ("It is not available in all languages.", "它不适用于所有语言。", "zh"),
        ("Either too many or none at all.", "多すぎるか、全くないか。", "ja"),
    ],
)
def test_what_an_english_word_negates_other_languages_say_with_a_negation(
    source: str, target: str, language: str
) -> None:
    assert all(d.confidence <= 0.5 for d in compare_polarity(source, "en", target, language))


def test_a_negation_may_hide_in_words_that_run_together() -> None:
    source = "زاربومبيوكورياالشماليةثلاثمراتمسبقًاهذاالعام،لكنزيارتهالأخيرةلمتسرعلىمايرام."
    (difference,) = compare_polarity(source, "ar", "His last trip did not go well.", "en")
    assert difference.confidence < SURE


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("There are no patrols in the city.", "Ve městě nejsou hlídky."),
        ("Please don't do it again.", "Prosím, nedělejte to znovu."),
        ("Why haven't I received an answer?", "Proč jsem nedostal odpověď?"),
    ],
)
def test_czech_negations_are_no_superlatives(source: str, target: str) -> None:
    assert compare_polarity(source, "en", target, "cs") == ()


@pytest.mark.parametrize(
    ("source", "language", "target"),
    [
        ("Le dernier échange d’ambassadeurs a eu lieu en 1962.", "fr",
         "The countries have not exchanged ambassadors since 1962."),
        ("لم يتبادل البلدان السفراء منذ عام 1962.", "ar",
         "The countries last exchanged ambassadors in 1962."),
    ],
)  # fmt: skip
def test_what_has_not_been_since_was_last_then(source: str, language: str, target: str) -> None:
    assert compare_polarity(source, language, target, "en") == ()


def test_a_negative_that_is_negated_in_the_translation_alone_is_an_error() -> None:
    (found,) = compare_polarity("Cette période est troublante", "fr", "It is not unsettling", "en")
    assert found.confidence >= SURE


def test_since_alone_explains_no_negation() -> None:
    source = "Les deux pays ont échangé des ambassadeurs en 1962."
    (found,) = compare_polarity(
        source, "fr", "The countries have not exchanged ambassadors since 1962.", "en"
    )
    assert found.confidence >= SURE
    source = "Depuis le dernier sommet, les deux pays échangent des ambassadeurs."
    target = "Since the last summit the countries have not exchanged ambassadors."
    assert compare_polarity(source, "fr", target, "en")


def test_a_quoted_no_that_the_other_text_quotes_as_well_is_no_negation() -> None:
    target = "It returns “yes” or “no”."
    assert compare_polarity("يعيد ”yes“ أو ”no“.", "ar", target, "en") == ()
    assert compare_polarity("يعيد الجواب دائما.", "ar", target, "en") != ()


def test_a_negation_that_both_texts_share_is_no_title() -> None:
    first = "He never came and did not call."
    assert compare_polarity(first, "en", "He never came and was silent.", "en") == ()


def test_languages_without_cues_give_nothing() -> None:
    assert compare_polarity("Hindi siya dumating", "tl", "He came", "en") == ()


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("Sims n’avait que 20 ans.", "Sims was 20 years old."),
        ("Je crains qu’il ne vienne.", "I fear he will come."),
        ("Il est parti avant qu’elle n’arrive.", "He left before she arrived."),
        ("Une personne est morte.", "A person died."),
        ("Il ne croit pas que la loi passe.", "He does not believe the law will pass."),
    ],
)
def test_a_french_ne_that_does_not_negate_is_not_missed(french: str, english: str) -> None:
    assert compare_polarity(french, "fr", english, "en") == ()


def test_a_french_negation_before_que_still_negates() -> None:
    found = compare_polarity(
        "Il ne croit pas que la loi passe.", "fr", "He believes the law will pass.", "en"
    )
    assert [difference.change for difference in found] == [PolarityChange.NEGATION_LOST]


@pytest.mark.parametrize(
    ("source", "target", "language"),
    [
        ("Odradzamy budowę tak długich dróg.", "It is not recommended to build long roads.", "pl"),
        ("Il est déconseillé de sortir.", "It is not recommended to go out.", "fr"),
        ("Davon wird abgeraten.", "This is not recommended.", "de"),
        ("Hermosas pero inadecuadas para edificios.", "Lovely but not suited for houses.", "es"),
        ("Если товаров не хватает, придут новые.", "When goods run low, new ones come.", "ru"),
    ],
)
def test_a_negation_answers_a_word_that_carries_one(
    source: str, target: str, language: str
) -> None:
    assert all(d.confidence < SURE for d in compare_polarity(source, language, target, "en"))
