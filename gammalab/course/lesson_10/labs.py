"""What the text of lesson 10, a real market, calls: its labs, and numbers beside them."""

from .file import my_file
from .market import (
    every_day,
    fair_worlds,
    months_of,
    other_conventions,
    owner_points,
    priced_later,
    typed_in,
)
from .months import day_gap, months, settled
from .one_month import by_day, named, one_month
from .seller import largest_size, the_seller

__all__ = [
    "by_day",
    "day_gap",
    "every_day",
    "fair_worlds",
    "largest_size",
    "months",
    "months_of",
    "my_file",
    "named",
    "one_month",
    "other_conventions",
    "owner_points",
    "priced_later",
    "settled",
    "the_seller",
    "typed_in",
]
