"""What lesson 09 hedges: one option on one unit for 30 days, paid and hedged at 60 %."""

from __future__ import annotations

import numpy as np

SPOT, STRIKE, VOL = 100.0, 100.0, 0.60
EXPIRY = 30 / 365  # years
TIMES_A_YEAR = 3 * 365  # intervals of eight hours
SIDES = {"sold the option": -1, "bought the option": 1}


def mean_and_error(profit) -> tuple[float, float]:
    """The mean over months, and its standard error.

    >>> mean_and_error(np.array([1.0, 3.0]))
    (2.0, 1.0)
    """
    return float(np.mean(profit)), float(np.std(profit, ddof=1) / np.sqrt(len(profit)))
