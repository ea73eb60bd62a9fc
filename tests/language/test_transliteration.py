from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.language.transliteration import comparable, sound_similarity
from mtqa.language.transliteration_stretches import heard_within


@pytest.mark.parametrize(
    ("latin", "other"),
    [
        ("Zelensky", "زيلينسكي"),
        ("Hamilton", "هاميلتون"),
        ("Hamilton", "Гамильтон"),
        ("Kavanaugh", "Кавано"),
        ("Rosenberg", "רוזנברג"),
        ("Fisichella", "फिशिचेला"),
        ("Nyiragongo", "ニラゴンゴ"),
        ("Portland", "Портленде"),
        ("Medinsky", "Мединский"),
        ("Magnitsky", "Магнитского"),
        ("Ostrovsky", "Островскому"),
        ("Bologna", "Болонья"),
        ("Magnus", "Магнус"),
        ("Zhejiang", "Чжэцзян"),
        ("Jinping", "Цзиньпин"),
    ],
)
def test_one_name_in_two_scripts_sounds_alike(latin: str, other: str) -> None:
    assert sound_similarity(latin, other) > 0.8


@pytest.mark.parametrize(
    ("latin", "other"),
    [("Rosenberg", "فيراري"), ("Duda", "ترامب"), ("Zelensky", "Лавров"), ("Rome", "בריטניה")],
)
def test_two_names_do_not(latin: str, other: str) -> None:
    assert sound_similarity(latin, other) < 0.5


def test_a_name_is_heard_within_chinese_text() -> None:
    text = "利比亚外长穆阿利姆在联合国大会上说"
    found = heard_within("Moualem", text)
    assert found is not None
    assert text[found.start : found.end] == "穆阿利姆"
    assert found.score > 0.9


def test_what_cannot_be_read_is_not_comparable() -> None:
    assert comparable("en", "Li", "zh", "李")
    assert not comparable("en", "Tanaka", "ja", "田中")


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12))
def test_a_name_sounds_like_itself(name: str) -> None:
    assert sound_similarity(name, name) == pytest.approx(1.0)


@given(
    st.text(alphabet="abdfgklmnorstz", min_size=1, max_size=9),
    st.text(alphabet="ابتدرزسفكلمنوي", min_size=1, max_size=9),
)
def test_similarity_is_symmetric_and_bounded(latin: str, arabic: str) -> None:
    similarity = sound_similarity(latin, arabic)
    assert 0.0 <= similarity <= 1.0
    assert similarity == pytest.approx(sound_similarity(arabic, latin))


@given(st.text(alphabet="利比亚外长穆阿姆在联合国大说，", max_size=20))
def test_stretches_lie_within_the_text(text: str) -> None:
    found = heard_within("Moualem", text)
    assert found is None or 0 <= found.start < found.end <= len(text)
