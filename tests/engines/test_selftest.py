"""`mtqa doctor` asks each engine for an answer that is stored."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mtqa.engines.recipes import WHEEL_MODELS
from mtqa.engines.selftest import run_selftests
from mtqa.engines.store import ModelStore


def test_installed_engines_give_the_stored_answers(tmp_path):
    if any(model.find() is None for model in WHEEL_MODELS):
        pytest.skip("the offline extra is not installed")
    tests = run_selftests(ModelStore(tmp_path))
    assert [(test.engine, test.ok) for test in tests] == [
        ("firefox-en-pt", True),
        ("firefox-pt-en", True),
        ("use-multilingual", True),
        ("e5-small", True),
        ("embeddinggemma-300m", None),
        ("gemma3-270m", None),
    ]
    assert all(test.got == test.expected for test in tests[:4])


def test_engines_that_are_not_there_are_said_not_raised(tmp_path):
    absent = [replace(model, distribution="no-such-wheel") for model in WHEEL_MODELS]
    tests = run_selftests(ModelStore(tmp_path, wheel_models=absent))
    assert [test.ok for test in tests] == [None] * 6
    assert all("`pip install" in test.note for test in tests[:4])
    assert "`mtqa models pull embeddinggemma-300m`" in tests[4].note


def test_another_answer_is_not_ok(tmp_path, monkeypatch):
    if any(model.find() is None for model in WHEEL_MODELS):
        pytest.skip("the offline extra is not installed")
    monkeypatch.setattr("mtqa.engines.use.UseEncoder.encode", lambda self, texts: np.eye(2))
    test = run_selftests(ModelStore(tmp_path))[2]
    assert (test.ok, test.got, test.note) == (False, "0.000", "")
