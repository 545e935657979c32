"""Lesson 08: what real prices can say of gamma pressure, and what cannot be known."""

from __future__ import annotations

import numpy as np
import pandas as pd

import gammalab as gl

# 2 and 5 February 2018: settlements of the two nearest VIX futures, and the return of the index of
# both that the funds followed, as reported in that month (prweb.com, release 15187114).
FIRST, SECOND = (15.625, 33.225), (14.975, 27.975)
FUTURES_RETURN = 0.961


def expiry_weeks(first="1999-01-01", last="2018-12-31"):
    """Log volatility of each week with a third Friday, less that of the week after and before.

    Returns (after, before): two arrays, one number a month. A week is the five closes up to its
    Friday, or up to the day before where the Friday is no trading day.
    """
    close = gl.markets.load("spx", first, last)["close"]
    squares = np.log(close).diff() ** 2
    weeks = (squares.groupby(close.index.to_period("W")).mean() ** 0.5).dropna()
    log = np.log(weeks[weeks > 0])
    fridays = [
        pd.Period(day, "W")
        for day in pd.date_range(first, last, freq="WOM-3FRI")
        if {pd.Period(day, "W") + k for k in (-1, 0, 1)} <= set(log.index)
    ]
    here = log[fridays].to_numpy()
    after, before = (log[[week + k for week in fridays]].to_numpy() for k in (1, -1))
    return here - after, here - before


def daily_memory(first="1999-01-01", last="2018-12-31"):
    """Correlation of a day's log return with the next one's, and its error, robust to wild days."""
    moves = np.log(gl.markets.load("spx", first, last)["close"]).diff().dropna().to_numpy()
    moves = moves - moves.mean()
    now, then = moves[:-1], moves[1:]
    return float(now @ then / (moves @ moves)), float(
        np.sqrt(np.sum((now * then) ** 2)) / (moves @ moves)
    )
