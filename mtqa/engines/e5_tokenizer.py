"""The tokenizer of multilingual E5 rebuilt from its vocabulary.

It is the SentencePiece unigram tokenizer of XLM-R: text is brought into Unicode's NFKC, control
characters go, and every space is part of the word after it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from mtqa.engines.e5_file import E5Vocabulary

_UNSEEN: Final = r"[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]"
"""Control characters that are left out."""
_BLANK: Final = r"[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"
"""Characters that are read as a space."""
_NEVER: Final = -1000.0
"""Log-probability of the control pieces, so that they are not read out of a text."""


def e5_tokenizer(vocabulary: E5Vocabulary) -> Tokenizer:
    """Return the tokenizer.

    Control pieces such as `<s>` have no log-probability. They are not matched in text, so that an
    article that contains them is read as the characters it has.
    """
    from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers
    from tokenizers.models import Unigram

    scores = [score or _NEVER for score in vocabulary.scores]
    pieces = list(zip(vocabulary.pieces, scores, strict=True))
    tokenizer = Tokenizer(Unigram(pieces, vocabulary.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_UNSEEN), ""),
            normalizers.Replace(Regex(_BLANK), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    return tokenizer
