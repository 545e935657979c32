"""What the text of lesson 10, a real market, calls: its labs, and numbers beside them."""

from .desk import desk_profit
from .file import my_file
from .market import (
    every_day,
    fair_worlds,
    invented,
    months_of,
    other_conventions,
    owner_points,
    priced_later,
    typed_in,
)
from .months import day_gap, months, settled, shuffled
from .one_month import by_day, named, one_month
from .seller import largest_size, sold_on, the_seller

__all__ = [
    "by_day",
    "day_gap",
    "desk_profit",
    "every_day",
    "fair_worlds",
    "invented",
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
    "shuffled",
    "sold_on",
    "the_seller",
    "typed_in",
]
