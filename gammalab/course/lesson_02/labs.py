"""What the text of lesson 02, delta neutrality, calls: its labs, and the numbers beside them."""

from .often import noise_of, once_or_often
from .path import one_path
from .replays import august_2015, august_days, august_inputs, hull_table
from .sides import long_and_short, market
from .trades import average_price, rehedges

__all__ = [
    "august_2015",
    "august_days",
    "august_inputs",
    "average_price",
    "hull_table",
    "long_and_short",
    "market",
    "noise_of",
    "once_or_often",
    "one_path",
    "rehedges",
]
