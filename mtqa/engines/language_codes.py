"""How translation models name languages, matched to BCP 47.

Each family of multilingual models marks languages by tokens of its own: NLLB-200 `arb_Arab`,
M2M-100 `__ar__`, mBART-50 `ar_AR`, MADLAD-400 `<2ar>`, multilingual Marian (OPUS-MT) `>>ara<<`.
Which marks a model has is read from its vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources

from mtqa.errors import UsageError
from mtqa.language.scripts import primary_subtag

MARKS: dict[str, re.Pattern[str]] = {
    "nllb": re.compile(r"([a-z]{3}_[A-Z][a-z]{3})"),
    "m2m": re.compile(r"__([a-z]{2,3})__"),
    "mbart": re.compile(r"([a-z]{2}_[A-Z]{2})"),
    "madlad": re.compile(r"<2([a-z]{2,3}(?:_[A-Z][a-z]{3})?)>"),
    "marian": re.compile(r">>([a-z]{2,3}(?:_[A-Za-z]+)?)<<"),
}
"""Token that marks a language in each family; the group is the family's code."""

# Tags that mean the same language to a translator.
_SAME = {"no": "nb", "iw": "he", "in": "id", "ji": "yi", "fil": "tl", "jw": "jv"}
# The form to take where a language has several and the user named none.
_USUAL = {"zh": "hans", "sr": "cyrl", "pt": "br"}
_SCRIPT_OF_REGION = {"tw": "hant", "hk": "hant", "mo": "hant", "cn": "hans", "sg": "hans"}

_TAG = r"[a-z]{2,3}(?:-[A-Za-z]{4})?"
_PAIR = re.compile(rf"({_TAG})-({_TAG})")


def parse_pair(pair: str) -> tuple[str, str]:
    """Return the languages of `ar-en` or `zh-Hant-en`.

    Raises:
        UsageError: It is not two language tags.
    """
    match = _PAIR.fullmatch(pair)
    if match is None:
        raise UsageError(f"{pair!r} is not a pair of languages: write it as in `ar-en`")
    return match.group(1), match.group(2)


def codes_in(vocabulary: Iterable[str], family: str) -> dict[str, str]:
    """Return the codes that a vocabulary marks languages with, each with its token.

    Args:
        vocabulary: Every token of the model.
        family: A key of `MARKS`.
    """
    pattern = MARKS[family]
    return {
        match.group(1): token
        for token in sorted(vocabulary)
        if (match := pattern.fullmatch(token)) is not None
    }


def bcp47(code: str) -> str:
    """Return the BCP 47 language of a family's code: `arb_Arab` and `ar_AR` give `ar`."""
    language = primary_subtag(code)
    language = _two_letters().get(language, language)
    return _SAME.get(language, language)


def find_code(tag: str, codes: Iterable[str]) -> str | None:
    """Return the code that a model uses for a BCP 47 language, None if it has none.

    Where there are several, such as `zho_Hans` and `zho_Hant`, the script or region of the tag
    decides, otherwise the usual form.
    """
    language = bcp47(tag)
    wanted = set(tag.replace("_", "-").lower().split("-")[1:])
    wanted |= {_SCRIPT_OF_REGION[part] for part in wanted if part in _SCRIPT_OF_REGION}
    usual = _USUAL.get(language)

    def preference(code: str) -> tuple[bool, bool, int, str]:
        parts = set(code.lower().split("_")[1:])
        return (not parts & wanted, usual not in parts, len(code), code)

    return min((code for code in codes if bcp47(code) == language), key=preference, default=None)


@cache
def _two_letters() -> dict[str, str]:
    table = resources.files("mtqa.engines") / "data" / "iso639.tsv"
    lines = table.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if not line.startswith("#"))
