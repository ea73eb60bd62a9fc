"""Money and measurements: an amount with its currency or unit, comparable across units."""

from mtqa.language.quantities.find import QuantityMention, find_quantities

__all__ = ["QuantityMention", "find_quantities"]
