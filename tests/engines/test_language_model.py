"""The language model port on a tiny random model of another family, built on the spot."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM

from mtqa.engines.base import LanguageModel
from mtqa.engines.language_model import LONGEST_WINDOW, Piece, ScoringModel
from mtqa.engines.language_model_folder import load_language_model
from mtqa.engines.low_rank import LowRankChanges
from mtqa.errors import ModelDamagedError, ModelMissingError

CONTEXT = 64


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A two-layer Llama of random weights that reads bytes."""
    folder = tmp_path_factory.mktemp("llama")
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {"<s>": 0, **{letter: n + 1 for n, letter in enumerate(alphabet)}}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(["<s>"])
    tokenizer.save(str(folder / "tokenizer.json"))
    torch.manual_seed(5)
    LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(vocabulary),
            hidden_size=16,
            intermediate_size=32,
            num_hidden_layers=2,
            num_attention_heads=2,
            max_position_embeddings=CONTEXT,
            bos_token_id=0,
            eos_token_id=0,
            initializer_range=0.5,
        )
    ).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def model(folder: Path) -> ScoringModel:
    return load_language_model(folder)


def logprobs(model: ScoringModel, prefix: str, text: str) -> list[float]:
    return [token.logprob for token in model.score([(prefix, text)])[0]]


def test_it_is_a_language_model_and_says_which(model: ScoringModel, folder: Path) -> None:
    assert isinstance(model, LanguageModel)
    assert model.identity.name == folder.name
    assert len(model.identity.sha256) == 64


def test_log_probabilities_are_those_of_the_plain_forward_pass(
    model: ScoringModel, folder: Path
) -> None:
    plain = LlamaForCausalLM.from_pretrained(folder)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    ids = [0, *tokenizer.encode("ab").ids, *tokenizer.encode("cd").ids]
    with torch.inference_mode():
        expected = plain(torch.tensor([ids])).logits[0].log_softmax(-1)
    wanted = [expected[2, ids[3]].item(), expected[3, ids[4]].item()]
    assert logprobs(model, "ab", "cd") == pytest.approx(wanted, abs=1e-5)


def test_a_shared_prefix_changes_nothing_but_the_cost(model: ScoringModel) -> None:
    prefix = "In February 2022, "
    texts = ["Russia", "the war", "x", ""]
    together = model.score([(prefix, text) for text in texts])
    assert [[t.logprob for t in tokens] for tokens in together] == [
        pytest.approx(logprobs(model, prefix, text), abs=1e-4) for text in texts
    ]


def test_the_network_is_asked_for_a_shared_prefix_once(
    model: ScoringModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0
    run = model._network.run

    def counting(runs):  # type: ignore[no-untyped-def]
        nonlocal asked
        asked += sum(len(r.tokens) for r in runs)
        return run(runs)

    monkeypatch.setattr(model._network, "run", counting)
    prefix = "p" * 40
    model.score([(prefix, letter) for letter in "abcdefgh"])
    assert asked == 1 + 40 + 8


@pytest.mark.parametrize("text", ["وقف إطلاق النار", "a😀b", "\x00\x1b[31m", "x <s> y"])
def test_tokens_cover_the_text_in_character_offsets(model: ScoringModel, text: str) -> None:
    tokens = model.score([("", text)])[0]
    assert tokens[0].start == 0
    assert tokens[-1].end == len(text)
    assert all(a.start <= b.start and a.end <= b.end for a, b in pairwise(tokens))
    assert all(token.logprob <= 0 for token in tokens)


def test_special_tokens_in_an_article_are_plain_characters(model: ScoringModel) -> None:
    assert len(model.score([("", "<s>")])[0]) == 3


def test_text_beyond_the_context_is_scored_in_windows(model: ScoringModel) -> None:
    text = "abcdefghij" * 30
    assert len(text) > CONTEXT < LONGEST_WINDOW
    tokens = model.score([("", text)])[0]
    assert [token.start for token in tokens] == list(range(len(text)))
    first = logprobs(model, "", text[: CONTEXT - 1])
    assert [t.logprob for t in tokens[: CONTEXT - 1]] == pytest.approx(first, abs=1e-4)


def test_pieces_of_one_passage_are_read_in_their_context(model: ScoringModel) -> None:
    passage = [Piece("ab"), Piece("c", scored=False), Piece("de")]
    first, second = model.read([passage])[0]
    assert [t.logprob for t in first] == pytest.approx(logprobs(model, "", "ab"), abs=1e-5)
    assert [t.logprob for t in second] == pytest.approx(logprobs(model, "abc", "de"), abs=1e-5)


def test_a_network_of_another_kind_takes_no_changes(model: ScoringModel) -> None:
    assert model.two_way(LowRankChanges(0, 1, {}, {})) is None


def copy_without(folder: Path, target: Path, *names: str) -> Path:
    for path in folder.iterdir():
        if path.name not in names:
            (target / path.name).write_bytes(path.read_bytes())
    return target


def test_a_folder_with_pickled_weights_only_is_refused(folder: Path, tmp_path: Path) -> None:
    copy_without(folder, tmp_path, "model.safetensors")
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x02}q\x00.")
    with pytest.raises(ModelDamagedError, match="pickle only"):
        load_language_model(tmp_path)


def test_a_missing_shard_is_named(folder: Path, tmp_path: Path) -> None:
    copy_without(folder, tmp_path, "model.safetensors")
    index = {"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps(index))
    (tmp_path / "model-1.safetensors").write_bytes(b"")
    with pytest.raises(ModelDamagedError, match=r"lacks 1 of 2 .*model-2\.safetensors"):
        load_language_model(tmp_path)


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model.safetensors"])
def test_a_folder_that_lacks_a_file_is_refused_in_one_line(
    folder: Path, tmp_path: Path, name: str
) -> None:
    with pytest.raises(ModelDamagedError, match=name) as caught:
        load_language_model(copy_without(folder, tmp_path, name))
    assert "\n" not in str(caught.value)


def test_truncated_weights_are_refused_in_one_line(folder: Path, tmp_path: Path) -> None:
    copy_without(folder, tmp_path)
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(ModelDamagedError, match="cannot be loaded") as caught:
        load_language_model(tmp_path)
    assert "\n" not in str(caught.value)


def test_an_unknown_name_is_not_fetched() -> None:
    with pytest.raises(ModelMissingError, match="neither a model folder nor"):
        load_language_model("nobody/no-such-model")
