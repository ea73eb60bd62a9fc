"""Numbers by value: figures of any script and number words of some twenty languages."""

from mtqa.language.numbers.find import find_numbers
from mtqa.language.numbers.mention import NumberKind, NumberMention

__all__ = ["NumberKind", "NumberMention", "find_numbers"]
