"""What a translation would gain in probability if something in it were put otherwise.

A rule that misses a "not" cannot say where it would stand. A language model that has read the
source can be asked: if some place for it makes the sentence more probable than it is, the "not" is
missing; if none does, the translator said it in another way. Comparing minimal pairs by a language
model's conditional probability is contrastive evaluation (Sennrich 2017, "How Grammatical is
Character-level Neural Machine Translation?"); here the alternative is searched for.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from mtqa.engines.base import LanguageModel
from mtqa.language.rewording import Rewording
from mtqa.metrics.pair_reading import passage

_NEAR: Final = 20
"""Characters after a place that are scored with it at first, for every rewording."""
_CONTENDERS: Final = 6
"""Rewordings that are then scored with all that comes after them."""
_UTMOST: Final = 12.0
"""Gain in nats beyond which it no longer matters."""


@dataclass(frozen=True, slots=True)
class Repair:
    """The rewording that gains most."""

    rewording: Rewording
    """What would be put where."""
    gain: float
    """How much more probable the translation becomes, in nats; negative if it becomes less so."""


@dataclass(frozen=True, slots=True)
class Wordings:
    """A translation, and ways to put something in it."""

    source: str
    """The source."""
    target: str
    """Its translation."""
    languages: tuple[str, str]
    """BCP 47 languages of both."""
    rewordings: tuple[Rewording, ...]
    """The ways."""


def best_repairs(
    asked: Sequence[Wordings], model: LanguageModel, *, least: float = -math.inf
) -> list[Repair | None]:
    """Return for each translation the rewording that makes it most probable given its source.

    Args:
        asked: The translations.
        model: The language model, which reads all of them together.
        least: What a rewording has to gain near its place, in nats, to be tried further.

    Returns:
        The best of each, None where there is none to try.
    """
    contenders = []
    for one, near in zip(asked, _gains(asked, model, _NEAR), strict=True):
        hopeful = [at for at, gain in enumerate(near) if gain >= least]
        order = sorted(hopeful, key=lambda at: -near[at])[:_CONTENDERS]
        chosen = tuple(one.rewordings[at] for at in sorted(order))
        contenders.append(replace(one, rewordings=chosen))
    best: list[Repair | None] = []
    for one, gains in zip(contenders, _gains(contenders, model, None), strict=True):
        repairs = [Repair(*repair) for repair in zip(one.rewordings, gains, strict=True)]
        best.append(max(repairs, key=lambda repair: repair.gain, default=None))
    return best


def bounded_gain(gain: float) -> float:
    """Return a gain as it is weighed."""
    return max(-_UTMOST, min(_UTMOST, gain))


def _gains(
    asked: Sequence[Wordings], model: LanguageModel, window: int | None
) -> list[list[float]]:
    """Return the gain of each rewording in the `window` characters from its place on, or in all."""
    compared = [_compared(one, len(one.target) if window is None else window) for one in asked]
    distinct = list(dict.fromkeys(text for own in compared for pair in own for text in pair))
    read = (sum(token.logprob for token in tokens) for tokens in model.score(distinct))
    scores = dict(zip(distinct, read, strict=True))
    return [[scores[reworded] - scores[stated] for stated, reworded in own] for own in compared]


def _compared(one: Wordings, window: int) -> list[tuple[tuple[str, str], tuple[str, str]]]:
    """Return for each rewording what is scored after what: as the text stands, and reworded."""
    target = one.target
    pieces = passage(one.source, target, *one.languages)
    before = "".join(piece.text for piece in pieces[:-1])
    found = []
    for rewording in one.rewordings:
        # Tokens begin with the space before a word.
        at = len(target[: rewording.start].rstrip())
        prefix = f"{before} {target[:at].lstrip()}" if target[:at].strip() else before
        space = "" if target[at:].startswith(" ") else " " if prefix == before else ""
        until = rewording.end + window
        longer = until + len(rewording.text) - (rewording.end - rewording.start)
        stated = prefix, space + target[at:until].rstrip()
        reworded = prefix, space + rewording.applied(target)[at:longer].rstrip()
        found.append((stated, reworded))
    return found
