"""How likely a translation is detached from its source."""

from __future__ import annotations

import pytest

from mtqa.checks.detachment import MEASURED, detachment

FEATURES = dict.fromkeys(MEASURED, 0.0) | {"cosine": 0.5, "target_words": 2.0, "source_words": 2.0}
FOLLOWING = {"gain": 1.5, "recovered": -2.0, "marked": 0.2}
APPROVED = FOLLOWING | {"rated": 0.5, "dangerous": -2.0}


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
    assert 0.85 < detachment(loop) < detachment(nothing_left) - 0.02
