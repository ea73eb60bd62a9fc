"""Any sentence-embedding model from a folder, pooled as its authors say."""

from __future__ import annotations

import json
import warnings

import numpy as np
import pytest

from mtqa.engines.base import Encoder
from mtqa.engines.sentence_transformer import SentenceTransformerEncoder
from mtqa.engines.store import ModelStore
from mtqa.errors import ModelDamagedError

pytestmark = pytest.mark.usefixtures("one_thread")

TEXTS = ["the talks in Geneva ended", "انتهت المحادثات في جنيف", "a"]


@pytest.fixture
def folder(tiny_models, tmp_path):
    import torch

    torch.manual_seed(2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return tiny_models.sentence_encoder(tmp_path / "tiny-encoder")


def with_pooling(folder, **modes):
    """Rewrite a plain transformer's folder as sentence-transformers would save it."""
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(modes))
    modules = [
        {"path": "", "type": "sentence_transformers.models.Transformer"},
        {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
        {"path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
    ]
    (folder / "modules.json").write_text(json.dumps(modules))


def token_vectors(folder, text):
    """The transformer's own vectors, one row a token."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    inputs = AutoTokenizer.from_pretrained(folder)(text, return_tensors="pt")
    with torch.inference_mode():
        return AutoModel.from_pretrained(folder)(**inputs).last_hidden_state[0].numpy()


def test_rows_are_normalised_means_over_the_tokens_of_each_text(folder):
    encoder = SentenceTransformerEncoder(folder)
    assert isinstance(encoder, Encoder)
    rows = encoder.encode(TEXTS)
    assert rows.shape == (3, 16)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, rtol=1e-5)
    for text, row in zip(TEXTS, rows, strict=True):
        mean = token_vectors(folder, text).mean(axis=0)
        np.testing.assert_allclose(row, mean / np.linalg.norm(mean), atol=1e-5)


def test_the_pooling_of_the_authors_is_used(folder):
    with_pooling(folder, pooling_mode_cls_token=True, pooling_mode_mean_tokens=False)
    first = token_vectors(folder, TEXTS[0])[0]
    row = SentenceTransformerEncoder(folder).encode(TEXTS[:1])[0]
    np.testing.assert_allclose(row, first / np.linalg.norm(first), atol=1e-5)


def test_an_unknown_pooling_is_refused(folder):
    with_pooling(folder, pooling_mode_weightedmean_tokens=True)
    with pytest.raises(ModelDamagedError, match="pooling that mtqa lacks"):
        SentenceTransformerEncoder(folder).encode(TEXTS)


def test_a_dense_layer_is_applied(folder):
    import torch
    from safetensors.torch import save_file

    with_pooling(folder, pooling_mode_mean_tokens=True)
    modules = json.loads((folder / "modules.json").read_text())
    modules.append({"path": "3_Dense", "type": "sentence_transformers.models.Dense"})
    (folder / "modules.json").write_text(json.dumps(modules))
    (folder / "3_Dense").mkdir()
    config = {"in_features": 16, "out_features": 4, "bias": False}
    config["activation_function"] = "torch.nn.modules.activation.Tanh"
    (folder / "3_Dense" / "config.json").write_text(json.dumps(config))
    weight = torch.randn(4, 16)
    save_file({"linear.weight": weight}, folder / "3_Dense" / "model.safetensors")
    expected = np.tanh(weight.numpy() @ token_vectors(folder, TEXTS[0]).mean(axis=0))
    row = SentenceTransformerEncoder(folder).encode(TEXTS[:1])[0]
    np.testing.assert_allclose(row, expected / np.linalg.norm(expected), atol=1e-5)


def test_the_store_loads_it_by_path_and_by_name(folder, tmp_path):
    store = ModelStore(tmp_path / "store", wheel_models=())
    by_path = store.encoder(str(folder))
    assert store.add(folder).kind == "encoder"
    by_name = store.encoder("tiny-encoder")
    np.testing.assert_array_equal(by_path.encode(TEXTS), by_name.encode(TEXTS))
    assert by_name.identity.name == "tiny-encoder"
