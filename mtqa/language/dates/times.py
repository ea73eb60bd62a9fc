"""Find the times of day of a text, in figures and in Arabic and English words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtqa.language.dates.mention import TimeMention
from mtqa.language.numbers.find import find_numbers
from mtqa.language.numbers.mention import NumberKind, NumberMention

_ZONE = re.compile(
    r"\s*\(?(?P<zone>(?:GMT|UTC|MSK|CET|CEST|BST|EET|EEST|IST|EST|EDT|ET|PST|PDT|PT|CST|CDT|JST)"
    r"(?:\s?[+-]\s?\d{1,2}(?::\d{2})?)?(?!\w)"
    r"|(?:\(?بتوقيت|بالتوقيت|توقيت)\s+[^\W\d]+(?:\s+(?:المتحدة|الصيفي))?"
    r"|[Ll]ocal time|[A-Z][a-z]+ time"
    r"|по (?:Гринвичу|Москве|московскому времени|местному времени|Киеву))"
)
_ZONE_NAMES = {
    "غرينتش": "UTC", "جرينتش": "UTC", "غرينيتش": "UTC", "gmt": "UTC", "utc": "UTC",
    "гринвичу": "UTC", "المحلي": "local", "local time": "local", "местному времени": "local",
    "greenwich time": "UTC", "москве": "MSK", "moscow time": "MSK", "московскому времени": "MSK",
    "موسكو": "MSK",
}  # fmt: skip
_HALF_DAY_BEHIND = re.compile(
    r"[\s،,]*(?:(?P<am>صباح[اًا]*|فجر[اًا]*|утра|ночи|in the morning|morgens|du matin|de la mañana|"
    r"da manhã|rano|בבוקר|صبح|בוקר)"
    r"|(?P<pm>مساء[ًا]*|ظهر[اًا]*|عصر[اًا]*|ليل[اًا]*|بعد الظهر|вечера|дня|"
    r"in the (?:afternoon|evening)|at night|abends|nachmittags|du soir|de l['’]après-midi|"
    r"de la (?:tarde|noche)|da (?:tarde|noite)|בערב|אחר הצהריים|عصر|شب))(?!\w)"
)
_SPOKEN_BEFORE = re.compile(
    r"(?:ال)?ساعة\s+(?:ال)?$|\bat\s+$|\b[Uu]m\s+$|\b(?:[aà]|às|las?)\s+$|(?<!\w)[вВо]\s+$|saat\s+$|ساعت\s+$|בשעה\s+$"
)
_QUARTERS = re.compile(
    r"\s+(?:و(?P<plus>النصف|نصف|الربع|ربع|الثلث|ثلث|عشر دقائق)"
    r"|إلا\s+(?P<minus>ربعا?ً?|الربع|ثلثا?ً?))"
)
_PARTS = {"نصف": 30, "ربع": 15, "ثلث": 20, "عشر دقائق": 10}
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
    return tuple(_times(text, numbers))


def _times(text: str, numbers: tuple[NumberMention, ...]) -> Iterator[TimeMention]:
    for number in numbers:
        if number.kind is NumberKind.TIME:
            minutes = int(number.values[0])
            known = len(number.values) == 1
            yield _complete(text, number.start, number.end, minutes, known)
            continue
        value = number.value
        if number.kind not in (NumberKind.CARDINAL, NumberKind.ORDINAL) or value is None:
            continue
        if not 0 <= value <= _LAST_HOUR or value != int(value):
            continue
        spoken = _SPOKEN_BEFORE.search(text, max(0, number.start - 12), number.start)
        arabic_hour = spoken is not None and "ساعة" in spoken[0]
        if spoken is None or not (arabic_hour or _HALF_DAY_BEHIND.match(text, number.end)):
            continue
        minutes, end = _with_quarter(text, int(value) % _LAST_HOUR * 60, number.end)
        yield _complete(text, number.start, end, minutes, known=False)


def _with_quarter(text: str, minutes: int, end: int) -> tuple[int, int]:
    part = _QUARTERS.match(text, end)
    if part is None:
        return minutes, end
    name = (part["plus"] or part["minus"]).removeprefix("ال").rstrip("ًا")
    step = _PARTS[name]
    return (minutes + (step if part["plus"] else -step)) % 1440, part.end()


def _complete(text: str, start: int, end: int, minutes: int, known: bool) -> TimeMention:
    half = None if known else _HALF_DAY_BEHIND.match(text, end)
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
