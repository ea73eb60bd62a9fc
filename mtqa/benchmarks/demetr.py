"""What DEMETR (Karpinska et al. 2022) calls its languages."""

from __future__ import annotations

from typing import Final

LANGUAGES: Final = {
    "chinese_simple": "zh",
    "czech": "cs",
    "french": "fr",
    "german": "de",
    "hindi": "hi",
    "italian": "it",
    "japanese": "ja",
    "polish": "pl",
    "russian": "ru",
    "spanish": "es",
}
"""Name of a source language in the data → BCP 47 tag."""
