"""How models come into the store: fetched from Mozilla, or taken from a folder of the user.

The list of models is Mozilla's Remote Settings, or what `FXTRANSLATE_RECORDS_URL` names. Of the
versions that the engine can read the latest is taken, of its sizes the largest.

A model is put together in a hidden folder and moved to its place when it is whole, so that an
interruption leaves nothing half-written.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mtqa.engines import firefox
from mtqa.engines.language_codes import parse_pair
from mtqa.engines.manifest import Manifest, ModelKind, describe_file
from mtqa.errors import ModelDamagedError, ModelMissingError, StorageError, UsageError

_FILE_TYPES = {
    "model": "model",
    "vocab": "vocabulary",
    "srcvocab": "source-vocabulary",
    "trgvocab": "target-vocabulary",
    "lex": "shortlist",
}
# Of models of the same version the larger one translates better.
_ARCHITECTURES = ("base", "base-memory", "tiny")
_TIMEOUT = 60
_BY_HAND = "or take files that you have with `mtqa models add FOLDER`"


def pull_firefox_model(root: Path, pair: str, announce: Callable[[str], None]) -> Path:
    """Fetch a Firefox model from Mozilla's Remote Settings; return its folder in the store.

    Args:
        root: The store's folder.
        pair: Languages such as `ar-en`.
        announce: Is told, in words, what is being fetched.

    Raises:
        UsageError: `pair` is not two languages.
        ModelMissingError: There is no such model, or the server cannot be reached.
        ModelDamagedError: What arrived has another hash than announced.
        StorageError: The store cannot be written.
    """
    from fxtranslate import discovery

    source, target = parse_pair(pair)
    announce(f"{pair}: looking for a model on Mozilla's server")
    try:
        body = discovery.fetch_records_body()
    except ValueError as error:
        raise ModelMissingError(
            f"cannot read the list of models at {discovery.records_url()}: go online, {_BY_HAND}"
        ) from error
    records = _choose_records(body, source, target)
    base = _attachments_url(discovery.records_url())

    def fill(folder: Path) -> Manifest:
        files = []
        for record in records:
            role = _FILE_TYPES[record["fileType"]]
            announce(f"{pair}: fetching {role}")
            name = Path(record["name"]).name
            (folder / name).write_bytes(_fetch(base, record))
            files.append(describe_file(folder, folder / name, role))
        return Manifest(
            kind="translator",
            name=f"firefox-{source}-{target}",
            engine="firefox",
            languages=(source, target),
            directed=True,
            files=tuple(files),
            version=records[0]["version"],
            origin=f"Mozilla Remote Settings, {records[0].get('architecture') or 'model'}",
            added=datetime.now(UTC).date(),
        )

    return install(root, "translator", f"firefox-{source}-{target}", fill)


def add_folder(root: Path, path: Path, pair: str | None = None) -> Path:
    """Take the model in `path` into the store; return its folder there.

    Args:
        root: The store's folder.
        path: A folder of Firefox files, plain or compressed with gzip or zstd, which is copied; or
            a folder of a transformers model in safetensors, which stays where it is.
        pair: Languages such as `ar-en`, where the file names do not tell.

    Raises:
        UsageError: The folder holds no model that mtqa can run.
        ModelDamagedError: A file cannot be decompressed, or the engine refuses the model.
        StorageError: The store cannot be written.
    """
    if not path.is_dir():
        raise UsageError(f"{path} is not a folder: give the folder that holds the model's files")
    if (path / "config.json").is_file():
        from mtqa.engines.transformers_folder import describe_transformers_folder

        manifest = describe_transformers_folder(path, pair)
        return install(root, manifest.kind, manifest.name, lambda _: manifest)
    return _add_firefox_folder(root, path, pair)


def install(root: Path, kind: ModelKind, name: str, fill: Callable[[Path], Manifest]) -> Path:
    """Put a model together by `fill` in a hidden folder, then move it to its place in the store.

    Args:
        root: The store's folder.
        kind: What the model does.
        name: Its name in the store; a model of this name is replaced.
        fill: Writes the files into the folder that it is given and describes them.

    Raises:
        StorageError: The store cannot be written.
    """
    final = root / kind / name
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        incoming = Path(tempfile.mkdtemp(prefix=".incoming-", dir=root))
    except OSError as error:
        raise StorageError(f"cannot write to the model store {root}: {error.strerror}") from error
    try:
        manifest = fill(incoming)
        manifest.write(incoming)
        replaced = incoming.with_name(incoming.name + "-replaced")
        if final.exists():
            os.replace(final, replaced)
        os.replace(incoming, final)
        shutil.rmtree(replaced, ignore_errors=True)
    except OSError as error:
        raise StorageError(f"cannot write to the model store {root}: {error.strerror}") from error
    finally:
        shutil.rmtree(incoming, ignore_errors=True)
    return final


def _add_firefox_folder(root: Path, path: Path, pair: str | None) -> Path:
    found = {
        role: file
        for file in sorted(path.iterdir())
        if file.is_file() and (role := firefox.role_of(file.name)) is not None
    }
    if "model" not in found or not ({"vocabulary", "source-vocabulary"} & found.keys()):
        raise UsageError(
            f"{path} holds neither Firefox files (model.….bin, vocab.….spm, lex.….bin) nor a "
            "transformers model (config.json): give the folder that holds the model's files"
        )
    source, target = parse_pair(pair) if pair else firefox.pair_of(found["model"].name)
    name = f"firefox-{source}-{target}"

    def fill(folder: Path) -> Manifest:
        files = []
        for role, file in found.items():
            copy = folder / file.name.removesuffix(".gz").removesuffix(".zst")
            copy.write_bytes(_decompressed(file))
            files.append(describe_file(folder, copy, role))
        by_role = {file.role: file for file in files}
        firefox.load_engine(folder, by_role, "get the files again from where they came")
        return Manifest(
            kind="translator",
            name=name,
            engine="firefox",
            languages=(source, target),
            directed=True,
            files=tuple(files),
            origin=f"added from the folder {path.name}",
            added=datetime.now(UTC).date(),
        )

    return install(root, "translator", name, fill)


def _decompressed(file: Path) -> bytes:
    content = file.read_bytes()
    try:
        if file.suffix == ".gz":
            return gzip.decompress(content)
        if file.suffix == ".zst":
            from fxtranslate import discovery

            return discovery.verify_and_decompress(content)
    except (OSError, EOFError, ValueError) as error:
        raise ModelDamagedError(
            f"{file} cannot be decompressed: get it again from where it came"
        ) from error
    return content


def _choose_records(body: str, source: str, target: str) -> list[dict[str, Any]]:
    """Return the records of the best model of one direction, the model file first."""
    from fxtranslate import discovery

    raw = [r for r in json.loads(body)["data"] if _goes(r, source, target)]
    releases: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for record in raw:
        if record.get("fileType") in _FILE_TYPES:
            key = (record["version"], record.get("architecture") or "")
            releases.setdefault(key, []).append(record)
    usable = [
        key
        for key, records in releases.items()
        if {"model", "vocab"} <= (kinds := {r["fileType"] for r in records})
        or {"model", "srcvocab", "trgvocab"} <= kinds
        # The engine itself says which versions it can read.
        if discovery.model_pairs(json.dumps({"data": records}))
    ]
    if not usable:
        raise ModelMissingError(_no_route(body, source, target))
    best = max(usable, key=lambda key: (_version_key(key[0]), -_size_rank(key[1])))
    return sorted(releases[best], key=lambda r: list(_FILE_TYPES).index(r["fileType"]))


def _goes(record: dict[str, Any], source: str, target: str) -> bool:
    return (record.get("sourceLanguage"), record.get("targetLanguage")) == (source, target)


def _version_key(version: str) -> tuple[int, int, bool, int]:
    """Order versions: `3.0a2` < `3.0` < `3.1`."""
    match = re.fullmatch(r"(\d+)\.(\d+)(?:a(\d+))?", version)
    if match is None:
        return (0, 0, False, 0)
    major, minor, alpha = match.groups()
    return (int(major), int(minor), alpha is None, int(alpha or 0))


def _size_rank(architecture: str) -> int:
    if architecture in _ARCHITECTURES:
        return _ARCHITECTURES.index(architecture)
    return len(_ARCHITECTURES)


def _no_route(body: str, source: str, target: str) -> str:
    from fxtranslate import discovery

    try:
        route = discovery.resolve_route(body, source, target)
    except ValueError:
        return f"Mozilla offers no model {source}-{target}, {_BY_HAND}"
    through = route.get("pivot", "en")
    return (
        f"Mozilla offers no direct model {source}-{target}: "
        f"pull {source}-{through} and use {through} as the pivot"
    )


def _attachments_url(records_url: str) -> str:
    """Ask the Remote Settings server where its attachments lie (a Kinto capability)."""
    root = records_url.split("/buckets/")[0] + "/"
    answer = json.loads(_get(root))
    try:
        return str(answer["capabilities"]["attachments"]["base_url"])
    except (KeyError, TypeError) as error:
        raise ModelMissingError(f"{root} names no place for model files: {_BY_HAND}") from error


def _fetch(base: str, record: dict[str, Any]) -> bytes:
    from fxtranslate import discovery

    expected = record.get("decompressedHash")
    name = record["name"]
    if not expected:
        raise ModelDamagedError(f"{name} is announced without a hash and was not fetched")
    try:
        compressed = _get(urllib.parse.urljoin(base, record["attachment"]["location"]))
        return discovery.verify_and_decompress(compressed, expected)
    except ValueError as error:
        raise ModelDamagedError(
            f"{name} arrived damaged and was discarded: try the same command again"
        ) from error


def _get(url: str) -> bytes:
    parts = urllib.parse.urlsplit(url)
    local = parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise ModelMissingError(f"models are not fetched from {url}: only https addresses are")
    try:
        with urllib.request.urlopen(url, timeout=_TIMEOUT) as answer:  # noqa: S310
            content: bytes = answer.read()
            return content
    except (urllib.error.URLError, OSError) as error:
        raise ModelMissingError(f"cannot fetch {url}: try again later, {_BY_HAND}") from error
