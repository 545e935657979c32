"""What the text of lesson 04, theta against gamma, calls: its labs, and numbers beside them."""

from .day import one_day, profit_of
from .hedges import losing_days, profit_by_day, two_hedges
from .month import log_contract, month_of, vega_rule
from .rent import moves_every, rent_and_income
from .replays import every_month, month_by_day, month_from
from .storm import same_volatility, stormy

__all__ = [
    "every_month",
    "log_contract",
    "losing_days",
    "month_by_day",
    "month_from",
    "month_of",
    "moves_every",
    "one_day",
    "profit_by_day",
    "profit_of",
    "rent_and_income",
    "same_volatility",
    "stormy",
    "two_hedges",
    "vega_rule",
]
