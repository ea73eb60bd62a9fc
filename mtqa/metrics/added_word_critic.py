"""The critic of added words: what a reading that was trained for nothing else says of each word.

EmbeddingGemma with further small trained changes reads source and target together and tells of each
word of the target whether the source has it. It was trained on good translations into which a word
was put and, as often, on good translations from whose source a word was taken away: there the
translation reads as well as before, and only the source tells. See
`benchmarks/training/train_added_words.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from mtqa.engines.store import ModelStore
from mtqa.metrics.pair_critic import PairCritic, SideVerdict, critic_parameters

ADDED_WORD_PARAMETERS: Final = "added_word_critic_embeddinggemma.safetensors"
"""File of what was trained."""


class AddedWordCritic:
    """Tells which words of a translation the source does not have."""

    def __init__(self, critic: PairCritic) -> None:
        """Take the changed model with its head."""
        self._critic = critic

    @classmethod
    def of(cls, store: ModelStore) -> AddedWordCritic | None:
        """Return the critic if a store has the model that it was trained on."""
        encoder = store.embedding_gemma(critic_parameters(ADDED_WORD_PARAMETERS).model_sha256)
        critic = PairCritic.of(encoder, ADDED_WORD_PARAMETERS)
        return None if critic is None else cls(critic)

    def read(
        self, pairs: Sequence[tuple[str, str]], source_language: str, target_language: str
    ) -> list[SideVerdict | None]:
        """Read pairs.

        Args:
            pairs: Source and target of each; neither may be blank.
            source_language: BCP 47 language of the sources.
            target_language: BCP 47 language of the targets.

        Returns:
            For each the target, token by token, with the log-odds that it was added; None for a
            pair that is too long.
        """
        read = self._critic.read_states(pairs, source_language, target_language)
        return [
            None if states is None else self._critic.target_verdict(pair, states)
            for pair, states in zip(pairs, read, strict=True)
        ]
