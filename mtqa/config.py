"""Settings: one flat record whose keys are the options of the command line.

A value comes from the command line, else from the file given with `--config`, else from
`configs/newswire.yaml`, else from the default below. `resolve` says which.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mtqa.errors import ConfigurationError
from mtqa.mqm import Severity

DEFAULT_CONFIGURATION: Final = "newswire"
"""Name of the configuration that applies under every other."""


class Config(BaseModel):
    """Everything that can be set, with the same names as the options (`fail-on`, `--fail-on`)."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        alias_generator=lambda name: name.replace("_", "-"),
        use_attribute_docstrings=True,
    )

    source_lang: str | None = None
    """Language of the source as a BCP 47 tag; identified if not given."""
    target_lang: str | None = None
    """Language of the text as a BCP 47 tag; identified if not given."""
    encoding: str | None = None
    """Character encoding of the files; detected if not given."""
    max_bytes: int = Field(5_000_000, gt=0)
    """Largest file that is read, in bytes."""
    article_date: str | None = Field(None, pattern=r"^\d{4}-\d{2}-\d{2}$")
    """Day of publication (YYYY-MM-DD), to which "yesterday" and "on Wednesday" refer."""
    summary: bool = True
    """Summarise the text."""
    sentences: int = Field(3, ge=1)
    """Sentences in the summary."""
    ratio: float | None = Field(None, gt=0, le=1)
    """Share of the sentences that the summary keeps; replaces --sentences."""
    origin: bool = True
    """Look for signs of the language the text was translated from."""
    back_translation: bool = True
    """Translate the text to another language and back."""
    pivot: str = "auto"
    """Language of the round trip; auto takes the likely source language if its models are there."""
    translator: str | None = None
    """Folder or name of a Hugging Face sequence-to-sequence model to translate with."""
    allow_download: bool = False
    """Let models be fetched from the internet when they are missing. Text never leaves."""
    encoder: str = "use-multilingual"
    """Sentence encoder: use-multilingual, e5-small, a model folder, or none."""
    language_model: str = "gemma3-270m"
    """Language model that judges plausibility and quality: gemma3-270m, a model folder, or none."""
    judge: str | None = None
    """Base URL of a chat API that marks errors (http://host:8000/v1). The text is sent there."""
    judge_model: str | None = None
    """Name of the model that the judge's endpoint is asked for."""
    judge_key: str = "MTQA_JUDGE_KEY"
    """Name of the environment variable that holds the judge's API key, never the key itself."""
    judge_price: str | None = Field(None, pattern=r"^\d+(\.\d+)?/\d+(\.\d+)?$")
    """Price of a million tokens, input/output, as in 0.15/0.60, to report what the judge cost."""
    quality: bool = True
    """Estimate the quality of each translated segment; needs the source and the language model."""
    select: tuple[str, ...] = ()
    """Checks to run, by id; all if none is named."""
    ignore: tuple[str, ...] = ()
    """Checks to leave out, by id."""
    exceptions: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Spans never to report: check id, or * for all, with a list of words or phrases."""
    glossary: str | None = None
    """Glossary file (CSV or TBX) with preferred, untranslatable and forbidden terms."""
    profile: Literal["mqm", "google-wmt", "xcomet"] = "mqm"
    """Penalty points by severity: mqm, google-wmt or xcomet."""
    min_confidence: float = Field(0.5, ge=0, le=1)
    """Confidence from which a finding counts in the score and the verdict."""
    fail_on: Literal["critical", "major", "minor", "never"] = "critical"
    """Severity from which a counted finding fails the text."""
    min_score: float | None = Field(None, ge=0, le=100)
    """MQM score below which the text fails."""
    record: bool = True
    """Keep the run in the runs folder."""
    runs: str | None = None
    """Folder of the recorded runs; the user's data folder if not given."""
    models: str | None = None
    """Folder of the installed models; the user's data folder if not given."""
    seed: int = 2026
    """Seed of everything that is drawn at random (bootstrap samples)."""

    @property
    def fail_severity(self) -> Severity | None:
        """The severity from which a finding fails the text; None if none does."""
        return None if self.fail_on == "never" else Severity(self.fail_on)


KEYS: Final[tuple[str, ...]] = tuple(name.replace("_", "-") for name in Config.model_fields)
"""Every key as it is written in a file and on the command line."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A configuration and where each value came from."""

    config: Config
    """The values in force."""
    origins: Mapping[str, str]
    """Key → `default`, the name of a file, or `command line`."""
    name: str
    """Name of the configuration: the file's stem."""

    def values(self) -> dict[str, Any]:
        """Return the values in force by key, JSON-serialisable."""
        dumped: dict[str, Any] = self.config.model_dump(mode="json", by_alias=True)
        return dumped


def resolve(name: str | None = None, overrides: Mapping[str, Any] | None = None) -> Resolved:
    """Resolve the configuration that applies.

    Args:
        name: Name of a configuration that comes with mtqa (`fast`) or path of a YAML file.
        overrides: Values from the command line or the caller, by key or attribute name; None
            means not given.

    Raises:
        ConfigurationError: The file is missing or not YAML, has an unknown key or a value that
            is not allowed.
    """
    values: dict[str, Any] = {}
    origins: dict[str, str] = dict.fromkeys(KEYS, "default")
    names = [DEFAULT_CONFIGURATION]
    if name is not None and name != DEFAULT_CONFIGURATION:
        names.append(name)
    for layer in names:
        label, text = _configuration_text(layer)
        for key, value in _parse(text, label).items():
            values[key] = value
            origins[key] = label
    for given, value in (overrides or {}).items():
        if value is None:
            continue
        key = given.replace("_", "-")
        _require_known(key, "the call")
        values[key] = value
        origins[key] = "command line"
    return Resolved(_validated(values, origins), origins, Path(name or DEFAULT_CONFIGURATION).stem)


def bundled_configurations() -> dict[str, str]:
    """Return the configurations that come with mtqa: name → YAML text."""
    return {
        path.name.removesuffix(".yaml"): path.read_text(encoding="utf-8")
        for path in sorted(_bundled_folder().iterdir(), key=lambda p: p.name)
        if path.name.endswith(".yaml")
    }


def _bundled_folder() -> Any:
    installed = resources.files("mtqa") / "configs"
    # A checkout that is installed editable has the folder beside the package instead.
    return installed if installed.is_dir() else Path(__file__).parent.parent / "configs"


def _configuration_text(name: str) -> tuple[str, str]:
    path = Path(name)
    if path.suffix in {".yaml", ".yml"} or path.exists():
        try:
            return str(path), path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
            raise ConfigurationError(
                f"cannot read the configuration {name}: {reason}; give a YAML file"
            ) from error
    bundled = _bundled_folder() / f"{name}.yaml"
    if bundled.is_file():
        return f"configs/{name}.yaml", bundled.read_text(encoding="utf-8")
    known = ", ".join(bundled_configurations())
    raise ConfigurationError(
        f"no configuration {name!r}: give a YAML file or one of {known}{_nearest(name, known)}"
    )


def _parse(text: str, label: str) -> dict[str, Any]:
    import yaml

    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise ConfigurationError(f"{label}{where}: not valid YAML; correct that line") from error
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise ConfigurationError(f"{label}: expected `key: value` lines, found a {_kind(data)}")
    for key in data:
        _require_known(str(key), label)
    return data


def _kind(data: object) -> str:
    return "list" if isinstance(data, list) else "single value"


def _require_known(key: str, label: str) -> None:
    if key not in KEYS:
        raise ConfigurationError(
            f"{label}: unknown key {key!r}{_nearest(key, ', '.join(KEYS))}; "
            "`mtqa config show` lists every key"
        )


def _nearest(name: str, known: str) -> str:
    close = difflib.get_close_matches(name, known.split(", "), n=1, cutoff=0.5)
    return f" (did you mean {close[0]!r}?)" if close else ""


def _validated(values: Mapping[str, Any], origins: Mapping[str, str]) -> Config:
    try:
        return Config.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        key = str(first["loc"][0]).replace("_", "-") if first["loc"] else "configuration"
        raise ConfigurationError(
            f"{origins.get(key, 'configuration')}: {key}: {first['msg'].lower()} "
            f"(got {first['input']!r})"
        ) from error
