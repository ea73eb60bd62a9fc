"""A passage of text with what the language knowledge finds in it, found once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from mtqa.document import Role

if TYPE_CHECKING:
    from mtqa.checks.word_alignment import WordAlignment
    from mtqa.language.dates import DateMention
    from mtqa.language.names import NameMention
    from mtqa.language.names_comparison import NameDifference
    from mtqa.language.numbers import NumberMention
    from mtqa.language.numbers_alignment import Matching
    from mtqa.language.numbers_figures import Figure
    from mtqa.language.polarity_comparison import PolarityDifference
    from mtqa.language.quantities import QuantityMention
    from mtqa.metrics.fidelity import WordDoubt
    from mtqa.metrics.pair_reader import PairJudgement


class Relation(StrEnum):
    """What the other text of a pair is to the text under examination."""

    TRANSLATION = "translation"
    """The other text is the source."""
    ROUND_TRIP = "round-trip"
    """The other text is the back-translation, in the same language."""


@dataclass(frozen=True)
class Passage:
    """One side of a segment; the language knowledge is looked up on first use."""

    text: str
    """The text of this side of the segment."""
    language: str | None
    """BCP 47 tag, None if unknown."""
    role: Role = Role.PARAGRAPH
    """What the segment is in its document."""
    article_date: date | None = None
    """Day of publication, to which relative dates refer; None if unknown."""

    @cached_property
    def numbers(self) -> tuple[NumberMention, ...]:
        """Every number, by value."""
        from mtqa.language.numbers import find_numbers

        return find_numbers(self.text, self.language)

    @cached_property
    def dates(self) -> tuple[DateMention, ...]:
        """Every date, weekday and relative date."""
        from mtqa.language.dates import find_dates

        return find_dates(self.text, self.language, article_date=self.article_date)

    @cached_property
    def quantities(self) -> tuple[QuantityMention, ...]:
        """Every sum of money and every measurement."""
        from mtqa.language.quantities import find_quantities

        return find_quantities(self.text, self.language)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Every value that the text states: numbers, dates, times, quantities."""
        from mtqa.language.numbers_figures import read_figures

        return read_figures(self.text, self.language, article_date=self.article_date)

    @cached_property
    def names(self) -> tuple[NameMention, ...]:
        """Every name that can be recognised without a model."""
        from mtqa.language.names import find_names

        return find_names(self.text, self.language)


@dataclass(frozen=True)
class Pair:
    """The text under examination beside its source or its back-translation."""

    target: Passage
    """The text under examination."""
    source: Passage
    """The source, or for a round trip the back-translation."""
    relation: Relation = Relation.TRANSLATION
    """What `source` is."""
    segment: str = ""
    """Id of the segment."""
    target_nearby: Callable[[], str] = field(default=lambda: "")
    """Gives the target text of the segments before and after; empty for independent pairs."""
    source_nearby: Callable[[], str] = field(default=lambda: "")
    """Gives the source text of the segments before and after; empty for independent pairs."""
    alignment: Callable[[], WordAlignment | None] = field(default=lambda: None)
    """Gives the alignment of both sides' words; None without an encoder of words."""
    judgement: Callable[[], PairJudgement | None] = field(default=lambda: None)
    """Gives what the language model thinks of the pair; None without the model."""

    @cached_property
    def figure_matching(self) -> Matching:
        """How the values of both texts answer each other."""
        from mtqa.language.numbers_alignment import match_figures

        return match_figures(self.source.figures, self.target.figures)

    @cached_property
    def name_differences(self) -> tuple[NameDifference, ...]:
        """The names that do not stand on both sides; none if a language is unknown."""
        from mtqa.language.names_comparison import match_names

        source, target = self.source, self.target
        if source.language is None or target.language is None:
            return ()
        return match_names(source.text, source.language, target.text, target.language)

    @cached_property
    def polarity_differences(self) -> tuple[PolarityDifference, ...]:
        """The statements turned round; none if a language is unknown."""
        from mtqa.language.polarity_comparison import compare_polarity

        source, target = self.source, self.target
        if source.language is None or target.language is None:
            return ()
        return compare_polarity(source.text, source.language, target.text, target.language)

    @cached_property
    def doubts(self) -> tuple[WordDoubt, ...]:
        """What the critics doubt about each word of the target; none if they cannot tell.

        Without what a comparison of both texts knows better.
        """
        from mtqa.checks.borne_out import remaining_doubts

        judgement = self.judgement()
        return remaining_doubts(self, (judgement and judgement.doubts) or ())
