"""Text → typed values with units: what catalogues state and shoppers say, in base units."""

from shop.quantities.parse import Quantity, find, number, read

__all__ = ["Quantity", "find", "number", "read"]
