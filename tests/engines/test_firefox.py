"""The Firefox engine behind the translator port."""

from __future__ import annotations

import threading

import pytest

from mtqa.engines.base import Translator
from mtqa.engines.firefox import pair_of, role_of
from mtqa.engines.recipes import WHEEL_MODELS
from mtqa.engines.store import ModelStore
from mtqa.errors import UsageError

if WHEEL_MODELS[0].find() is None:
    pytest.skip("the offline extra is not installed", allow_module_level=True)


@pytest.fixture(scope="module")
def translator(tmp_path_factory) -> Translator:
    return ModelStore(tmp_path_factory.mktemp("store")).translator("en", "pt")


def test_it_is_a_translator_with_an_identity(translator):
    assert isinstance(translator, Translator)
    assert (translator.source, translator.target, translator.runs_locally) == ("en", "pt", True)
    assert translator.identity.signature.startswith("firefox-en-pt@")


def test_order_length_and_blank_texts_are_kept(translator):
    texts = ["Good morning.", "", "The meeting is over.", " \n ", "Good morning."]
    assert translator.translate(texts) == ["Bom dia.", "", "A reunião acabou.", " \n ", "Bom dia."]
    assert translator.translate([]) == []


def test_a_hard_wrapped_sentence_is_one_sentence(translator):
    wrapped, plain = translator.translate(
        ["The minister arrived\nin Cairo\r\non Monday.", "The minister arrived in Cairo on Monday."]
    )
    assert wrapped == plain


def test_paragraphs_stay_apart(translator):
    (text,) = translator.translate(["Good morning.\n\nThe meeting is over."])
    assert text == "Bom dia.\n\nA reunião acabou."


def test_a_text_of_any_length_comes_back_whole(translator):
    (text,) = translator.translate(["Good morning. " * 300])
    assert text.count("Bom dia.") == 300


def test_encoded_data_is_copied_not_translated(translator):
    data = "aGVsbG8gd29ybGQ" * 20
    assert translator.translate([data, f"Good morning. {data}"]) == [data, f"Bom dia. {data}"]


def test_text_in_another_script_does_not_break_it(translator):
    assert len(translator.translate(["وصل الوزير إلى القاهرة.", "🙂", "\u200f\ufeff"])) == 3


def test_it_works_in_every_thread(translator):
    answers: list[str] = []
    threads = [
        threading.Thread(target=lambda: answers.extend(translator.translate(["Good morning."])))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["Bom dia."] * 2


def test_files_are_known_by_their_names():
    names = ["model.aren.intgemm.alphas.bin", "vocab.aren.spm", "srcvocab.enzh.spm.gz"]
    names += ["lex.50.50.aren.s2t.bin", "README.md", "config.yml"]
    assert [role_of(name) for name in names] == [
        "model",
        "vocabulary",
        "source-vocabulary",
        "shortlist",
        None,
        None,
    ]
    assert pair_of("lex.50.50.aren.s2t.bin") == ("ar", "en")
    assert pair_of("model.enzh_hant.intgemm8.bin") == ("en", "zh-Hant")
    with pytest.raises(UsageError, match="does not say which languages"):
        pair_of("model.bin")
