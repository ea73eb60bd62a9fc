"""Adding up one number from number words and figures, token by token."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from mtqa.language.numbers.lexicon import Lexicon, Role, Roles
from mtqa.language.numbers.mention import NumberKind
from mtqa.language.numbers.tokens import Phrase, Token

_NO_LIMIT = Decimal("Infinity")
_LARGEST_MIXED = 100
"""Whole numbers below which "and a fifth" may follow, where "fifth" may be an ordinal."""


_ORDINALS_THROUGHOUT = frozenset({"es", "pt", "it"})
"""Languages in which every word of an ordinal is one: "trigésimo segundo", "trentaduesimo"."""


class Accumulator:
    """Adds up one number, token by token; `step` says whether the next token still fits."""

    def __init__(self, tokens: Sequence[Token], lexicon: Lexicon) -> None:
        self._tokens = tokens
        self._lexicon = lexicon
        self._total = Decimal(0)
        self._group: Decimal | None = None
        self._room = Decimal(0)
        """What may still be added to the group is smaller than this."""
        self._scale = _NO_LIMIT
        """The last scale that was applied; the next one must be smaller."""
        self._last_added = Decimal(0)
        self._kind = NumberKind.CARDINAL
        self._closed = False
        self._spelled = False

    def run(self, first: int) -> Phrase | None:
        """Return the number that starts at token `first`, None if none does."""
        after = before_group = index = first
        link = False
        while index < len(self._tokens) and not self._closed:
            token = self._tokens[index]
            if index > first and not token.joined:
                break
            if index > first and not token.figures and self._skips(token, link):
                link = link or Role.CONNECTOR in token.roles
                index += 1
                continue
            grouped = self._group is not None
            consumed = self._step(token, index, link or (token.linked and index > first))
            if not consumed:
                if self._begins_another(token):
                    self._group, after = None, before_group
                break
            if not grouped and self._group is not None:
                before_group = after
            index += consumed
            after = index
            link = False
        return None if after == first else self._phrase(first, after)

    def _begins_another(self, token: Token) -> bool:
        """Whether the open group belongs to the next number: "two million | three million"."""
        scale = token.roles.get(Role.SCALE, token.roles.get(Role.ABBREVIATION))
        open_group = self._group is not None and self._total > 0
        return open_group and scale is not None and scale >= self._scale and not token.linked

    def _begins_apart(self, index: int) -> bool:
        """Whether a figure after "and" is a number of its own: "1 billion and 114", in English."""
        following = self._tokens[index + 1 : index + 2]
        scaled = any(t.roles.keys() & {Role.SCALE, Role.ABBREVIATION} for t in following)
        apart = self._lexicon.joins == "hundreds" and self._scale > 1000 and not scaled
        return apart or self._scale < 1000

    def _phrase(self, first: int, after: int) -> Phrase:
        values: tuple[Decimal, ...] = (self._total + (self._group or 0),)
        weak = False
        if self._spelled and 0 < values[0] < 1:
            self._kind = NumberKind.FRACTION
        if after == first + 1:
            roles = self._tokens[first].roles
            only_one = Role.WEAK in roles and Role.ADD not in roles
            weak = only_one or bool(roles.keys() & {Role.ORDINAL, Role.PART, Role.ALONE})
            if Role.ORDINAL in roles:
                values += (roles[Role.ORDINAL],)
        return Phrase(first, after, values, self._kind, self._spelled, weak=weak)

    def _skips(self, token: Token, link: bool) -> bool:
        if Role.CONNECTOR in token.roles and not link:
            return True
        return link and Role.ARTICLE in token.roles and Role.WEAK not in token.roles

    def _step(self, token: Token, index: int, link: bool) -> int:
        """Take the token in; return how many tokens were used, 0 if it does not fit."""
        if token.figures:
            return self._take_figure(token, index, link)
        self._spelled = True
        roles = token.roles
        if self._group is not None or self._total:
            if (used := self._take_part(roles, index, link)) or self._closed:
                return used
            if Role.ORDINAL in roles and self._takes_ordinal(roles[Role.ORDINAL], link):
                self._add(roles[Role.ORDINAL])
                self._kind = NumberKind.ORDINAL
                self._closed = True
                return 1
        after_figures = bool(index and self._tokens[index - 1].figures)
        if Role.ABBREVIATION in roles and after_figures:
            return self._take_scale(roles[Role.ABBREVIATION], link)
        if Role.DUAL in roles and Role.SCALE not in roles:
            return self._take_dual(roles[Role.DUAL])
        if Role.SCALE in roles:
            return self._take_scale(roles[Role.SCALE], link)
        # French "33 cents" are cents.
        if Role.HUNDRED in roles and not (after_figures and self._lexicon.language == "fr"):
            return self._take_hundred(link)
        if Role.VAGUE in roles and self._counts(after_figures):
            return self._take_scale(roles[Role.VAGUE], link)
        role = next((r for r in (Role.ADD, Role.MIXED, Role.WEAK) if r in roles), None)
        return self._take_addend(roles[role], link) if role else 0

    def _counts(self, after_figures: bool) -> bool:
        """Whether a number word counts a scale in the plural: "tres centenares", "три сотни"."""
        return not after_figures and self._group is not None and 2 <= self._group < 100

    def _take_figure(self, token: Token, index: int, link: bool) -> int:
        value = token.figures[0]
        if self._group is not None:
            return 0
        if self._total and (value >= self._scale or not link or self._begins_apart(index)):
            return 0
        self._group = value
        self._room = Decimal(0)
        return 1

    def _joins(self, value: Decimal) -> bool:
        """Whether "and" may stand before this addend."""
        if self._lexicon.joins == "tens":
            return True
        in_hundreds = self._group is None or self._group >= 100
        return self._lexicon.joins == "hundreds" and in_hundreds and value < 100

    def _fits(self, value: Decimal, link: bool) -> bool:
        if link and not self._joins(value):
            return False
        if self._group is None:
            return not self._total or value < self._scale
        return value < self._room

    def _takes_ordinal(self, value: Decimal, link: bool) -> bool:
        """Whether "second" ends an ordinal: "treinta segundos" are seconds."""
        return self._lexicon.language not in _ORDINALS_THROUGHOUT and self._fits(value, link)

    def _room_after(self, value: Decimal) -> Decimal:
        if value >= 100:
            return Decimal(100) if value % 100 == 0 else Decimal(0)
        if self._lexicon.vigesimal and value in (60, 80):
            return Decimal(20)
        if value >= 20 or (value == 10 and self._lexicon.ten_takes_units):
            return Decimal(10) if value % 10 == 0 else Decimal(0)
        return Decimal(10) if value == 10 and self._lexicon.vigesimal else Decimal(0)

    def _add(self, value: Decimal) -> None:
        self._group = (self._group or Decimal(0)) + value
        self._room = self._room_after(value)
        self._last_added = value

    def _take_addend(self, value: Decimal, link: bool) -> int:
        if self._fits(value, link):
            self._add(value)
            return 1
        last = self._last_added
        if self._group is None or not 1 <= last <= 9:
            return 0
        if self._lexicon.unit_first and (
            (20 <= value <= 90 and value % 10 == 0 and link) or (value == 10 and not link)
        ):
            self._group += value
            self._room = self._last_added = Decimal(0)
            return 1
        if self._lexicon.vigesimal and last == 4 and value == 20 and not link:
            self._group += 76
            self._room = Decimal(20)
            self._last_added = Decimal(80)
            return 1
        return 0

    def _take_hundred(self, link: bool) -> int:
        if self._group is None:
            if self._total and (self._scale <= 100 or (link and self._lexicon.joins == "none")):
                return 0
            self._group = Decimal(100)
        elif link and self._joins(Decimal(100)) and not self._group:
            return 0
        elif not link and self._last_added < 100 and self._group < 100:
            self._group *= 100
        else:
            return 0
        self._room = Decimal(100)
        self._last_added = Decimal(100)
        return 1

    def _take_scale(self, scale: Decimal, link: bool) -> int:
        if self._group is not None:
            # Spanish "mil doscientos millones", 1.2 billion.
            thousands = scale > self._scale == 1000 and self._lexicon.joins == "tens"
            if link or (scale >= self._scale and not thousands):
                return 0
            group, self._group = self._group, None
            self._total = (
                (self._total + group) * scale if thousands else self._total + group * scale
            )
        elif not self._total:
            self._total = scale
        elif not link and scale > self._scale:
            self._total *= scale
        elif scale < self._scale and (link or self._lexicon.joins == "none"):
            self._total += scale
        else:
            return 0
        self._scale = scale
        return 1

    def _take_dual(self, scale: Decimal) -> int:
        if self._group is not None or (self._total and scale >= self._scale):
            return 0
        self._total += 2 * scale
        self._scale = scale
        return 1

    def _take_part(self, roles: Roles, index: int, link: bool) -> int:
        """Read "and a half", "ونصف المليون", "three quarters", "buçuk"."""
        if Role.HALF in roles and self._lexicon.language in ("tr", "ko") and self._group:
            self._group += roles[Role.HALF]
            self._room = Decimal(0)
            return 1
        denominator = Decimal(2) if Role.HALF in roles else roles.get(Role.PART)
        if denominator is None:
            return 0
        if link:
            used = 1
            if self._group is not None:
                if Role.ORDINAL in roles and self._group >= _LARGEST_MIXED:
                    return 0  # nel 1617 e quinto Dalai Lama
                self._group += 1 / denominator
            else:
                self._total += self._scale / denominator
                used += self._repeats_scale(index + 1)
            self._room = Decimal(0)
            return used
        if self._group is None or self._total or self._group > denominator * 3:
            return 0
        if Role.HALF in roles or (Role.ORDINAL in roles and self._fits(roles[Role.ORDINAL], link)):
            return 0
        self._group = self._group / denominator
        self._closed = True
        self._kind = NumberKind.FRACTION
        if (size := self._scale_at(index + 1)) is not None:
            self._group = (self._group * size).normalize()
            self._kind = NumberKind.CARDINAL
            return 2
        return 1

    def _scale_at(self, index: int) -> Decimal | None:
        if index < len(self._tokens) and self._tokens[index].joined:
            token = self._tokens[index]
            return None if token.linked else token.roles.get(Role.SCALE)
        return None

    def _repeats_scale(self, index: int) -> int:
        return int(self._scale_at(index) == self._scale)
