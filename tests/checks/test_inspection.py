"""What a context knows of its encoder, what is said of rules that cannot use it, and long lists."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from mtqa.checks import Context, Inspection, Scope, inspect, inspection, load_rules
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Suspicion
from mtqa.document import Document, Kind, Role, Segment
from mtqa.engines import division
from mtqa.engines.base import Encoder
from mtqa.engines.division import at_the_same_time
from mtqa.reading import read_pairs

PAIR = Segment(id="1", role=Role.PARAGRAPH, target="Yes.", start=0, end=4, source="Ja.")
DOCUMENT = Document(id="d", text="Yes.", segments=(PAIR,), kind=Kind.PAIRS, language="en")


@pytest.mark.parametrize(
    ("source", "target", "uncovered"),
    [
        ("ar", "en", None),
        ("ar-EG", "en-GB", None),
        ("fa", "en", "fa"),
        ("ar", "he", "he"),
        (None, "en", None),
    ],
)
def test_an_encoder_counts_if_it_was_made_for_both_languages(
    real_encoder: Encoder, source: str | None, target: str, uncovered: str | None
) -> None:
    context = Context(language=target, source_language=source, encoder=real_encoder)
    assert context.uncovered == uncovered
    assert context.pair_encoder is (real_encoder if uncovered is None else None)
    assert replace(context, encoder=None).pair_encoder is None


def test_a_rule_that_aligns_words_says_which_language_its_encoder_lacks(
    real_encoder: Encoder,
) -> None:
    context = Context(language="en", source_language="fa", encoder=real_encoder)
    skipped = inspect(DOCUMENT, context, [load_rules()["omission"]]).skipped
    assert skipped == {"omission": "the encoder was not made for the language fa"}


@pytest.fixture
def bitext(tmp_path: Path) -> Document:
    """A list of pairs in which every seventh number, and every tenth name, is another one."""
    lines = []
    for n in range(400):
        number = n + 100 + (n % 7 == 0)
        city = "Berlin" if n % 10 else "Madrid"
        lines.append(f"{n + 100} Menschen demonstrierten in Berlin.\t{number} people in {city}.")
    file = tmp_path / "pairs.tsv"
    file.write_text("\n".join(lines), encoding="utf-8")
    return read_pairs(file)


@pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux")
@pytest.mark.parametrize("copies", [2, 3])
def test_a_list_in_parts_gives_what_the_whole_gives(
    copies: int, bitext: Document, real_encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = Context(language="en", source_language="de", encoder=real_encoder, independent=True)
    chosen = ("number-mismatch", "name-mismatch", "omission", "wrong-language", "glossary-term")
    go = partial(inspect, bitext, context, [load_rules()[name] for name in chosen])
    monkeypatch.setattr(division, "workers", lambda: 1)
    whole = go()
    assert len(whole.findings) > 50
    assert set(whole.skipped) == {"glossary-term"}
    monkeypatch.setattr(division, "workers", lambda: copies)
    divided: list[int] = []

    def counted(works: Sequence[Callable[[], Inspection]]) -> list[Inspection]:
        divided.append(len(works))
        return at_the_same_time(works)

    monkeypatch.setattr(inspection, "at_the_same_time", counted)
    assert go() == whole
    assert divided == [copies + 1]


def test_a_rule_on_pairs_is_given_some_dozens_and_names_each_by_its_number(
    bitext: Document,
) -> None:
    asked: list[int] = []

    def madrid(pairs: Sequence[Pair], context: Context) -> Iterator[tuple[int, Suspicion]]:
        asked.append(len(pairs))
        for number, pair in enumerate(pairs):
            start = pair.target.text.find("Madrid")
            if start >= 0:
                yield number, Suspicion(start, start + 6, "A city.", confidence=0.6)

    rule = replace(load_rules()["added-word"], needs=frozenset(), function=madrid)
    assert rule.scope is Scope.PAIRS
    context = Context(language="en", source_language="de", independent=True)
    short = replace(bitext, segments=bitext.segments[:80])
    found = inspect(short, context, [rule]).findings
    assert asked == [32, 32, 16]
    assert {finding.text for finding in found} == {"Madrid"}
    named = {s.id for s in short.segments if "Madrid" in (s.target or "")}
    assert {finding.segment for finding in found} == named
    assert all(finding.evidence["relation"] == "translation" for finding in found)
