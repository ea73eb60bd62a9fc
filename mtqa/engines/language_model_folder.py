"""From a model folder to a language model: which network runs it, and what is refused.

Weights come from safetensors only. Gemma 3 that was prepared by mtqa runs on the lean network in
8-bit integers on a CPU; everything else runs through `transformers`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.engines.base import ModelIdentity
from mtqa.engines.language_model import ScoringModel
from mtqa.engines.manifest import MANIFEST_NAME, Manifest, combined_sha256, describe_file, verify
from mtqa.errors import ModelDamagedError, ModelMissingError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

LEAN_ENGINE = "gemma3"
"""Engine in the manifest of a prepared model that the lean network runs."""
_INDEX = "model.safetensors.index.json"


def load_language_model(
    path_or_name: Path | str, manifest: Manifest | None = None, *, allow_download: bool = False
) -> ScoringModel:
    """Load a causal language model.

    Args:
        path_or_name: A model folder, or a name on the Hugging Face hub.
        manifest: What the store has recorded of the folder; read from it where it has one.
        allow_download: Whether a name may be fetched; otherwise it must be in the local cache.

    Raises:
        ModelMissingError: There is no such folder or cached model.
        ModelDamagedError: A file is missing, damaged or of a format that can run code.
    """
    folder = Path(path_or_name)
    if not folder.is_dir():
        folder = _snapshot(str(path_or_name), allow_download)
    if manifest is None and (folder / MANIFEST_NAME).is_file():
        manifest = Manifest.read(folder)
    if manifest is not None:
        verify(folder, manifest.files, "prepare or add the model again")
    config = read_config(folder)
    weights = _weight_files(folder)
    identity = (
        ModelIdentity("language-model", manifest.name, manifest.version, manifest.sha256)
        if manifest is not None
        else ModelIdentity(
            "language-model",
            folder.resolve().name,
            "",
            combined_sha256(describe_file(folder, path) for path in weights),
        )
    )
    device = _device()
    lean = manifest is not None and manifest.engine == LEAN_ENGINE and device == "cpu"
    tokenizer = read_tokenizer(folder)
    if lean:
        from mtqa.engines.gemma import GemmaNetwork

        return ScoringModel(GemmaNetwork(folder), tokenizer, _start_token(config), identity)
    from mtqa.engines.transformers_network import TransformersNetwork

    return ScoringModel(
        TransformersNetwork(folder, device), tokenizer, _start_token(config), identity
    )


def _snapshot(name: str, allow_download: bool) -> Path:
    """Return the folder of a model on the Hugging Face hub."""
    from huggingface_hub import snapshot_download

    try:
        return Path(
            snapshot_download(
                name,
                local_files_only=not allow_download,
                allow_patterns=["*.json", "*.safetensors"],
            )
        )
    except Exception as error:  # the hub's errors share no base class
        raise ModelMissingError(
            f"{name} is neither a model folder nor in the local Hugging Face cache: "
            "give a folder with config.json, tokenizer.json and safetensors weights"
        ) from error


def read_config(folder: Path) -> dict[str, Any]:
    """Return a model folder's `config.json`.

    Raises:
        ModelDamagedError: It cannot be read.
    """
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelDamagedError(
            f"{folder} has no readable config.json: give the folder of a causal language model"
        ) from error
    if not isinstance(config, dict):
        raise ModelDamagedError(f"{folder}/config.json is not a JSON object: get the model again")
    return config


def _weight_files(folder: Path) -> list[Path]:
    """Return the weight files after looking that all are there and none is a pickle."""
    index = folder / _INDEX
    if index.is_file():
        try:
            names = sorted(set(json.loads(index.read_text("utf-8"))["weight_map"].values()))
        except (ValueError, KeyError, AttributeError) as error:
            raise ModelDamagedError(f"{index} is not readable: get the model again") from error
        missing = [name for name in names if not (folder / name).is_file()]
        if missing:
            raise ModelDamagedError(
                f"{folder} lacks {len(missing)} of {len(names)} weight files "
                f"({missing[0]}): get the model again"
            )
        return [folder / name for name in names]
    if (folder / "model.safetensors").is_file():
        return [folder / "model.safetensors"]
    if any(folder.glob("*.bin")) or any(folder.glob("*.pt")) or any(folder.glob("*.pth")):
        raise ModelDamagedError(
            f"{folder} has its weights as pickle only, which can run code: "
            "convert them to safetensors first"
        )
    raise ModelDamagedError(f"{folder} has no model.safetensors: get the model again")


def read_tokenizer(folder: Path) -> Tokenizer:
    """Return the tokenizer in a model folder's `tokenizer.json`.

    Raises:
        ModelDamagedError: It cannot be read.
    """
    from tokenizers import Tokenizer

    path = folder / "tokenizer.json"
    if not path.is_file():
        raise ModelDamagedError(f"{folder} has no tokenizer.json: get the model again")
    try:
        return Tokenizer.from_file(str(path))
    except Exception as error:  # the Rust extension raises plain Exception
        raise ModelDamagedError(f"{path} is not readable: get the model again") from error


def _start_token(config: dict[str, Any]) -> int | None:
    """Return the token that begins every sequence: the stated one, else the end-of-text token."""
    for key in ("bos_token_id", "eos_token_id"):
        value = config.get(key)
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, int):
            return value
    return None


def _device() -> str:
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"
