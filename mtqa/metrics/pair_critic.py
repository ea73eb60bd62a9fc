"""The critics of pairs: what trained readings of source and translation together say of them.

The default language model with small trained changes reads a pair as a whole (`engines.two_way`),
and linear heads on its states tell five things: how people would rate the translation, whether it
is dangerously wrong, which words people would mark on either side, which words say something else
than the source, and where something is left out. All were trained together, on direct assessments
and word tags (MLQE-PE, Fomicheva et al. 2022), critical errors (WMT 2021) and good translations in
which one thing was changed; see `benchmarks/training/train_critic.py`. A second critic, trained for
the same on multilingual E5, errs elsewhere: what both say is right more often than what one says.
A third, on EmbeddingGemma, rates pairs beside them where the store has that model, and sees more
wrong words than the second, so that it is asked for these instead.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Final, Literal

from mtqa.engines.base import ModelIdentity
from mtqa.engines.e5 import installed_e5
from mtqa.engines.store import ModelStore
from mtqa.engines.two_way import AdaptableModel, PassageStates, PieceStates, TwoWayModel
from mtqa.metrics.pair_reading import passage, piece_offset

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from mtqa.engines.low_rank import LowRankChanges

Span = tuple[int, int]
"""Offsets of a token or word in its text."""
PARAMETERS: Final = "pair_critic.safetensors"
"""File of what was trained on the default language model."""
E5_PARAMETERS: Final = "pair_critic_e5.safetensors"
"""File of what was trained on multilingual E5."""
GEMMA_ENCODER_PARAMETERS: Final = "pair_critic_embeddinggemma.safetensors"
"""File of what was trained on EmbeddingGemma."""
CRITIC_PARAMETERS: Final = (PARAMETERS, E5_PARAMETERS, GEMMA_ENCODER_PARAMETERS)
"""The files of all critics, in order."""
CRITICS: Final = 2
"""Critics whose models come with mtqa's own dependencies."""
ALL_CRITICS: Final = 3
"""Critics that read a pair together where nothing is missing."""
SENTENCE_TAGS: Final = ("assessment", "critical")
"""What every critic tells of a pair: the direct assessment in standard deviations of a rater, and
the log-odds of a critical error. The one on E5 tells a third thing, the log-odds that the target
translates another sentence."""
TARGET_TAGS: Final = ("bad", "wrong", "gap")
"""What is told of each word of the target, in log-odds: people would mark it; it says something
else than the source; something of the source is left out before it."""
SOURCE_TAGS: Final = ("bad",)
"""What is told of each word of the source, in log-odds: people would mark it."""


@dataclass(frozen=True, slots=True)
class SideVerdict:
    """What the critic says of one side, token by token."""

    spans: tuple[Span, ...]
    """Offsets of the tokens in the text of the side."""
    log_odds: NDArray[np.float32]
    """Log-odds of each tag, shape (tokens, tags)."""

    def of(self, words: Sequence[Span]) -> NDArray[np.float32]:
        """Return the log-odds of each word's tags, told by its last token; shape (words, tags)."""
        return self.log_odds[[last_token(word, self.spans) for word in words]]


@dataclass(frozen=True, slots=True)
class PairVerdict:
    """What the critic says of a pair."""

    assessment: float
    """Expected direct assessment, in standard deviations from the mean of a rater."""
    critical: float
    """Log-odds that the translation is dangerously wrong."""
    source: SideVerdict
    """The source, token by token, with `SOURCE_TAGS`."""
    target: SideVerdict
    """The target, token by token, with `TARGET_TAGS`."""
    detached: float | None = None
    """Log-odds that the target translates another sentence; None from a critic that cannot tell."""


@dataclass(frozen=True, slots=True)
class CriticParameters:
    """What was trained."""

    model_sha256: str
    """Hash of the language model that the changes belong to."""
    changes: LowRankChanges
    """Changes of its layers."""
    heads: Mapping[str, NDArray[np.float32]]
    """Weights (`sentence`, `target`, `source`) and biases (`sentence bias`, …) of the heads."""


class PairCritic:
    """Criticises pairs with the language model that it was trained on."""

    def __init__(
        self, model: TwoWayModel, parameters: CriticParameters, identity: ModelIdentity
    ) -> None:
        """Take the changed model, the heads, and which model it was."""
        self.identity = identity
        self._model = model
        self._heads = parameters.heads

    @classmethod
    def of(cls, model: object, file: str = PARAMETERS) -> PairCritic | None:
        """Return the critic that was trained on a model, None if none was.

        Args:
            model: The model.
            file: File of what was trained on it.
        """
        if not isinstance(model, AdaptableModel):
            return None
        parameters = critic_parameters(file)
        if model.identity.sha256 != parameters.model_sha256:
            return None
        changed = model.two_way(parameters.changes)
        return None if changed is None else cls(changed, parameters, model.identity)

    def read(
        self, pairs: Sequence[tuple[str, str]], source_language: str, target_language: str
    ) -> list[PairVerdict | None]:
        """Read and criticise pairs.

        Args:
            pairs: Source and target of each; neither may be blank.
            source_language: BCP 47 language of the sources.
            target_language: BCP 47 language of the targets.

        Returns:
            A verdict for each; None for one that is too long.
        """
        return [
            None if states is None else self._verdict(pair, states)
            for pair, states in self._each(pairs, source_language, target_language)
        ]

    def assess(
        self, pairs: Sequence[tuple[str, str]], source_language: str, target_language: str
    ) -> list[float | None]:
        """Read pairs as `read` does; return the expected assessments alone."""
        return [
            None if states is None else float(self._told("sentence", pooled_states(states))[0])
            for _, states in self._each(pairs, source_language, target_language)
        ]

    def read_targets(
        self, pairs: Sequence[tuple[str, str]], source_language: str, target_language: str
    ) -> list[SideVerdict | None]:
        """Read pairs as `read` does; return what is told of the targets alone."""
        return [
            None if states is None else self._side("target", pair[1], states.pieces[1])
            for pair, states in self._each(pairs, source_language, target_language)
        ]

    def read_states(
        self, pairs: Sequence[tuple[str, str]], source_language: str, target_language: str
    ) -> list[PassageStates | None]:
        """Read pairs as `read` does; return the states that everything is told by."""
        return self._model.read(
            [passage(source, target, source_language, target_language) for source, target in pairs]
        )

    def _verdict(self, pair: tuple[str, str], states: PassageStates) -> PairVerdict:
        source, target = states.pieces
        assessment, critical, *detached = self._told("sentence", pooled_states(states)).tolist()
        return PairVerdict(
            assessment,
            critical,
            self._side("source", pair[0], source),
            self._side("target", pair[1], target),
            *detached,
        )

    def _each(
        self, pairs: Sequence[tuple[str, str]], source_language: str, target_language: str
    ) -> Iterator[tuple[tuple[str, str], PassageStates | None]]:
        return zip(pairs, self.read_states(pairs, source_language, target_language), strict=True)

    def _side(self, side: str, text: str, piece: PieceStates) -> SideVerdict:
        shift = piece_offset(text)
        spans = tuple((max(0, a + shift), max(0, b + shift)) for a, b in piece.spans)
        return SideVerdict(spans, self._told(side, piece.states))

    def _told(self, head: str, states: NDArray[np.float32]) -> NDArray[np.float32]:
        told: NDArray[np.float32] = states @ self._heads[head].T + self._heads[f"{head} bias"]
        return told


def pooled_states(states: PassageStates) -> NDArray[np.float32]:
    """Return what is told of a pair as a whole by: means of both sides, and the last state."""
    import numpy as np

    source, target = states.pieces
    return np.concatenate([source.states.mean(0), target.states.mean(0), states.last])


def critics_of(
    model: object, store: ModelStore | None = None, parameters: Sequence[str] = CRITIC_PARAMETERS
) -> tuple[PairCritic, ...]:
    """Return the critics that belong to a language model, each known by its place.

    Its own, E5's if that is installed, and after these EmbeddingGemma's if the store has that.
    None belongs to a language model on which none was trained.

    Args:
        model: The language model.
        store: Where to look for EmbeddingGemma; None goes without.
        parameters: Files of what was trained on each.
    """
    on_model, on_e5, on_encoder = parameters
    own = PairCritic.of(model, on_model)
    if own is None:
        return ()
    second = PairCritic.of(installed_e5(), on_e5)
    if second is None:
        return (own,)
    if store is None:
        return (own, second)
    third = critic_on_embedding_gemma(store, on_encoder)
    return (own, second) if third is None else (own, second, third)


def critic_on_embedding_gemma(store: ModelStore, file: str) -> PairCritic | None:
    """Return a critic that was trained on EmbeddingGemma, None if the store has no such model.

    Args:
        store: Where to look for the model.
        file: File of what was trained on it.
    """
    return PairCritic.of(store.embedding_gemma(critic_parameters(file).model_sha256), file)


def told_together(
    verdicts: Sequence[PairVerdict], side: Literal["source", "target"], words: Sequence[Span]
) -> NDArray[np.float32]:
    """Return the log-odds of each word's tags, the mean over the critics; shape (words, tags).

    Args:
        verdicts: What each critic says of the pair.
        side: Whose words these are.
        words: Their offsets.
    """
    import numpy as np

    told: NDArray[np.float32] = np.mean(
        [(v.source if side == "source" else v.target).of(words) for v in verdicts], axis=0
    )
    return told


def calibrated_number(critics: int) -> int:
    """Return for how many critics what applies to so many was calibrated."""
    return ALL_CRITICS if critics >= ALL_CRITICS else CRITICS


def last_token(span: Span, tokens: Sequence[Span]) -> int:
    """Return the number of the last token that overlaps a span, 0 if none does."""
    inside = [n for n, (start, end) in enumerate(tokens) if start < span[1] and end > span[0]]
    return inside[-1] if inside else 0


@cache
def critic_parameters(file_name: str) -> CriticParameters:
    """Return the trained parameters in one of the files that come with mtqa."""
    from safetensors import safe_open

    from mtqa.engines.low_rank import LowRankChanges

    with (
        as_file(files("mtqa.metrics").joinpath("data").joinpath(file_name)) as path,
        safe_open(path, framework="pt") as file,
    ):
        described = json.loads(file.metadata()["description"])
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    return CriticParameters(
        model_sha256=described["model_sha256"],
        changes=LowRankChanges(
            first=described["first"],
            end=described["end"],
            down=_beginning(tensors, "down."),
            up=_beginning(tensors, "up."),
        ),
        heads={
            name: tensor.float().numpy() for name, tensor in _beginning(tensors, "head.").items()
        },
    )


def _beginning(named: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name[len(prefix) :]: v for name, v in named.items() if name.startswith(prefix)}
