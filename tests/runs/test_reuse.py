"""Runs leave mtqa in other tools' formats, come back from them, and are scored again."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mtqa.errors import InputError, UsageError
from mtqa.mqm import Severity
from mtqa.runs.export import FORMATS, MQM_COLUMNS, export
from mtqa.runs.importing import import_results, parse_results
from mtqa.runs.record import ItemRecord, RunKind, RunScore
from mtqa.runs.repeating import export_config
from mtqa.runs.rescoring import rescore
from mtqa.runs.store import describe_run


@pytest.fixture
def check(store, make_report):
    report = make_report()
    store.record_report(report, command=("check", "calm.txt", "--config", "strict"))
    return store.load(report.run.id)


def test_csv_has_one_row_an_item(check):
    rows = list(csv.DictReader(io.StringIO(export(check, "csv"))))
    assert [row["id"] for row in rows] == ["s1", "s2", "s3"]
    assert rows[0]["similarity"] == "0.8"
    assert rows[0]["findings"] == "numbers 0-6 major"
    assert rows[2]["source"] == "وعاد الهدوء إلى المدينة."


def test_jsonl_loses_nothing(check):
    lines = export(check, "jsonl").splitlines()
    assert [ItemRecord.model_validate_json(line) for line in lines] == list(check.items())


def test_tables_of_scores_escape_what_their_format_uses(store):
    with store.begin(describe_run(RunKind.SCORE, "a|b_c")) as writer:
        score = RunScore(
            value=12.345, signature="s|x", low=10, high=14, items=7, higher_is_better=False
        )
        run = writer.finish({"50% of_words": score})
    markdown, latex = export(run, "markdown"), export(run, "latex")
    assert "| 50% of_words ↓ | 12.35 | 10 – 14 |  | 7 | `s\\|x` |" in markdown
    assert r"50\% of\_words $\downarrow$ & 12.35 & [10, 14] & 7 \\" in latex


def test_mqm_tsv_marks_the_span_in_ten_columns(check):
    header, first, second, _ = export(check, "mqm-tsv").rstrip("\n").split("\n")
    assert tuple(header.split("\t")) == MQM_COLUMNS
    row = dict(zip(MQM_COLUMNS, first.split("\t"), strict=True))
    assert row["target"] == "<v>Twenty</v> people were killed in Cairo."
    assert row["source"] == "قتل 2<v>5 </v>شخصا في القاهرة."
    assert (row["category"], row["severity"]) == ("Accuracy/Mistranslation", "Major")
    assert json.loads(row["metadata"])["check"] == "numbers"
    assert second.split("\t")[7:9] == ["No-error", "No-error"]


def test_xcomet_spans_are_offsets_into_the_segment(check):
    segments = json.loads(export(check, "xcomet"))
    (span,) = segments[0]["error_spans"]
    assert segments[0]["mt"][span["start"] : span["end"]] == span["text"] == "Twenty"
    assert (span["severity"], segments[1]["error_spans"]) == ("major", [])


def test_every_format_is_text_and_others_are_refused(check):
    assert all(export(check, name).endswith("\n") for name in FORMATS)
    with pytest.raises(UsageError, match="take one of csv, jsonl"):
        export(check, "pdf")


def test_what_mqm_tsv_exports_comes_back(check, store, tmp_path):
    path = tmp_path / "mqm.tsv"
    path.write_text(export(check, "mqm-tsv"), encoding="utf-8")
    (run,) = import_results(path, store)
    items = list(run.items())
    assert run.info.kind is RunKind.IMPORT
    assert run.info.note == "imported from mqm.tsv (mqm-tsv)"
    assert [item.target for item in items] == [item.target for item in check.items()]
    (finding,) = items[0].findings
    assert (finding.text, finding.check, finding.severity) == ("Twenty", "numbers", Severity.MAJOR)
    assert items[0].target[finding.start : finding.end] == finding.text


text = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=12).filter(
    lambda t: "<v>" not in t and "</v>" not in t
)


@given(before=text, span=text, after=text)
def test_spans_survive_any_text(before, span, after):
    row = ["sys", "d", "1", "1", "r", "src", f"{before}<v>{span}</v>{after}", "Style/Awkward"]
    line = "\t".join([*row, "Minor", "{}"]) + "\n"
    (system,) = parse_results(line, Path("m.tsv"), "mqm-tsv")
    (item,) = system.items.values()
    assert item.target == before + span + after
    assert item.findings[0].category == "style/awkward"
    assert item.target[item.findings[0].start : item.findings[0].end] == span


def test_sacrebleu_json_keeps_signatures_and_intervals(store, tmp_path):
    path = tmp_path / "google.json"
    entries = [
        {"name": "BLEU", "score": 45.1, "signature": "nrefs:1|tok:13a", "confidence_var": 1.2},
        {"name": "chrF2++", "score": 68.2, "signature": "nrefs:1|nw:2"},
        {"name": "TER", "score": 39.7, "signature": "nrefs:1"},
    ]
    path.write_text(json.dumps(entries))
    (run,) = import_results(path, store)
    assert run.info.name == "google"
    assert run.scores["bleu"].signature == "BLEU|nrefs:1|tok:13a"
    assert run.scores["bleu"].low == pytest.approx(43.9)
    assert run.scores["chrf++"].value == 68.2
    assert not run.scores["ter"].higher_is_better


def test_comet_json_gives_a_run_for_each_system(store, tmp_path):
    path = tmp_path / "comet.json"
    segment = {"src": "قتل", "mt": "killed", "ref": "was killed", "COMET": 0.9}
    spans = [{"text": "kill", "start": 0, "end": 4, "severity": "minor", "confidence": 0.4}]
    path.write_text(
        json.dumps(
            {"out/a.txt": [segment, segment | {"COMET": 0.7}], "b": [segment | {"errors": spans}]}
        )
    )
    first, second = import_results(path, store)
    assert (first.info.name, second.info.name) == ("a", "b")
    assert first.scores["comet"].value == pytest.approx(0.8)
    (item,) = second.items()
    assert item.source == "قتل"
    assert item.findings[0].confidence == 0.4


@pytest.mark.parametrize(
    ("name", "content", "error", "message"),
    [
        ("x.txt", "hello", UsageError, "give --format"),
        ("x.json", "[]", InputError, "has no results|no score"),
        ("x.json", '{"a": [{"src": "x"}]}', InputError, "segment 1 has no score"),
        ("x.json", '[{"signature": "s"}]', InputError, "not a result of sacrebleu"),
        ("x.tsv", "a\tb\tc\td\te\tf\tg\th\ti\tj\nshort\tline\n", InputError, "line 2 has 2 col"),
    ],
)
def test_files_of_no_known_tool_are_refused(store, tmp_path, name, content, error, message):
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(error, match=message):
        import_results(path, store)
    assert store.list() == []


def test_missing_files_and_formats_are_named(store, tmp_path):
    with pytest.raises(InputError, match="cannot read"):
        import_results(tmp_path / "none.json", store)
    (tmp_path / "x.json").write_text("{}")
    with pytest.raises(UsageError, match="no import format 'xml'"):
        import_results(tmp_path / "x.json", store, "xml")


def test_stored_outputs_get_new_metrics_without_running_again(store, make_run):
    run = make_run([1.0, 2.0, 3.0], metric="own", targets="text")
    again = rescore(run, store, ["chrf++"], command=("runs", "rescore"))
    assert again.info.parent == run.id
    assert again.scores["chrf++"].value == pytest.approx(100)
    assert "chrF2++|nrefs:1" in again.scores["chrf++"].signature
    assert [item.scores["own"] for item in again.items()] == [1.0, 2.0, 3.0]
    assert [item.scores["chrf++"] for item in again.items()] == [pytest.approx(100)] * 3
    assert run.scores.keys() == {"own"}


def test_findings_are_weighed_again_with_another_profile(store, check):
    strict = rescore(check, store, [], profile="mqm").scores["mqm"]
    capped = rescore(check, store, [], profile="mqm", min_confidence=0.95).scores["mqm"]
    assert strict.value == pytest.approx(100 * (1 - 5 / 17), abs=0.01)
    assert capped.value == 100
    with pytest.raises(UsageError, match="no MQM profile 'own'"):
        rescore(check, store, [], profile="own")


def test_what_a_metric_lacks_is_said(store, check):
    with pytest.raises(InputError, match=r"bleu needs a reference .* item 's1'"):
        rescore(check, store, ["bleu"])
    with pytest.raises(UsageError, match="no metric 'none'"):
        rescore(check, store, ["none"])
    with store.begin(describe_run(RunKind.BENCH, "empty")) as writer:
        empty = writer.finish({})
    with pytest.raises(InputError, match="no texts to score"):
        rescore(empty, store, ["bleu"])


def test_a_run_can_be_repeated_from_its_record(check, store):
    again = export_config(check.info)
    assert again.command == "mtqa check calm.txt --config newswire.yaml"
    assert yaml.safe_load(again.files["newswire.yaml"]) == {"profile": "mqm"}
    assert "# model encoder@123" in again.files["newswire.yaml"]

    suite = {"name": "mine", "task": "quality", "limit": None}
    info = describe_run(RunKind.BENCH, "mine", config={"name": "fast", "suite": suite})
    again = export_config(info)
    assert again.command == "mtqa bench run mine.suite.yaml --config fast.yaml"
    assert yaml.safe_load(again.files["mine.suite.yaml"]) == {"name": "mine", "task": "quality"}


def test_an_imported_run_cannot_be_repeated(store, tmp_path):
    path = tmp_path / "x.json"
    path.write_text('{"name": "BLEU", "score": 1, "signature": "s"}')
    (run,) = import_results(path, store)
    with pytest.raises(UsageError, match="nothing to repeat"):
        export_config(run.info)
