"""How likely a translation is detached from its source."""

from __future__ import annotations

import pytest

from mtqa.checks.detachment import MEASURED, READ, detachment

FEATURES = dict.fromkeys(MEASURED, 0.0) | {"cosine": 0.5, "target_words": 2.0, "source_words": 2.0}
FOLLOWING = {"gain": 1.5, "recovered": -2.0}


def test_without_a_language_model_what_is_measured_decides() -> None:
    far, near = ({**FEATURES, "cosine": cosine} for cosine in (0.1, 0.9))
    assert detachment(near) < detachment(FEATURES) < detachment(far)


@pytest.mark.parametrize("name", READ)
def test_a_side_that_does_not_make_the_other_likelier_is_suspicious(name: str) -> None:
    following = FEATURES | FOLLOWING
    astray = {**following, name: following[name] - 2.0}
    assert detachment(following) < detachment(astray)
