"""What a folder of the transformers library holds: a translator, an encoder or a language model."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mtqa.engines.language_codes import bcp47, parse_pair
from mtqa.engines.manifest import Manifest, ModelKind, describe_file
from mtqa.errors import ModelDamagedError, UsageError

_TRANSLATORS = frozenset({"marian", "m2m_100", "mbart", "t5"})
_READ = ("*.safetensors", "*.json", "*.spm", "*.model", "*.txt")


def describe_transformers_folder(path: Path, pair: str | None = None) -> Manifest:
    """Hash a folder with `config.json` and say what it is; the files stay where they are.

    Args:
        path: The folder.
        pair: Languages such as `ar-en` of a bilingual model that does not name them itself.

    Raises:
        UsageError: The folder holds no kind of model that mtqa runs.
        ModelDamagedError: Its weights are not in safetensors, or its configuration is unreadable.
    """
    try:
        config = json.loads((path / "config.json").read_text(encoding="utf-8"))
        model_type = config["model_type"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelDamagedError(f"{path / 'config.json'} is not a model configuration") from error
    if not list(path.glob("*.safetensors")):
        raise ModelDamagedError(
            f"{path} has no weights in safetensors: convert them, other formats can run code"
        )
    kind = _kind(path, config)
    languages: tuple[str, ...] = ()
    directed = False
    if kind == "translator":
        languages, directed = _languages(path, model_type, pair)
    files = sorted({file for pattern in _READ for file in path.rglob(pattern)})
    engine = {
        "translator": "seq2seq",
        "encoder": "sentence-transformer",
        "language-model": "transformers",
    }[kind]
    return Manifest(
        kind=kind,
        name=path.resolve().name,
        engine=engine,
        languages=languages,
        directed=directed,
        location=str(path.resolve()),
        files=tuple(describe_file(path, file) for file in files),
        origin="used in place from the user's folder",
        added=datetime.now(UTC).date(),
    )


def _kind(path: Path, config: dict[str, Any]) -> ModelKind:
    if config["model_type"] in _TRANSLATORS and config.get("is_encoder_decoder", True):
        return "translator"
    architectures = config.get("architectures") or [""]
    if "CausalLM" in architectures[0] or "ConditionalGeneration" in architectures[0]:
        return "language-model"
    if (path / "modules.json").is_file() or architectures[0].endswith(("Model", "MaskedLM")):
        return "encoder"
    raise UsageError(
        f"{path} holds a model of type {config['model_type']}, which is neither translator, "
        "sentence encoder nor language model"
    )


def _languages(path: Path, model_type: str, pair: str | None) -> tuple[tuple[str, ...], bool]:
    """Return a translator's languages and whether it has one direction only."""
    from transformers import AutoTokenizer

    from mtqa.engines.seq2seq import language_marks

    if pair is not None:
        return parse_pair(pair), True
    tokenizer: Any = AutoTokenizer.from_pretrained(str(path), local_files_only=True)
    family, codes = language_marks(tokenizer, model_type)
    if family != "marian":
        return tuple(sorted({bcp47(code) for code in codes})), False
    named = [getattr(tokenizer, name, None) for name in ("source_lang", "target_lang")]
    if not all(named):
        raise UsageError(f"{path} does not say which languages it translates: add `--pair ar-en`")
    return tuple(bcp47(str(code)) for code in named), True
