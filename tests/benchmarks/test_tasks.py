"""Each task measures what it says, on data small enough to see the right answer."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from mtqa.benchmarks import measuring
from mtqa.benchmarks.measuring import PAIR, SharedTexts, inspected
from mtqa.benchmarks.runner import run_suite
from mtqa.benchmarks.suite import Suite
from mtqa.benchmarks.task import find_task
from mtqa.benchmarks.tasks.checks import changed_span
from mtqa.benchmarks.tasks.quality import Quality
from mtqa.benchmarks.tasks.word_tags import spans_of
from mtqa.errors import ModelMissingError, UsageError
from mtqa.runs.record import ItemRecord


def suite(task: str, data: str, **keys) -> Suite:
    return Suite(name="mine", title="T", task=task, data=(data,), **keys)


@pytest.fixture
def run(data, equipment, store):
    def go(chosen: Suite, **arguments):
        return run_suite(chosen, data, equipment, store, config={"name": "fast"}, **arguments)

    return go


def test_quality_correlates_metrics_with_people(run, write_rows):
    rows = [
        {"source": "abcdef gh", "target": "abcdef gh"[: 9 - n] + "z" * n, "da": 1.0, "z": -float(n)}
        for n in range(9)
    ]
    write_rows("mlqe-da/ru-en.dev", rows)
    write_rows("mlqe-da/ru-en.train", rows[:2])
    scored = run(
        suite("quality", "mlqe-da", part="dev", metrics=("similarity",), floors=("copy-rate",))
    )
    pearson = scored.scores["pearson similarity ru-en"]
    assert pearson.value > 0.9
    assert pearson.low <= pearson.value <= pearson.high
    assert pearson.items == 9
    assert pearson.floors["copy-rate"] < pearson.value
    assert "letters@" in pearson.signature
    assert scored.info.models[0].startswith("letters@")


def test_mqm_annotations_become_penalties(data, equipment, write_rows):
    base = {"doc": "d", "seg_id": "1", "source": "s", "target": "a <v>b</v> c"}
    write_rows(
        "mqm-ted/zh-en",
        [
            base
            | {"system": "A", "rater": "1", "severity": "Major", "category": "Accuracy/Omission"},
            base
            | {"system": "A", "rater": "1", "severity": "Minor", "category": "Fluency/Punctuation"},
            base | {"system": "A", "rater": "2", "severity": "No-error", "category": "No-error"},
            base
            | {"system": "B", "rater": "1", "severity": "Major", "category": "Non-translation!"},
        ],
    )
    items = list(Quality(suite("quality", "mqm-ted"), data, equipment).items())
    assert [item.scores["gold:human"] for item in items] == [-2.55, -25.0]
    assert items[0].target == "a b c"


def test_contrast_counts_ties_as_wrong(run, write_rows):
    row = {"source": "abc", "source_lang": "german", "reference": "r", "severity": "critical"}
    write_rows(
        "demetr",
        [
            row | {"good": "abc", "bad": "xyz", "perturbation": "critical_id7_antonym"},
            row | {"good": "abc", "bad": "cba", "perturbation": "critical_id7_antonym"},
            row | {"good": "xyz", "bad": "abc", "perturbation": "base_id35_reference"},
        ],
    )
    scores = run(suite("contrast", "demetr", metrics=("similarity",))).scores
    assert scores["accuracy similarity all kinds"].value == 50.0
    assert scores["accuracy similarity all kinds"].items == 2
    assert scores["accuracy similarity base_id35_reference"].value == 0.0


@pytest.mark.parametrize("task", ["contrast", "checks"])
def test_of_demetr_the_language_pairs_of_the_suite_are_measured_alone(
    task, data, equipment, write_rows
):
    row = {"source": "abc", "reference": "r", "severity": "critical", "good": "abc", "bad": "xyz"}
    row |= {"perturbation": "critical_id7_antonym"}
    write_rows("demetr", [row | {"source_lang": language} for language in ("german", "russian")])
    items = find_task(task)(suite(task, "demetr", pairs=("ru-en",)), data, equipment).items()
    assert [item.group for item in items] == ["critical_id7_antonym ru-en"]


def test_hallucinations_are_found_by_low_similarity(run, write_rows):
    labels = {"repetitions": 0, "strong-unsupport": 0, "full-unsupport": 0, "reference": "r"}
    rows = [labels | {"source": f"haus {n}", "target": f"haus {n}"} for n in range(6)]
    rows += [labels | {"source": "haus", "target": "zzz", "full-unsupport": 1}] * 2
    rows += [labels | {"source": "haus", "target": "haus yyyy", "strong-unsupport": 1}]
    write_rows("hallucinations.de-en", rows)
    chosen = suite("hallucination", "hallucinations.de-en", metrics=("similarity", "alarm"))
    scores = run(chosen).scores
    assert scores["auroc similarity any"].value == 1.0
    assert scores["precision@90 similarity detached"].value == 1.0
    assert set(scores) >= {"auroc alarm any", "auroc alarm detached"}


def test_hallucinations_are_measured_on_the_test_half(data, equipment, write_rows):
    labels = {"repetitions": 0, "strong-unsupport": 0, "full-unsupport": 0, "reference": "r"}
    rows = [labels | {"source": f"haus {n}", "target": f"haus {n}"} for n in range(6)]
    write_rows("hallucinations.de-en", rows)
    chosen = suite("hallucination", "hallucinations.de-en", half="test")
    items = find_task("hallucination")(chosen, data, equipment).items()
    assert [item.source for item in items] == ["haus 1", "haus 3", "haus 5"]


def test_critical_errors_take_their_threshold_from_train(run, write_rows):
    def rows(good: int, bad: int):
        fine = [{"source": f"abc {n}", "target": f"abc {n}", "label": "NOT"} for n in range(good)]
        return fine + [{"source": f"abc {n}", "target": "zz", "label": "ERR"} for n in range(bad)]

    write_rows("wmt21-critical/en-de.train", rows(20, 5))
    write_rows("wmt21-critical/en-de.dev", rows(10, 4))
    keys = {"metrics": ("similarity",), "floors": ("length-ratio", "brevity")}
    scores = run(suite("critical-errors", "wmt21-critical", **keys)).scores
    assert scores["mcc similarity en-de"].value == pytest.approx(1.0)
    floors = scores["mcc similarity en-de"].floors
    # The short targets are the wrong ones; the sources tell nothing.
    assert floors["length-ratio"] == pytest.approx(1.0)
    assert floors["brevity"] < 0.5
    assert scores["auroc similarity en-de"].value == 1.0
    assert scores["auroc similarity en-de"].items == 14


def test_word_tags_follow_the_models_doubt(run, equipment, wordy_model, write_rows):
    words = ["one", "two", "qwothree", "four", "five", "six", "seven"]
    tags = ["OK"] + [tag for word in words for tag in ("BAD" if "q" in word else "OK", "OK")]
    row = {"source": "ein zwei drei vier fünf sechs sieben", "target": " ".join(words)}
    write_rows("mlqe-words/en-de.dev", [row | {"target_tags": tags}] * 4)
    chosen = suite("word-tags", "mlqe-words")
    with pytest.raises(ModelMissingError, match="needs the language model"):
        run(chosen)
    equipment.language_model = wordy_model
    scores = run(chosen).scores
    assert scores["auroc en-de"].value == 1.0
    assert scores["mcc en-de"].floors == {
        "least token, threshold from these words": pytest.approx(1.0)
    }


def test_word_tags_read_the_sentence_as_it_was_written(run, equipment, wordy_model, write_rows):
    tagged = {"source": "Ja .", "target": "Yes , q .", "target_tags": ["OK"] * 9}
    write_rows("mlqe-words/en-de.dev", [tagged])
    write_rows("mlqe-da/en-de.dev", [{"source": "Ja.", "target": "Yes, q.", "da": 1, "z": 1}])
    equipment.language_model = wordy_model
    (item,) = run(suite("word-tags", "mlqe-words")).items()
    assert (item.source, item.target) == ("Ja.", "Yes, q.")
    assert item.extra["spans"] == [[0, 3], [3, 4], [5, 6], [6, 7]]
    assert len(item.extra["probability"]) == 4


@pytest.mark.parametrize("words", [["Yes", "No"], ["Yes", "Yes"]])
def test_words_that_do_not_fit_their_sentence_have_no_spans(words):
    assert spans_of("Yes, sir.", words) is None


def test_the_critical_error_probability_comes_with_its_threshold(
    run, equipment, wordy_model, write_rows
):
    rows = [{"source": "ein zwei", "target": "one two", "label": "NOT"}] * 4
    rows += [{"source": "ein zwei", "target": "qqq q", "label": "ERR"}] * 2
    write_rows("wmt21-critical/en-de.dev", rows)
    equipment.language_model = wordy_model
    scores = run(suite("critical-errors", "wmt21-critical", metrics=("critical-error",))).scores
    assert scores["auroc critical-error en-de"].items == 6
    assert "threshold:own" in scores["mcc critical-error en-de"].signature


def test_systems_are_ranked_against_comet(run, data, write_rows):
    good, fair, poor = "abcde fgh", "abcde xyz", "zzzzz zzz"
    rows = [
        {"source": "abcde fgh", "reference": "r", "systems": {"a": good, "b": fair, "c": poor}}
        for _ in range(4)
    ]
    write_rows("systems/ar-en.flores-dev", rows)
    published = '{"comet22": {"a": 0.9, "b": 0.8, "c": 0.7}}'
    (data.path / "systems" / "ar-en.flores-dev.scores.json").write_text(published)
    keys = {"metrics": ("similarity",), "floors": ("length-ratio", "copy-rate")}
    scores = run(suite("system-ranking", "systems", **keys), limit=2).scores
    assert scores["spearman similarity ar-en"].value == pytest.approx(1)
    assert scores["pairwise similarity ar-en"].floors == {"length-ratio": 0.0, "copy-rate": 1.0}
    assert scores["pairwise similarity ar-en"].value == 1.0
    assert scores["pairwise similarity ar-en"].items == 2


def test_summaries_are_supported_by_their_closest_sentence(run, write_rows):
    article = "The talks ended in Geneva. No deal was signed. Oil rose."
    sentences = [
        {"text": "No deal was signed.", "votes": ["yes", "yes", "no"]},
        {"text": "Zebras jumped quickly, xylophones buzzed.", "votes": ["no", "no", "yes"]},
    ]
    write_rows("qags/xsum", [{"article": article, "sentences": sentences}])
    scores = run(suite("summary-faithfulness", "qags", floors=("copy-rate",))).scores
    assert scores["auroc closest xsum"].value == 1.0


NEWS = [
    {
        "document": f"d{number // 2}",
        "en": f"On Monday the envoy Karimov said that {number + 20} people were killed in Aleppo.",
        "ar": f"قال المبعوث كريموف يوم الاثنين إن {number + 20} شخصا قتلوا في حلب.",
    }
    for number in range(8)
]


def test_checks_are_measured_on_planted_errors_and_clean_text(run, write_rows):
    write_rows("ntrex", NEWS)
    done = run(suite("checks", "ntrex", pairs=("ar-en",), half="test"))
    items = list(done.items())
    assert len(items) == 4
    assert set(items[0].extra["planted"]) == {"number", "date", "name", "negation"}
    assert done.scores["recall number ar-en"].items == 4
    assert done.scores["alarms all"].items == 4
    assert not done.scores["alarms all"].higher_is_better
    chance = done.scores["alarms ar-en"].value
    assert done.scores["recall number ar-en"].floors == {"chance": chance}
    for item in items:
        for finding in item.findings:
            assert item.target[finding.start : finding.end] == finding.text


def test_checks_are_measured_on_what_people_translated_for_the_systems_too(run, write_rows):
    rows = [{"source": row["ar"], "reference": row["en"], "systems": {}} for row in NEWS]
    write_rows("systems/ar-en.flores-dev", rows)
    write_rows("systems/en-ar.flores-dev", rows)
    done = run(suite("checks", "systems", pairs=("ar-en",), part="flores-dev"), limit=3)
    assert [item.id for item in done.items()] == ["ar-en:0", "ar-en:1", "ar-en:2"]
    assert done.scores["recall number ar-en"].value == 100.0
    assert done.scores["alarms ar-en"].value == 0.0


def test_texts_that_items_share_are_inspected_once_each(equipment, monkeypatch):
    texts = ("It cost 12 euros.", "It cost 80 euros.", "It cost 12 euros.")
    items = [
        ItemRecord(id=str(n), source="Es kostete 80 Euro.", target=text, extra={PAIR: "de-en"})
        for n, text in enumerate(texts)
    ]
    expected = inspected(items, equipment)
    asked = []

    def counted(members, equipment):
        asked.extend(item.target for item in members)
        return inspected(members, equipment)

    monkeypatch.setattr(measuring, "inspected", counted)
    shared = SharedTexts(equipment)
    assert shared.inspected(items[:2]) + shared.inspected(items[2:]) == expected
    assert expected[2].findings
    assert asked == ["It cost 12 euros.", "It cost 80 euros."]


def test_a_suite_of_alarms_has_nothing_planted_and_names_what_alarms(run, write_rows):
    rows = [dict(row) for row in NEWS]
    rows[2]["ar"] = rows[2]["ar"].replace("22", "90")
    write_rows("ntrex", rows)
    done = run(suite("checks", "ntrex", pairs=("ar-en",), half="test", metrics=("alarms",)))
    assert not any(item.extra["planted"] for item in done.items())
    assert set(done.scores) == {"alarms all", "alarms ar-en", "alarms number-mismatch"}
    assert done.scores["alarms number-mismatch"].value == done.scores["alarms all"].value == 25.0


def test_a_finding_fits_only_at_the_changed_place():
    assert changed_span("He has 25 cats.", "He has 27 cats.") == (8, 9)
    assert changed_span("He has not won.", "He has won.") == (7, 7)
    assert changed_span("aaa", "aaaa") == (3, 4)
    assert changed_span("same", "same") == (4, 4)


def test_articles_alone_give_a_rate_of_alarms(run, write_rows):
    write_rows("ntrex", NEWS)
    rate = run(suite("checks", "ntrex", pairs=("article",))).scores["alarms articles"]
    assert rate.unit == "per 1,000 words"
    assert rate.items == sum(len(row["en"].split()) for row in NEWS)


class Echo:
    """Gives back every text, but loses words that a scrambled order has made hard."""

    def __init__(self, source: str, target: str) -> None:
        self.source, self.target, self.runs_locally = source, target, True
        self.identity = SimpleNamespace(name="echo", signature=f"echo:{source}-{target}@0")

    def translate(self, texts):
        return [text if text.startswith("On Monday the") else "nothing" for text in texts]


def test_round_trips_alarm_where_the_text_is_hard_to_translate(run, equipment, write_rows):
    write_rows("ntrex", NEWS)
    equipment.store = SimpleNamespace(translator=Echo)
    done = run(suite("round-trip", "ntrex", pairs=("en-pt",), metrics=("chrf++", "ter")))
    assert done.scores["auroc chrf++ number"].value == 0.5
    assert done.scores["pearson chrf++ scrambled sentences"].value > 0.3
    assert done.scores["pearson ter scrambled documents"].value > 0.3
    assert "echo:en-pt@0" in done.info.models


def test_throughput_times_the_stages(run, write_rows):
    write_rows("ntrex", NEWS)
    chosen = suite("throughput", "ntrex", pairs=("ar-en",), metrics=("encode",))
    speed = run(chosen).scores["encode words/s"]
    assert speed.low <= speed.value <= speed.high
    assert speed.unit == "words/s"
    with pytest.raises(UsageError, match="no stage 'dance'"):
        run(chosen.model_copy(update={"metrics": ("dance",)}))


def test_every_task_says_what_it_does():
    assert all(find_task(name).__doc__ for name in ("quality", "contrast", "checks", "round-trip"))
