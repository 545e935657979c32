"""What the text of lesson 07, scalping risk, calls: its labs, and numbers beside them."""

from .gap import gamma_says, gap, gap_profit
from .jumps import fair_vol, jumps, profits, world
from .race import late_profit, race
from .stop import stop, with_stop

__all__ = [
    "fair_vol",
    "gamma_says",
    "gap",
    "gap_profit",
    "jumps",
    "late_profit",
    "profits",
    "race",
    "stop",
    "with_stop",
    "world",
]
