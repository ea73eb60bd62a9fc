"""The tokenizer of Gemma 3 rebuilt from the vocabulary in its GGUF file.

It is SentencePiece BPE with byte fallback. A GGUF file has the pieces with their scores but not
the merges; a merge is every split of a piece into two pieces, tried in the order of the scores.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

NORMAL, UNKNOWN, CONTROL, USER_DEFINED = 1, 2, 3, 4
"""Types of pieces, numbered as in SentencePiece."""


def tokenizer_json(pieces: Sequence[str], scores: Sequence[float], types: Sequence[int]) -> str:
    """Return the `tokenizer.json` (Hugging Face `tokenizers`) of a Gemma vocabulary.

    Control pieces such as `<bos>` or `<start_of_turn>` are in the vocabulary but are not matched
    in text, so that an article that contains them is read as the characters it has.

    Args:
        pieces: Every piece, its index being its id.
        scores: Score of each; a higher one is merged earlier.
        types: SentencePiece type of each.
    """
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    return json.dumps(
        {
            "version": "1.0",
            "truncation": None,
            "padding": None,
            "added_tokens": [
                _added_token(number, piece)
                for number, (piece, kind) in enumerate(zip(pieces, types, strict=True))
                if kind == USER_DEFINED and "▁" not in piece
            ],
            "normalizer": {"type": "Replace", "pattern": {"String": " "}, "content": "▁"},
            "pre_tokenizer": {
                "type": "Split",
                "pattern": {"String": " "},
                "behavior": "MergedWithPrevious",
                "invert": False,
            },
            "post_processor": None,
            "decoder": {
                "type": "Sequence",
                "decoders": [
                    {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
                    {"type": "ByteFallback"},
                    {"type": "Fuse"},
                ],
            },
            "model": {
                "type": "BPE",
                "dropout": None,
                "unk_token": "<unk>",
                "continuing_subword_prefix": None,
                "end_of_word_suffix": None,
                "fuse_unk": True,
                "byte_fallback": True,
                "ignore_merges": False,
                "vocab": vocabulary,
                "merges": _merges(vocabulary, scores),
            },
        },
        ensure_ascii=False,
    )


def _added_token(number: int, piece: str) -> dict[str, Any]:
    return {
        "id": number,
        "content": piece,
        "single_word": False,
        "lstrip": False,
        "rstrip": False,
        "normalized": False,
        "special": False,
    }


def _merges(vocabulary: dict[str, int], scores: Sequence[float]) -> list[tuple[str, str]]:
    """Return the merges, best score first; splits of one piece in the order of their parts' ids."""
    ranked: list[tuple[float, int, int, str, str]] = []
    for piece, number in vocabulary.items():
        for cut in range(1, len(piece)):
            left = vocabulary.get(piece[:cut])
            if left is not None:
                right = vocabulary.get(piece[cut:])
                if right is not None:
                    ranked.append((-scores[number], left, right, piece[:cut], piece[cut:]))
    ranked.sort(key=lambda merge: merge[:3])
    return [merge[3:] for merge in ranked]
