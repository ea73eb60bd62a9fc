"""Folding of Arabic-script words and the proclitics that Arabic writes together with them."""

from __future__ import annotations

_FOLD = {ord(c): "ا" for c in "أإآٱ"} | {
    ord("ى"): "ي",
    ord("ی"): "ي",
    ord("ې"): "ي",
    ord("ک"): "ك",
    ord("ة"): "ه",
    ord("ۀ"): "ه",
    ord("ؤ"): "و",
    ord("ـ"): None,
    ord("\u200c"): None,
    ord("\u0670"): None,
}
_FOLD |= dict.fromkeys((*range(1611, 1632), *range(1552, 1563)))

PROCLITICS = (
    "وبال", "وكال", "فال", "وال", "بال", "كال", "ولل", "فلل", "لل", "ال",
    "وب", "ول", "وك", "و", "ف", "ب", "ل", "ك",
)  # fmt: skip
"""Conjunctions, prepositions and the article in their attached orders, longest first."""


def fold(word: str) -> str:
    """Return a word without tashkeel and kashida, with alef, ya and ta marbuta unified.

    The hamza of مئة and مائة stays apart from alef: both spellings stand in the lexicon.
    """
    return word.translate(_FOLD).lower()
