"""EmbeddingGemma as a reader of pairs, on a tiny random model that the library itself made."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from mtqa.engines.embedding_gemma import (
    CausalNames,
    EmbeddingGemma,
    two_way_config,
    weights_sha256_of,
)
from mtqa.engines.gemma import GemmaBody, TwoWayGemma
from mtqa.engines.gemma_weights import PARTS
from mtqa.engines.language_model import Piece
from mtqa.engines.low_rank import ChangedWeights, LowRankChanges
from mtqa.engines.lower_layers import LowerLayers
from mtqa.engines.manifest import file_sha256
from mtqa.engines.store import ModelStore
from mtqa.errors import ModelDamagedError

pytestmark = pytest.mark.usefixtures("one_thread")

LAYERS = 7
PASSAGE = (
    Piece("Arabic:", scored=False),
    Piece(" انتهت المحادثات"),
    Piece("\nEnglish:", scored=False),
    Piece(" the talks ended"),
)


@pytest.fixture
def folder(tiny_models, tmp_path) -> Path:
    return tiny_models.embedding_gemma(tmp_path / "embeddinggemma-300m")


def changes(first: int, size: float = 0.0) -> LowRankChanges:
    sizes = {
        "queries-keys-values": (32, 64),
        "attention-output": (32, 32),
        "gate-and-up": (32, 96),
        "down": (48, 32),
    }
    assert sizes.keys() == PARTS.keys()
    chance = torch.Generator().manual_seed(3)
    down, up = {}, {}
    for layer in range(first, LAYERS):
        for part, (inputs, outputs) in sizes.items():
            down[f"{layer}.{part}"] = torch.randn(2, inputs, generator=chance)
            up[f"{layer}.{part}"] = size * torch.randn(outputs, 2, generator=chance)
    return LowRankChanges(first, LAYERS, down, up)


def by_the_library(folder: Path, tokens: list[int]) -> np.ndarray:
    """The states before the last norm, scaled as those of `TwoWayGemma`."""
    from transformers import AutoModel

    model = AutoModel.from_pretrained(folder).eval()
    kept = []
    model.layers[-1].register_forward_hook(lambda _module, _inputs, output: kept.append(output))
    with torch.inference_mode():
        model(input_ids=torch.tensor([tokens]))
    states = kept[0][0] if isinstance(kept[0], tuple) else kept[0]
    return torch.nn.functional.rms_norm(states[0], (32,), eps=1e-6).numpy()


def test_in_single_precision_the_states_are_those_of_the_library(folder: Path) -> None:
    from safetensors import safe_open

    weights = CausalNames(safe_open(folder / "model.safetensors", framework="pt"))
    body = GemmaBody(
        two_way_config(json.loads((folder / "config.json").read_text())),
        weights,
        "cpu",
        torch.float32,
    )
    source = ChangedWeights(weights, changes(LAYERS), "cpu", torch.float32, integers=False)
    layers = [body.layer(number, source, two_way=True) for number in range(LAYERS)]
    tokens = [2, *range(4, 30)]
    network = TwoWayGemma(body, LowerLayers(body, layers[:3]), layers[3:])
    (states,) = network.run([tokens])
    np.testing.assert_allclose(states.numpy(), by_the_library(folder, tokens), atol=2e-4)


def test_a_model_in_the_store_reads_passages_in_integers(folder: Path, tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "store")
    store.add(folder)
    model = store.embedding_gemma(file_sha256(folder / "model.safetensors"))
    assert model is not None
    assert model.identity.signature.startswith("embeddinggemma-300m@")
    (states,) = model.two_way(changes(LAYERS)).read([PASSAGE])
    assert states is not None
    tokens = [2]
    tokenizer = json.loads((folder / "tokenizer.json").read_text())["model"]["vocab"]
    for piece in PASSAGE:
        tokens += [tokenizer.get(letter, 3) for letter in piece.text]
    expected = by_the_library(folder, tokens)
    assert states.last == pytest.approx(expected[-1], abs=0.25)
    near = np.corrcoef(states.pieces[1].states.ravel(), expected[-16:].ravel())[0, 1]
    assert near > 0.995
    assert [piece.spans[-1][1] for piece in states.pieces] == [16, 16]


def test_changes_count_from_the_layer_that_they_name(folder: Path, tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "store")
    store.add(folder)
    model = store.embedding_gemma(file_sha256(folder / "model.safetensors"))
    assert model is not None
    plain, same, other = (
        model.two_way(change).read([PASSAGE])[0]
        for change in (changes(LAYERS), changes(3), changes(3, 0.5))
    )
    assert plain is not None
    assert same is not None
    assert other is not None
    np.testing.assert_array_equal(plain.last, same.last)
    assert store.embedding_gemma(model.identity.sha256) is model, "what it shares is there once"
    assert not np.allclose(plain.last, other.last, atol=0.1)


def test_a_model_with_other_weights_is_not_taken_for_it(folder: Path, tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "store")
    assert store.embedding_gemma("0" * 64) is None
    store.add(folder)
    assert store.embedding_gemma("0" * 64) is None


def test_weights_that_changed_since_are_refused(folder: Path, tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "store")
    store.add(folder)
    weights = folder / "model.safetensors"
    model = store.embedding_gemma(file_sha256(weights))
    assert isinstance(model, EmbeddingGemma)
    weights.write_bytes(weights.read_bytes()[:-1])
    with pytest.raises(ModelDamagedError, match="truncated"):
        model.two_way(changes(LAYERS))


def test_the_hash_of_the_weights_does_not_depend_on_where_they_lie(folder, tmp_path) -> None:
    from mtqa.engines.transformers_folder import describe_transformers_folder

    (folder / "notes.txt").write_text("other")
    told = weights_sha256_of(describe_transformers_folder(folder))
    assert told == file_sha256(folder / "model.safetensors")


def test_bases_of_positions_are_found_in_older_configurations() -> None:
    old = {"rope_theta": 1e6, "rope_local_base_freq": 1e4}
    assert two_way_config(old)["rope_parameters"] == {
        "full_attention": {"rope_theta": 1e6},
        "sliding_attention": {"rope_theta": 1e4},
    }
    new = {"rope_parameters": {"full_attention": {"rope_theta": 5.0}}}
    assert two_way_config(new) == new
