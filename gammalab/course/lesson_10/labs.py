"""What the text of lesson 10, a real market, calls: its labs, and numbers beside them."""

from .market import months_of, owner_points, priced_later
from .months import day_gap, months, settled
from .one_month import by_day, named, one_month
from .seller import largest_size, the_seller

__all__ = [
    "by_day",
    "day_gap",
    "largest_size",
    "months",
    "months_of",
    "named",
    "one_month",
    "owner_points",
    "priced_later",
    "settled",
    "the_seller",
]
