"""Models for the tests of the engines."""

from __future__ import annotations

import importlib.util
import sys
import warnings
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def tiny_models() -> ModuleType:
    """The builders of tiny random models; skips where the transformers extra is not installed."""
    pytest.importorskip("transformers")
    spec = importlib.util.spec_from_file_location(
        "tiny_models", Path(__file__).with_name("tiny_models.py")
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules["tiny_models"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def one_thread():
    """Compute with one thread: for models this small, more only wait for each other."""
    torch = pytest.importorskip("torch")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def seq2seq_folder(tiny_models, tmp_path_factory):
    """Return the folder of a tiny model by its family, made once."""
    import torch

    made: dict[str, Path] = {}

    def folder(family: str) -> Path:
        if family not in made:
            torch.manual_seed(1)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                made[family] = tiny_models.FAMILIES[family](
                    tmp_path_factory.mktemp("models") / family
                )
        return made[family]

    return folder
