"""The grammar of number words: from a run of tokens to one value.

One grammar serves all languages that write words with spaces; what differs between them
stands in the lexicon (units before tens, where "and" joins, twenties in French).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from mtqa.language.numbers.accumulator import Accumulator
from mtqa.language.numbers.lexicon import Lexicon, Role
from mtqa.language.numbers.mention import NumberKind
from mtqa.language.numbers.tokens import Phrase, Token


class PhraseReader:
    """Reads the longest number that starts at a token."""

    def __init__(self, tokens: Sequence[Token], lexicon: Lexicon) -> None:
        self._tokens = tokens
        self._lexicon = lexicon

    def read(self, first: int) -> Phrase | None:
        """Return the number that starts at token `first`, None if none does."""
        token = self._tokens[first]
        if token.figures:
            return self._figure(first)
        roles = token.roles
        if Role.HALF in roles:
            return self._part_of_scale(first, roles[Role.HALF])
        if Role.VAGUE in roles and not (Role.SCALE in roles and self._has_rest(first)):
            return self._vague(first)
        if roles.keys() & {Role.ADD, Role.HUNDRED, Role.SCALE, Role.DUAL, Role.MIXED, Role.WEAK}:
            return Accumulator(self._tokens, self._lexicon).run(first)
        if Role.ORDINAL in roles:
            return self._ordinal(first)
        if Role.PART in roles:
            return self._part_of_scale(first, 1 / roles[Role.PART])
        if Role.MULTIPLE in roles:
            value = roles[Role.MULTIPLE]
            return Phrase(first, first + 1, (value,), NumberKind.MULTIPLE, True, weak=True)
        if Role.DECADE in roles:
            # "in her nineties" is an age; Arabic and German have words for decades alone.
            weak = self._lexicon.language == "en"
            return Phrase(
                first, first + 1, (roles[Role.DECADE],), NumberKind.DECADE, True, weak=weak
            )
        if Role.ALONE in roles:
            return Phrase(
                first, first + 1, (roles[Role.ALONE],), NumberKind.CARDINAL, True, weak=True
            )
        return None

    def _figure(self, first: int) -> Phrase:
        token = self._tokens[first]
        phrase = Accumulator(self._tokens, self._lexicon).run(first)
        if phrase is not None and phrase.after > first + 1:
            return phrase
        return Phrase(first, first + 1, token.figures, NumberKind.CARDINAL, False)

    def _next(self, index: int) -> Token | None:
        if index < len(self._tokens) and self._tokens[index].joined:
            return self._tokens[index]
        return None

    def _has_rest(self, first: int) -> bool:
        """Whether a smaller number is joined on: "тысячи" alone is vague, "тысяча сто" is not."""
        following = self._next(first + 1)
        return following is not None and bool(
            following.roles.keys() & {Role.ADD, Role.HUNDRED} and not following.linked
        )

    def _vague(self, first: int) -> Phrase:
        value = self._tokens[first].roles[Role.VAGUE]
        after = first + 1
        link = self._next(after)
        if link is not None and Role.LINKER in link.roles:
            after += 1
        scale = self._next(after)
        higher = Decimal(0)
        if scale is not None:
            higher = scale.roles.get(Role.VAGUE, scale.roles.get(Role.SCALE, higher))
        if higher > value:
            value *= higher
            after += 1
        else:
            after = first + 1
        return Phrase(first, after, (value,), NumberKind.CARDINAL, True, approximate=True)

    def _part_of_scale(self, first: int, part: Decimal) -> Phrase:
        """Read "half a million", "ربع مليون"; else a fraction, which may be no number at all."""
        after = first + 1
        article = self._next(after)
        if article is not None and article.roles.keys() & {Role.ARTICLE, Role.LINKER}:
            after += 1
        scale = self._next(after)
        if scale is not None and not scale.linked:
            size = scale.roles.get(Role.SCALE, scale.roles.get(Role.HUNDRED))
            if size is not None:
                value = (part * size).normalize()
                return Phrase(first, after + 1, (value,), NumberKind.CARDINAL, True)
        return Phrase(first, first + 1, (part,), NumberKind.FRACTION, True, weak=True)

    def _ordinal(self, first: int) -> Phrase:
        roles = self._tokens[first].roles
        value = roles[Role.ORDINAL]
        following = self._next(first + 1)
        if following is not None and (rest := self._rest_of_ordinal(value, following)):
            return Phrase(first, first + 2, (value + rest,), NumberKind.ORDINAL, True)
        values: tuple[Decimal, ...] = (value,)
        if Role.PART in roles:
            values = (value, 1 / roles[Role.PART])
        return Phrase(first, first + 1, values, NumberKind.ORDINAL, True, weak=True)

    def _rest_of_ordinal(self, value: Decimal, token: Token) -> Decimal | None:
        """Return what a second word adds: "الثالث عشر", "الحادي والعشرين", "décimo oitavo"."""
        unit = token.roles.get(Role.ORDINAL)
        if unit is not None and value % 10 == 0 and unit < 10 and not token.linked:
            return unit
        if not self._lexicon.unit_first or value >= 10:
            return None
        ten = token.roles.get(Role.ADD, Decimal(0))
        fits = (ten == 10 and not token.linked) or (20 <= ten <= 90 and token.linked)
        return ten if fits else None
