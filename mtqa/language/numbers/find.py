"""Find the numbers of a text, whatever script or words they are written in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from mtqa.language.numbers import lexicon as lexicons
from mtqa.language.numbers.arabic_scores import find_scores
from mtqa.language.numbers.digits import FIGURE, FIGURE_SPACED, readings
from mtqa.language.numbers.figures import (
    SKIPPED,
    digit_groups,
    identifier_span,
    structured_figures,
)
from mtqa.language.numbers.hanzi import find_numerals
from mtqa.language.numbers.lexicon import Lexicon, Role
from mtqa.language.numbers.mention import NumberKind, NumberMention
from mtqa.language.numbers.refine import refine
from mtqa.language.numbers.tokens import Token
from mtqa.language.numbers.words import PhraseReader

_GAP = re.compile(r"[\s\u200b-\u200f]*[-‐‑]?[\s\u200b-\u200f]*")
_SCALES = tuple(Decimal(10) ** power for power in (3, 6, 9, 12))
_GREAT = 1000
"""Scale that may stand apart from its number."""
_HAS_DIGIT = re.compile(r"\d")
_LONGEST = 24
"""Characters of a figure that counts something; with more digits it numbers a bank account."""
_METRES = re.compile(r"[\d.,]+[mMkK]")
"""Millions, or metres, or kilobytes, or a part of a name: 500m, 3M, 16k."""
_CURRENCY_BEFORE = re.compile(r"[$€£¥₹₪₽₺]\s?$|\b[A-Z]{3}\s$")
_CJK = ("zh", "ja", "ko")
_SUFFIX_LIST = (
    "km m cm mm kg g mg t l ml cl dl ha kw mw gw kwh mwh gwh hz khz mhz ghz kb mb gb tb mph "
    "kph kmh ft in lb lbs oz yd mi k s hp ps min sec hrs hr h eur usd gbp am pm ltr sq cc ct "
    "cv ppm px mbps gbps th st nd rd er ers year years yr yrs day days week weeks month "
    "months percent pc per people million billion trillion thousand mln bn mn tn mrd mio tys "
    "tis mld bln mil md mds euro euros dollars lar ler x xx e re te ten de da ta dan tan ti"
)
_UNIT_SUFFIXES = frozenset(_SUFFIX_LIST.split())
"""Letters that may follow a figure directly without making it a name: units, scales, endings."""


def find_numbers(text: str, language: str | None) -> tuple[NumberMention, ...]:
    """Return the numbers of a text in order; they do not overlap.

    Args:
        text: Any text; digits of every script count.
        language: BCP 47 tag of the text, which decides on number words and on what "1.250"
            means. None, or a language without data: digits only, with both readings.
    """
    lexicon = _lexicon(language)
    primary = _primary(language)
    has_digits = _HAS_DIGIT.search(text) is not None
    skipped = [m.span() for m in SKIPPED.finditer(text)] if has_digits else []
    found: list[NumberMention] = []
    if has_digits or any(c in text for c in "½¼¾⅓⅔⅛⅕"):
        found = [m for m in structured_figures(text) if not _inside(m.start, skipped)]
    if primary == "ar":
        found = sorted([*found, *find_scores(text)], key=lambda m: m.start)
    if primary in _CJK:
        found = sorted([*found, *_numerals(text, primary, found)], key=lambda m: m.start)
    blocked = sorted(skipped + [(m.start, m.end) for m in found])
    tokens, names = _tokens(text, lexicon, blocked, has_digits)
    found += names
    if lexicon is not None and tokens:
        found += _phrases(text, tokens, lexicon)
    else:
        found += [NumberMention(t.start, t.end, text[t.start : t.end], t.figures) for t in tokens]
    found.sort(key=lambda m: m.start)
    return refine(text, _scaled(text, found), lexicon)


def _scaled(text: str, found: Sequence[NumberMention]) -> list[NumberMention]:
    """Join a fraction with the scale behind it: "2 1/2 million"."""
    joined: list[NumberMention] = []
    for mention in found:
        before = joined[-1] if joined else None
        if (
            before
            and (fraction := _fraction_in_figures(before))
            and mention.spelled
            and mention.value in _SCALES
            and mention.text.isalpha()
            and _GAP.fullmatch(text, before.end, mention.start)
        ):
            start, end, rough = before.start, mention.end, before.approximate
            value = fraction * mention.value
            joined[-1] = NumberMention(
                start, end, text[start:end], (value,), spelled=True, approximate=rough
            )
        else:
            joined.append(mention)
    return joined


def _fraction_in_figures(mention: NumberMention) -> Decimal | None:
    """Return the value of a mention that is no whole number and written in figures."""
    counts = mention.kind in (NumberKind.CARDINAL, NumberKind.FRACTION) and not mention.spelled
    return mention.value if counts and mention.value and mention.value % 1 else None


def _numerals(text: str, language: str, found: Sequence[NumberMention]) -> Iterator[NumberMention]:
    """Yield the East Asian numerals that are no part of what was found before."""
    taken = [(m.start, m.end) for m in found]
    for numeral in find_numerals(text, language):
        if not _overlaps(numeral.start, numeral.end, taken):
            yield NumberMention(
                numeral.start, numeral.end, text[numeral.start : numeral.end], numeral.values,
                numeral.kind, True, numeral.approximate, numeral.weak,
            )  # fmt: skip


def _primary(language: str | None) -> str:
    return "" if language is None else language.replace("_", "-").split("-")[0].lower()


def _lexicon(language: str | None) -> Lexicon | None:
    return lexicons.load(language) if language is not None else None


def _inside(offset: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= offset < end for start, end in spans)


def _overlaps(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(a < end and start < b for a, b in spans)


@lru_cache(maxsize=2)
def _figure_pattern(spaced: bool) -> re.Pattern[str]:
    return re.compile(rf"(?<![\d])(?:{FIGURE_SPACED if spaced else FIGURE})")


@lru_cache(maxsize=64)
def _suffixes(lexicon: Lexicon | None) -> frozenset[str]:
    if lexicon is None:
        return _UNIT_SUFFIXES
    return _UNIT_SUFFIXES | frozenset(str(lexicon.forms.get("ordinal_suffixes", "")).split())


def _tokens(
    text: str, lexicon: Lexicon | None, blocked: list[tuple[int, int]], has_digits: bool
) -> tuple[list[Token], list[NumberMention]]:
    """Return the figures and number words that can form numbers, and the digits in names."""
    raw: list[Token] = []
    names: list[NumberMention] = []
    if has_digits:
        pattern = _figure_pattern(lexicon is not None and lexicon.space_grouping)
        for match in pattern.finditer(text):
            start, end = match.span()
            if blocked and _overlaps(start, end, blocked):
                continue
            first, after = identifier_span(text, start, end, _suffixes(lexicon))
            if (first, after) != (start, end) or end - start > _LONGEST:
                span = text[first:after]
                names.append(
                    NumberMention(first, after, span, digit_groups(span), NumberKind.IDENTIFIER)
                )
                continue
            raw += _figure_tokens(match, lexicon)
    if lexicon is not None and lexicon.words:
        raw += _word_tokens(text, lexicon, blocked + [(n.start, n.end) for n in names])
        raw.sort(key=lambda token: token.start)
    return _join(text, raw, _interposed(lexicon)), names


def _figure_tokens(match: re.Match[str], lexicon: Lexicon | None) -> list[Token]:
    values = readings(match[0], lexicon)
    if values:
        return [Token(match.start(), match.end(), {}, figures=values)]
    return [
        Token(match.start() + m.start(), match.start() + m.end(), {}, figures=(Decimal(int(m[0])),))
        for m in re.finditer(r"\d+", match[0])
    ]


def _word_tokens(text: str, lexicon: Lexicon, blocked: list[tuple[int, int]]) -> list[Token]:
    tokens: list[Token] = []
    look_up = lexicon.look_up
    if lexicon.excluded is not None:
        blocked = blocked + [m.span() for m in lexicon.excluded.finditer(text)]
    for match in lexicon.token.finditer(text):
        roles, linked = look_up(match[0])
        if not roles:
            continue
        start, end = match.span()
        if blocked and _overlaps(start, end, blocked):
            continue
        if Role.ABBREVIATION in roles and len(match[0]) == 1 and not _attached(text, start, end):
            continue
        tokens.append(Token(start, end, roles, linked))
    return tokens


def _attached(text: str, start: int, end: int) -> bool:
    """Whether a one-letter scale stands at its figure or at a currency sign ("3 M€")."""
    return (start > 0 and text[start - 1].isdigit()) or text[end : end + 1] in ("€", "$", "£")


def _interposed(lexicon: Lexicon | None) -> frozenset[str]:
    """What may stand between a number and its scale: six *autres* millions."""
    phrases = str(lexicon.forms.get("interposed", "")) if lexicon else ""
    return frozenset(phrase.strip() for phrase in phrases.split(",") if phrase.strip())


def _join(text: str, raw: list[Token], interposed: frozenset[str]) -> list[Token]:
    tokens: list[Token] = []
    for token in raw:
        if tokens and tokens[-1].end > token.start:
            continue
        if token.roles.get(Role.SCALE, 0) >= _GREAT:
            tokens, apart = _without_interposed(text, tokens, token, interposed)
            token = replace(token, joined=apart)
        if tokens and (
            _GAP.fullmatch(text, tokens[-1].end, token.start)
            or _abbreviation_dot(text, tokens[-1], token)
        ):
            token = replace(token, joined=True)
        tokens.append(token)
    return tokens


def _without_interposed(
    text: str, tokens: list[Token], scale: Token, interposed: frozenset[str]
) -> tuple[list[Token], bool]:
    """Return the tokens before a scale without words in between, and whether there were any."""
    for count in (1, 2):
        before = tokens[-count:]
        if len(before) < count or any(Role.CONNECTOR not in t.roles for t in before[1:]):
            break
        if " ".join(text[before[0].end : scale.start].split()) in interposed:
            return tokens[: len(tokens) - count + 1], True
    return tokens, False


def _abbreviation_dot(text: str, before: Token, token: Token) -> bool:
    return Role.ABBREVIATION in before.roles and text[before.end : token.start].strip() == "."


def _phrases(text: str, tokens: list[Token], lexicon: Lexicon) -> list[NumberMention]:
    reader = PhraseReader(tokens, lexicon)
    found: list[NumberMention] = []
    index = 0
    while index < len(tokens):
        phrase = reader.read(index)
        if phrase is None:
            index += 1
            continue
        start, end = tokens[phrase.first].start, tokens[phrase.after - 1].end
        span = text[start:end]
        weak = phrase.weak or (lexicon.scales_only and _HAS_DIGIT.search(span) is None)
        values = phrase.values
        if _METRES.fullmatch(span) and not _CURRENCY_BEFORE.search(text, max(0, start - 5), start):
            values += tokens[phrase.first].figures
        found.append(
            NumberMention(
                start, end, span, values, phrase.kind,
                phrase.spelled, phrase.approximate, weak,
            )
        )  # fmt: skip
        index = phrase.after
    return found
