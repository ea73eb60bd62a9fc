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
from dataclasses import dataclass
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


def best_repair(
    source: str,
    target: str,
    languages: tuple[str, str],
    rewordings: Sequence[Rewording],
    model: LanguageModel,
    *,
    least: float = -math.inf,
) -> Repair | None:
    """Return the rewording that makes a translation most probable given its source.

    Args:
        source: The source.
        target: Its translation.
        languages: BCP 47 languages of both.
        rewordings: Ways to put something in the translation.
        model: The language model.
        least: What a rewording has to gain near its place, in nats, to be tried further.

    Returns:
        The best one, None if there is none to try.
    """
    near = _gains(source, target, languages, rewordings, model, _NEAR)
    hopeful = [at for at, gain in enumerate(near) if gain >= least]
    order = sorted(hopeful, key=lambda at: -near[at])[:_CONTENDERS]
    contenders = [rewordings[at] for at in sorted(order)]
    gains = _gains(source, target, languages, contenders, model, len(target))
    repairs = [Repair(*one) for one in zip(contenders, gains, strict=True)]
    return max(repairs, key=lambda repair: repair.gain, default=None)


def bounded_gain(gain: float) -> float:
    """Return a gain as it is weighed."""
    return max(-_UTMOST, min(_UTMOST, gain))


def _gains(
    source: str,
    target: str,
    languages: tuple[str, str],
    rewordings: Sequence[Rewording],
    model: LanguageModel,
    window: int,
) -> list[float]:
    """Return the gain of each rewording in the `window` characters from its place on."""
    pieces = passage(source, target, *languages)
    before = "".join(piece.text for piece in pieces[:-1])
    asked: list[tuple[str, str]] = []
    for rewording in rewordings:
        # Tokens begin with the space before a word.
        at = len(target[: rewording.start].rstrip())
        prefix = f"{before} {target[:at].lstrip()}" if target[:at].strip() else before
        space = "" if target[at:].startswith(" ") else " " if prefix == before else ""
        until = rewording.end + window
        longer = until + len(rewording.text) - (rewording.end - rewording.start)
        asked.append((prefix, space + target[at:until].rstrip()))
        asked.append((prefix, space + rewording.applied(target)[at:longer].rstrip()))
    distinct = list(dict.fromkeys(asked))
    scores = dict(
        zip(distinct, (sum(t.logprob for t in read) for read in model.score(distinct)), strict=True)
    )
    totals = [scores[one] for one in asked]
    return [reworded - stated for stated, reworded in zip(totals[::2], totals[1::2], strict=True)]
