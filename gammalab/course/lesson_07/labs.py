"""What the text of lesson 07, scalping risk, calls: its labs, and numbers beside them."""

from gammalab.course.errors import mean_and_error, spread_and_error, spread_by_month

from .claims import limited_profit, whom
from .desk import desk_profit
from .gap import gamma_says, gap, gap_profit
from .jumps import FLOORS, fair_vol, jumps, profits, world
from .race import late_profit, race
from .replays import by_step, crash, crash_run, crash_table, facts
from .stale import late_volatility
from .stop import stop, with_stop
from .thin import reads_depth, reads_flow

__all__ = [
    "FLOORS",
    "by_step",
    "crash",
    "crash_run",
    "crash_table",
    "desk_profit",
    "facts",
    "fair_vol",
    "gamma_says",
    "gap",
    "gap_profit",
    "jumps",
    "late_profit",
    "late_volatility",
    "limited_profit",
    "mean_and_error",
    "profits",
    "race",
    "reads_depth",
    "reads_flow",
    "spread_and_error",
    "spread_by_month",
    "stop",
    "whom",
    "with_stop",
    "world",
]
