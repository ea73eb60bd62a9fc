"""Sentence segmentation: the text is written with | where a sentence ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.language.segmentation import split_sentences

CASES = [
    # English: abbreviations, initials, numbers
    ("en", "Mr. Smith met Dr. J. A. Rowling.| They spoke at length."),
    ("en", "The U.S. Army left.| He lives in the U.S.| The army came back."),
    ("en", "It opened at 5 a.m. Monday.| It closed at 9 p.m.| The crowd left."),
    ("en", "See No. 5 on p. 12.| The answer was no.| Prices rose 3.5 percent to $1.25."),
    ("en", "Acme Inc. said so.| He works for Acme Inc.| They pay well."),
    ("en", "Read www.example.org/a.b?c=1.| Then write to a.b@example.org.| Done!"),
    ("en", "Wait... what?| He paused...| Then he went on."),
    ("en", "1. First of all, the price.| Second, the date."),
    ("en", "He took vitamin C. and left.| She chose vitamin C.| The rest did not."),
    # English: quotations keep their closing mark
    ("en", "“We tried.| We failed,” he said.| “Go home.”| Nobody went."),
    ("en", '"Why?" she asked.| "Because." |He left.'),
    ("en", "He said (it was late.)| She agreed."),
    # Arabic
    (
        "ar",
        "قال د. أحمد سالم إن المحادثات صعبة.| وأضاف أ.د. منى علي أنها «مهنية».| هل تنجح؟| لا أدري!",
    ),
    ("ar", "بلغ النمو 3.5 في المئة عام 2018م.| انظر ص. 12 من التقرير.| انتهى."),
    ("ar", "وقع الحدث سنة 500 ق.م. في العراق.| وبقيت آثاره."),
    ("ar", "صدر في 12 رجب 1445 هـ. الموافق 24 يناير.| ثم نشر عام 1446 هـ.| وقال الناشر إنه نفد."),
    ("ar", "اشترى الخبز والحليب إلخ. من السوق.| وعاد إلى البيت."),
    ("ar", "تعثرت المفاوضات؛ لأن الطرفين تمسكا بموقفيهما.| «لن نتراجع»، قال الوزير."),
    ("ar", "«متى تنتهي الحرب؟» تساءل الرجل.| لم يجب أحد."),
    ("ar", "قال: «انتهينا.| سنعود غدا.»| ثم غادر القاعة."),
    # Other languages
    ("de", "Am 5. Oktober kam Dr. Müller.| Er ist 36.| Sie nicht."),
    ("de", "„Wir warten.“| Dann ging er z. B. nach Genf."),
    ("fr", "« Nous attendons. »| M. Dupont est parti.| Pourquoi ?"),
    ("ru", "В 2014 г. Россия, писал А. С. Пушкин, выросла.| Он уехал в 2020 г.| Это всё."),
    ("tr", "Toplantı 5. Kez yapıldı.| Dr. Kaya konuştu."),
    ("zh", "他说：“很好。|再见。”|然后走了。|真的？|是的！"),
    ("zh", "“你好吗？”他问。|没有人回答。"),
    ("fa", "وی گفت: «می‌رویم.»| آیا برمی‌گردند؟| بله."),
    ("he", 'ד"ר כהן הגיע.| "לאן?" שאל האיש.| איש לא ענה.'),
    ("hi", "वह आया।| वह गया।"),
    # A language without data of its own, and none given
    ("sv", "Hon heter Dr. Lind.| Han gick."),
    (None, "التقى د. سالم الوزير.| ثم غادر."),
    (None, "Dr. Salem came.| He left."),
    ("pt-BR", "O Sr. Silva chegou.| Ele saiu."),
]


@pytest.mark.parametrize(("language", "marked"), CASES)
def test_splits_where_a_reader_would(language: str | None, marked: str) -> None:
    text = marked.replace("|", "")
    sentences = [text[start:end] for start, end in split_sentences(text, language)]
    assert sentences == [part.strip() for part in marked.split("|")]


def test_a_line_break_is_a_space_and_a_blank_line_is_an_end() -> None:
    text = "The talks\r\nended. They\nfailed\r\n \r\nno full stop here\n\n"
    sentences = [text[start:end] for start, end in split_sentences(text, "en")]
    assert sentences == ["The talks\r\nended.", "They\nfailed", "no full stop here"]


@pytest.mark.parametrize("text", ["", "  \n\n ", "\r\n"])
def test_nothing_in_nothing_out(text: str) -> None:
    assert split_sentences(text, "en") == []


PIECES = st.sampled_from(
    [
        "د. ",
        "Dr. ",
        "؟",
        "!",
        "...",
        "…",
        "«",
        "»",
        "“",
        "”",
        '"',
        " ",
        "\n",
        "\r\n\r\n",
        "。",
        "”",
        "5.",
        "a.m. ",
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=6), st.text("abc ابجد ", max_size=8))).map(
    "".join
)


@given(text=TEXTS, language=st.sampled_from(["en", "ar", "de", "fr", "zh", "sv", "xx", None]))
def test_spans_are_ordered_trimmed_and_cover_the_text(text: str, language: str | None) -> None:
    covered = ""
    previous = 0
    for start, end in split_sentences(text, language):
        assert previous <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert not text[previous:start].strip()
        covered += text[start:end]
        previous = end
    assert not text[previous:].strip()
    assert "".join(covered.split()) == "".join(text.split())
