"""What the text of lesson 12, the capstone, calls: its labs, and numbers beside them."""

from .how_sure import how_sure
from .yardstick import yardstick

__all__ = ["how_sure", "yardstick"]
