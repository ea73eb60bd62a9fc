"""A language model's reading of a translation: each side alone and each given the other.

Two passages are read a pair, `English: <source>` + `Arabic: <target>` and the reverse, so each
side is scored once at the beginning (its fluency) and once after its counterpart (its adequacy).
Scoring translations by a language model's conditional probability in both directions follows Prism
(Thompson and Post 2020) and dual conditional cross-entropy (Junczys-Dowmunt 2018).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from mtqa.engines.base import ModelIdentity, TokenScore
from mtqa.engines.language_model import Piece, PieceReading

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


STATE_LAYERS = (9, 15)
"""Layers whose mean states the quality estimate uses; both sides of the middle do best."""

_HIGHEST = 60_000.0
"""Where states are cut: a few dimensions of the model have values beyond 16 bits."""


@runtime_checkable
class ReadingModel(Protocol):
    """What is needed of a language model here; `ScoringModel` has it."""

    @property
    def identity(self) -> ModelIdentity:
        """Which model this is."""

    @property
    def depth(self) -> int:
        """Number of layers."""

    def read(
        self, passages: Sequence[Sequence[Piece]], layers: Sequence[int] = ()
    ) -> list[list[PieceReading]]:
        """Score the scored pieces of each passage given all that stands before them in it."""

    def count_tokens(self, text: str) -> int:
        """Return the number of tokens of a text."""


@dataclass(frozen=True, slots=True)
class PairReading:
    """The reading of one source/target pair."""

    source: tuple[TokenScore, ...]
    """Tokens of the source on its own."""
    target: tuple[TokenScore, ...]
    """Tokens of the target on its own."""
    source_given_target: tuple[TokenScore, ...]
    """Tokens of the source after the target."""
    target_given_source: tuple[TokenScore, ...]
    """Tokens of the target after the source."""
    states: NDArray[np.float32]
    """Mean hidden states, shape (4, layers, hidden size): source, target given it, target, source
    given that."""
    source_states: NDArray[np.float16]
    """Hidden state of each token of the source after the target, shape (layers, tokens, size)."""
    target_states: NDArray[np.float16]
    """Hidden state of each token of the target after the source, same shape."""


def language_name(tag: str) -> str:
    """Return the English name of a BCP 47 language, or the tag itself if it has none."""
    from babel import Locale, UnknownLocaleError

    try:
        name = Locale.parse(tag, sep="-").get_language_name("en")
    except (UnknownLocaleError, ValueError):
        name = None
    return name if name and tag != "und" else "Text" if tag == "und" else tag


def read_pairs(
    model: ReadingModel,
    pairs: Sequence[tuple[str, str]],
    source_language: str,
    target_language: str,
    layers: Sequence[int] = (),
) -> list[PairReading]:
    """Read source/target pairs in both directions.

    Args:
        model: The language model.
        pairs: The pairs; the sides must not be blank.
        source_language: BCP 47 language of the sources.
        target_language: BCP 47 language of the targets.
        layers: Numbers of the layers whose mean hidden states are wanted.
    """
    import numpy as np

    names = language_name(source_language), language_name(target_language)
    passages = []
    for source, target in pairs:
        for first, second, (name, other) in (
            (source, target, names),
            (target, source, names[::-1]),
        ):
            passages.append(
                (
                    Piece(f"{name}:", scored=False),
                    Piece(" " + first.strip()),
                    Piece(f"\n{other}:", scored=False),
                    Piece(" " + second.strip()),
                )
            )
    read = model.read(passages, layers)
    readings = []
    for (source, target), forth, back in zip(pairs, read[::2], read[1::2], strict=True):
        source_shift, target_shift = (len(s) - len(s.lstrip()) - 1 for s in (source, target))
        states = np.stack([_mean(piece.states) for piece in (*forth, *back)])
        readings.append(
            PairReading(
                source=_shifted(forth[0].tokens, source_shift),
                target_given_source=_shifted(forth[1].tokens, target_shift),
                target=_shifted(back[0].tokens, target_shift),
                source_given_target=_shifted(back[1].tokens, source_shift),
                states=states,
                source_states=_in_16_bits(back[1].states),
                target_states=_in_16_bits(forth[1].states),
            )
        )
    return readings


def _mean(states: NDArray[np.float32]) -> NDArray[np.float32]:
    """Average the states of the tokens; zeros where there are none."""
    mean: NDArray[np.float32] = states.sum(1) / max(1, states.shape[1])
    return mean


def _in_16_bits(states: NDArray[np.float32]) -> NDArray[np.float16]:
    import numpy as np

    cut: NDArray[np.float16] = np.clip(states, -_HIGHEST, _HIGHEST).astype(np.float16)
    return cut


def _shifted(tokens: Sequence[TokenScore], by: int) -> tuple[TokenScore, ...]:
    """Turn offsets in a piece, which begins with a space, into offsets in the text."""
    return tuple(
        TokenScore(max(0, token.start + by), max(0, token.end + by), token.logprob)
        for token in tokens
    )
