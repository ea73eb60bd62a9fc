from __future__ import annotations

import json
from pathlib import Path

import pytest

from mtqa.config import resolve
from mtqa.errors import InputError, UsageError
from mtqa.pair_scoring import rank_files, score_file

SETTINGS = resolve("fast")
SOURCES = [
    "وصل الوزير إلى جنيف.",
    "انتهت المحادثات يوم الأربعاء.",
    "ارتفعت أسعار القمح.",
    "نفى الناطق ذلك.",
]
REFERENCES = [
    "The minister arrived in Geneva.",
    "The talks ended on Wednesday.",
    "Wheat prices rose.",
    "The spokesman denied it.",
]
WORSE = [
    "A minister is in Geneva now.",
    "Talks Wednesday.",
    "The cat sat on the mat.",
    "He denies.",
]


def write_lines(path: Path, lines: list[str]) -> str:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def test_each_pair_gets_its_scores_and_their_signatures(tmp_path: Path) -> None:
    file = tmp_path / "pairs.jsonl"
    rows = [
        {"id": n, "source": s, "target": t, "reference": r}
        for n, (s, t, r) in enumerate(zip(SOURCES, REFERENCES, REFERENCES, strict=True))
    ]
    write_lines(file, [json.dumps(row) for row in rows] + ["{broken"])
    lines, notes = score_file(str(file), ["similarity", "chrf++", "bleu", "ter"], SETTINGS)
    assert [line["id"] for line in lines] == ["0", "1", "2", "3"]
    assert all(line["chrf++"] == 100 and line["ter"] == 0 for line in lines)
    assert all(line["similarity"] > 0.5 for line in lines)
    assert lines[0]["signatures"]["similarity"].startswith("similarity|")
    assert "version:" in lines[0]["signatures"]["chrf++"]
    assert notes[0].startswith("line 5 left out")


def test_a_metric_that_compares_says_that_the_reference_is_missing(tmp_path: Path) -> None:
    file = write_lines(
        tmp_path / "pairs.tsv", [f"{s}\t{r}" for s, r in zip(SOURCES, REFERENCES, strict=True)]
    )
    with pytest.raises(InputError, match='add a "reference"'):
        score_file(file, ["bleu"], SETTINGS)
    with pytest.raises(UsageError, match="no metric"):
        score_file(file, ["bleurt"], SETTINGS)


def test_systems_are_ranked_with_intervals_and_tests(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "s.txt", SOURCES * 5)
    good = write_lines(tmp_path / "good.txt", REFERENCES * 5)
    worse = write_lines(tmp_path / "worse.txt", WORSE * 5)
    reference = write_lines(tmp_path / "r.txt", REFERENCES * 5)
    ranking = rank_files([worse, good], source, reference, ["chrf++", "similarity"], SETTINGS)
    assert [(s.metric, s.rank, s.system) for s in ranking] == [
        ("chrf++", 1, "good"),
        ("chrf++", 2, "worse"),
        ("similarity", 1, "good"),
        ("similarity", 2, "worse"),
    ]
    best, baseline = ranking[2:]
    assert best.low <= best.value <= best.high
    assert best.p_bootstrap is not None
    assert best.p_bootstrap < 0.05
    assert best.p_randomisation is not None
    assert best.p_randomisation < 0.05
    assert baseline.p_bootstrap is None


def test_files_that_do_not_match_are_refused(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "s.txt", SOURCES)
    short = write_lines(tmp_path / "a.txt", REFERENCES[:3])
    full = write_lines(tmp_path / "b.txt", REFERENCES)
    with pytest.raises(InputError, match="a has 3 lines and the source has 4"):
        rank_files([short, full], source, None, ["similarity"], SETTINGS)
    with pytest.raises(UsageError, match="two systems or more"):
        rank_files([full], source, None, ["similarity"], SETTINGS)
    with pytest.raises(UsageError, match="needs --reference"):
        rank_files([full, full], source, None, ["bleu"], SETTINGS)


def test_the_probability_of_a_critical_error_loads_the_language_model(
    tmp_path: Path, gemma_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = "وقعت الحكومة اتفاقا مع إيران في جنيف يوم الاثنين."
    good = "The government signed an agreement with Iran in Geneva on Monday."
    lines = [json.dumps({"source": source, "target": target}) for target in (good, "I hate you.")]
    pairs = write_lines(tmp_path / "pairs.jsonl", lines)
    monkeypatch.setenv("MTQA_MODELS", str(tmp_path / "models"))
    (tmp_path / "models" / "language-model").mkdir(parents=True)
    (tmp_path / "models" / "language-model" / gemma_folder.name).symlink_to(gemma_folder)
    settings = resolve(overrides={"source-lang": "ar", "target-lang": "en"})
    scored, _ = score_file(pairs, ["critical-error"], settings)
    assert 0 <= scored[0]["critical-error"] < scored[1]["critical-error"] <= 100
    assert scored[0]["signatures"]["critical-error"].startswith("critical-error|model:gemma3-270m")
