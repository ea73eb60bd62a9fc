"""Suites are read strictly, and data that are missing say where they come from."""

from __future__ import annotations

import gzip
import json

import pytest

from mtqa.benchmarks.data import DataFolder, catalogue, held_out
from mtqa.benchmarks.suite import bundled_suites, find_suite, parse_suite
from mtqa.benchmarks.task import find_task, load_tasks
from mtqa.errors import ConfigurationError, InputError, UsageError

MINIMAL = "name: mine\ntitle: T\ntask: quality\ndata: [mlqe-da]\n"


def test_every_bundled_suite_has_a_task_and_known_data():
    suites = bundled_suites()
    assert {suite.task for suite in suites.values()} >= {
        "quality",
        "checks",
        "critical-errors",
        "word-tags",
        "hallucination",
        "system-ranking",
        "round-trip",
        "summary-faithfulness",
        "throughput",
    }
    for name, suite in suites.items():
        assert suite.name == name
        assert suite.task in load_tasks()
        assert set(suite.data) <= set(catalogue())
    used = {name for suite in suites.values() for name in suite.data}
    assert used == set(catalogue())


def test_what_something_was_fitted_to_is_measured_on_its_other_half():
    fitted_to = {"demetr", "ntrex", "hallucinations.de-en"}
    suites = bundled_suites().values()
    assert {s.name for s in suites if fitted_to & set(s.data) and s.half != "test"} <= {
        "throughput"
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (MINIMAL + "limits: 5\n", r"mine: unknown key 'limits' \(did you mean 'limit'\?\)"),
        (MINIMAL + "limit: 0\n", "mine: limit: input should be greater than or equal to 1"),
        ("name: [", "mine, line 1: not valid YAML"),
        ("- a\n- b\n", "a suite is `key: value` lines"),
        ("name: x\n", "mine: title: field required"),
    ],
)
def test_a_broken_suite_says_what_is_wrong(text, message):
    with pytest.raises(ConfigurationError, match=message):
        parse_suite(text, "mine")


def test_suites_are_found_by_name_and_by_path(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(MINIMAL)
    assert find_suite(str(path)).name == "mine"
    with pytest.raises(UsageError, match="did you mean 'quality-mlqe'"):
        find_suite("quality-mlq")
    with pytest.raises(UsageError, match="cannot read the suite"):
        find_suite(str(tmp_path / "none.yaml"))
    with pytest.raises(UsageError, match="did you mean 'round-trip'"):
        find_task("round-trips")


def test_rows_come_plain_and_gzipped(data, write_rows):
    row = {"source": "أ", "target": "a", "da": 1.0, "z": 0.5}
    write_rows("mlqe-da/ar-en.dev", [row])
    with gzip.open(data.path / "mlqe-da" / "ru-en.dev.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")
    assert data.parts("mlqe-da") == ["ar-en.dev", "ru-en.dev"]
    assert list(data.rows("mlqe-da", "ar-en.dev")) == list(data.rows("mlqe-da", "ru-en.dev"))


def test_missing_data_say_where_to_get_them(data, tmp_path, monkeypatch):
    with pytest.raises(InputError, match=r"NTREX \(CC-BY-SA-4.0\).*mtqa bench fetch ntrex"):
        list(data.rows("ntrex"))
    with pytest.raises(InputError, match="no data set 'nothing' is known"):
        data.parts("nothing")
    with pytest.raises(UsageError, match="--data or in MTQA_DATA"):
        DataFolder.find()
    monkeypatch.setenv("MTQA_DATA", str(tmp_path / "none"))
    with pytest.raises(UsageError, match="does not exist"):
        DataFolder.find()


def test_broken_rows_are_named(data, write_rows):
    write_rows("mlqe-da/ar-en.dev", [{"source": "a", "target": "b", "da": 1}])
    with pytest.raises(InputError, match="line 1: no field 'z'"):
        list(data.rows("mlqe-da", "ar-en.dev"))
    (data.path / "ntrex.jsonl").write_text('{"document": "a", "en": "b"}\n{"document"\n')
    with pytest.raises(InputError, match="line 2: not JSON"):
        list(data.rows("ntrex"))
    (data.path / "ntrex.jsonl").unlink()
    (data.path / "ntrex.jsonl.gz").write_bytes(b"\x1f\x8b truncated")
    with pytest.raises(InputError, match="get the file again"):
        list(data.rows("ntrex"))


def test_the_held_out_half_is_every_second_document():
    rows = [{"document": d} for d in "aabbccddaa"]
    assert [row["document"] for row in held_out(iter(rows), "document")] == ["b", "b", "d", "d"]
