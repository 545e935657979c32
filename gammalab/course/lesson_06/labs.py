"""What the text of lesson 06, what hedging costs, calls: its labs, and numbers beside them."""

from .bill import bill, month_run
from .month import months

__all__ = ["bill", "month_run", "months"]
