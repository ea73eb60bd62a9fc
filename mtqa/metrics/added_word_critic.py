"""The critic of added words: what a reading that was trained for nothing else says of each word.

EmbeddingGemma with further small trained changes reads source and target together and tells of each
word of the target whether the source has it. It was trained on good translations into which a word
was put and, as often, on good translations from whose source a word was taken away: there the
translation reads as well as before, and only the source tells. See
`benchmarks/training/train_added_words.py`.
"""

from __future__ import annotations

from typing import Final

from mtqa.engines.store import ModelStore
from mtqa.metrics.pair_critic import PairCritic, critic_on_embedding_gemma

ADDED_WORD_PARAMETERS: Final = "added_word_critic_embeddinggemma.safetensors"
"""File of what was trained."""


def added_word_critic(store: ModelStore) -> PairCritic | None:
    """Return the critic, None if the store has no EmbeddingGemma.

    It has a head for targets alone (`PairCritic.read_targets`), which tells one thing of each
    token: the log-odds that it was added.

    Args:
        store: Where to look for the model.
    """
    return critic_on_embedding_gemma(store, ADDED_WORD_PARAMETERS)
