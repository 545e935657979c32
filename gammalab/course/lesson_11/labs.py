"""What the text of lesson 11, a book of options, calls: its labs, and numbers beside them."""

from .adjusted import adjusted_delta, best, errors, held_out, risen
from .chain import chain, desk_book, smile, stated_vol
from .claims import autumn, held_a_month, orders, without_link
from .dashboard import after, chain_gamma, dashboard, three_strikes
from .hedge_with import hedge_with, with_options
from .netting import hedging_costs, net_or_gross
from .two_expiries import calendar, calendar_book, tomorrow

__all__ = [
    "after",
    "autumn",
    "best",
    "calendar",
    "calendar_book",
    "chain",
    "chain_gamma",
    "dashboard",
    "desk_book",
    "errors",
    "hedge_with",
    "hedging_costs",
    "held_a_month",
    "held_out",
    "net_or_gross",
    "orders",
    "adjusted_delta",
    "risen",
    "smile",
    "stated_vol",
    "three_strikes",
    "tomorrow",
    "with_options",
    "without_link",
]
