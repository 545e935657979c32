"""What the labs of lesson 04 share: the straddles, their month, and months made of daily moves."""

from __future__ import annotations

import numpy as np

import gammalab as gl

SPOT, DAYS, CONTRACTS, PAID = 100.0, 30, 100, 0.20  # first price, days, straddles, volatility paid
EXPIRY, DAY = DAYS / 365, 1 / 365  # years
STRADDLES = CONTRACTS * gl.straddle(SPOT, EXPIRY)
GREEKS = STRADDLES.greeks(SPOT, PAID, names=("gamma", "vega"))  # on day 0, at the volatility paid


def log_contract() -> gl.Book:
    """The log contract that has, always, the dollar gamma of the straddles on day 0.

    >>> book, straddles = log_contract(), STRADDLES
    >>> [round(b.greeks(100, 0.2, names=("gamma",))["gamma"], 2) for b in (book, straddles)]
    [13.91, 13.91]
    """
    return GREEKS["gamma"] * SPOT**2 * gl.log_contract(SPOT, EXPIRY)


def month_of(log_moves) -> gl.Paths:
    """A month of daily closes with these log returns, one for each day."""
    spots = SPOT * np.exp(np.cumsum(np.append(0.0, log_moves)))
    return gl.Paths(np.arange(len(log_moves) + 1) * DAY, spots)


def vega_rule(happened: float) -> float:
    """What vega says that a month is worth in which `happened` happens: vega times the gap."""
    return float(GREEKS["vega"] * (happened - PAID))
