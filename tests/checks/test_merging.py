from __future__ import annotations

from typing import Any

from mtqa.checks.merging import merge
from mtqa.finding import Finding
from mtqa.mqm import Severity

TEXT = "The war began in February 2012, they said."


def found(check: str, span: str, severity: Severity = Severity.MAJOR, **fields: Any) -> Finding:
    start = TEXT.index(span)
    settings: dict[str, Any] = {
        "id": check[:1] * 10,
        "check": check,
        "category": "accuracy/mistranslation",
        "severity": severity,
        "confidence": 0.6,
        "segment": "s1",
        "start": start,
        "end": start + len(span),
        "text": span,
        "message": "Odd.",
    }
    return Finding(**(settings | fields))


def test_two_rules_that_agree_make_one_finding_that_is_surer() -> None:
    year = found("implausible-value", "2012", confidence=0.5, suggestion="2022")
    month = found("chronology", "February 2012", category="custom/inner-contradiction")
    (merged,) = merge([year, month])
    assert merged.check == "chronology"
    assert merged.evidence["also"] == ["implausible-value"]
    assert merged.confidence == 0.8
    assert merged.suggestion == "February 2022"


def test_a_remark_makes_nothing_surer() -> None:
    remark = found("detached", "2012", Severity.NEUTRAL, confidence=0.1)
    (merged,) = merge([remark, found("chronology", "February 2012")])
    assert merged.confidence == 0.6


def test_a_vague_doubt_of_the_whole_segment_hides_nothing_and_stays() -> None:
    doubt = found("detached", TEXT, Severity.NEUTRAL, category="accuracy/mt-hallucination")
    assert len(merge([doubt, found("number-mismatch", "2012")])) == 2
    sure = found("detached", TEXT, category="accuracy/mt-hallucination", confidence=0.8)
    assert [f.check for f in merge([sure, found("number-mismatch", "2012")])] == ["detached"]


def test_a_remark_by_which_pairs_are_ranked_outlasts_a_finding_of_its_cause() -> None:
    whole = {"category": "accuracy/mt-hallucination", "evidence": {"cause": "detached"}}
    short = found(
        "length-ratio", TEXT, Severity.MINOR, category="design-and-markup/truncation",
        evidence={"cause": "detached"},
    )  # fmt: skip
    assert len(merge([short, found("detached", TEXT, Severity.NEUTRAL, **whole)])) == 2
    assert len(merge([short, found("detached", TEXT, Severity.MINOR, **whole)])) == 1


def test_two_signs_of_a_hallucination_count_once() -> None:
    loop = found("repetition-loop", "2012", category="accuracy/mt-hallucination", confidence=0.9)
    doubt = found("detached", TEXT, category="accuracy/mt-hallucination", confidence=0.8)
    (merged,) = merge([loop, doubt])
    assert (merged.check, merged.confidence) == ("repetition-loop", 0.9)
    assert merged.evidence["also"] == ["detached"]


def test_what_a_hallucination_leaves_out_makes_it_no_surer() -> None:
    doubt = found("detached", TEXT, category="accuracy/mt-hallucination", confidence=0.8)
    gap = found("addition", "2012", category="accuracy/addition", confidence=0.95)
    (merged,) = merge([doubt, gap])
    assert (merged.check, merged.confidence) == ("detached", 0.8)


def test_style_is_never_merged_into_meaning() -> None:
    style = found("quotation-style", "2012", Severity.MINOR, category="style/inconsistent-style")
    assert len(merge([style, found("chronology", "February 2012")])) == 2


def test_a_round_trip_hint_stays_apart() -> None:
    hint = found("number-mismatch", "2012", Severity.MINOR, evidence={"relation": "round-trip"})
    assert len(merge([hint, found("chronology", "February 2012")])) == 2


def test_the_costliest_comes_first_whatever_its_place() -> None:
    findings = [
        found("doubled-word", "The", Severity.MINOR, category="linguistic-conventions/grammar"),
        found("negation", "said", Severity.CRITICAL),
        found("chronology", "February 2012"),
    ]
    assert [f.severity for f in merge(findings)] == ["critical", "major", "minor"]
