"""Entries of the word lists of polarity as regular expressions.

How an entry is written stands at the head of `polarity_negation.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from mtqa.language.scripts import MARKS

SPACELESS: Final = frozenset({"zh", "ja"})
"""Languages that set no spaces between words."""
_LETTER: Final = r"[^\W\d_]"
_BEFORE: Final = rf"(?<![\w{MARKS}])"
_AFTER: Final = rf"(?![\w{MARKS}])"
_GAP: Final = {
    "fr": r"(?:(?!\b(?:pas|jamais|rien|aucune?|personne|ni|guère)\b)[^,;.]){1,60}?",
}
"""What `*` stands for where it is no plain stretch of a clause: "ne … pas … que" negates."""
_PREFIXES: Final = {"ar": "[وفب]?", "he": "[ושה]{0,2}"}


def form_pattern(form: str, language: str) -> str:
    """Return an entry as a regular expression.

    Args:
        form: The entry.
        language: Its language, a primary subtag.
    """
    if language in SPACELESS:
        # Training data and the output of some systems come in words or characters set apart.
        return r"\s?".join(map(re.escape, form))
    prefix = ""
    if form.startswith("~"):
        prefix, form = _PREFIXES.get(language, ""), form[1:]
    ending = form.startswith("+")
    form = form.lstrip("+")
    stem = form.endswith("+")
    body = r"\s+".join(_part(part, language) for part in form.split()).replace("'", "['’]")
    after = "" if stem or form.endswith("'") else _AFTER
    return f"{prefix}{_LETTER + '{2,}' if ending else ''}{body}{after}"


def _part(part: str, language: str) -> str:
    if part == "*":
        return _GAP.get(language, r"[^,;.]{1,60}")
    if "|" in part:
        return f"(?:{'|'.join(_part(one, language) for one in part.split('|'))})"
    return re.escape(part.rstrip("+")) + (r"\w*" if part.endswith("+") else "")


def at_word_start(body: str, language: str) -> re.Pattern[str]:
    """Compile an alternation; the test for a word's start comes first because it is cheap.

    Args:
        body: The alternatives.
        language: Their language, a primary subtag.
    """
    before = "" if language in SPACELESS else _BEFORE
    return re.compile(f"{before}(?:{body})", re.IGNORECASE)


def alternation(forms: Iterable[str], language: str) -> re.Pattern[str] | None:
    """Return what finds any of the entries, the longest first; None where there are none.

    Args:
        forms: The entries.
        language: Their language, a primary subtag.
    """
    longest_first = sorted(set(forms), key=lambda form: (-len(form.split()), -len(form)))
    if not longest_first:
        return None
    return at_word_start("|".join(form_pattern(form, language) for form in longest_first), language)
