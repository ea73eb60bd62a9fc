"""What languages are called in English, from CLDR."""

from __future__ import annotations

from functools import cache


@cache
def language_name(tag: str | None) -> str:
    """Return the English name of a BCP 47 tag; the tag itself if it has none."""
    if not tag:
        return "unknown language"
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(tag, sep="-").get_display_name("en") or tag
    except (UnknownLocaleError, ValueError):
        return tag
