"""What every test gets: no network but loopback, no user folders, real engines once."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from mtqa.engines.base import Encoder

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
