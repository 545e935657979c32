"""What the labs of lesson 03 share: the book, and a move of it told term by term."""

from __future__ import annotations

import numpy as np
import pandas as pd

from gammalab.hedging.attribution import taylor_terms

SPOT, VOL, CONTRACTS = 100.0, 0.20, 100
DAY = 1 / 365
NAMES = ("price", "delta", "gamma", "theta", "vega", "vanna", "volga", "charm")
THIRD = ("speed", "color", "zomma")
LITTLE = 0.1  # shares: with less gamma than this at the start nothing is promised


def left_to_move(days, vol=VOL, spot=SPOT):
    """The remaining standard deviation, currency: the typical move until expiry.

    >>> round(float(left_to_move(30)), 2)
    5.73
    """
    return spot * vol * np.sqrt(days * DAY)


def terms_of(book, move, days=0, points=0.0, spot=SPOT, vol=VOL, third=False) -> pd.Series:
    """The profit of a book that is hedged once, term by term, in currency.

    move : of the price, currency. days : that pass. points : how far volatility moves, in
    hundredths a year. third : count speed, colour and zomma, as one term. The last entry,
    "residual", is the true profit less all the others: the entries add up to it.

    >>> import gammalab as gl
    >>> told = terms_of(100 * gl.straddle(100, 30 / 365), move=3, days=1)
    >>> told.round(1).loc[["gamma", "theta", "residual"]].tolist(), round(float(told.sum()), 1)
    ([62.6, -7.6, -1.3], 53.5)
    """
    dt, dv = days * DAY, points / 100
    g = book.greeks(spot, vol, names=NAMES + THIRD)
    terms = taylor_terms(g, move, dt, dv, order=3)
    hedge = -terms.pop("delta")
    beyond = sum(terms.pop(name) for name in THIRD)
    if third:
        terms["third order"] = beyond
    profit = book.value(spot + move, vol + dv, time=dt) - g["price"] + hedge
    return pd.Series({**terms, "residual": profit - sum(terms.values())})
