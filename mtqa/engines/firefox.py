"""Firefox translation models on Mozilla's Rust engine, `fxtranslate`.

The engine holds Python's global lock while it translates and binds a translator to the thread
that made it, so one translator is kept for each thread that asks, and threads bring no speed.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mtqa.engines.base import ModelIdentity
from mtqa.engines.manifest import ModelFile, combined_sha256, read_verified
from mtqa.errors import EngineError, ModelDamagedError, UsageError

if TYPE_CHECKING:
    import fxtranslate

ROLES = frozenset({"model", "vocabulary", "source-vocabulary", "target-vocabulary", "shortlist"})
"""What the files of a Firefox model are for; most pairs share one `vocabulary`."""

_ROLE_BY_FIRST_PART = {
    "model": "model",
    "vocab": "vocabulary",
    "srcvocab": "source-vocabulary",
    "trgvocab": "target-vocabulary",
    "lex": "shortlist",
}
# Encoded data and the like: no word, and translating 20,000 letters takes the engine a minute.
_NO_WORD = re.compile(r"([!-~]{200,})")
_LINE_BREAK = re.compile(r"(?<!\n)[ \t]*\r?\n[ \t]*(?!\s*\n)(?=\S)")


class FirefoxTranslator:
    """A Firefox model of one direction; loads on first use, once a thread."""

    runs_locally = True

    def __init__(
        self,
        source: str,
        target: str,
        folder: Path,
        files: Sequence[ModelFile],
        *,
        version: str = "",
        repair: str = "remove the model and add it again",
    ) -> None:
        """Describe the model; nothing is read yet.

        Args:
            source: BCP 47 language it translates from.
            target: BCP 47 language it translates into.
            folder: Where the files lie.
            files: Its files with roles out of `ROLES`.
            version: The publisher's version of the model.
            repair: What to do if a file turns out damaged, for the error message.
        """
        self.source = source
        self.target = target
        self._folder = folder
        self._files = {file.role: file for file in files}
        self._version = version
        self._repair = repair
        self._loaded = threading.local()

    @property
    def identity(self) -> ModelIdentity:
        """Which model this is."""
        return ModelIdentity(
            kind="translator",
            name=f"firefox-{self.source}-{self.target}",
            version=self._version,
            sha256=combined_sha256(self._files.values()),
        )

    def translate(self, texts: Sequence[str]) -> list[str]:
        """Translate each text, of any length; blank texts come back as they are.

        A single line break inside a paragraph counts as a space, so that hard-wrapped text is not
        translated line by line; blank lines between paragraphs stay. Runs of 200 or more ASCII
        characters without a space are copied. Equal texts are computed once.

        Raises:
            ModelDamagedError: A model file is not what was recorded.
            EngineError: The engine gave up on a text.
        """
        engine = self._engine()
        translations: dict[str, str] = {}
        for text in texts:
            if text not in translations:
                parts = _NO_WORD.split(text)
                parts[::2] = [self._translate(engine, part) for part in parts[::2]]
                translations[text] = "".join(parts)
        return [translations[text] for text in texts]

    def _translate(self, engine: fxtranslate.Translator, text: str) -> str:
        if not text.strip():
            return text
        try:
            return engine.translate_long(_LINE_BREAK.sub(" ", text))
        except BaseException as error:
            # A panic in the engine arrives as pyo3's PanicException, which has no importable
            # name and derives from BaseException alone.
            if isinstance(error, ValueError) or type(error).__name__ == "PanicException":
                raise EngineError(
                    f"the Firefox engine failed on {text[:40]!r} ({self.source}-{self.target})"
                ) from error
            raise

    def _engine(self) -> fxtranslate.Translator:
        engine: fxtranslate.Translator | None = getattr(self._loaded, "engine", None)
        if engine is None:
            engine = load_engine(self._folder, self._files, self._repair)
            self._loaded.engine = engine
        return engine


def load_engine(
    folder: Path, files: Mapping[str, ModelFile], repair: str
) -> fxtranslate.Translator:
    """Verify the files of a Firefox model and build the engine on them.

    Raises:
        ModelDamagedError: A file is not what was recorded, or the engine refuses the model.
    """
    import fxtranslate

    content = {role: read_verified(folder, file, repair) for role, file in files.items()}
    shared = content.get("vocabulary")
    source_vocabulary = content.get("source-vocabulary", shared)
    target_vocabulary = content.get("target-vocabulary", shared)
    if "model" not in content or source_vocabulary is None or target_vocabulary is None:
        raise ModelDamagedError(f"{folder} lacks a model or vocabulary file: {repair}")
    try:
        return fxtranslate.Translator(
            content["model"], source_vocabulary, target_vocabulary, content.get("shortlist")
        )
    except ValueError as error:
        raise ModelDamagedError(f"{folder} holds no usable Firefox model: {repair}") from error


def role_of(name: str) -> str | None:
    """Return the role of a Firefox model file by its name, None for other files.

    `model.enpt.intgemm.alphas.bin` is the model, `vocab.enpt.spm` its vocabulary (`srcvocab.…`
    and `trgvocab.…` where there are two), `lex.50.50.enpt.s2t.bin` its shortlist.
    """
    plain = name.removesuffix(".gz").removesuffix(".zst")
    if not plain.endswith((".bin", ".spm")):
        return None
    return _ROLE_BY_FIRST_PART.get(plain.split(".")[0])


def pair_of(name: str) -> tuple[str, str]:
    """Return the languages that a Firefox model file name such as `model.aren.….bin` holds.

    Raises:
        UsageError: The name does not say, or not unambiguously.
    """
    for part in name.split("."):
        match = re.fullmatch(r"([a-z]{2})(_hant)?([a-z]{2})(_hant)?", part.lower())
        if match:
            source, source_script, target, target_script = match.groups()
            return (
                source + ("-Hant" if source_script else ""),
                target + ("-Hant" if target_script else ""),
            )
    raise UsageError(f"{name} does not say which languages it translates: name them, as in `ar-en`")
