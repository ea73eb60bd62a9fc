"""Find the dates of a text and resolve them where that is certain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from mtqa.language.dates import hijri
from mtqa.language.dates import lexicon as lexicons
from mtqa.language.dates.lexicon import DateLexicon
from mtqa.language.dates.mention import Calendar, DateMention, Relative
from mtqa.language.dates.numeric import find_numeric_dates
from mtqa.language.numbers.find import find_numbers
from mtqa.language.numbers.mention import NumberKind

_MONTH_GLUE = re.compile(r"\s*/\s*|\s*\(\s*|\s+[-–]\s+")
_CASE_ENDING = re.compile(r"['’]\w{1,6}")
_WINDOW = 24
_FIRST_YEAR, _LAST_YEAR = 1000, 2199
_DAY_LINKS = ("", "من", "de", "of", "d'")
"""Words between an ordinal in words and its month."""
_DAYS = {"day": 1, "week": 7}


def find_dates(
    text: str, language: str | None, *, article_date: date | None = None
) -> tuple[DateMention, ...]:
    """Return the dates of a text in order; they do not overlap.

    A date is a day, a month or a weekday, a combination of them with a year, or a relative
    expression ("yesterday", "قبل ثلاثة أيام"). A year alone is a number, not a date.

    Args:
        text: Any text.
        language: BCP 47 tag; without data for it only dates in figures are found.
        article_date: The day of writing, against which relative expressions and weekdays
            are resolved.
    """
    lexicon = lexicons.load(language) if language else None
    order = lexicon.order if lexicon else "dmy"
    found = list(find_numeric_dates(text, language, order))
    if lexicon is not None:
        found += _named(text, language or "", lexicon)
        found += _weekdays(text, lexicon)
        found += _relative(text, language or "", lexicon)
    found.sort(key=lambda mention: (mention.start, -mention.end))
    merged: list[DateMention] = []
    for mention in found:
        if not merged or mention.start >= merged[-1].end:
            merged.append(mention)
    return tuple(_resolve(mention, article_date) for mention in merged)


def _group(match: re.Match[str], letter: str) -> int:
    for name, value in match.groupdict().items():
        if value is not None and name[0] == letter:
            return int(name[1:])
    raise ValueError(f"no group {letter} in {match!r}")


def _named(text: str, language: str, lexicon: DateLexicon) -> Iterator[DateMention]:
    """Yield the dates with a month name, day and year around it included."""
    for pattern, calendar in (
        (lexicon.months, Calendar.GREGORIAN),
        (lexicon.hijri, Calendar.HIJRI),
    ):
        if pattern is None:
            continue
        last_end = -1
        for match in pattern.finditer(text):
            if match.start() >= last_end:
                mention = _around_month(text, language, match, lexicon, calendar)
                if mention is not None:
                    last_end = mention.end
                    yield mention


def _around_month(
    text: str, language: str, match: re.Match[str], lexicon: DateLexicon, calendar: Calendar
) -> DateMention | None:
    month = _group(match, "m")
    start, end = match.start(), _second_name(text, match, lexicon)
    if (ending := _CASE_ENDING.match(text, end)) is not None and language[:2] in ("tr", "uk"):
        end = ending.end()
    start, day = _day_before(text, language, start, lexicon)
    following = lexicon.day_behind.match(text, end) if lexicon.day_behind else None
    if day is None and following is not None:
        day, end = int(following["day"]), following.end()
    year_pattern = lexicon.hijri_year if calendar is Calendar.HIJRI else lexicon.year_behind
    year = None
    behind = year_pattern.match(text, end) if year_pattern is not None else None
    if behind is not None and _FIRST_YEAR <= int(behind["year"]) <= _LAST_YEAR:
        year, end = int(behind["year"]), behind.end()
    if day is not None and not 1 <= day <= 31:
        return None
    if day is None and year is None and _is_other_word(text, match, lexicon, calendar):
        return None
    return DateMention(start, end, text[start:end], year, month, day, calendar=calendar)


def _second_name(text: str, match: re.Match[str], lexicon: DateLexicon) -> int:
    """Return the end of the month name, with a second name of the same month ("مارس/آذار")."""
    glue = _MONTH_GLUE.match(text, match.end())
    if glue is None or lexicon.months is None:
        return match.end()
    second = lexicon.months.match(text, glue.end())
    if (
        second is None
        or match.re is not lexicon.months
        or _group(second, "m") != _group(match, "m")
    ):
        return match.end()
    closing = text[second.end() : second.end() + 1] == ")" and "(" in glue[0]
    return second.end() + int(closing)


def _day_before(
    text: str, language: str, start: int, lexicon: DateLexicon
) -> tuple[int, int | None]:
    window = max(0, start - _WINDOW)
    before = lexicon.day_before.search(text, window, start)
    if before is not None:
        return before.start("day"), int(before["day"])
    head = text[window:start]
    if not head.rstrip() or head.rstrip()[-1].isdigit():
        return start, None
    numbers = find_numbers(head, language)
    if not numbers or numbers[-1].kind is not NumberKind.ORDINAL or not numbers[-1].spelled:
        return start, None
    last, value = numbers[-1], numbers[-1].values[0]
    if head[last.end :].strip() in _DAY_LINKS and 1 <= value <= 31:
        return window + last.start, int(value)
    return start, None


def _is_other_word(
    text: str, match: re.Match[str], lexicon: DateLexicon, calendar: Calendar
) -> bool:
    """Whether a bare month name is more likely another word ("may", "march", "آب")."""
    ambiguous = lexicon.hijri_ambiguous if calendar is Calendar.HIJRI else lexicon.ambiguous
    name = match[_name(match)]
    if ambiguous is None or ambiguous.fullmatch(name) is None:
        return False
    if lexicon.evidence is None:
        return True
    before = text[max(0, match.start(_name(match)) - _WINDOW) : match.start(_name(match))]
    return lexicon.evidence.search(before) is None


def _name(match: re.Match[str]) -> str:
    return next(name for name, value in match.groupdict().items() if value is not None)


def _weekdays(text: str, lexicon: DateLexicon) -> Iterator[DateMention]:
    if lexicon.weekdays is None:
        return
    for match in lexicon.weekdays.finditer(text):
        weekday = _group(match, "w")
        name = match[_name(match)]
        ambiguous = lexicon.ambiguous_weekdays
        if ambiguous is not None and ambiguous.fullmatch(name):
            before = text[max(0, match.start() - _WINDOW) : match.start()]
            after = text[match.end() : match.end() + 2]
            known = lexicon.weekday_evidence is not None and lexicon.weekday_evidence.search(before)
            if not known and not re.match(r"[.,]?\s?\d", after):
                continue
        yield DateMention(
            match.start(), match.end(), match[0], weekday=weekday,
            relative=_last_or_next(text, match, lexicon),
        )  # fmt: skip


def _last_or_next(text: str, match: re.Match[str], lexicon: DateLexicon) -> Relative | None:
    for pattern, amount in ((lexicon.last, -1), (lexicon.next, 1)):
        if pattern is None:
            continue
        for around in pattern.finditer(
            text, max(0, match.start() - _WINDOW), match.end() + _WINDOW
        ):
            if around.start() <= match.start() and match.end() <= around.end():
                return Relative("week", amount)
    return None


def _relative(text: str, language: str, lexicon: DateLexicon) -> Iterator[DateMention]:
    if lexicon.relative is not None:
        for match in lexicon.relative.finditer(text):
            relative = lexicon.relatives[_group(match, "r")]
            yield DateMention(match.start(), match.end(), match[0], relative=relative)
    if lexicon.counted is not None:
        for match in lexicon.counted.finditer(text):
            name, count = next((n, v) for n, v in match.groupdict().items() if v is not None)
            direction, unit, _ = name.split("_")
            numbers = find_numbers(count, language)
            if not numbers or numbers[0].value is None or numbers[0].approximate:
                continue
            amount = int(numbers[0].value) * (-1 if direction == "ago" else 1)
            yield DateMention(match.start(), match.end(), match[0], relative=Relative(unit, amount))


def _resolve(mention: DateMention, article_date: date | None) -> DateMention:
    if mention.resolved is not None or mention.alternatives:
        return mention
    if mention.month is not None:
        return replace(mention, resolved=_full(mention))
    if article_date is None:
        return mention
    relative = mention.relative
    if mention.weekday is not None:
        return replace(mention, resolved=_weekday_near(mention.weekday, relative, article_date))
    if relative is None or relative.unit not in _DAYS:
        return mention
    if relative.unit == "week" and abs(relative.amount) <= 1:
        return mention  # "last week" is no day
    days = timedelta(days=_DAYS[relative.unit] * relative.amount)
    return replace(mention, resolved=article_date + days)


def _full(mention: DateMention) -> date | None:
    year, month, day = mention.year, mention.month, mention.day
    if year is None or month is None or day is None:
        return None
    if mention.calendar is Calendar.HIJRI:
        return hijri.to_gregorian(year, month, day)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _weekday_near(weekday: int, relative: Relative | None, article_date: date) -> date | None:
    """Resolve "last Tuesday" and "next Tuesday"; a bare weekday may be either."""
    if relative is None:
        return None
    if relative.amount < 0:
        return article_date - timedelta(days=(article_date.weekday() - weekday - 1) % 7 + 1)
    return article_date + timedelta(days=(weekday - article_date.weekday() - 1) % 7 + 1)
