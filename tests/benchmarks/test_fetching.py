"""Data sets are fetched, checked by hash and turned into rows; here from a local server."""

from __future__ import annotations

import functools
import io
import json
import tarfile
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from mtqa.benchmarks.data import DataFolder
from mtqa.benchmarks.fetching import ORIGINS, SUMS, fetch
from mtqa.errors import OperationalError, UsageError


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    return folder


@pytest.fixture
def server(site: Path) -> Iterator[str]:
    handler = functools.partial(Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()
        thread.join()


def put(site: Path, name: str, path: str, body: bytes) -> Path:
    origin = ORIGINS[name]
    file = site / origin.repository / origin.commit / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(body)
    return file


def put_ntrex(site: Path) -> Path:
    lines = "one\u2028part\ntwo\n".encode()
    for path in ORIGINS["ntrex"].paths:
        put(site, "ntrex", path, b"doc.1\nadoc.2\n" if path.endswith(".tsv") else lines)
    return put(site, "ntrex", "NTREX-128/newstest2019-ref.arb.txt", "واحد\nاثنان\n".encode())


def test_ntrex_becomes_rows_line_by_line(site, server, tmp_path):
    put_ntrex(site)
    said: list[str] = []
    written = fetch("ntrex", tmp_path / "data", server=server, announce=said.append)
    assert [path.name for path in written] == ["ntrex.jsonl.gz"]
    assert len(said) == len(ORIGINS["ntrex"].paths)
    first, second = DataFolder(tmp_path / "data").rows("ntrex")
    assert (first["document"], first["en"], first["ar"]) == ("doc.1", "one\u2028part", "واحد")
    assert second["he"] == "two"


def test_a_file_that_changed_is_refused(site, server, tmp_path):
    arabic = put_ntrex(site)
    (first,) = fetch("ntrex", tmp_path / "data", server=server)
    kept = first.read_bytes()
    assert fetch("ntrex", tmp_path / "data", server=server)[0].read_bytes() == kept
    assert len((tmp_path / "data" / SUMS).read_text().splitlines()) == len(ORIGINS["ntrex"].paths)

    arabic.write_bytes("واحد\nثلاثة\n".encode())
    with pytest.raises(OperationalError, match=r"arb\.txt has SHA-256"):
        fetch("ntrex", tmp_path / "data", server=server)
    assert first.read_bytes() == kept


def test_demetr_leaves_out_sentences_that_were_not_changed(site, server, tmp_path):
    entry = {
        "id": 1,
        "lang_tag": "german",
        "src_sent": "Gut.",
        "eng_sent": "Good.",
        "mt_sent": "Good.",
        "pert_sent": "Bad.",
        "pert_check": True,
    }
    body = json.dumps([entry, entry | {"pert_check": False}]).encode()
    for path in ORIGINS["demetr"].paths:
        put(site, "demetr", path, body)
    fetch("demetr", tmp_path / "data", server=server)
    rows = list(DataFolder(tmp_path / "data").rows("demetr"))
    assert len(rows) == 35
    assert (rows[3]["perturbation"], rows[3]["severity"]) == (
        "critical_id10_numbers_replaced",
        "critical",
    )


def test_assessments_come_out_of_their_archive(site, server, tmp_path):
    table = (
        "index\toriginal\ttranslation\tscores\tmean\tz_scores\tz_mean\tmodel_scores\n"
        '0\tEr sagte "ja.\tHe said "yes.\t[90]\t90.0\t[0.5]\t0.5\t-0.25\n'
    )
    for path in ORIGINS["mlqe-da"].paths:
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
            info = tarfile.TarInfo("en-de/train.ende.df.short.tsv")
            info.size = len(table.encode())
            archive.addfile(info, io.BytesIO(table.encode()))
        put(site, "mlqe-da", path, buffer.getvalue())
    fetch("mlqe-da", tmp_path / "data", server=server)
    folder = DataFolder(tmp_path / "data")
    assert len(folder.parts("mlqe-da")) == 10
    (row,) = folder.rows("mlqe-da", "en-de.dev")
    assert (row["source"], row["z"], row["nmt_logprob"]) == ('Er sagte "ja.', 0.5, -0.25)


def test_critical_errors_keep_their_votes(site, server, tmp_path):
    for path in ORIGINS["wmt21-critical"].paths:
        put(site, "wmt21-critical", path, b"7\tNo.\tNein.\t[1, 0, 1]\tERR\n")
    fetch("wmt21-critical", tmp_path / "data", server=server)
    (row,) = DataFolder(tmp_path / "data").rows("wmt21-critical", "en-cs.train")
    assert (row["votes"], row["label"]) == ([1, 0, 1], "ERR")


def test_what_cannot_be_fetched_is_said(server, tmp_path):
    with pytest.raises(UsageError, match="no data set 'nothing'"):
        fetch("nothing", tmp_path)
    with pytest.raises(UsageError, match="qags is not fetched by mtqa"):
        fetch("qags", tmp_path)
    with pytest.raises(OperationalError, match="cannot fetch"):
        fetch("ntrex", tmp_path, server=server)
    with pytest.raises(UsageError, match="only https"):
        fetch("ntrex", tmp_path, server="http://example.org")
