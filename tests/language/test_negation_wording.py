"""Wordings with a negation put in or taken out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.language.negation_wording import affirmed_wordings, negated_wordings


def negated(text: str) -> list[str]:
    return [wording.applied(text) for wording in negated_wordings(text)]


@pytest.mark.parametrize(
    ("affirmed", "right"),
    [
        ("The minister attended.", "The minister did not attend."),
        ("The plan was approved.", "The plan was not approved."),
        ("Parliament approved it.", "Parliament did not approve it."),
        ("The army stopped them.", "The army did not stop them."),
        ("He said so.", "He did not say so."),
        ("She carries it.", "She does not carry it."),
        ("He teaches there.", "He does not teach there."),
        ("It poses a threat.", "It poses no threat."),
        ("It had already come.", "It had not yet come."),
        ("Urgent reports came in.", "No urgent reports came in."),
    ],
)
def test_the_right_way_to_negate_is_among_those_offered(affirmed: str, right: str) -> None:
    assert right in negated(affirmed)


def test_what_follows_an_auxiliary_needs_no_do() -> None:
    assert not any("did not" in text for text in negated("It was approved."))


@pytest.mark.parametrize(
    ("text", "cue", "right"),
    [
        ("He did not attend.", "not", "He attended."),
        ("He did not go.", "not", "He went."),
        ("He didn’t go.", "didn’t", "He went."),
        ("It does not carry weight.", "not", "It carries weight."),
        ("They don't know.", "don't", "They know."),
        ("It wasn't so.", "wasn't", "It was so."),
        ("They won't come.", "won't", "They will come."),
        ("They cannot come.", "cannot", "They can come."),
        ("Nobody came.", "Nobody", "Somebody came."),
        ("No reports came.", "No", "Reports came."),
        ("She never sang.", "never", "She sang."),
        ("Is it so? No", "No", "Is it so?"),
    ],
)
def test_the_right_way_to_affirm_is_among_those_offered(text: str, cue: str, right: str) -> None:
    start = text.index(cue)
    wordings = affirmed_wordings(text, start, start + len(cue))
    assert right in [wording.applied(text) for wording in wordings]


@given(st.text(max_size=60))
def test_every_wording_replaces_a_stretch_of_the_text(text: str) -> None:
    for wording in negated_wordings(text):
        assert 0 <= wording.start < wording.end <= len(text)
        assert text[wording.start : wording.end].strip()
        assert wording.applied(text) != text


@given(st.text(max_size=20), st.sampled_from(["not", "No", "isn't", "nothing"]), st.text())
def test_any_surroundings_of_a_negation_will_do(before: str, cue: str, after: str) -> None:
    text = f"{before} {cue} {after}"
    start = len(before) + 1
    for wording in affirmed_wordings(text, start, start + len(cue)):
        assert 0 <= wording.start < wording.end <= len(text)
        assert wording.applied(text) != text
