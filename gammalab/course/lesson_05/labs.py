"""What the text of lesson 05, hedging in discrete time, calls: its labs, and their numbers."""

from .days import many_days, months
from .month import price_gap
from .often import floor_of, law, more_often, profits
from .worlds import EVERY, by_interval, trend_or_chop, world

__all__ = [
    "EVERY",
    "by_interval",
    "floor_of",
    "law",
    "many_days",
    "months",
    "more_often",
    "price_gap",
    "profits",
    "trend_or_chop",
    "world",
]
