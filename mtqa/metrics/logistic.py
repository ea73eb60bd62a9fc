"""Probabilities and log-odds, in which what several witnesses say is added up."""

from __future__ import annotations

import math
from typing import Final

_SUREST: Final = 30.0
"""Log-odds beyond which a probability is 0 or 1 in print."""
_LEAST: Final = 1e-4
"""Probability below which nobody is believed to be sure."""


def probability(log_odds: float) -> float:
    """Return the probability with these log-odds, 0–1."""
    return 1.0 / (1.0 + math.exp(-max(-_SUREST, min(_SUREST, log_odds))))


def log_odds(probability: float) -> float:
    """Return a probability as log-odds, between −9.2 and 9.2."""
    return math.log(max(_LEAST, probability) / max(_LEAST, 1.0 - probability))
