"""Money and measurements: an amount with its currency or unit, comparable across units."""

from mtqa.language.quantities.find import QuantityMention, find_quantities
from mtqa.language.quantities.units import BASIS_POINT, CENT

__all__ = ["BASIS_POINT", "CENT", "QuantityMention", "find_quantities"]
