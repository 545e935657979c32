"""What the text of lesson 06, what hedging costs, calls: its labs, and numbers beside them."""

from gammalab.course.errors import mean_and_error, spread_and_error, spread_by_month

from .bill import bill, month_run
from .month import months
from .often import best_number, how_often
from .ranges import range_or_run, ranging
from .replays import hull_run, real_month
from .rules import policy_of, rule_run, rules

__all__ = [
    "best_number",
    "bill",
    "how_often",
    "hull_run",
    "mean_and_error",
    "month_run",
    "months",
    "policy_of",
    "range_or_run",
    "ranging",
    "real_month",
    "rule_run",
    "rules",
    "spread_and_error",
    "spread_by_month",
]
