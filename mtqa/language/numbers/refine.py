"""What stands around a number and tells its kind: percent, ordinal, century, range, score."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from mtqa.language.numbers.lexicon import Lexicon
from mtqa.language.numbers.mention import NumberKind, NumberMention

_PERCENT_SIGN = r"[%٪％]"
_DASH = re.compile(r"\s?[-‐‑–—~〜～]\s?|[至到]|から|에서")
_COLON = re.compile(r"\s?[:：]\s?")
_POINTS = re.compile("point|punkt|пункт|نقط|punt[io]|ponto", re.IGNORECASE)
_SCALES = (Decimal(10**12), Decimal(10**9), Decimal(10**6), Decimal(10**3))
_PLAIN = (NumberKind.CARDINAL, NumberKind.YEAR, NumberKind.PERCENT, NumberKind.ORDINAL)
_ROMAN = re.compile(r"(?<!\w)([IVX]{1,6})(?:e|ème|º)?(?!\w)")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
_HIGHEST_SCORE = 150
_LONGEST_LINK = 8
_OLDEST = 120
_FIRST_YEAR, _LAST_YEAR = 1000, 2100
_FIRST_SOLAR, _LAST_SOLAR = 1250, 1450
"""Years of the Persian calendar in which news is set: 1871 to 2072."""
_WINDOW = 12
"""Characters before a number that can tell its kind."""
_OPENING = 16
"""Characters before a number that can open a range: "zwischen den "."""
_QUARTERS_OF_A_YEAR = re.compile(r"(?<!\w)(?:first|last|past|next|previous|these|those)\s$", re.I)
_DECADE_ENDING = re.compile(r"['’]?s(?![^\W\d_])|er(?!\w)|年代")


class _Surroundings:
    """The compiled expressions for what one language writes around numbers."""

    def __init__(self, lexicon: Lexicon | None) -> None:
        forms = lexicon.forms if lexicon is not None else {}
        end = "" if forms.get("unspaced") else r"(?!\w)"
        after = _words(forms.get("percent"))
        sign = rf"\s?{_PERCENT_SIGN}"
        self.percent = re.compile(
            rf"{sign}|[\s-]{{0,2}}(?:{after}){end}" if after else sign, re.IGNORECASE
        )
        before = _words(forms.get("percent_before"))
        self.percent_before = re.compile(
            rf"(?:(?<!\w)(?:{before})\s|{_PERCENT_SIGN}\s?)$" if before else rf"{_PERCENT_SIGN}$",
            re.IGNORECASE,
        )
        suffixes = "|".join(
            re.escape(s)
            for s in sorted(str(forms.get("ordinal_suffixes", "")).split(), key=len)[::-1]
        )
        self.ordinal = re.compile(rf"[-‑]?(?:{suffixes})(?!\w)") if suffixes else None
        self.year_offsets = [Decimal(n) for n in str(forms.get("year_offsets", "")).split()]
        self.centuries = _after(forms.get("centuries"), end)
        self.counts_centuries = not forms.get("unspaced")
        self.centuries_before = _before(forms.get("centuries_before"))
        self.ages = _after(forms.get("ages"), end)
        self.ages_before = _before(forms.get("ages_before"))
        self.to = _between(forms.get("to"))
        self.openings = {
            str(word).replace("_", " "): str(link)
            for word, link in forms.get("between", {}).items()
        }
        articles = _words(forms.get("between_articles"))
        article = rf"(?<!\w)(?:{articles})\s*$"
        self.article = re.compile(article, re.IGNORECASE) if articles else None


def _words(forms: object) -> str:
    if not forms:
        return ""
    longest_first = sorted(str(forms).split(), key=len, reverse=True)
    return "|".join(
        re.escape(form.replace("_", " ")).replace(r"\ ", r"[\s-]") for form in longest_first
    )


def _after(forms: object, end: str) -> re.Pattern[str] | None:
    words = _words(forms)
    return re.compile(rf"[\s.\-‑]{{0,2}}(?:{words}){end}", re.IGNORECASE) if words else None


def _before(forms: object) -> re.Pattern[str] | None:
    words = _words(forms)
    return re.compile(rf"(?:{words})[\s\-]{{1,2}}(?:ה-)?$", re.IGNORECASE) if words else None


def _between(forms: object) -> re.Pattern[str] | None:
    words = _words(forms)
    return re.compile(rf"\s(?:{words})\s", re.IGNORECASE) if words else None


@lru_cache(maxsize=64)
def _surroundings(lexicon: Lexicon | None) -> _Surroundings:
    return _Surroundings(lexicon)


def refine(
    text: str, mentions: Sequence[NumberMention], lexicon: Lexicon | None
) -> tuple[NumberMention, ...]:
    """Return the mentions with their kinds, ranges and scores joined, Roman centuries added."""
    around = _surroundings(lexicon)
    refined = [_kind(text, mention, around) for mention in mentions]
    if around.centuries or around.centuries_before:
        refined = _with_roman_centuries(text, refined, around)
    joined: list[NumberMention] = []
    for mention in refined:
        pair = _pair(text, joined[-1], mention, around) if joined else None
        if pair is not None:
            joined[-1] = pair
        elif not joined or mention.start >= joined[-1].end:
            joined.append(mention)
    return tuple(joined)


def _kind(text: str, mention: NumberMention, around: _Surroundings) -> NumberMention:
    if mention.kind not in (NumberKind.CARDINAL, NumberKind.ORDINAL, NumberKind.FRACTION):
        return mention
    before = text[max(0, mention.start - _WINDOW) : mention.start]
    if (sign := around.percent.match(text, mention.end)) is not None:
        return _extended(text, mention, mention.start, sign.end(), NumberKind.PERCENT)
    if (sign := around.percent_before.search(before)) is not None:
        start = mention.start - len(sign[0])
        return _extended(text, mention, start, mention.end, NumberKind.PERCENT)
    if mention.kind is NumberKind.FRACTION and _QUARTERS_OF_A_YEAR.search(before):
        return _counted_quarters(mention)
    if not mention.spelled:
        mention = _figure_kind(text, mention, around)
    named = mention.spelled or mention.kind is NumberKind.ORDINAL
    counted = mention.kind is NumberKind.CARDINAL and mention.spelled and around.counts_centuries
    after = None if counted else around.centuries  # "three centuries" last 300 years
    if _beside(text, mention, before, after, around.centuries_before if named else None):
        return replace(mention, kind=NumberKind.CENTURY, weak=False)
    young = mention.value is not None and mention.value < _OLDEST
    if mention.kind is not NumberKind.CARDINAL or not young:
        return mention
    aged = _beside(text, mention, before, around.ages, around.ages_before)
    return replace(mention, kind=NumberKind.AGE) if aged else mention


def _counted_quarters(mention: NumberMention) -> NumberMention:
    """Return "three quarters" as the three of "the first three quarters" of a year."""
    if not mention.text.endswith("quarters"):
        return mention
    return replace(mention, values=(mention.values[0] * 4,), kind=NumberKind.CARDINAL)


def _beside(
    text: str,
    mention: NumberMention,
    before: str,
    after: re.Pattern[str] | None,
    ahead: re.Pattern[str] | None,
) -> bool:
    """Whether one of the words stands right behind or right before the number."""
    if after is not None and after.match(text, mention.end):
        return True
    return ahead is not None and ahead.search(before) is not None


def _extended(
    text: str, mention: NumberMention, start: int, end: int, kind: NumberKind
) -> NumberMention:
    return replace(mention, start=start, end=end, text=text[start:end], kind=kind, weak=False)


def _figure_kind(text: str, mention: NumberMention, around: _Surroundings) -> NumberMention:
    """Tell decades, ordinals and years from other whole numbers in digits."""
    end, digits = mention.end, mention.text
    if not digits.isdecimal():
        return mention
    decade = _DECADE_ENDING.match(text, end)
    if decade is not None and (len(digits) == 4 or digits[-1] in "0٠۰０"):
        return _decade(text, mention, decade.end())
    suffix = around.ordinal.match(text, end) if around.ordinal is not None else None
    if suffix is not None and (suffix[0] != "." or _dot_is_ordinal(text, suffix.end())):
        return _extended(text, mention, mention.start, suffix.end(), NumberKind.ORDINAL)
    if len(digits) == 4 and _FIRST_YEAR <= mention.values[0] <= _LAST_YEAR:
        return replace(mention, kind=NumberKind.YEAR, values=_years(mention.values[0], around))
    return mention


def _years(year: Decimal, around: _Surroundings) -> tuple[Decimal, ...]:
    """Return what a year may be: where years are counted otherwise, those that it falls into."""
    if not _FIRST_SOLAR <= year <= _LAST_SOLAR:
        return (year,)
    return (year, *(year + offset for offset in around.year_offsets))


def _decade(text: str, mention: NumberMention, end: int) -> NumberMention:
    value = mention.values[0]
    other = value % 100 if value >= 1800 else value + 1900 if value < 100 else value
    return replace(
        mention, end=end, text=text[mention.start : end], values=(value, other),
        kind=NumberKind.DECADE,
    )  # fmt: skip


def _dot_is_ordinal(text: str, end: int) -> bool:
    """A dot after a figure makes it ordinal when the sentence goes on in a word."""
    return text[end : end + 1].isspace() and text[end + 1 : end + 2].isalpha()


def _with_roman_centuries(
    text: str, mentions: list[NumberMention], around: _Surroundings
) -> list[NumberMention]:
    found = []
    for match in _ROMAN.finditer(text):
        after = around.centuries is not None and around.centuries.match(text, match.end())
        before = around.centuries_before is not None and around.centuries_before.search(
            text, max(0, match.start() - 12), match.start()
        )
        if after or before:
            value = Decimal(roman_value(match[1]))
            found.append(
                NumberMention(match.start(), match.end(), match[0], (value,), NumberKind.CENTURY)
            )
    return sorted(mentions + found, key=lambda m: m.start) if found else mentions


def roman_value(numeral: str) -> int:
    """Return the value of a Roman numeral made of I, V and X."""
    values = [_ROMAN_VALUES[c] for c in numeral]
    following = [*values[1:], 0]
    return sum(-a if a < b else a for a, b in zip(values, following, strict=True))


def _pair(
    text: str, first: NumberMention, second: NumberMention, around: _Surroundings
) -> NumberMention | None:
    """Return the range or score that two neighbours form, None if they form none."""
    if first.kind not in _PLAIN or second.kind not in (*_PLAIN, NumberKind.AGE):
        return None
    if not first.values or not second.values or first.approximate or second.approximate:
        return None
    gap = text[first.end : second.start]
    if len(gap) > _LONGEST_LINK:
        return None
    low, high = first.values[0], second.values[0]
    figures = not first.spelled and not second.spelled
    dash = _DASH.fullmatch(gap) is not None
    small = max(low, high) <= _HIGHEST_SCORE
    if figures and (_COLON.fullmatch(gap) or (dash and small and (low >= high or not low))):
        if not small or second.kind is NumberKind.PERCENT:
            return None
        return _joined(text, first, second, NumberKind.SCORE, (low,), high)
    if gap == "/" and figures and _FIRST_YEAR <= low <= _LAST_YEAR and high < 100:
        dash = True  # the season 1995/96
    worded = around.to is not None and around.to.fullmatch(gap) is not None
    if worded and not _same_scale(first, second):
        return None
    if not dash and not worded and not _opened(text, first, gap, around):
        return None
    lows, high = _range_ends(first, second, dash and figures)
    return _joined(text, first, second, NumberKind.RANGE, lows, high)


def _same_scale(first: NumberMention, second: NumberMention) -> bool:
    """Whether "from … to" may join two: "rose 25 percent to 12 billion" is no range.

    Nor is "by two percentage points to 19 percent".
    """
    if first.kind is not NumberKind.PERCENT:
        return True
    points = [_POINTS.search(mention.text) is not None for mention in (first, second)]
    return second.kind is NumberKind.PERCENT and points[0] == points[1]


def _range_ends(
    first: NumberMention, second: NumberMention, dash: bool
) -> tuple[tuple[Decimal, ...], Decimal]:
    """Return the readings of the lower end and the upper one: 2014-15, 5 to 10 million."""
    low, high = first.values[0], second.values[0]
    if dash and 0 < low < 100 and _FIRST_YEAR <= high <= _LAST_YEAR:
        return (high,), low + high - high % 100  # 53-1950, turned round in right-to-left text
    if not first.spelled and _FIRST_YEAR <= low <= _LAST_YEAR and 0 < high < 100:
        return first.values, high + low - low % 100
    scale = next((s for s in _SCALES if high >= s), None)
    if scale is not None and second.spelled and low < 1000:
        return (low * scale, low), high
    return first.values, high


def _opened(text: str, first: NumberMention, gap: str, around: _Surroundings) -> bool:
    before = text[max(0, first.start - _OPENING) : first.start].lower()
    if around.article is not None:  # tra i 60 e gli 80 milioni
        gap, before = around.article.sub("", gap), around.article.sub("", before)
    link = gap.strip()
    for opening, expected in around.openings.items():
        # In Arabic a conjunction may be joined on: وبين 5 و10.
        if link == expected and before.rstrip().endswith(opening):
            return True
    return False


def _joined(
    text: str,
    first: NumberMention,
    second: NumberMention,
    kind: NumberKind,
    values: tuple[Decimal, ...],
    high: Decimal,
) -> NumberMention:
    return NumberMention(
        first.start, second.end, text[first.start : second.end], values, kind,
        first.spelled or second.spelled, second=high,
        weak=first.weak and second.weak,
    )  # fmt: skip
