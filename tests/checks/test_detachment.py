"""How likely a translation is detached from its source."""

from __future__ import annotations

import numpy as np
import pytest

from mtqa.checks.detachment import MEASURED, RATED, READ, detachment, detachment_features
from mtqa.checks.word_alignment import Side, WordAlignment
from mtqa.metrics.pair_reader import PairJudgement
from mtqa.metrics.word_marks import SIDES, WordMarks

FEATURES = dict.fromkeys(MEASURED, 0.0) | {"cosine": 0.5, "target_words": 2.0, "source_words": 2.0}
FOLLOWING = {"gain": 1.5, "recovered": -2.0, "marked": 0.2}
APPROVED = FOLLOWING | {"rated": 0.5, "dangerous": -2.0}


@pytest.mark.parametrize(
    ("ratings", "told"),
    [
        ((), MEASURED),
        ((0.1, 0.2), (*MEASURED, *READ)),
        ((0.1, 0.2, 0.3), (*MEASURED, *READ, *RATED)),
    ],
)
def test_what_is_told_depends_on_who_has_read_the_pair(
    ratings: tuple[float, ...], told: tuple[str, ...]
) -> None:
    side = Side(
        spans=((0, 3),),
        fit=np.ones(1, np.float32),
        best=np.zeros(1, np.int64),
        weight=np.ones(1, np.float32),
    )
    marks = {name: WordMarks(((0, 3),), (0.1,), 0.5) for name in SIDES}
    dangers = tuple(-10 * rating for rating in ratings)
    features = detachment_features(
        "Nein",
        "No.",
        WordAlignment(side, side, 0.8),
        "de",
        "en",
        PairJudgement(ratings, dangers, None, marks, ()),
    )
    assert tuple(features) == told
    assert features.get("rated") == (0.3 if RATED[0] in told else None)
    assert features.get("dangerous") == (-3.0 if RATED[1] in told else None)


def test_without_a_language_model_what_is_measured_decides() -> None:
    far, near = ({**FEATURES, "cosine": cosine} for cosine in (0.1, 0.9))
    assert detachment(near) < detachment(FEATURES) < detachment(far)


@pytest.mark.parametrize(("name", "by"), [("gain", -2.0), ("recovered", -2.0), ("marked", 0.5)])
def test_a_translation_that_does_not_follow_from_its_source_is_suspicious(
    name: str, by: float
) -> None:
    following = FEATURES | FOLLOWING
    astray = {**following, name: following[name] + by}
    assert detachment(following) < detachment(astray)


@pytest.mark.parametrize(("name", "by"), [("gain", -2.0), ("rated", -1.0), ("dangerous", 1.0)])
def test_a_translation_that_the_third_critic_thinks_bad_is_suspicious(name: str, by: float) -> None:
    approved = FEATURES | APPROVED
    assert detachment(approved) < detachment({**approved, name: approved[name] + by})


@pytest.mark.parametrize("read", [{}, FOLLOWING, APPROVED])
def test_of_two_loops_the_one_with_nothing_of_the_source_comes_first(
    read: dict[str, float],
) -> None:
    loop = FEATURES | read | {"repeated_pairs": 0.8, "repeated_triples": 0.8, "echo": 0.8}
    nothing_left = (
        loop | {"cosine": -0.1, "source_unanswered": 1.0} | ({"gain": 0.0} if read else {})
    )
    assert 0.7 < detachment(loop) < detachment(nothing_left) - 0.02
