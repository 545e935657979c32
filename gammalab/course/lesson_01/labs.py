"""What the text of lesson 01, the option and its Greeks, calls: its labs, and numbers beside them.

All options are struck at 100, and all prices but those of `markets` are in currency.
"""

from .last import last_days
from .moves import moves
from .quote import calendar_book, quote
from .slope import value_and_slope

__all__ = ["calendar_book", "last_days", "moves", "quote", "value_and_slope"]
