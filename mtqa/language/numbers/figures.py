"""What digits are before they are numbers: dates, times of day, fractions and identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from mtqa.language.numbers import arabic
from mtqa.language.numbers.digits import ascii_digits
from mtqa.language.numbers.mention import NumberKind, NumberMention

SKIPPED = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.\w+|[#@]\w*[^\W\d]\w*|\b[a-z\d-]+\.(?:com|org|net)\b",
    re.IGNORECASE,
)
"""Addresses, handles and hashtags: digits in them are no numbers."""

_VULGAR = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "0.3333333333", "⅔": "0.6666666667",
           "⅛": "0.125", "⅕": "0.2"}  # fmt: skip
_NAME_ENDINGS = ("G", "D")
"""Capitals after a figure that are no unit: 5G, 3D."""
_CURRENCY_SIGNS = tuple("$€£¥₹₪₽₴₺")
_CASED = r"A-Za-zÀ-ɏͰ-Ͽа-яА-ЯёЁіІїЇєЄґҐ"
_AFTER_HOUR = (
    r"[:：](?P<minute>[0-5]\d)(?P<half>\s?[ap]\.?\s?m\b\.?)?",
    r"\.(?P<minute>[0-5]\d)(?P<half>\s?[ap]\.?\s?m\b\.?)",
    r"(?P<half>\s?[ap]\.?m\b\.?)",
    r"[.:](?P<minute>[0-5]\d)(?=\s?(?:Uhr|uur)\b)",
    r"(?=\s?(?:Uhr|uur|o['’]clock)\b)",
    r"\s?[hH]\s?(?P<minute>[0-5]\d)\b",
    r"h(?![\w/])",
    r"(?P<minute>[0-5]\d)(?=\s?(?:GMT|UTC)\b)",
    r"\s?[時时]\s?(?:(?P<minute>[0-5]?\d)分|(?P<past>半))?(?!間)",
    r"\s?[点點](?:(?P<minute>[0-5]?\d)分|(?P<past>半))?(?![\d一-九])",
    r"\s?시(?!간)(?:\s?(?P<minute>[0-5]?\d)분|\s?(?P<past>반))?",
)
"""What makes a figure the hour of a time of day: its minutes, the half of the day, half past."""


def _any_of(patterns: Sequence[str]) -> str:
    """Return a pattern that fits where one of them does; their groups get its number."""
    return "|".join(
        pattern.replace("(?P<", f"(?P<at{number}_") for number, pattern in enumerate(patterns)
    )


_STRUCTURED = re.compile(
    r"(?<![\d.,])(?:"
    r"(?P<date>\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}(?P<sep>[-/.])\d{1,2}(?P=sep)(?:\d{4}|\d{2}))"
    r"|(?P<long>\d+(?:[-‑:.]\d+){2,}|\+?\d{2,4}[- ]\d{3,4}[- ]\d{3,4})"
    rf"|(?P<clock>(?P<hour>[01]?\d|2[0-4])(?:{_any_of(_AFTER_HOUR)}))"
    r"|(?P<fraction>(?:(?P<units>\d{1,3})[ \u00a0](?=[1-9][/⁄](?:[2-9]|10)(?!\d)))?"
    r"(?P<above>\d{1,2})[/⁄](?P<below>\d{1,2}))(?!\d)"
    r")(?![\d])"
    rf"|(?P<whole>\d+)?\s?(?P<vulgar>[{''.join(_VULGAR)}])",
    re.IGNORECASE,
)
_HALF_DAY_BEFORE = re.compile(
    r"(?P<am>上午|早上|凌晨|清晨|午前|오전)|(?P<pm>下午|晚上|傍晚|中午|午後|夜|오후)"
)
_LETTERS_BEFORE = re.compile(rf"(?<!\w)[{_CASED}][\w]*[-‑–]?$|(?<!\w)[^\W\d_]{{2,}}[-‑]$")
_LETTERS_AFTER = re.compile(rf"[-‑]?[{_CASED}]+\d*(?!\w)")


def structured_figures(text: str) -> Iterator[NumberMention]:
    """Yield the dates, times, fractions and long identifiers that are written in digits."""
    for match in _STRUCTURED.finditer(ascii_digits(text)):
        start, end = match.span()
        span = text[start:end]
        if match["vulgar"]:
            value = Decimal(ascii_digits(match["whole"] or "0")) + Decimal(_VULGAR[match["vulgar"]])
            kind = NumberKind.CARDINAL if match["whole"] else NumberKind.FRACTION
            yield NumberMention(start, end, span, (value,), kind)
        elif match["date"]:
            if _plausible_date(match["date"]):
                yield NumberMention(start, end, span, (), NumberKind.DATE)
        elif match["clock"]:
            yield NumberMention(start, end, span, _minutes(match, text), NumberKind.TIME)
        elif match["long"]:
            if not _is_grouped(match["long"]):
                yield NumberMention(start, end, span, digit_groups(span), NumberKind.IDENTIFIER)
        elif fraction := _fraction(match["above"], match["below"]):
            units = Decimal(ascii_digits(match["units"] or "0"))
            kind = NumberKind.CARDINAL if units else NumberKind.FRACTION
            yield NumberMention(start, end, span, (units + fraction,), kind)
        else:
            yield NumberMention(start, end, span, digit_groups(span), NumberKind.IDENTIFIER)


def digit_groups(span: str) -> tuple[Decimal, ...]:
    """Return the runs of digits in an identifier as numbers, in order."""
    return tuple(Decimal(group) for group in re.findall(r"\d+", ascii_digits(span)))


def identifier_span(text: str, start: int, end: int, suffixes: frozenset[str]) -> tuple[int, int]:
    """Return the span of the name around a figure, or the figure's own if it is in none.

    `suffixes` are the letters that may follow a figure without making it a name: ordinal
    endings, scales and units.
    """
    if text[start - 1 : start] in _CURRENCY_SIGNS and start:
        return start, end
    before = _LETTERS_BEFORE.search(text, max(0, start - 24), start)
    if before is not None and _is_name(before[0], text[start - 1]):
        start = before.start()
    after = _LETTERS_AFTER.match(text, end)
    if after is not None:
        letters = after[0].lstrip("-‑")
        capitals = letters.isupper() and letters.isascii()
        if letters != after[0]:  # with a hyphen: "2-A", but not "25-year"
            part_of_name = capitals and len(letters) <= 2
        else:
            unknown = letters.isascii() and letters.lower() not in suffixes
            part_of_name = unknown or letters in _NAME_ENDINGS
        if part_of_name:
            end = after.end()
    return start, end


def _is_name(letters: str, last: str) -> bool:
    if last in "-‑–":
        word = letters[:-1]
        cased = any(c.isupper() for c in word)
        uncased_script = word.lower() == word.upper()
        return cased or (uncased_script and not _is_proclitic(word)) or word == "covid"
    # A lower-case word runs into its number by mistake, mostly; a name has a capital.
    return letters[0].isascii() or not letters.islower()


def _is_proclitic(word: str) -> bool:
    """Whether an Arabic or Hebrew word before a hyphen is only a preposition or article."""
    if "\u0590" <= word[0] <= "\u05ff":
        return len(word) <= 2
    return word.rstrip("ـ") in arabic.PROCLITICS


def _plausible_date(figures: str) -> bool:
    parts = [int(p) for p in re.findall(r"\d+", ascii_digits(figures))]
    if parts[0] > 31:
        return 1 <= parts[1] <= 12 and 1 <= parts[2] <= 31
    return 1 <= min(parts[:2]) <= 12 and 1 <= max(parts[:2]) <= 31


def _is_grouped(figure: str) -> bool:
    return re.fullmatch(r"\d{1,3}(?:(?:\.\d{3})+|(?: \d{3})+)", figure) is not None


def _fraction(above: str, below: str) -> Decimal | None:
    numerator, denominator = Decimal(ascii_digits(above)), Decimal(ascii_digits(below))
    if 0 < numerator < denominator <= 10:
        return numerator / denominator
    return None


def _minutes(match: re.Match[str], text: str) -> tuple[Decimal, ...]:
    hour = int(match["hour"])
    told = {
        name.partition("_")[2]: part
        for name, part in match.groupdict().items()
        if part and name.startswith("at")
    }
    minute = int(told.get("minute", 30 if "past" in told else 0))
    half = told.get("half", "").strip().lower()
    before = _HALF_DAY_BEFORE.search(text, max(0, match.start() - 3), match.start())
    if before is not None:
        half = before.lastgroup or ""
    total = (hour % 24) * 60 + minute
    if half:
        total = (hour % 12) * 60 + minute + (720 if half.startswith("p") else 0)
        return (Decimal(total),)
    if 1 <= hour <= 12:
        return (Decimal(total), Decimal((total + 720) % 1440))
    return (Decimal(total),)
