from __future__ import annotations

from pathlib import Path

import pytest

from mtqa.config import KEYS, Config, bundled_configurations, resolve
from mtqa.errors import ConfigurationError


def test_command_line_wins_over_file_over_newswire(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("fail-on: major\nsentences: 5\n", encoding="utf-8")
    resolved = resolve(str(file), {"sentences": 2})
    assert resolved.config.sentences == 2
    assert resolved.config.fail_on == "major"
    assert resolved.origins["sentences"] == "command line"
    assert resolved.origins["fail-on"] == str(file)
    assert resolved.origins["profile"] == "configs/newswire.yaml"
    assert resolved.origins["seed"] == "default"


@pytest.mark.parametrize("name", ["newswire", "fast", "strict"])
def test_bundled_configurations_are_valid(name: str) -> None:
    assert name in bundled_configurations()
    resolve(name)


def test_fast_does_without_the_slow_engines() -> None:
    config = resolve("fast").config
    assert not config.back_translation
    assert config.language_model == "none"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("pivto: pt\n", "unknown key 'pivto' (did you mean 'pivot'?)"),
        ("fail-on: sometimes\n", "fail-on: input should be 'critical', 'major'"),
        ("sentences: 0\n", "sentences: input should be greater than or equal to 1 (got 0)"),
        ("- a\n- b\n", "expected `key: value` lines, found a list"),
        ("a: [1\n", "not valid YAML"),
        ("article-date: yesterday\n", "article-date"),
    ],
)
def test_a_bad_file_gets_one_clear_line(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        resolve(str(file))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_configuration_names_the_nearest() -> None:
    with pytest.raises(ConfigurationError, match="did you mean 'fast'"):
        resolve("fsat")


def test_every_key_has_a_sentence_that_explains_it() -> None:
    assert len(KEYS) == len(Config.model_fields)
    for field in Config.model_fields.values():
        assert field.description
        assert field.description.endswith(".")
