"""Fits in which good translations are to win over the same with an error, by a margin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

import numpy as np

MARGIN: Final = 0.25
"""By how many standard deviations a good translation should win."""
CONTRAST: Final = 30.0
"""How much such a pair counts beside an assessment."""
AIM: Final = MARGIN * CONTRAST**0.5
"""What a weighted contrast should come to."""
_ROUNDS: Final = 6

Fitted = TypeVar("Fitted")


def fit_with_contrasts(
    fit: Callable[[np.ndarray], Fitted], won_by: Callable[[Fitted], np.ndarray], contrasts: int
) -> Fitted:
    """Fit with those contrasts that are not won by the margin, until they stay the same.

    It is a squared hinge: what is won by more costs nothing.

    Args:
        fit: Fits with the contrasts that a mask chooses, shape (contrasts,).
        won_by: What each weighted contrast comes to by a fit, shape (contrasts,).
        contrasts: How many there are.
    """
    short = np.full(contrasts, True)
    for _ in range(_ROUNDS):
        fitted = fit(short)
        missed = won_by(fitted) < AIM
        if (missed == short).all():
            break
        short = missed
    return fitted
