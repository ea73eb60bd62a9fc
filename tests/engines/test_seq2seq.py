"""Every family of translation models is given its languages the way it was trained for."""

from __future__ import annotations

import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.engines.base import Translator
from mtqa.engines.language_codes import bcp47, codes_in, find_code, parse_pair
from mtqa.engines.seq2seq import BATCH_TOKENS, TRUNCATION_MARK, Seq2SeqTranslator, _batches
from mtqa.engines.store import ModelStore
from mtqa.errors import EngineError, ModelDamagedError, ModelMissingError, UsageError

pytestmark = pytest.mark.usefixtures("one_thread")

FAMILIES = ["marian", "multilingual-marian", "m2m", "nllb", "mbart", "madlad"]
TEXT = "the talks in Geneva ended"


def asked(translator: Seq2SeqTranslator, monkeypatch) -> tuple[list[str], list[str]]:
    """Translate and return the tokens that the model reads first and those it must write first."""
    loaded = translator._loaded
    calls = []
    generate = loaded.model.generate

    def record(**arguments):
        calls.append(arguments)
        return generate(**arguments)

    monkeypatch.setattr(loaded.model, "generate", record)
    translator.translate([TEXT])
    (call,) = calls
    tokens = loaded.tokenizer.convert_ids_to_tokens
    forced = call.get("forced_bos_token_id")
    read = tokens(call["input_ids"][0].tolist())
    return read, [] if forced is None else tokens([forced])


@pytest.mark.parametrize(
    ("family", "read_first", "write_first"),
    [
        ("marian", None, []),
        ("multilingual-marian", ">>ara<<", []),
        ("m2m", "__en__", ["__ar__"]),
        ("nllb", "eng_Latn", ["arb_Arab"]),
        ("mbart", "en_XX", ["ar_AR"]),
        ("madlad", "<2ar>", []),
    ],
)
def test_languages_are_marked_as_the_family_does(
    family, read_first, write_first, seq2seq_folder, monkeypatch
):
    read, write = asked(Seq2SeqTranslator(str(seq2seq_folder(family)), "en", "ar"), monkeypatch)
    assert write == write_first
    if read_first is None:
        assert not any(token.startswith(">>") for token in read)
    else:
        assert read[0] == read_first


@pytest.mark.parametrize("family", FAMILIES)
def test_equal_texts_are_translated_alike_and_blank_ones_not_at_all(family, seq2seq_folder):
    translator = Seq2SeqTranslator(str(seq2seq_folder(family)), "en", "ar")
    assert isinstance(translator, Translator)
    first, *blanks, again = translator.translate([TEXT, "", "  ", TEXT])
    assert first == again != ""
    assert blanks == ["", "  "]
    assert translator.translate([]) == []


def test_texts_of_every_length_keep_their_place(seq2seq_folder, monkeypatch):
    translator = Seq2SeqTranslator(str(seq2seq_folder("nllb")), "en", "ar")
    monkeypatch.setattr(translator._loaded.model, "generate", lambda **given: given["input_ids"])
    monkeypatch.setattr("mtqa.engines.seq2seq.BATCH_TOKENS", 40)
    texts = ["ended", TEXT, "a", "", "the talks", "without", TEXT]
    assert translator.translate(texts) == texts


@given(st.lists(st.integers(1, 2000), max_size=40))
def test_batches_hold_every_text_once_and_keep_within_the_budget(lengths):
    batches = _batches(lengths)
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    for batch in batches:
        widest = max(lengths[index] for index in batch)
        assert len(batch) == 1 or widest * len(batch) <= BATCH_TOKENS


def test_the_same_text_gives_the_same_translation(seq2seq_folder):
    first, again = (
        Seq2SeqTranslator(str(seq2seq_folder("nllb")), "en", "ar").translate([TEXT, "a result"])
        for _ in range(2)
    )
    assert first == again


def test_a_translation_cut_off_at_the_limit_says_so(seq2seq_folder):
    translator = Seq2SeqTranslator(str(seq2seq_folder("mbart")), "en", "ar")
    assert translator.translate([TEXT])[0].endswith(TRUNCATION_MARK)


def test_a_text_that_is_too_long_is_refused_not_cut(seq2seq_folder):
    translator = Seq2SeqTranslator(str(seq2seq_folder("m2m")), "en", "ar")
    with pytest.raises(EngineError, match=r"tokens, .* reads 36: split the segment into sentences"):
        translator.translate([TEXT * 20])


def test_a_language_the_model_does_not_know_is_named(seq2seq_folder):
    translator = Seq2SeqTranslator(str(seq2seq_folder("madlad")), "en", "fr")
    with pytest.raises(ModelMissingError, match="does not know the language fr: it knows ar, en"):
        translator.translate([TEXT])


def test_a_bilingual_model_is_not_used_the_wrong_way_round(seq2seq_folder):
    with pytest.raises(ModelMissingError, match="translates en to ara, not ar to en"):
        Seq2SeqTranslator(str(seq2seq_folder("marian")), "ar", "en").translate([TEXT])


def test_weights_that_are_not_safetensors_are_refused(seq2seq_folder, tmp_path):
    folder = tmp_path / "pickled"
    shutil.copytree(seq2seq_folder("nllb"), folder)
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(ModelDamagedError, match="no translation model in safetensors"):
        Seq2SeqTranslator(str(folder), "en", "ar").translate([TEXT])
    with pytest.raises(ModelDamagedError, match="no weights in safetensors"):
        ModelStore(tmp_path / "store").add(folder)


def test_a_name_that_is_not_on_this_machine_is_not_downloaded(monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises((ModelMissingError, ModelDamagedError)):
        Seq2SeqTranslator("nobody/opus-mt-en-ar", "en", "ar").translate([TEXT])


def test_the_store_uses_a_folder_in_place_and_notices_a_change(seq2seq_folder, tmp_path):
    folder = tmp_path / "my-nllb"
    shutil.copytree(seq2seq_folder("nllb"), folder)
    store = ModelStore(tmp_path / "store", wheel_models=())
    added = store.add(folder)
    assert (added.name, added.path, added.directed) == ("my-nllb", folder, False)
    assert {("ar", "en"), ("en", "ar"), ("fa", "zh")} <= store.translation_pairs()
    translator = store.translator("ar-EG", "en-GB")
    assert translator.identity.name == "my-nllb"
    assert translator.identity.sha256 == added.sha256

    weights = folder / "model.safetensors"
    damaged = bytearray(weights.read_bytes())
    damaged[-1] ^= 1
    weights.write_bytes(damaged)
    with pytest.raises(ModelDamagedError, match=r"model\.safetensors has another SHA-256"):
        store.translator("ar", "en").translate([TEXT])


@pytest.mark.parametrize(
    ("tag", "codes", "expected"),
    [
        ("ar", ["arz_Arab", "arb_Arab", "eng_Latn"], "arb_Arab"),
        ("arz", ["arz_Arab", "arb_Arab"], "arz_Arab"),
        ("zh", ["zho_Hant", "zho_Hans"], "zho_Hans"),
        ("zh-Hant", ["zho_Hant", "zho_Hans"], "zho_Hant"),
        ("zh-TW", ["cmn_Hant", "cmn_Hans"], "cmn_Hant"),
        ("fa", ["pes_Arab"], "pes_Arab"),
        ("no", ["nob_Latn", "nno_Latn"], "nob_Latn"),
        ("iw", ["he_IL"], "he_IL"),
        ("pt-PT", ["pt_XX"], "pt_XX"),
        ("sw", ["eng_Latn"], None),
    ],
)
def test_the_code_of_a_language_is_found(tag, codes, expected):
    assert find_code(tag, codes) == expected


def test_codes_are_read_from_the_vocabulary():
    vocabulary = ["▁the", "<s>", "arb_Arab", "__ar__", "<2ar>", ">>ara<<", "ar_AR", "abc_"]
    found = {family: codes_in(vocabulary, family) for family in ("nllb", "m2m", "madlad", "marian")}
    assert found == {
        "nllb": {"arb_Arab": "arb_Arab"},
        "m2m": {"ar": "__ar__"},
        "madlad": {"ar": "<2ar>"},
        "marian": {"ara": ">>ara<<"},
    }
    assert {bcp47(code) for codes in found.values() for code in codes} == {"ar"}


def test_a_pair_is_two_languages():
    assert parse_pair("ar-en") == ("ar", "en")
    assert parse_pair("zh-Hant-en") == ("zh-Hant", "en")
    with pytest.raises(UsageError, match="write it as in `ar-en`"):
        parse_pair("arabic")
