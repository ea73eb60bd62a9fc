"""Figures: digits of any script with their decimal and grouping signs, read by value."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from mtqa.language.numbers.lexicon import Lexicon

_SPACES = "\u00a0\u202f\u2009"
FIGURE = (
    rf"(?:\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?!\d)(?:[.,٫]\d+)?"
    r"|\d+(?:[.,٫٬'’·．]\d+|[،，]\d{3}(?!\d))*"
    r"|(?<![\w.,])\.\d+(?![\d.]))"
)
"""Regular expression for one figure, without plain spaces between groups."""
FIGURE_SPACED = rf"(?:\d{{1,3}}(?:[ {_SPACES}]\d{{3}})+(?!\d)(?:[.,٫]\d+)?|{FIGURE})"
"""The same for languages that group digits with plain spaces."""

_UNIFIED = str.maketrans({"٫": ".", "٬": ",", "’": "'", "，": ",", "．": ".", "،": ","})


def ascii_digits(text: str) -> str:
    """Return the text with every decimal digit of any script as 0–9."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(c)) if c.isdecimal() and not c.isascii() else c for c in text
    )


def readings(figure: str, lexicon: Lexicon | None) -> tuple[Decimal, ...]:
    """Return the values a figure can have, the most likely in this language first.

    "1.250" is 1250 in German, 1.25 in English, and both (1.25 first) where the language is
    not known. Empty when the signs form no number ("192.168.0.1").
    """
    has_arabic_sign = "٫" in figure or "٬" in figure
    plain = ascii_digits(figure).translate(_UNIFIED)
    for space in (" ", *_SPACES):
        plain = plain.replace(space, "'")
    if plain.startswith("."):
        return (Decimal(plain),)
    signs = re.findall(r"\D", plain)
    if not signs:
        return (Decimal(plain),)
    kinds = list(dict.fromkeys(signs))
    if len(kinds) == 1 and len(signs) == 1:
        return _one_sign(plain, signs[0], has_arabic_sign, lexicon)
    if len(kinds) == 1:
        return (_grouped(plain, signs[0]),) if _groups_fit(plain, signs[0]) else ()
    last = signs[-1]
    if signs.count(last) > 1 or any(k not in ",.'·" for k in kinds):
        return ()
    whole, _, fraction = plain.rpartition(last)
    for sign in kinds:
        whole = whole.replace(sign, "")
    return (Decimal(f"{whole}.{fraction}"),)


def _one_sign(
    plain: str, sign: str, has_arabic_sign: bool, lexicon: Lexicon | None
) -> tuple[Decimal, ...]:
    whole, _, rest = plain.partition(sign)
    as_decimal = Decimal(f"{whole}.{rest}")
    if sign == "'":
        if len(rest) == 3:
            return (Decimal(whole + rest),)
        return (as_decimal,) if lexicon is not None and sign in lexicon.decimals else ()
    could_group = len(rest) == 3 and 1 <= len(whole) <= 3 and whole.strip("0") != ""
    if not could_group:
        return (as_decimal,)
    as_group = Decimal(whole + rest)
    if has_arabic_sign:
        return (as_decimal,) if sign == "." else (as_group,)
    groups_here = sign in lexicon.groupings and lexicon.decimals[0] != sign if lexicon else False
    if lexicon is None:
        groups_here = sign == ","
    return (as_group, as_decimal) if groups_here else (as_decimal, as_group)


def _groups_fit(plain: str, sign: str) -> bool:
    first, *rest = plain.split(sign)
    if sign == "·" or not 1 <= len(first) <= 3:
        return False
    indian = len(rest[-1]) == 3 and all(len(group) == 2 for group in rest[:-1])
    return indian or all(len(group) == 3 for group in rest)


def _grouped(plain: str, sign: str) -> Decimal:
    return Decimal(plain.replace(sign, ""))
