"""Phrases of a translation that break off because a name was left out."""

from __future__ import annotations

import pytest

from mtqa.language.names_comparison import NameChange, match_names
from mtqa.language.phrase_gaps import find_phrase_gap


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        ("In, police arrested 45 people on Friday.", "In,"),
        ("The talks took place in the , he said.", "the ,"),
        ("The level of equipment of is growing.", "of is"),
        ("He praised the Dental Chamber,, which met on Friday.", ",,"),
        ("About half of 's children live in poverty.", "'s"),
        ("He led the talks with and the Americans.", "with and"),
        ("Poland was divided between and Lithuania.", "between and"),
    ],
)
def test_a_phrase_without_its_name_is_a_sure_gap(text: str, gap: str) -> None:
    found = find_phrase_gap(text, "en", doubtful=False)
    assert found is not None
    assert found.sure
    assert found.text == gap == text[found.start : found.end]


@pytest.mark.parametrize(
    "text",
    [
        "That is the country he came from, and the one he works for.",
        "In 2010, the party won at least 40 seats, and of those it kept 30.",
        "He asked: “Is it true?” and the minister said it was.",
        "What are they waiting for?",
        "It was his own car that he was trying to break into.",
        "Costs are affected by the country you come from.",
        "Many buildings are beautiful to look at and well kept.",
        "Make sure you know what you can bring in and declare the rest.",
        "A way with crevasses filled in and marked by flags.",
        "The Senate was slow and, as a result, it was removed by others.",
        "It is not about the will of the voters.",
        "The molecules bind to and inhibit the receptor.",
        "Poems by and about Italian Americans were read.",
        "A week and a half in and I'll remember it.",
        "Residents are against, but no one asks them.",
        "They talk about food and the like, and leave.",
        "Tell me what you like, because I want to know.",
        "In between, many emigrated to the New World.",
        "Francisco Guilledo a.k.a. Pancho Villa won.",
        "The room is free at 11 a. m. on Sunday.",
        "Serious rioting broke out in Xi'an.",
        "The sky was green: “something like,” he said.",
        "He left a report, which, as always, nobody looked into.",
        "It may be any other block (including, for instance, a whole disk).",
        "The image is available as a by-product of the installer.",
        "It is backed by a for-profit company, the hardest to get rid of, they say.",
        "The old patch, .diff.gz, is replaced.",
        "The letter a, for “all”, stands for them.",
        "The number of said units that must pass is small.",
        "They use (parts of) the program.",
        "Check the logs, the files, and so on.",
        "He has several values, as expressed in the charter.",
        "It grows in all kinds of (sometimes unexpected) directions.",
        "There is no need to trade like for like; you can give gold.",
        "Cities have greenhouses built in, unless there is a mine.",
        "It will reduce pollution, as will a recycling center.",
        "Borders can be seen as dotted lines on the map.",
        "Troops may be sent to, and come from, such places.",
        "They get help from the village instead of from their neighbours.",
        "You see what it is made up and comprised of by looking at it.",
        "Compared to other judges, she is strict.",
        "It gives strlcpy() and other functions.",
        "It manages the (hundreds of) patches and helps before (encoding and) publishing.",
        "Choose (a) the amount of data or (b) its speed.",
        "It lists the classes that the class inherits from, in order.",
        "It may read from, append to or overwrite a file.",
        "Every part of it is carefully taken care of. It works.",
        "It must allow distribution in source code as well as compiled form.",
        "It has the added benefit of also working with many operating systems.",
        "The Allow from and Deny from directives control access to a directory.",
        "It is not perfect, and, there will be new problems to fix every day.",
        "They drove them back; and, when they fled, the archers were surrounded.",
        "Select the centre and, while holding Shift, click on it.",
        "1. a. Only create one account.",
        "a. Only create one account.",
        "The culture covers Hawaii, Easter Island and all the islands in between.",
    ],
)
def test_stranded_prepositions_and_questions_are_english(text: str) -> None:
    found = find_phrase_gap(text, "en", doubtful=True)
    assert found is None or not found.sure


def test_what_somebody_said_is_no_noun() -> None:
    gap = find_phrase_gap("The president of said on Monday that he agreed.", "en", doubtful=False)
    assert gap is not None
    assert gap.text == "of said"


def test_an_aside_behind_and_is_no_name_left_out_but_a_name_behind_it_is_not() -> None:
    assert find_phrase_gap("He came and, of course, he spoke.", "en", doubtful=True) is None
    for text in ("He likes France and, Germany.", "Blair and, who was late, came."):
        gap = find_phrase_gap(text, "en", doubtful=False)
        assert gap is not None
        assert gap.text == "and,"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("La , Andrew Jackson a devenit președinte.", False),
        ("La 4 martie, Andrew Jackson a devenit președinte.", True),
        ("La 4 martie , Andrew Jackson a devenit președinte .", True),
    ],
)
def test_a_gap_that_the_source_has_too_is_not_the_translators(source: str, found: bool) -> None:
    differences = match_names(source, "ro", "In, Andrew Jackson became President.", "en")
    assert any(difference.gap for difference in differences) is found


def test_a_doubtful_gap_is_looked_for_on_request_and_only_in_english() -> None:
    text = "Money can be exchanged at the only bank that she banks with."
    assert find_phrase_gap(text, "en", doubtful=False) is None
    doubtful = find_phrase_gap(text, "en", doubtful=True)
    assert doubtful is not None
    assert not doubtful.sure
    assert find_phrase_gap("Er kommt aus dem .", "de", doubtful=True) is None


def test_a_sure_gap_is_a_missing_name_even_if_the_source_name_cannot_be_read() -> None:
    (difference,) = match_names(
        "昨天他在那里发表讲话。", "zh", "Yesterday he spoke in , he said.", "en"
    )
    assert difference.change is NameChange.MISSING
    assert difference.source is None
    assert difference.gap is not None
    assert difference.confidence >= 0.75


@pytest.mark.parametrize(
    ("source", "sure"),
    [
        ("Les habitants de Melbourne ont vu l’éclipse mardi soir.", True),
        ("Les élus de l’Assemblée ont vu l’éclipse mardi soir.", False),
    ],
)
def test_a_missing_name_is_likely_unless_its_words_are_translated(source: str, sure: bool) -> None:
    found = match_names(source, "fr", "The local people saw the eclipse on Tuesday evening.", "en")
    assert any(difference.confidence >= 0.65 for difference in found) is sure
