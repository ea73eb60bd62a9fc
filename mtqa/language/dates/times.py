"""Find the times of day of a text, in figures and in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from mtqa.language.dates.clock import LONGEST, Clock, clock_of
from mtqa.language.dates.mention import TimeMention
from mtqa.language.numbers.find import find_numbers
from mtqa.language.numbers.mention import NumberKind, NumberMention

_ZONE = re.compile(
    r"\s*\(?(?P<zone>(?:GMT|UTC|MSK|CET|CEST|BST|EET|EEST|IST|EST|EDT|ET|PST|PDT|PT|CST|CDT|JST)"
    r"(?:\s?[+-]\s?\d{1,2}(?::\d{2})?)?(?!\w)"
    r"|(?:\(?بتوقيت|بالتوقيت|توقيت)\s+[^\W\d]+(?:\s+(?:المتحدة|الصيفي))?"
    r"|[Ll]ocal time|[A-Z][a-z]+ time"
    r"|по (?:Гринвичу|Москве|московскому времени|местному времени|Киеву)|мск(?!\w))"
)
_ZONE_NAMES = {
    "غرينتش": "UTC", "جرينتش": "UTC", "غرينيتش": "UTC", "gmt": "UTC", "utc": "UTC",
    "гринвичу": "UTC", "المحلي": "local", "local time": "local", "местному времени": "local",
    "greenwich time": "UTC", "москве": "MSK", "moscow time": "MSK", "московскому времени": "MSK",
    "موسكو": "MSK", "мск": "MSK",
}  # fmt: skip
_HALF_DAY_BEHIND = re.compile(
    r"[\s،,]*(?:(?P<am>صباح[اًا]*|فجر[اًا]*|утра|ночи|in the morning|morgens|du matin|de la mañana|"
    r"da manhã|rano|בבוקר|صبح|בוקר)"
    r"|(?P<pm>مساء[ًا]*|ظهر[اًا]*|عصر[اًا]*|ليل[اًا]*|بعد الظهر|вечера|дня|"
    r"in the (?:afternoon|evening)|at night|abends|nachmittags|du soir|de l['’]après-midi|"
    r"de la (?:tarde|noche)|da (?:tarde|noite)|בערב|אחר הצהריים|عصر|شب))(?!\w)"
)
_DOTTED = re.compile(r"(\d{1,2})\.([0-5]\d)")
_COUNTED = re.compile(
    r"\s?(?:[%€$£°]|mil|mln|mld|euro|dol|puntos|punti|por ciento|per cento|процент|руб|евро|долл)"
)
"""What makes a figure with a dot no time: 19.30 euros."""
_HOURS_BEFORE_HALF_DAY = re.compile(r"\s?(?:Uhr|uur|[Hh]eures?|[Hh]oras?|час(?:а|ов)?|o['’]clock)")
_LAST_HOUR = 24


def find_times(
    text: str, language: str | None, *, numbers: tuple[NumberMention, ...] | None = None
) -> tuple[TimeMention, ...]:
    """Return the times of day of a text in order.

    Args:
        text: Any text.
        language: BCP 47 tag of the text.
        numbers: What `find_numbers` found in it, if that was done before.
    """
    if numbers is None:
        numbers = find_numbers(text, language)
    return tuple(_times(text, numbers, clock_of(language)))


def _times(text: str, numbers: tuple[NumberMention, ...], clock: Clock) -> Iterator[TimeMention]:
    for number in numbers:
        if number.kind is NumberKind.TIME:
            minutes = int(number.values[0])
            known = len(number.values) == 1
            yield _complete(text, number.start, number.end, minutes, known)
        elif number.kind in (NumberKind.CARDINAL, NumberKind.ORDINAL):
            told = _told(text, number, clock)
            if told is not None:
                yield _complete(text, *told, known=False)


def _told(text: str, number: NumberMention, clock: Clock) -> tuple[int, int, int] | None:
    """Return start, end and minutes of the time of which a number is the hour, None if of none."""
    least = max(0, number.start - LONGEST)
    ahead = _first((p.search(text, least, number.start), n) for p, n in clock.ahead)
    before = clock.before and clock.before.search(text, least, number.start)
    at = ahead or (clock.at and clock.at.search(text, least, number.start))
    after = clock.hours.match(text, number.end) if clock.hours and at else None
    if clock.dotted and (dotted := _DOTTED.fullmatch(number.text)) is not None:
        minutes = _dotted_minutes(dotted) if before or after else None
        counted = _COUNTED.match(text, number.end)
        return None if minutes is None or counted else (number.start, number.end, minutes)
    if not _is_hour(number) or not (ahead or before):
        return None
    hour = number.values[0]
    end = after.end() if after else number.end
    behind = _first((p.match(text, end), n) for p, n in clock.behind)
    sure = clock.sure and clock.sure.search(text, least, number.start)
    told = ahead or after or behind or sure or hour % 1
    if not (told or _HALF_DAY_BEHIND.match(text, end)):
        return None
    start, shift = (ahead[0].start(), ahead[1]) if ahead else (number.start, 0)
    if behind:
        end, shift = behind[0].end(), shift + behind[1]
    return start, end, (int(hour * 60) + shift) % (_LAST_HOUR * 60)


def _dotted_minutes(figures: re.Match[str]) -> int | None:
    hour, minute = int(figures[1]), int(figures[2])
    return hour % _LAST_HOUR * 60 + minute if hour <= _LAST_HOUR else None


def _is_hour(number: NumberMention) -> bool:
    """Whether a number may be an hour, with its half or quarter where it is in words."""
    value = number.value
    if value is None or not 0 <= value < _LAST_HOUR:
        return False
    return value % 1 == 0 or (number.spelled and value * 4 % 1 == 0)


def _first(
    tried: Iterable[tuple[re.Match[str] | None, int]],
) -> tuple[re.Match[str], int] | None:
    """Return the first match, with its minutes."""
    return next(((match, minutes) for match, minutes in tried if match), None)


def _complete(text: str, start: int, end: int, minutes: int, known: bool) -> TimeMention:
    hours = _HOURS_BEFORE_HALF_DAY.match(text, end)
    half = None if known else _HALF_DAY_BEHIND.match(text, hours.end() if hours else end)
    if half is not None:
        end = half.end()
        hour = minutes // 60 % 12 + (12 if half["pm"] else 0)
        minutes, known = hour * 60 + minutes % 60, True
    known = known or minutes >= 13 * 60 or minutes < 60
    zone = None
    if (match := _ZONE.match(text, end)) is not None:
        end = match.end()
        zone = _zone_name(match["zone"])
    return TimeMention(start, end, text[start:end], minutes // 60, minutes % 60, known, zone)


def _zone_name(zone: str) -> str:
    plain = zone.lower().strip("( ")
    for name, code in _ZONE_NAMES.items():
        if name in plain:
            offset = re.search(r"[+-]\s?\d{1,2}(?::\d{2})?", plain)
            return code + (offset[0].replace(" ", "") if offset else "")
    return zone.strip("( ")
