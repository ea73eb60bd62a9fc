"""Small data sets that the project wrote for itself, and equipment without models."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mtqa.benchmarks.data import DataFolder
from mtqa.engines.base import ModelIdentity, TokenScore
from mtqa.engines.language_model import Piece
from mtqa.runs.store import RunStore


class LettersEncoder:
    """Counts letters: similar strings get similar vectors, and nothing has to be loaded."""

    languages: frozenset[str] = frozenset()
    identity = ModelIdentity("encoder", "letters", "1", "0" * 64)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        rows = np.zeros((len(texts), 64), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for character in text.lower():
                row[ord(character) % 64] += 1
            row /= max(np.linalg.norm(row), 1e-9)
        return rows


class WordyModel:
    """Finds every token likely but those that contain a `q`."""

    identity = ModelIdentity("language-model", "wordy", "1", "1" * 64)

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[TokenScore, ...]]:
        return [self._tokens(text) for _, text in pairs]

    def read(self, passages: Sequence[Sequence[Piece]]) -> list[list[tuple[TokenScore, ...]]]:
        return [
            [self._tokens(piece.text) for piece in passage if piece.scored] for passage in passages
        ]

    def _tokens(self, text: str) -> tuple[TokenScore, ...]:
        tokens, start = [], 0
        for part in text.split(" ")[1:]:
            end = start + 1 + len(part)
            tokens.append(TokenScore(start, end, -9.0 if "q" in part else -0.5))
            start = end
        return tuple(tokens)


class Equipment:
    """What a configuration without models would give."""

    def __init__(self) -> None:
        self.encoder: LettersEncoder | None = LettersEncoder()
        self.language_model: WordyModel | None = None
        self.unavailable: Mapping[str, str] = {}
        self.models_used: tuple[str, ...] = (LettersEncoder.identity.signature,)
        self.store: Any = None

    def note_use(self, identity: ModelIdentity) -> None:
        self.models_used = (*self.models_used, identity.signature)


@pytest.fixture
def equipment() -> Equipment:
    return Equipment()


@pytest.fixture(autouse=True)
def _no_git(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare every recorded run two calls of git; `test_environment` makes them."""
    monkeypatch.setattr("mtqa.runs.store.revision", lambda: None)


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs")


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    folder = tmp_path / "data"
    folder.mkdir()
    return DataFolder(folder)


@pytest.fixture
def write_rows(data: DataFolder):
    def write(name: str, rows: list[dict[str, Any]]) -> None:
        path = data.path / f"{name}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))

    return write


@pytest.fixture
def wordy_model() -> WordyModel:
    return WordyModel()
