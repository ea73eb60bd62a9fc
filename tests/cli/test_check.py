"""The main job from the command line, on the real engines that come as wheels."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from mtqa.cli.app import main, run
from mtqa.report import Report

FAST = ("--config", "fast", "--no-record")


def call(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    status = run([str(word) for word in words])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_the_seed_article_end_to_end(capsys: pytest.CaptureFixture[str], seed: Path) -> None:
    status, out, _ = call(
        capsys, "check", seed, "--format", "json", "--language-model", "none", "--no-record"
    )
    report = Report.model_validate_json(out)
    text = seed.read_text(encoding="utf-8")
    assert status == 0
    assert report.document.title == text.splitlines()[0]
    assert report.document.language == "en"
    assert report.document.words == 472
    assert all(text[s.start : s.end] == s.target for s in report.document.segments)

    assert report.summary is not None
    assert len(report.summary.sentences) == 3
    assert all(text[s.start : s.end] == s.text for s in report.summary.sentences)

    assert report.back_translation is not None
    assert report.back_translation.pivot == "pt"
    assert report.back_translation.scores["chrf++"].value > 70
    assert "negociações" in " ".join(s.forward for s in report.back_translation.segments)

    assert report.origin is not None
    assert report.origin.candidates[0].language == "ar"
    assert any("For his part" in e.phrase for e in report.origin.evidence)

    headings = [f.text for f in report.findings if f.check == "heading-case"]
    assert headings == ["complex historical context"]
    assert all(text[f.start : f.end] == f.text for f in report.findings)
    assert "check" in " ".join(s.stage for s in report.skipped)


def test_a_second_run_gives_the_same_numbers(
    capsys: pytest.CaptureFixture[str], seed: Path
) -> None:
    def once() -> dict[str, Any]:
        _, out, _ = call(capsys, "check", seed, "--format", "json", *FAST)
        report: dict[str, Any] = json.loads(out)
        del report["run"]
        return report

    assert once() == once()


def test_terminal_report_fits_eighty_columns(
    capsys: pytest.CaptureFixture[str], seed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    status, out, _ = call(capsys, "check", seed, *FAST)
    assert status == 0
    assert "complex historical context" in out
    assert max(len(line) for line in out.splitlines()) <= 80


def test_the_gate_fails_with_status_three(capsys: pytest.CaptureFixture[str], seed: Path) -> None:
    assert call(capsys, "check", seed, *FAST, "--fail-on", "minor")[0] == 3
    assert call(capsys, "check", seed, *FAST, "--min-score", "100")[0] == 3
    assert call(capsys, "check", seed, *FAST, "--fail-on", "never")[0] == 0


def test_arabic_text_is_summarised_and_checked(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = (
        "محادثات جنيف تنتهي دون اتفاق\n\n"
        "اختتمت في جنيف يوم الأربعاء جولة جديدة من المحادثات بين الوفدين. وقال د. سامي الخطيب إن "
        "المفاوضات كانت «صعبة لكنها جادة». وأضاف في في تصريحات للصحافة أن الجولة "
        "المقبلة ستعقد قريبا."
        "\n\n"
        "وحضر المحادثات 25 مندوبا من ثماني دول. ولم يحدد الوسطاء موعدا للجولة المقبلة.\n"
    )
    file = tmp_path / "arabic.txt"
    file.write_text(text, encoding="utf-8")
    status, out, _ = call(capsys, "check", file, "--format", "json", *FAST)
    report = Report.model_validate_json(out)
    assert status == 0
    assert report.document.language == "ar"
    assert report.document.title == "محادثات جنيف تنتهي دون اتفاق"
    assert [f.text for f in report.findings if f.check == "doubled-word"] == ["في في"]
    assert report.summary is not None
    assert all("جنيف تنتهي" not in s.text for s in report.summary.sentences)
    assert any("د. سامي" in (s.target or "") for s in report.document.segments)


def test_pairs_give_one_line_each_in_order(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    pairs = tmp_path / "pairs.jsonl"
    pairs.write_text(
        '{"id": "a", "source": "حضر 25 مندوبا.", "target": "25 delegates attended."}\n'
        "not json\n"
        '{"id": "b", "source": "حضر 25 مندوبا.", "target": "52 delegates attended."}\n',
        encoding="utf-8",
    )
    out = tmp_path / "out.jsonl"
    status, _, _ = call(capsys, "check", pairs, "--format", "jsonl", "-o", out, *FAST)
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in lines] == ["a", "b"]
    assert all(f["severity"] == "neutral" for f in lines[0]["findings"])
    assert "52" in [f["text"] for f in lines[1]["findings"]]
    assert lines[1]["mqm"]["penalty"] > 0
    assert status in (0, 3)


def test_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(b"The talks ended in in Geneva."))
    monkeypatch.setattr("sys.stdin", stdin)
    status, out, _ = call(capsys, "check", "-", "--format", "json", *FAST)
    assert status == 0
    assert [f["text"] for f in json.loads(out)["findings"]] == ["in in"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "no such file"),
        (b"", "empty"),
        (b"\x00\x01\x02\x03binary\x00", "binary"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"  \n \n", "empty"),
        (b"12 %% --\n", "no sentence"),
    ],
)
def test_bad_input_gets_one_line_and_status_two(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes | None, message: str
) -> None:
    file = tmp_path / "article.txt"
    if content is not None:
        file.write_bytes(content)
    status, out, err = call(capsys, "check", file, *FAST)
    assert status == 2
    assert out == ""
    assert len(err.strip().splitlines()) == 1
    assert message.lower() in err.lower()


def test_too_large_a_file_is_refused(capsys: pytest.CaptureFixture[str], seed: Path) -> None:
    status, _, err = call(capsys, "check", seed, *FAST, "--max-bytes", "100")
    assert status == 2
    assert "--max-bytes" in err


def test_unknown_names_are_refused_with_the_nearest(
    capsys: pytest.CaptureFixture[str], seed: Path
) -> None:
    assert "heading-case" in call(capsys, "check", seed, *FAST, "--select", "headings-case")[2]
    assert "check" in call(capsys, "chekc", seed)[2]
    assert "html" in call(capsys, "check", seed, *FAST, "--format", "htlm")[2]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(
    capsys: pytest.CaptureFixture[str], seed: Path, tmp_path: Path
) -> None:
    tmp_path.chmod(0o500)
    status, _, err = call(capsys, "check", seed, *FAST, "-o", tmp_path / "report.json")
    assert status == 1
    assert "cannot write" in err


def test_a_missing_output_folder_leaves_nothing(
    capsys: pytest.CaptureFixture[str], seed: Path, tmp_path: Path
) -> None:
    status, _, err = call(capsys, "check", seed, *FAST, "-o", tmp_path / "none" / "report.json")
    assert status == 1
    assert "does not exist" in err
    assert list(tmp_path.iterdir()) == []


def test_runs_are_recorded_unless_told_not_to(
    capsys: pytest.CaptureFixture[str], seed: Path, tmp_path: Path
) -> None:
    runs = tmp_path / "runs"
    call(capsys, "check", seed, *FAST, "--runs", runs)
    assert not runs.exists()
    call(capsys, "check", seed, "--config", "fast", "--runs", runs, "--format", "json")
    assert len(list(runs.glob("*/report.json"))) == 1


def test_the_schema_describes_the_report(capsys: pytest.CaptureFixture[str], seed: Path) -> None:
    status, out, _ = call(capsys, "check", "--json-schema")
    schema = json.loads(out)
    assert status == 0
    assert {"document", "findings", "mqm", "verdict", "run"} <= set(schema["properties"])


@pytest.mark.parametrize(("given", "kept"), [(None, "passive"), ("active", "active")])
def test_waiting_threads_do_not_spin_unless_asked_to(
    given: str | None, kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_WAIT_POLICY", given or "")
    if given is None:
        monkeypatch.delenv("OMP_WAIT_POLICY")
    with pytest.raises(SystemExit):
        main(["--version"])
    assert os.environ["OMP_WAIT_POLICY"] == kept


def test_a_hyphen_writes_to_standard_output(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    article = tmp_path / "article.txt"
    article.write_text("Prices rose by 5 % on Monday.", encoding="utf-8")
    status, out, err = call(capsys, "check", article, "-o", "-", "--format", "json", *FAST)
    assert status == 0
    assert Report.model_validate_json(out).document.words == 6
    assert "Wrote" not in err
    assert list(tmp_path.iterdir()) == [article]
