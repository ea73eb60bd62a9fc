"""The model store: which models there are, where they come from, and how to load them.

A store is a folder `<root>/<kind>/<name>/` with a `model.json` each; models inside installed
wheels appear beside them. Nothing here opens a network connection except `ModelStore.pull`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mtqa.engines.base import Encoder, LanguageModel, Translator
from mtqa.engines.firefox import FirefoxTranslator
from mtqa.engines.inventory import (
    InstalledModel,
    describe_folder,
    describe_unfetched,
    describe_unprepared,
    describe_wheel,
    location_of,
    pairs_of,
)
from mtqa.engines.manifest import MANIFEST_NAME, Manifest, ModelKind
from mtqa.engines.recipes import (
    PIECEWISE_MODELS,
    PREPARED_MODELS,
    WHEEL_MODELS,
    PiecewiseModel,
    PreparedModel,
    Progress,
    WheelModel,
)
from mtqa.errors import ModelDamagedError, ModelMissingError, StorageError, UsageError
from mtqa.language.scripts import language_pair, primary_subtag

if TYPE_CHECKING:
    from mtqa.engines.embedding_gemma import EmbeddingGemma

ENVIRONMENT_VARIABLE = "MTQA_MODELS"
"""Environment variable that moves the store."""
DEFAULT_ENCODER = "use-multilingual"
"""Encoder used unless another is named."""
DEFAULT_LANGUAGE_MODEL = "gemma3-270m"
"""Language model used unless another is named."""


def default_root() -> Path:
    """Return the store's folder: `$MTQA_MODELS`, else `models` in the user's data folder."""
    named = os.environ.get(ENVIRONMENT_VARIABLE)
    if named:
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_data_dir("mtqa")) / "models"


class ModelStore:
    """The models of one user."""

    def __init__(
        self,
        root: Path | None = None,
        *,
        wheel_models: Sequence[WheelModel] = WHEEL_MODELS,
        prepared_models: Sequence[PreparedModel] = PREPARED_MODELS,
        piecewise_models: Sequence[PiecewiseModel] = PIECEWISE_MODELS,
    ) -> None:
        """Open the store in `root`, which need not exist yet.

        Args:
            root: The store's folder; None takes `default_root()`.
            wheel_models: Models that wheels hold ready for use.
            prepared_models: Models that wheels hold in a form to convert.
            piecewise_models: Models that can be fetched in pieces.
        """
        self.root = root if root is not None else default_root()
        self._wheel_models = tuple(wheel_models)
        self._prepared_models = tuple(prepared_models)
        self._piecewise_models = tuple(piecewise_models)
        self._embedding_gemma: dict[tuple[Path, str], EmbeddingGemma] = {}

    def list(self) -> tuple[InstalledModel, ...]:
        """Return every model that is installed or could be from a known wheel, by kind and name."""
        models = [describe_folder(folder) for folder in self._folders()]
        models += [describe_wheel(model) for model in self._wheel_models]
        models += [
            describe_unprepared(model)
            for model in self._prepared_models
            if not (self._folder_of(model) / MANIFEST_NAME).exists()
        ]
        known = {model.name for model in models}
        models += [describe_unfetched(m) for m in self._piecewise_models if m.name not in known]
        return tuple(sorted(models, key=lambda model: (model.kind, model.name)))

    def translation_pairs(self) -> set[tuple[str, str]]:
        """Return the (source, target) languages that can be translated now."""
        pairs = set()
        for model in self.list():
            if model.kind == "translator" and model.ready:
                pairs |= pairs_of(model)
        return pairs

    def translator(self, source: str, target: str, name: str | None = None) -> Translator:
        """Return a translator between two languages, compared by their primary subtags.

        An exact match of the tags wins over one of the languages alone, a model in the store over
        one in a wheel.

        Args:
            source: BCP 47 language to translate from.
            target: BCP 47 language to translate into.
            name: A model by name, or a folder with a sequence-to-sequence model; None chooses.

        Raises:
            ModelMissingError: No installed model translates this way.
            ModelDamagedError: The model's description cannot be read.
        """
        for exact in (True, False):
            for manifest, folder in self._manifests("translator"):
                if _translates(manifest, source, target, exact) and name in (None, manifest.name):
                    return self._load_translator(manifest, folder, source, target)
            for model in self._wheel_models:
                if (
                    model.kind == "translator"
                    and _same(model.languages, (source, target), exact)
                    and name in (None, model.name)
                    and (found := model.find()) is not None
                ):
                    return FirefoxTranslator(
                        model.languages[0],
                        model.languages[1],
                        found.folder,
                        found.files,
                        version=found.version,
                        repair=model.repair,
                    )
        if name is not None and Path(name).is_dir():
            from mtqa.engines.seq2seq import Seq2SeqTranslator

            return Seq2SeqTranslator(name, source, target)
        raise ModelMissingError(self._missing_translator(source, target, name))

    def encoder(self, name: str = DEFAULT_ENCODER) -> Encoder:
        """Return a sentence encoder by its name, or by the folder of a transformers model.

        Raises:
            ModelMissingError: There is no such encoder, or its wheel is not installed.
            ModelDamagedError: The model's description cannot be read.
        """
        for manifest, folder in self._manifests("encoder"):
            if manifest.name == name:
                from mtqa.engines.sentence_transformer import SentenceTransformerEncoder

                return SentenceTransformerEncoder(location_of(manifest, folder), manifest)
        for wheel in self._wheel_models:
            if wheel.kind == "encoder" and wheel.name == name:
                found = wheel.find()
                if found is None:
                    raise ModelMissingError(
                        f"the encoder {name} is not installed: `{wheel.install}`"
                    )
                from mtqa.engines.e5 import E5Encoder
                from mtqa.engines.use import UseEncoder

                adapter: type[UseEncoder | E5Encoder]
                adapter = UseEncoder if wheel.engine == "use" else E5Encoder
                return adapter(
                    found.folder, found.files, version=found.version, repair=wheel.repair
                )
        if Path(name).is_dir():
            from mtqa.engines.sentence_transformer import SentenceTransformerEncoder

            return SentenceTransformerEncoder(Path(name))
        self._refuse_unfetched(name)
        raise ModelMissingError(self._no_such("encoder", name))

    def embedding_gemma(self, weights_sha256: str) -> EmbeddingGemma | None:
        """Return EmbeddingGemma if the store has it, with exactly these weights.

        It is the same one each time, so that all who change its upper layers share the lower ones.

        Args:
            weights_sha256: SHA-256 of the file of its weights, 64 hexadecimal digits.
        """
        from mtqa.engines.embedding_gemma import EmbeddingGemma, weights_sha256_of

        for manifest, folder in self._manifests("encoder"):
            if weights_sha256_of(manifest) == weights_sha256:
                known = location_of(manifest, folder), weights_sha256
                if known not in self._embedding_gemma:
                    self._embedding_gemma[known] = EmbeddingGemma(known[0], manifest)
                return self._embedding_gemma[known]
        return None

    def language_model(self, name: str = DEFAULT_LANGUAGE_MODEL) -> LanguageModel:
        """Return a language model by its name, or by the folder of a transformers model.

        Raises:
            ModelMissingError: There is no such model, or it has not been prepared yet.
        """
        from mtqa.engines.language_model_folder import load_language_model

        for manifest, folder in self._manifests("language-model"):
            if manifest.name == name:
                return load_language_model(location_of(manifest, folder), manifest)
        for model in self._prepared_models:
            if model.name == name:
                raise ModelMissingError(describe_unprepared(model).note)
        if Path(name).is_dir():
            return load_language_model(Path(name), None)
        raise ModelMissingError(self._no_such("language-model", name))

    def prepare(self, name: str, progress: Progress = lambda share: None) -> Path:
        """Convert a model from its wheel into the store, once; return its folder.

        Args:
            name: The model's name.
            progress: Is called with the finished share, 0–1.

        Raises:
            ModelMissingError: There is no such model, or its wheel is not installed.
        """
        model = next((m for m in self._prepared_models if m.name == name), None)
        if model is None:
            self._refuse_unfetched(name)
            known = ", ".join(m.name for m in self._prepared_models)
            raise ModelMissingError(f"nothing to prepare for {name!r}: known are {known}")
        destination = self._folder_of(model)
        if (destination / MANIFEST_NAME).exists():
            return destination
        if not model.installed():
            raise ModelMissingError(f"the model {name} is not installed: `{model.install}`")
        return model.prepare(destination, progress)

    def pull(
        self, wanted: str, announce: Callable[[str], None] = lambda message: None
    ) -> InstalledModel:
        """Fetch a model over the network into the store.

        Args:
            wanted: The languages to translate between, such as `ar-en`, for a Firefox model; or the
                name of a model that PyPI has in pieces.
            announce: Is told, in words, what is being fetched.

        Raises:
            UsageError: `wanted` is neither two languages nor such a name, or is not fetched.
            ModelMissingError: There is no such model, or it cannot be reached.
            ModelDamagedError: What arrived has another hash than announced.
            StorageError: The store cannot be written.
        """
        from mtqa.engines.acquisition import pull_firefox_model
        from mtqa.engines.wheel_pieces import pull_pieces

        for model in self._piecewise_models:
            if model.name == wanted:
                return describe_folder(pull_pieces(model, self.root, announce))
        for known in self.list():
            if known.name == wanted:
                raise UsageError(known.note or f"{wanted} is here already")
        return describe_folder(pull_firefox_model(self.root, wanted, announce))

    def add(self, path: Path, pair: str | None = None) -> InstalledModel:
        """Take a model from a folder into the store.

        A folder of Firefox files is copied; its pair is read from the file names unless given. A
        folder of a transformers model stays where it is, and only its hashes are recorded.

        Raises:
            UsageError: The folder holds no model that mtqa can run.
            StorageError: The store cannot be written.
        """
        from mtqa.engines.acquisition import add_folder

        return describe_folder(add_folder(self.root, path, pair))

    def remove(self, name: str) -> None:
        """Delete a model from the store; files that are used in place are left alone.

        Raises:
            ModelMissingError: The store has no such model.
            UsageError: It comes out of a wheel.
            StorageError: The folder cannot be deleted.
        """
        for folder in self._folders():
            if folder.name == name:
                try:
                    shutil.rmtree(folder)
                except OSError as error:
                    raise StorageError(f"cannot delete {folder}: {error.strerror}") from error
                return
        for model in self._wheel_models:
            if model.name == name:
                raise UsageError(
                    f"{name} comes out of a wheel: `pip uninstall {model.distribution}`"
                )
        raise ModelMissingError(f"no model {name!r} in {self.root}: see `mtqa models list`")

    def _folder_of(self, model: PreparedModel) -> Path:
        return self.root / model.kind / model.name

    def _folders(self) -> tuple[Path, ...]:
        """Every folder of the store with a manifest, in a stable order."""
        return tuple(sorted(path.parent for path in self.root.glob(f"*/*/{MANIFEST_NAME}")))

    def _manifests(self, kind: ModelKind) -> Sequence[tuple[Manifest, Path]]:
        folders = [folder for folder in self._folders() if folder.parent.name == kind]
        readable = []
        for folder in folders:
            try:
                readable.append((Manifest.read(folder), folder))
            except ModelDamagedError:
                # It stays visible in `list()`; a damaged neighbour must not block the others.
                continue
        return readable

    def _load_translator(
        self, manifest: Manifest, folder: Path, source: str, target: str
    ) -> Translator:
        location = location_of(manifest, folder)
        if manifest.engine == "firefox":
            return FirefoxTranslator(
                manifest.languages[0],
                manifest.languages[1],
                location,
                manifest.files,
                version=manifest.version,
                repair=f"fetch it again with `mtqa models pull {'-'.join(manifest.languages)}`",
            )
        from mtqa.engines.seq2seq import Seq2SeqTranslator

        return Seq2SeqTranslator(str(location), source, target, manifest=manifest)

    def _refuse_unfetched(self, name: str) -> None:
        """Say of a model that has to be fetched first how that is done."""
        for model in self._piecewise_models:
            if model.name == name and not (self.root / model.kind / name / MANIFEST_NAME).exists():
                raise ModelMissingError(describe_unfetched(model).note)

    def _no_such(self, kind: ModelKind, name: str) -> str:
        known = ", ".join(model.name for model in self.list() if model.kind == kind)
        return f"no {kind} {name!r}: give a folder or one of {known or 'none'}"

    def _missing_translator(self, source: str, target: str, name: str | None) -> str:
        pair = language_pair(source, target)
        for model in self._wheel_models:
            if name in (None, model.name) and _same(model.languages, (source, target), exact=False):
                return f"no model translates {pair}: `{model.install}` brings one"
        if name is not None:
            return f"no installed model {name!r} translates {pair}: see `mtqa models list`"
        return f"no model translates {pair}: fetch one with `mtqa models pull {pair}`"


def _same(left: Sequence[str], right: Sequence[str], exact: bool) -> bool:
    if exact:
        return tuple(left) == tuple(right)
    return [primary_subtag(tag) for tag in left] == [primary_subtag(tag) for tag in right]


def _translates(manifest: Manifest, source: str, target: str, exact: bool) -> bool:
    if manifest.directed:
        return _same(manifest.languages, (source, target), exact)
    if exact:
        return {source, target} <= set(manifest.languages)
    known = {primary_subtag(tag) for tag in manifest.languages}
    return {primary_subtag(source), primary_subtag(target)} <= known
