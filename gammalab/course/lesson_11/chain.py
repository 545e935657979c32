"""Lesson 11: a whole chain, made from a stated smile, and what a desk holds of it.

No quotes of a real market ship with the course. This chain is made here, and `check_smile` finds
nothing in it that could be arbitraged; quotes of your own have the same columns.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

import gammalab as gl
from gammalab.pricing.smile import Smile, portfolio_greeks

SPOT, VOL, MONTH = 100.0, 0.20, 30 / 365
DAYS = (7, 30, 60, 90, 180)
STRIKES = np.arange(80.0, 120.1, 2.5)
SLOPE, CURVE = -0.65, 1.2  # of the 30-day smile, per unit of log strike and of its square
SEED = 11


def stated_vol(strike, expiry):
    """The smile, a formula: at the money 20 %, falling with the strike, steeper near expiry.

    strike : currency. expiry : years. Yearly decimals, in the shape that both broadcast to.

    >>> stated_vol(np.array([90.0, 100.0, 110.0]), 30 / 365).round(3).tolist()
    [0.282, 0.2, 0.149]
    """
    k = np.log(np.asarray(strike) / SPOT) * (MONTH / np.asarray(expiry)) ** 0.25
    return VOL + SLOPE * k + CURVE * k * k


@cache
def _table():
    rows = [
        (strike, days / 365, right, float(stated_vol(strike, days / 365)))
        for days in DAYS
        for strike in STRIKES
        for right in ("call", "put")
    ]
    return pd.DataFrame(rows, columns=["strike", "expiry", "right", "iv"])


def chain() -> pd.DataFrame:
    """170 options: strike, expiry (years), right and implied volatility."""
    return _table().copy()


def smile() -> Smile:
    """The chain's smile."""
    return Smile.from_chain(chain(), spot=SPOT)


@cache
def desk_book():
    """What customers left a desk with, made flat in gamma and vega with two straddles.

    They buy puts below the price and sell calls above it, as a drawn number of each strike and
    expiry; so the desk has sold the puts and owns the calls.
    """
    rng = np.random.default_rng(SEED)
    held = gl.Book()
    for days in DAYS:
        for strike in STRIKES:
            size = int(rng.poisson(6 * np.exp(-abs(strike - SPOT) / 12)))
            if size and strike < SPOT:
                held = held - size * gl.put(strike, days / 365)
            elif size and strike > SPOT:
                held = held + size * gl.call(strike, days / 365)
    near, far = gl.straddle(SPOT, MONTH), gl.straddle(SPOT, 180 / 365)
    names, quotes = ["gamma", "vega"], smile()
    sums = {
        name: portfolio_greeks(book, quotes, names=names)[names].sum().to_numpy()
        for name, book in (("held", held), ("near", near), ("far", far))
    }
    needed = np.linalg.solve(np.column_stack([sums["near"], sums["far"]]), -sums["held"])
    return held + round(needed[0], 1) * near + round(needed[1], 1) * far
