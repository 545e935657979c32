"""Lesson 10: the months that its labs share, and what a straddle made in each.

One straddle is on one unit of the index, struck at the first close, bought at that day's VIX, held
for 21 closes of 1/252 year each. Rate and dividends are 0.
"""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import numpy as np
import pandas as pd

import gammalab as gl
from gammalab import markets

DAYS, YEAR = 21, 252
FIRST, LAST = "2014", "2018"
LONG_FIRST, LONG_LAST = "1990", "2022"


@cache
def vix() -> pd.Series:
    """The VIX by date, a decimal."""
    return markets.load_vol("vix")


@cache
def months(day: int = 1) -> markets.Windows:
    """2014 to 2018, entered on that trading day of each month."""
    return markets.windows(markets.load("spx"), vol=vix(), nth=day, start=FIRST, end=LAST)


@cache
def months_of(day: int = 1, every: int = 1) -> SimpleNamespace:
    """What the owner made of each month, hedged every so many days: arrays of (months,).

    free : points of volatility, without costs. cost : points per basis point of half-spread. pnl :
    index points, without costs. paid, happened : decimals. dates : of entry. left_out : how many.

    >>> one = months_of()
    >>> len(one.free), round(float(one.free.mean()), 2)
    (59, -3.18)
    """
    cut = months(day)
    run = gl.replay(
        gl.straddle(1, cut.horizon), cut, paid_vol=cut.vol, policy=gl.EveryN(every),
        costs=gl.HalfSpread(bps=1),
    )  # fmt: skip
    table = run.table()
    point = (table["pnl"] / table["vol_points"]).to_numpy()  # what a point was worth
    pnl = (table["pnl"] + table["cost"]).to_numpy()
    return SimpleNamespace(
        dates=table.index, paid=table["paid"].to_numpy(), happened=table["realised"].to_numpy(),
        pnl=pnl, free=pnl / point, cost=table["cost"].to_numpy() / point, point=point,
        left_out=len(cut.left_out),
    )  # fmt: skip


def owner_points(day: int = 1, every: int = 1, bps: float = 0.0) -> np.ndarray:
    """What the owner made of each month, in points of volatility."""
    one = months_of(day, every)
    return one.free - bps * one.cost


@cache
def priced_later(premium: float = 0.03) -> pd.Series:
    """33 years, each month's straddle priced at the 21 days before and `premium`: the owner's
    points of volatility by date. No market gave this price.

    >>> len(priced_later()), round(float(priced_later().mean()), 2)
    (394, -2.87)
    """
    close = markets.load("spx_closes")["close"]
    squares = np.log(close).diff() ** 2
    trailing = np.sqrt(YEAR * squares.rolling(DAYS).mean())
    cut = markets.windows(close, vol=trailing + premium, start=LONG_FIRST, end=LONG_LAST)
    return gl.replay(gl.straddle(1, cut.horizon), cut, paid_vol=cut.vol).table()["vol_points"]


def name_of(date) -> str:
    """A month in words: "August 2015"."""
    return f"{date:%B %Y}"
