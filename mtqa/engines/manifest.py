"""What a model is made of: its files, their hashes, and the `model.json` that records both."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from mtqa.errors import ModelDamagedError, StorageError

MANIFEST_NAME = "model.json"
"""File name of the manifest in a model's folder."""
LARGE_FILE = 64 * 2**20
"""Bytes from which a file whose size and time of change are as recorded is not hashed again."""

ModelKind = Literal["translator", "encoder", "language-model"]
"""What a model does; also the name of its folder in the store."""


class ModelFile(BaseModel):
    """One file of a model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: str
    """What the engine uses it for: `model`, `vocabulary`, `shortlist`, or its own name."""
    path: str
    """Where it lies, relative to the model's folder, with forward slashes."""
    bytes: int
    """Its size."""
    sha256: str
    """SHA-256 of its content, 64 hexadecimal digits."""
    modified_ns: int = 0
    """Time of last change in nanoseconds since 1970 when the hash was taken; 0 if not kept."""


class Manifest(BaseModel):
    """What `model.json` says of the model beside it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = 1
    """Version of this format."""
    kind: ModelKind
    """What the model does."""
    name: str
    """Name in the store, also its folder's name."""
    engine: str
    """Which adapter runs it: `firefox`, `seq2seq`, `sentence-transformer`, …"""
    languages: tuple[str, ...]
    """BCP 47 languages; for a translator of one direction exactly (source, target)."""
    directed: bool = False
    """True for a translator of one direction, false for one between any of `languages`."""
    location: str | None = None
    """Folder of the files when they are used where the user keeps them, else None."""
    files: tuple[ModelFile, ...]
    """Every file that the engine reads."""
    version: str = ""
    """Version that the publisher gives the model, empty if none."""
    origin: str
    """Where it came from, in words."""
    added: date
    """Day on which it came into the store."""

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read `model.json` in `folder`.

        Raises:
            ModelDamagedError: It cannot be read or is not a manifest.
        """
        path = folder / MANIFEST_NAME
        try:
            return cls.model_validate_json(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, ValidationError) as error:
            raise ModelDamagedError(
                f"{path} is not a readable model description: "
                f"remove the model with `mtqa models remove {folder.name}` and add it again"
            ) from error

    def write(self, folder: Path) -> None:
        """Write `model.json` into `folder`.

        Raises:
            StorageError: The folder cannot be written.
        """
        try:
            (folder / MANIFEST_NAME).write_text(
                self.model_dump_json(indent=2) + "\n", encoding="utf-8"
            )
        except OSError as error:
            raise StorageError(
                f"cannot write {folder / MANIFEST_NAME}: {error.strerror}"
            ) from error

    @property
    def sha256(self) -> str:
        """Hash over all files, see `combined_sha256`."""
        return combined_sha256(self.files)

    @property
    def bytes(self) -> int:
        """Size of all files together."""
        return sum(file.bytes for file in self.files)


def combined_sha256(files: Iterable[ModelFile]) -> str:
    """Return one hash for several files: SHA-256 over the sorted lines `<sha256>  <role>`."""
    lines = sorted(f"{file.sha256}  {file.role}\n" for file in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's content as 64 hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def describe_file(folder: Path, path: Path, role: str | None = None) -> ModelFile:
    """Measure and hash one file of the model that lies in `folder`."""
    relative = path.relative_to(folder).as_posix()
    status = path.stat()
    return ModelFile(
        role=role or relative,
        path=relative,
        bytes=status.st_size,
        sha256=file_sha256(path),
        modified_ns=status.st_mtime_ns,
    )


def read_verified(folder: Path, file: ModelFile, repair: str) -> bytes:
    """Return the content of a model file after comparing it with its recorded hash.

    Args:
        folder: The model's folder.
        file: What is recorded of the file.
        repair: What the user can do if it is damaged, as the end of a sentence.

    Raises:
        ModelDamagedError: The file is missing, truncated or has another hash.
    """
    path = folder / file.path
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelDamagedError(f"cannot read {path} ({error.strerror}): {repair}") from error
    if len(content) != file.bytes:
        raise ModelDamagedError(_size_complaint(path, len(content), file.bytes, repair))
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise ModelDamagedError(f"{path} has another SHA-256 than recorded: {repair}")
    return content


def verify(folder: Path, files: Iterable[ModelFile], repair: str) -> None:
    """Compare files with their records without keeping their content.

    A file of `LARGE_FILE` bytes or more whose size and time of change are the recorded ones is
    taken as unchanged, because hashing gigabytes would cost more than loading them.

    Raises:
        ModelDamagedError: A file is missing, truncated or has another hash.
    """
    for file in files:
        path = folder / file.path
        try:
            status = path.stat()
        except OSError as error:
            raise ModelDamagedError(f"cannot read {path} ({error.strerror}): {repair}") from error
        if status.st_size != file.bytes:
            raise ModelDamagedError(_size_complaint(path, status.st_size, file.bytes, repair))
        if file.bytes >= LARGE_FILE and status.st_mtime_ns == file.modified_ns:
            continue
        if file_sha256(path) != file.sha256:
            raise ModelDamagedError(f"{path} has another SHA-256 than recorded: {repair}")


def _size_complaint(path: Path, found: int, recorded: int, repair: str) -> str:
    what = "truncated" if found < recorded else "longer than recorded"
    return f"{path} is {what} ({found} bytes, recorded {recorded}): {repair}"
