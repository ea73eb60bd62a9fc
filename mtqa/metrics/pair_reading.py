"""A language model's reading of a translation: each side alone and each given the other.

Two passages are read a pair, `English: <source>` + `Arabic: <target>` and the reverse, so each
side is scored once at the beginning (its fluency) and once after its counterpart (its adequacy).
Scoring translations by a language model's conditional probability in both directions follows Prism
(Thompson and Post 2020) and dual conditional cross-entropy (Junczys-Dowmunt 2018).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol, runtime_checkable

from mtqa.engines.base import ModelIdentity, TokenScore
from mtqa.engines.language_model import Piece


@runtime_checkable
class ReadingModel(Protocol):
    """What is needed of a language model here; `ScoringModel` has it."""

    @property
    def identity(self) -> ModelIdentity:
        """Which model this is."""

    def read(self, passages: Sequence[Sequence[Piece]]) -> list[list[tuple[TokenScore, ...]]]:
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


@cache
def language_name(tag: str) -> str:
    """Return the English name of a BCP 47 language, or the tag itself if it has none."""
    from babel import Locale, UnknownLocaleError

    try:
        name = Locale.parse(tag, sep="-").get_language_name("en")
    except (UnknownLocaleError, ValueError):
        name = None
    return name if name and tag != "und" else "Text" if tag == "und" else tag


def passage(
    first: str, second: str, first_language: str, second_language: str
) -> tuple[Piece, Piece, Piece, Piece]:
    """Return what a model reads of a pair: each side after the name of its language.

    Args:
        first: The side that is read first.
        second: The other one.
        first_language: BCP 47 language of the first side.
        second_language: That of the other.
    """
    return (
        Piece(f"{language_name(first_language)}:", scored=False),
        Piece(" " + first.strip()),
        Piece(f"\n{language_name(second_language)}:", scored=False),
        Piece(" " + second.strip()),
    )


def piece_offset(text: str) -> int:
    """Return what makes an offset in the text of an offset in its piece of a `passage`."""
    return len(text) - len(text.lstrip()) - 1


def read_pairs(
    model: ReadingModel,
    pairs: Sequence[tuple[str, str]],
    source_language: str,
    target_language: str,
) -> list[PairReading]:
    """Read source/target pairs in both directions.

    Args:
        model: The language model.
        pairs: The pairs; the sides must not be blank.
        source_language: BCP 47 language of the sources.
        target_language: BCP 47 language of the targets.
    """
    passages = [
        reading
        for source, target in pairs
        for reading in (
            passage(source, target, source_language, target_language),
            passage(target, source, target_language, source_language),
        )
    ]
    read = model.read(passages)
    readings = []
    for (source, target), forth, back in zip(pairs, read[::2], read[1::2], strict=True):
        source_shift, target_shift = piece_offset(source), piece_offset(target)
        readings.append(
            PairReading(
                source=_shifted(forth[0], source_shift),
                target_given_source=_shifted(forth[1], target_shift),
                target=_shifted(back[0], target_shift),
                source_given_target=_shifted(back[1], source_shift),
            )
        )
    return readings


def sources_after_targets(
    model: ReadingModel,
    pairs: Sequence[tuple[str, str]],
    source_language: str,
    target_language: str,
) -> list[float]:
    """Return the log-probability of each source after its target, in nats.

    Args:
        model: The language model.
        pairs: Source/target pairs; the sides must not be blank.
        source_language: BCP 47 language of the sources.
        target_language: BCP 47 language of the targets.
    """
    passages = [
        passage(target, source, target_language, source_language) for source, target in pairs
    ]
    return _last_pieces(model, passages)


def targets_alone_and_after_sources(
    model: ReadingModel,
    pairs: Sequence[tuple[str, str]],
    source_language: str,
    target_language: str,
) -> list[tuple[float, float]]:
    """Return the log-probability of each target by itself and after its source, in nats.

    Args:
        model: The language model.
        pairs: Source/target pairs; the sides must not be blank.
        source_language: BCP 47 language of the sources.
        target_language: BCP 47 language of the targets.
    """
    given = [passage(source, target, source_language, target_language) for source, target in pairs]
    alone = [
        passage(target, source, target_language, source_language)[:2] for source, target in pairs
    ]
    return list(zip(_last_pieces(model, alone), _last_pieces(model, given), strict=True))


def _last_pieces(model: ReadingModel, passages: Sequence[Sequence[Piece]]) -> list[float]:
    """Return the log-probability of the last piece of each passage after the others, in nats."""
    asked = [
        [*(Piece(piece.text, scored=False) for piece in before), last] for *before, last in passages
    ]
    return [sum(token.logprob for token in read[0]) for read in model.read(asked)]


def _shifted(tokens: Sequence[TokenScore], by: int) -> tuple[TokenScore, ...]:
    """Turn offsets in a piece, which begins with a space, into offsets in the text."""
    return tuple(
        TokenScore(max(0, token.start + by), max(0, token.end + by), token.logprob)
        for token in tokens
    )
