"""What the labs of lesson 05 share: the straddle, its month, and the numbers beside them."""

from __future__ import annotations

import gammalab as gl

SPOT, DAYS, PAID = 100.0, 30, 0.20  # first price, days, volatility paid
EXPIRY, DAY = DAYS / 365, 1 / 365  # years
STRADDLE = gl.straddle(SPOT, EXPIRY)


def price_gap(happened: float, paid: float) -> float:
    """What the straddle is worth at what happens, less what was paid for it; currency.

    >>> round(price_gap(0.30, 0.20), 2)
    2.29
    """
    return float(STRADDLE.value(SPOT, happened) - STRADDLE.value(SPOT, paid))
