"""The HTML page: self-contained, complete without script, and deaf to hostile text."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import HtmlElement

from mtqa.rendering import render
from mtqa.report import Report

LOADING = ("link", "img", "iframe", "object", "embed", "base", "form", "audio", "video", "source")


def parsed(report: Report, *, explain: bool = False) -> HtmlElement:
    return lxml.html.document_fromstring(render(report, "html", explain=explain))


def words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.fixture(params=["english_report", "arabic_report", "pairs_report", "faultless_report"])
def report(request: pytest.FixtureRequest) -> Report:
    return request.getfixturevalue(request.param)


def test_the_page_loads_nothing(report: Report) -> None:
    page = parsed(report)
    assert not [element.tag for tag in LOADING for element in page.iter(tag)]
    assert not page.xpath("//@src | //@srcset | //@action | //@style")
    assert all(address.startswith("#") for address in page.xpath("//@href"))
    assert not re.search(r"url\(|@import|https?:", "".join(page.xpath("//style/text()")))


def test_the_policy_admits_only_the_script_of_the_page(report: Report) -> None:
    page = parsed(report)
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (script,) = page.xpath("//script/text()")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; ")
    assert f"script-src 'sha256-{digest}'; img-src data:;" in policy


def test_every_link_leads_somewhere_and_every_id_is_given_once(report: Report) -> None:
    page = parsed(report)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    targets = [href[1:] for href in page.xpath("//@href")]
    described = page.xpath("//@aria-describedby | //@aria-labelledby")
    assert set(targets) | set(described) <= set(ids)


def test_each_finding_is_a_focusable_mark_with_its_card(english_report: Report) -> None:
    page = parsed(english_report)
    findings = english_report.translation_findings
    for number, finding in enumerate(findings, start=1):
        (mark, *_) = page.xpath(f"//a[@href='#f-{number}' and not(@tabindex)]")
        assert str(number) in mark.get("data-findings").split()
        card = page.get_element_by_id(f"f-{number}")
        assert (card.get("data-severity"), card.get("tabindex")) == (finding.severity.value, "-1")
        assert finding.message in words(card)
        assert finding.text in words(card.find_class("excerpt")[0])
        if finding.suggestion:
            assert f"Suggestion: {finding.suggestion}" in words(card)


def test_what_is_not_sure_enough_to_count_stands_apart(english_report: Report) -> None:
    page = parsed(english_report)
    (heading,) = page.xpath("//h2[@id='doubtful']")
    assert words(heading) == "1 doubtful place (0.25 to 0.50), not counted"
    (card,) = page.xpath("//h2[@id='doubtful']/following-sibling::ol/li")
    assert (card.get("id"), card.get("data-doubtful")) == ("f-4", "")
    (button,) = page.xpath("//button[@data-doubtful]")
    assert (words(button), button.get("aria-pressed")) == ("doubtful 1", "false")
    assert [mark.text for mark in page.find_class("doubtful")] == ["what comes next"]
    assert words(page.find_class("figures")[0]).startswith("suspected errors3 ")


def test_overlapping_findings_share_their_text(english_report: Report) -> None:
    page = parsed(english_report)
    assert [
        (mark.text, mark.get("data-findings"))
        for mark in page.xpath("//article//a[@data-findings]")
    ][:2] == [("Monday, 3 ", "1"), ("March 2026", "1 2")]
    text = "\n".join(p.text_content() for p in page.xpath("//h1 | //article/p"))
    assert text == english_report.document.text


def test_hints_of_the_round_trip_are_kept_apart(english_report: Report) -> None:
    page = parsed(english_report)
    section = page.get_element_by_id("hints")
    assert words(section).startswith("Differences after the round trip: hints, not errors")
    assert "The back-translation has 1,5 here." in words(section)
    assert "1,5 here" not in words(page.get_element_by_id("findings"))


def test_original_forward_and_back_stand_side_by_side(english_report: Report) -> None:
    assert english_report.back_translation is not None
    step = english_report.back_translation.segments[-1]
    row = parsed(english_report).find_class("trip")[-1]
    _, original, forward, back = row.findall("p")
    assert [e.text for e in original.iter("del")] == ["handled 1.5 million"]
    assert [e.text for e in back.iter("ins")] == ["moved 1,5"]
    assert (forward.get("lang"), forward.text) == ("pt", step.forward)


def test_source_and_translation_stand_side_by_side_with_gaps_seen(arabic_report: Report) -> None:
    rows = parsed(arabic_report).xpath("//div[@class='row paragraph']")
    source, target = rows[0].findall("p")
    assert (source.get("lang"), source.get("dir")) == ("en", "ltr")
    assert (target.get("lang"), target.get("dir")) == ("ar", "rtl")
    assert [m.text for m in rows[0].xpath(".//*[@data-findings='1']")] == ["35", "25"]
    assert "Nothing in the translation stands for this." in words(rows[1])
    (mark,) = rows[1].iter("a")
    assert (mark.get("href"), mark.get("aria-label")) == ("#f-2", "Suspected error 2")
    assert "Nothing in the source stands for this." in words(rows[2])


def test_without_script_everything_is_open(english_report: Report) -> None:
    page = parsed(english_report)
    assert all(fold.get("open") is not None for fold in page.iter("details"))
    assert not page.xpath("//*[@hidden]")
    assert len(page.xpath("//details[@class='evidence'][@data-fold]")) == 2
    assert not parsed(english_report, explain=True).xpath(
        "//details[@class='evidence'][@data-fold]"
    )


HOSTILE = (
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "\"' onmouseover=alert(1) x='",
    "]]><!--",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt;&amp;",
    "nul\x00 esc\x1b[2J del\x7f",
    "abc\u202edcba\u2066",
    "javascript:alert(1)",
)


@pytest.mark.parametrize("said", HOSTILE)
def test_hostile_text_is_only_ever_text(said: str, report_saying: Callable[[str], Report]) -> None:
    page, harmless = parsed(report_saying(said)), parsed(report_saying("harmless"))
    assert [e.tag for e in page.iter()] == [e.tag for e in harmless.iter()]
    for element, like in zip(page.iter(), harmless.iter(), strict=True):
        assert sorted(element.attrib) == sorted(like.attrib)
    shown = page.findtext(".//h1").replace("⟨", "").replace("⟩", "")
    for character in "\x00\x1b\x7f\u202e\u2066":
        said = said.replace(character, f"U+{ord(character):04X}")
    assert shown == said


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=20).filter(lambda text: text.strip()))
def test_any_text_leaves_the_structure_as_it_is(
    report_saying: Callable[[str], Report], said: str
) -> None:
    tags = {e.tag for e in parsed(report_saying("harmless")).iter()}
    assert {e.tag for e in parsed(report_saying(said)).iter()} <= tags
