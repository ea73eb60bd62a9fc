"""Kept strings: addresses, handles and placeholders that must survive translation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Final

from mtqa.checks.inspection import Context, primary
from mtqa.checks.passage import Pair
from mtqa.checks.rule import Example, Scope, Suspicion, rule
from mtqa.mqm import Severity

_KINDS: Final[dict[str, re.Pattern[str]]] = {
    "web address": re.compile(r"(?:https?://|www\.)[\w\-./?=&%#~:@+,;]*[\w/=#]", re.ASCII),
    "e-mail address": re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII),
    "handle": re.compile(r"(?<![\w/.@])@\w{2,}"),
    "hashtag": re.compile(r"(?<![\w&/#])#[^\W\d][\w\u200c]*"),
    "placeholder": re.compile(
        r"\{\{?\s*[A-Za-z_][\w.]*\s*\}\}?|\{\d+\}|%\([a-z_]\w*\)[sd]|%[sd](?!\w)|\$\{\w+\}"
    ),
    "tag": re.compile(r"</?[a-zA-Z][\w-]*(?:\s+[\w-]+=(?:\"[^\"]*\"|'[^']*'))*\s*/?>"),
}

_SCHEME: Final = re.compile(r"(?:https?://)?(?:www\.)?(?<=[/.])")
"""What a web address begins with; at least one of both, by which it is told from other strings."""
_SEPARATOR: Final = re.compile(r"[./?&=#]+")
_NEEDLESS: Final = frozenset(("", "hl", "htm", "html", "index", "lang", "locale"))
"""Parts of an address that need not be there, or only say that a language follows."""


@rule(
    id="kept-strings",
    title="A web address, handle, hashtag or placeholder lost or changed",
    category="design-and-markup/link",
    severity=Severity.MAJOR,
    scope=Scope.PAIR,
    examples=[
        Example(
            "Read more at https://example.org/a2.",
            ("https://example.org/a2",),
            source="اقرأ المزيد على https://example.org/a1.",
        ),
        Example("Write to us.", ("",), source="راسلونا على news@example.org."),
        Example("See https://example.org.", (), source="انظر https://example.org/."),
        Example(
            "See https://example.org/guide.html.",
            (),
            source="Voir http://www.example.org/guide.fr.html.",
            source_language="fr",
            why="the same page in another language",
        ),
        Example("{count} people came.", (), source="حضر {count} شخصا."),
        Example("She wrote on @alnews.", (), source="كتبت على @alnews."),
        Example("The tag #Gaza led.", (), source="تصدر وسم #غزة.", why="hashtags are translated"),
    ],
)
def kept_strings(pair: Pair, context: Context) -> Iterator[Suspicion]:
    """Strings that a translation takes over unchanged: links, addresses, placeholders, tags.

    Hashtags may be translated, so only their number is compared. Web addresses may lead to the same
    page in the language of the translation.
    """
    tags = primary(context.language), primary(context.source_language)
    languages = {tag for tag in tags if tag}
    for kind, pattern in _KINDS.items():
        in_source = list(pattern.finditer(pair.source.text))
        in_target = list(pattern.finditer(pair.target.text))
        if not in_source and (not in_target or kind in ("hashtag", "handle", "web address")):
            continue
        if kind == "hashtag":
            if len(in_target) >= len(in_source):
                continue
            lost, extra = in_source[len(in_target) :], []
        else:
            lost = _without(in_source, in_target, languages)
            extra = _without(in_target, in_source, languages)
        category = "design-and-markup/markup-tag" if kind in ("placeholder", "tag") else None
        for index, match in enumerate(lost):
            place = extra[index] if index < len(extra) else None
            start, end = place.span() if place else (len(pair.target.text),) * 2
            what = f"became “{place[0]}”" if place else "is missing"
            yield Suspicion(
                start,
                end,
                f"The {kind} “{match[0]}” of the source {what}.",
                confidence=0.5 if kind == "hashtag" else 0.9,
                severity=Severity.MINOR if kind in ("hashtag", "handle") else None,
                category=category,
                source_start=match.start(),
                source_end=match.end(),
                suggestion=match[0] if place else None,
            )
        for match in extra[len(lost) :]:
            yield Suspicion(
                match.start(),
                match.end(),
                f"The {kind} “{match[0]}” is not in the source.",
                confidence=0.7,
                severity=Severity.MINOR,
                category=category,
            )


def _without(
    first: list[re.Match[str]], second: list[re.Match[str]], languages: Collection[str]
) -> list[re.Match[str]]:
    """Return the matches of `first` that have no equal in `second`, counted."""
    ours, theirs = ([_telling(m[0], languages) for m in side] for side in (first, second))
    left = Counter(theirs)
    missing = []
    for match, string in zip(first, ours, strict=True):
        if left[string]:
            left[string] -= 1
        else:
            missing.append(match)
    return missing


def _telling(string: str, languages: Collection[str]) -> str:
    """Return what tells a string from others: letter case does not, nor does a slash at the end.

    Of a web address neither the scheme does, nor what names one of the languages; an encyclopaedia
    has another title in each.
    """
    told = string.casefold().rstrip("/")
    address = _SCHEME.match(told)
    if address is None:
        return told
    language = f"(?:{'|'.join(sorted(languages))})(?:[-_][a-z]{{2}})?"
    page = re.sub(rf"^{language}\.(wik\w+\.org/wiki/).*", r"\1", told[address.end() :])
    parts = _SEPARATOR.split(page)
    return "/".join(
        part for part in parts if not (part in _NEEDLESS or re.fullmatch(language, part))
    )
