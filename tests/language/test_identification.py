"""Language identification: documents, short texts, and segments in another language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.document import Document, Kind, Role, Segment
from mtqa.language import identification
from mtqa.language.identification import (
    UNDETERMINED,
    foreign_segments,
    identify,
    identify_document,
    leading_function_words,
)
from mtqa.reading import read_text

ARABIC = (
    "انتهت الجولة الثالثة من المحادثات في جنيف يوم الأربعاء دون التوصل إلى اتفاق، وقال المتحدث إن "
    "الطرفين سيعودان إلى طاولة المفاوضات في وقت لاحق من هذا الشهر، بعد أن كان اللقاء صعبا."
)
PERSIAN = (
    "دور سوم گفت‌وگوها در ژنو روز چهارشنبه بدون توافق به پایان رسید و سخنگوی وزارت خارجه گفت که "
    "دو طرف در این ماه به میز مذاکره باز می‌گردند و این دیدار برای هر دو کشور دشوار بود."
)
ENGLISH = (
    "The third round of talks in Geneva ended on Wednesday without an agreement, and a spokesman "
    "said that both sides would return to the table later this month."
)
PASSAGES = {
    "ar": ARABIC,
    "fa": PERSIAN,
    "en": ENGLISH,
    "ru": "Третий раунд переговоров в Женеве завершился в среду без соглашения, и представитель "
    "делегации сказал, что стороны вернутся за стол в этом месяце, но он не знает когда.",
    "uk": "Третій раунд переговорів у Женеві завершився в середу без угоди, і речник делегації "
    "сказав, що сторони повернуться за стіл цього місяця, але він не знає, коли це буде.",
    "de": "Die dritte Runde der Gespräche in Genf endete am Mittwoch ohne eine Einigung, und ein "
    "Sprecher sagte, dass beide Seiten noch in diesem Monat an den Tisch zurückkehren.",
    "pt": "A terceira ronda de conversações em Genebra terminou na quarta-feira sem acordo, e um "
    "porta-voz disse que as partes não voltam à mesa até ao fim do mês.",
    "es": "La tercera ronda de conversaciones en Ginebra terminó el miércoles sin un acuerdo, y un "
    "portavoz dijo que las partes volverán a la mesa en el curso de este mes.",
    "zh": "第三轮日内瓦会谈周三结束，双方没有达成协议。",
    "ja": "ジュネーブでの第3回協議は水曜日に合意なしで終わった。",
    "ko": "제네바 회담이 합의 없이 끝났다.",
    "he": "סבב השיחות השלישי בז'נבה הסתיים.",
    "el": "Ο τρίτος γύρος των συνομιλιών έληξε.",
}


@pytest.mark.parametrize("language", PASSAGES)
def test_a_passage_is_recognised(language: str) -> None:
    identified = identify(PASSAGES[language])
    assert identified.language == language
    assert identified.confidence > 0.8
    assert identified.candidates[0] == (language, identified.confidence)
    assert sum(probability for _, probability in identified.candidates) <= 1 + 1e-6


def test_clear_passages_do_not_need_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise AssertionError("the model was loaded")

    monkeypatch.setattr(identification, "_model", refuse)
    identify.cache_clear()
    for language in PASSAGES.keys() - {"ru", "es"}:  # too close to their neighbours for words alone
        assert identify(PASSAGES[language]).language == language


@pytest.mark.parametrize(
    ("text", "language"),
    [("Wo ist der Bahnhof?", "de"), ("Où est la gare ?", "fr"), ("أين المحطة؟", "ar")],
)
def test_a_short_text_goes_to_the_model(text: str, language: str) -> None:
    assert identify(text).language == language


@pytest.mark.parametrize("text", ["", "12.5 % !?", "😀\n"])
def test_without_letters_nothing_can_be_told(text: str) -> None:
    identified = identify(text)
    assert (identified.language, identified.confidence) == (UNDETERMINED, 0.0)


@given(st.text(max_size=60))
def test_any_text_gets_a_language_and_a_probability(text: str) -> None:
    identified = identify(text)
    assert identified.language
    assert 0 <= identified.confidence <= 1 + 1e-6


def test_function_words_tell_a_text_from_letters() -> None:
    language, share = leading_function_words(ENGLISH)
    assert (language, share > 0.3) == ("en", True)
    assert leading_function_words("xqzt brrl kvvn") == (UNDETERMINED, 0.0)
    assert leading_function_words("") == (UNDETERMINED, 0.0)


def segment(text: str) -> Segment:
    return Segment(text[:12], Role.PARAGRAPH, text, 0, len(text))


@pytest.mark.parametrize(
    ("text", "language", "foreign"),
    [
        (ARABIC, "en", "ar"),
        (ENGLISH, "ar", "en"),
        (PASSAGES["de"], "en", "de"),
        (PERSIAN, "ar", "fa"),
        ("双方没有达成协议，会谈已经结束了。", "en", "zh"),
        # names, quotations of a word or two, headings
        ("Volodymyr Zelenskyy, Vladimir Medinsky, Steve Witkoff, Jared Kushner", "ar", None),
        ("قال المتحدث باسم Reuters إن Meta Platforms تراجعت", "ar", None),
        ("complex historical context", "en", None),
        ("Angela Merkel und Emmanuel Macron", "en", None),
        ("ولدى سؤاله عن الموعد", "ar", None),
        ("أما الأمر host ipaddress localhost فيختبر الاستبيان العكسي", "ar", None),
        ("你 知道 提名 吗 / Schwingt freudig euch empor , BWV 36", "zh", None),
        (ENGLISH, "en", None),
        (ENGLISH, "en-GB", None),
        ("“So I'm you, I'm us, it's us.”", "en", None),
        ("I am a former FSB agent.", "en", None),
        ("What do you do when you're bored?", "en", None),
        ("Two balding men fight over a comb.", "en", None),
        ("Les délégations ont quitté la ville.", "en", "fr"),
        ("", "en", None),
    ],
)
def test_foreign_segments_but_not_names(text: str, language: str, foreign: str | None) -> None:
    found = foreign_segments([segment(text)], language)
    assert found == ({text[:12]: foreign} if foreign else {})


def test_a_document_gets_its_languages() -> None:
    document = identify_document(read_text(f"{ENGLISH}\n\n{ARABIC}\n\n{ENGLISH}", source=ARABIC))
    assert (document.language, document.source_language) == ("en", "ar")
    assert document.language_confidence is not None
    assert document.language_confidence > 0.9
    assert [s.language for s in document.segments if s.target] == [None, "ar", None]


def test_what_the_user_says_about_the_language_wins() -> None:
    document = identify_document(read_text(ENGLISH), target_language="en-GB", source_language="fa")
    assert (document.language, document.language_confidence) == ("en-GB", 1.0)
    assert document.source_language == "fa"


def pairs(*sources: str) -> Document:
    segments = tuple(
        Segment(str(number), Role.PARAGRAPH, ENGLISH, 0, len(ENGLISH), source=source)
        for number, source in enumerate(sources)
    )
    return Document("pairs", ENGLISH, segments, Kind.PAIRS, source_text="\n".join(sources))


def test_a_mixed_list_of_pairs_is_said_to_be_one() -> None:
    mixed = pairs(*[ARABIC] * 20, *[PASSAGES["ru"]] * 4, PASSAGES["de"])
    (note,) = identify_document(mixed, source_language="ar").notes
    assert note.startswith("5 of 25 sources seem to be in “ru” (4), “de” (1), but all were read as")


def test_a_foreign_source_or_two_are_no_mixed_list() -> None:
    assert identify_document(pairs(*[ARABIC] * 20, *[PASSAGES["ru"]] * 4)).notes == ()
    assert identify_document(pairs(*[ARABIC] * 60, *[PASSAGES["ru"]] * 5)).notes == ()
