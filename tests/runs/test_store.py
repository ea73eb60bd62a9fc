"""Runs are kept whole, found again, and survive damage, other processes and newer versions."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import textwrap
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mtqa.errors import StorageError, UsageError
from mtqa.runs.record import ItemRecord, RunKind, RunStatus, new_run_id
from mtqa.runs.store import RunStore, default_root, describe_run


def test_run_ids_sort_by_time_and_never_repeat():
    earlier = new_run_id(datetime(2026, 11, 23, 10, 15, tzinfo=UTC))
    later = new_run_id(datetime(2026, 11, 23, 10, 16, tzinfo=UTC))
    assert re.fullmatch(r"20261123T101500Z-[0-9a-f]{6}", earlier)
    assert earlier < later
    assert len({new_run_id() for _ in range(50)}) == 50


def test_the_folder_of_runs_comes_from_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("MTQA_RUNS", str(tmp_path / "mine"))
    assert default_root() == tmp_path / "mine"
    monkeypatch.delenv("MTQA_RUNS")
    assert default_root().name == "runs"


def test_a_report_is_kept_with_what_is_needed_to_repeat_it(store, make_report):
    report = make_report()
    path = store.record_report(
        report, command=("check", "calm.txt"), config_given={"profile": "mqm"}, seed=3
    )

    run = store.load(report.run.id)
    assert run.path == path
    assert run.report == report
    assert run.info.command == ("check", "calm.txt")
    assert run.info.config_given == {"profile": "mqm"}
    assert run.info.config["name"] == "newswire"
    assert run.info.machine.cores >= 1
    assert run.info.duration == 1.5
    assert run.info.verdict == "review"
    assert run.scores["round-trip chrf++"].value == 40.0
    assert run.scores["mqm"].signature.startswith("mqm-linear")
    assert not list(path.parent.glob(".*.part"))


def test_the_segments_of_a_report_are_its_items(store, make_report):
    store.record_report(make_report())
    items = list(store.load("last").items())
    assert [item.id for item in items] == ["s1", "s2", "s3"]
    assert items[0].scores == {"similarity": 0.8, "round-trip chrf++": 40.0}
    assert items[0].findings[0].text == "Twenty"
    assert items[0].extra["back"] == "20 people died."
    assert items[2].findings == ()


def test_runs_are_listed_newest_first_and_filtered(store, make_run, make_report):
    old = make_report()
    store.record_report(old)
    first, second = make_run([1.0], name="first"), make_run([2.0], name="second")

    assert {r.id for r in store.list()} == {old.run.id, first.id, second.id}
    assert [r.name for r in store.list(kind=RunKind.SCORE, limit=5)][::-1] == ["first", "second"]
    assert len(store.list(limit=1)) == 1
    assert {r.id for r in store.list(kind=RunKind.CHECK)} == {old.run.id}
    assert store.list(since=datetime.now(UTC) + timedelta(minutes=1)) == []
    assert store.list(kind=RunKind.SCORE)[0].scores == {"chrf++": 2.0}
    assert RunStore(store.root / "nowhere").list() == []


def test_a_run_is_found_by_the_beginning_of_its_id(store, make_run):
    run = make_run([1.0])
    make_run([2.0])
    assert store.load(run.id).id == run.id
    assert store.resolve(run.id[:-1]) == run.id
    with pytest.raises(UsageError, match="could be 2 runs"):
        store.load("20")
    with pytest.raises(UsageError, match="mtqa runs list"):
        store.load("1999")
    with pytest.raises(UsageError, match="there are no runs"):
        RunStore(store.root / "empty").load("last")


def test_deleting_removes_folder_and_line(store, make_run):
    run = make_run([1.0])
    assert store.delete(run.id) == run.id
    assert store.list() == []
    assert not run.path.exists()


def test_an_interrupted_run_keeps_its_items_and_goes_on(store):
    info = describe_run(RunKind.BENCH, "suite")
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012, SIM117 - leaving the block is the test
        with store.begin(info) as writer:
            writer.append(ItemRecord(id="a"))
            raise KeyboardInterrupt
    assert store.load(info.id).info.status is RunStatus.STOPPED

    with store.resume(info.id) as writer:
        assert writer.done == {"a"}
        writer.append(ItemRecord(id="b"))
        writer.finish({})
    run = store.load(info.id)
    assert [item.id for item in run.items()] == ["a", "b"]
    assert (run.info.status, run.info.items) == (RunStatus.FINISHED, 2)
    with pytest.raises(UsageError, match="nothing to resume"):
        store.resume(info.id)


def test_an_error_is_noted_in_the_run(store):
    info = describe_run(RunKind.BENCH, "suite")
    with pytest.raises(ValueError, match="odd"), store.begin(info):
        raise ValueError("odd model")
    assert store.load(info.id).info.note == "ValueError: odd model"
    assert store.list()[0].status is RunStatus.FAILED


def test_two_writers_never_share_a_run(store):
    info = describe_run(RunKind.BENCH, "suite")
    with store.begin(info) as writer:
        with pytest.raises(StorageError, match="another process"):
            store.resume(info.id)
        with pytest.raises(StorageError, match="at work"):
            store.delete(info.id)
        writer.finish({})


def test_a_line_cut_off_by_a_crash_is_dropped(store):
    info = describe_run(RunKind.BENCH, "suite")
    with store.begin(info) as writer:
        writer.append(ItemRecord(id="a", target="كامل"))
        writer.stop(RunStatus.STOPPED)
    items = store.root / info.id / "items.jsonl"
    with items.open("ab") as file:
        file.write(b'{"id": "b", "target": "half')
    assert [item.id for item in store.load(info.id).items()] == ["a"]
    with store.resume(info.id) as writer:
        writer.append(ItemRecord(id="b"))
        writer.finish({})
    assert [item.id for item in store.load(info.id).items()] == ["a", "b"]


def test_a_damaged_line_is_named(store, make_run):
    run = make_run([1.0])
    with (run.path / "items.jsonl").open("ab") as file:
        file.write(b"nonsense\n")
    with pytest.raises(StorageError, match=r"items\.jsonl, line 2 is not an item record"):
        list(run.items())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"schema_version": 1, "id": ', "damaged"),
        ("[]", "damaged"),
        ('{"schema_version": 1, "id": "x"}', "damaged: kind"),
        ('{"schema_version": 99}', "newer mtqa"),
    ],
)
def test_an_unreadable_record_is_named_and_the_others_still_work(store, make_run, content, reason):
    good, bad = make_run([1.0]), make_run([2.0])
    (bad.path / "run.json").write_text(content)

    result = store.reindex()
    assert result.indexed == 1
    assert [skipped.id for skipped in result.skipped] == [bad.id]
    assert reason in result.skipped[0].reason
    assert "\n" not in result.skipped[0].reason
    assert [run.id for run in store.list()] == [good.id]
    assert [skipped.id for skipped in store.unreadable()] == [bad.id]
    with pytest.raises(StorageError, match=reason):
        store.load(bad.id)


def test_the_index_is_derived_from_the_folders(store, make_run):
    runs = {make_run([float(n)]).id for n in range(3)}
    before = store.list()
    for file in store.root.glob("index.sqlite*"):
        file.unlink()
    assert store.list() == before

    copied = f"{new_run_id()}"
    shutil.copytree(store.root / min(runs), store.root / copied)
    info = json.loads((store.root / copied / "run.json").read_text())
    (store.root / copied / "run.json").write_text(json.dumps(info | {"id": copied}))
    shutil.rmtree(store.root / max(runs))
    assert {run.id for run in store.list()} == runs - {max(runs)} | {copied}


def test_a_damaged_index_says_how_to_rebuild_it(store, make_run):
    run = make_run([1.0])
    for file in store.root.glob("index.sqlite-*"):
        file.unlink()
    (store.root / "index.sqlite").write_bytes(b"not a database at all" * 100)
    with pytest.raises(StorageError, match="mtqa runs reindex"):
        store.list()
    recorded_meanwhile = make_run([2.0])
    assert store.reindex().indexed == 2
    assert {r.id for r in store.list()} == {run.id, recorded_meanwhile.id}


def test_an_index_from_a_newer_version_is_left_alone(store, make_run):
    make_run([1.0])
    with sqlite3.connect(store.root / "index.sqlite") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    for refused in (store.list, store.reindex):
        with pytest.raises(StorageError, match="newer mtqa"):
            refused()


def test_processes_record_at_once(tmp_path):
    program = textwrap.dedent("""
        import sys
        from pathlib import Path
        from mtqa.runs.record import ItemRecord, RunKind
        from mtqa.runs.store import RunStore, describe_run
        store = RunStore(Path(sys.argv[1]))
        for _ in range(10):
            with store.begin(describe_run(RunKind.BENCH, "suite")) as writer:
                writer.append(ItemRecord(id="a"))
                writer.finish({})
        """)
    workers = [subprocess.Popen([sys.executable, "-c", program, str(tmp_path)]) for _ in range(3)]
    assert [worker.wait() for worker in workers] == [0, 0, 0]
    runs = RunStore(tmp_path).list(limit=None)
    assert len(runs) == 30
    assert {run.status for run in runs} == {RunStatus.FINISHED}


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are POSIX")
def test_a_full_disk_gives_one_line_and_leaves_nothing(tmp_path):
    program = textwrap.dedent("""
        import resource, sys
        from pathlib import Path
        from mtqa.errors import StorageError
        from mtqa.runs.record import ItemRecord, RunKind
        from mtqa.runs.store import RunStore, describe_run
        store = RunStore(Path(sys.argv[1]))
        big = describe_run(RunKind.BENCH, "x" * 200_000)
        small = describe_run(RunKind.BENCH, "small")
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        try:
            store.begin(big)
        except StorageError as error:
            print(error)
        try:
            with store.begin(small) as writer:
                for number in range(1000):
                    writer.append(ItemRecord(id=str(number), target="y" * 1000))
        except StorageError as error:
            print(error)
        """)
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True
    )
    lines = done.stdout.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("cannot write") and "free space" in line for line in lines)

    (run,) = RunStore(tmp_path).list()
    assert run.name == "small"
    assert run.status is RunStatus.FAILED
    items = list(RunStore(tmp_path).load(run.id).items())
    assert len(items) == run.items > 50
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {run.id}


def test_a_folder_that_cannot_be_written_is_said(tmp_path, make_report):
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(StorageError, match="cannot write"):
        RunStore(blocked / "runs").record_report(make_report())
    assert Path(blocked).read_text() == ""
