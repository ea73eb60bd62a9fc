from __future__ import annotations

from pathlib import Path

import pytest

from mtqa.batch import LEDGER, Outcome, find_inputs, run_batch
from mtqa.config import resolve
from mtqa.errors import InputError
from mtqa.report import Report, Status

SETTINGS = resolve("fast", {"record": False})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    texts = tmp_path / "texts"
    (texts / "deep").mkdir(parents=True)
    (texts / "a.txt").write_text("The talks ended in in Geneva.", encoding="utf-8")
    (texts / "b.txt").write_bytes(b"\x00\x01\x02")
    (texts / "deep" / "c.md").write_text(
        "# انتهاء المحادثات\n\nانتهت المحادثات في جنيف.\n", encoding="utf-8"
    )
    (texts / ".hidden.txt").write_text("Not this one.", encoding="utf-8")
    return texts


def batch(folder: Path, output: Path) -> list[Outcome]:
    return list(run_batch(find_inputs([folder], output), output, SETTINGS, formats=("json",)))


def test_one_bad_file_never_stops_the_others(folder: Path, tmp_path: Path) -> None:
    good, bad, deep = batch(folder, tmp_path / "out")
    assert good.status is Status.PASS
    assert good.findings == 1
    assert bad.error is not None
    assert bad.status is None
    report = Report.model_validate_json((tmp_path / "out/deep/c.md.json").read_text("utf-8"))
    assert deep.reports == ("deep/c.md.json",)
    assert report.document.language == "ar"


def test_a_second_call_goes_on_where_the_first_was(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    started = run_batch(find_inputs([folder], output), output, SETTINGS, formats=("json",))
    next(started)
    started.close()
    written = (output / "a.txt.json").stat().st_mtime_ns
    outcomes = batch(folder, output)
    assert len(outcomes) == 3
    assert (output / "a.txt.json").stat().st_mtime_ns == written
    (folder / "a.txt").write_text("The talks ended in Geneva.", encoding="utf-8")
    assert batch(folder, output)[0].findings == 0


def test_a_ledger_of_another_version_is_done_again(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    output.mkdir()
    (output / LEDGER).write_text('{"half": \n', encoding="utf-8")
    assert batch(folder, output)[0].status is Status.PASS


def test_inputs_that_share_a_name_get_places_of_their_own(tmp_path: Path) -> None:
    for name in ("x", "y"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "same.txt").write_text("Text.", encoding="utf-8")
    inputs = find_inputs([tmp_path / "x", tmp_path / "y"], tmp_path / "out")
    assert [str(place) for _, place in inputs] == ["same.txt", "same-2.txt"]


def test_nothing_to_do_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no text found"):
        find_inputs([tmp_path], tmp_path / "out")
    with pytest.raises(InputError, match="no file or folder"):
        find_inputs([tmp_path / "missing"], tmp_path / "out")
